"""Pair the tablet that faces the resident with one counter."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kakanai.desk.errors import DeskError
from kakanai.desk.models import Tablet
from kakanai.trust import audit, tenancy
from kakanai.trust.crypto import keyed_digest
from kakanai.trust.models import Municipality, User

CODE_LASTS = timedelta(minutes=5)
_CODE_DIGITS = 8


class PairingRefusedError(DeskError):
    """The pairing code is wrong, used or too old."""

    code = "pairing"
    clerk = "つなぐための番号が違うか、時間が過ぎています。窓口の画面で新しい番号を出してください。"


@transaction.atomic
def make_pairing_code(counter: str, clerk: User) -> str:
    """Return a code for one tablet at one counter: `<municipality>-<8 digits>`, good once and for five minutes."""
    municipality = tenancy.current()
    digits = "".join(secrets.choice("0123456789") for _ in range(_CODE_DIGITS))
    Tablet.objects.filter(municipality=municipality, counter=counter, paired_at__isnull=True).delete()
    Tablet.objects.create(municipality=municipality, counter=counter, pairing_digest=_digest(municipality, digits))
    audit.record(case=audit.SYSTEM_CASE, action="tablet.code", actor=str(clerk.id), detail={"counter": counter})
    return f"{municipality}-{digits}"


def pair_tablet(code: str) -> tuple[Tablet, str]:
    """Pair the tablet on which the code was typed. Returns it and the token that its session keeps.

    Raises PairingRefusedError, which says the same for a wrong, a used and an old code.
    """
    municipality, _, digits = code.strip().partition("-")
    if not Municipality.objects.filter(code=municipality).exists():
        raise PairingRefusedError
    with tenancy.tenant(municipality), transaction.atomic():
        tablet = (
            Tablet.objects.select_for_update()
            .filter(
                municipality=municipality,
                pairing_digest=_digest(municipality, digits),
                paired_at__isnull=True,
                made_at__gt=timezone.now() - CODE_LASTS,
            )
            .first()
        )
        if tablet is None:
            raise PairingRefusedError
        token = secrets.token_urlsafe(32)
        tablet.token_digest, tablet.paired_at = _digest(municipality, token), timezone.now()
        tablet.save(update_fields=["token_digest", "paired_at"])
        audit.record(case=audit.SYSTEM_CASE, action="tablet.pair", actor="tablet", detail={"counter": tablet.counter})
    return tablet, token


def tablet_of(tablet_id: str, token: str) -> Tablet | None:
    """Return the paired tablet of a session, or `None` when the session's token is not its own."""
    tablet = Tablet.objects.filter(municipality=tenancy.current(), pk=tablet_id).first()
    if tablet is None or not tablet.token_digest:
        return None
    return tablet if hmac.compare_digest(tablet.token_digest, _digest(tablet.municipality, token)) else None


def _digest(municipality: str, secret: str) -> str:
    return keyed_digest(secret, municipality=municipality, purpose="tablet")
