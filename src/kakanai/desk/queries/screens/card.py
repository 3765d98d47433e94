"""The card on the counter's reader, as both screens show it: being read, looked at, or asked to sign."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kakanai.agent.protocol import Credential, Kind
from kakanai.card.kenhojo import Attributes
from kakanai.counter import queries as counter
from kakanai.counter.models import Holder
from kakanai.desk.errors import WrongStateError
from kakanai.desk.models import Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.whose import person_with
from kakanai.japan.dates import wareki

_LARGEST_SIDE = 2_000
_SECRETS = {
    Credential.PIN: "暗証番号の残り",
    Credential.NUMBER_B: "照合番号Bの残り",
    Credential.SIGN_PASSWORD: "署名用の暗証番号の残り",
}
WAYS = (("pin", "暗証番号", "n"), ("number_b", "照合番号B", "b"), ("face", "顔写真", "v"))
"""How a card is opened or looked at: value, words, key."""


@dataclass(frozen=True)
class CardJobView:
    """A card at work. Holds nothing that was read."""

    id: str
    kind: str
    state: str
    state_label: str
    pairing_code: str
    tries_left: int | None
    message: str
    done: bool
    failed: bool
    running: bool
    waits: bool
    expires_seconds: int
    secret_label: str
    way: str
    photo_url: str = ""
    todo: str = ""
    stranger: str = ""


def reading_job(visit: Visit) -> CardJobView | None:
    """Return the card read that runs or failed last, or `None`."""
    job = _job(visit)
    return job if job and job.kind != Kind.SIGN else None


def signing_job(visit: Visit) -> CardJobView | None:
    """Return the card signature that runs or failed last, or `None`."""
    job = _job(visit)
    return job if job and job.kind == Kind.SIGN else None


def photo_png(visit: Visit) -> bytes:
    """Return the photo that waits for the clerk's look as PNG; raises WrongStateError where none waits."""
    if visit.card_job is None:
        raise WrongStateError("no photo was asked for")
    with Image.open(io.BytesIO(counter.face_of(str(visit.card_job)).photo), formats=["JPEG2000"]) as image:
        if max(image.size) > _LARGEST_SIDE:
            raise WrongStateError(f"a photo of {image.size}")
        out = io.BytesIO()
        image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _job(visit: Visit) -> CardJobView | None:
    if visit.card_job is None:
        return None
    job = counter.job(str(visit.card_job))
    look = job.ready and job.kind == Kind.FACE
    stranger = _stranger(visit, job)
    return CardJobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        state_label=job.state_label,
        pairing_code=job.pairing_code,
        tries_left=job.tries_left,
        message="写真を読み取りました"
        if look
        else "カードの方が、世帯のどなたとも合いません"
        if stranger
        else job.message,
        # A result that waits to be taken keeps the poll alive: the next poll takes it. A photo waits for a person.
        done=look or bool(stranger),
        failed=not job.running and not job.ready,
        running=job.running or job.ready,
        waits=job.ready,
        expires_seconds=job.seconds_left,
        secret_label=_SECRETS[Credential(job.credential)],
        way=_way(job),
        photo_url=reverse("desk:face_photo", args=[visit.id]) if look else "",
        todo=_expiry_words(job.id) if look else stranger,
        stranger=stranger,
    )


def _stranger(visit: Visit, job: counter.JobView) -> str:
    """Return the name and birth date on a card that fits nobody of a household that is known, else an empty text."""
    if not job.ready or job.kind != Kind.READ or job.holder == Holder.AGENT:
        return ""
    read = counter.attributes_of(job.id)
    birth = Attributes("", "", read.get("birth", ""), "", raw=b"").birth_iso
    facts = facts_inside(visit)
    if not facts.persons() or person_with(facts, read.get("name", ""), birth):
        return ""
    return (
        f"カードの記載：{read.get('name', '')}　{wareki(date.fromisoformat(birth)) if birth else read.get('birth', '')}"
    )


def _way(job: counter.JobView) -> str:
    if job.kind == Kind.FACE:
        return "face"
    # Whose PIN is blocked can still be read by the digits on the card's face.
    return "number_b" if job.credential == Credential.NUMBER_B or job.failure == "pin-blocked" else "pin"


def _expiry_words(job_id: str) -> str:
    try:
        expires = date.fromisoformat(counter.face_of(job_id).expires)
    except ValueError:
        return "カードの有効期限は読み取れませんでした。券面で確かめてください。"
    if expires < timezone.localdate():
        return f"カードの有効期限が過ぎています（{wareki(expires)}）。"
    return f"カードの有効期限は {wareki(expires)}"
