"""What comes up from a counter's PC, checked again from the raw proof: nothing is believed because a PC said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kakanai.agent import protocol
from kakanai.agent.protocol import FIELDS, NUMBER_FIELD, Kind
from kakanai.card import cades, chain, jpki, kenhojo, kenkaku, reader
from kakanai.card.anchors import Anchors
from kakanai.card.errors import CardError, MalformedError, NotGenuineError, VirtualRefusedError
from kakanai.counter import revocation
from kakanai.vocabulary.facts import Fact, Source


class CertificateRefusedError(NotGenuineError):
    """The signature or its certificate is refused, for a reason that the clerk can tell the resident."""

    def __init__(self, verdict: chain.Verdict) -> None:
        super().__init__(f"the signature does not hold: {verdict.status}", clerk=verdict.clerk)
        self.code = f"{_CERTIFICATE}{verdict.status}"


_CERTIFICATE = "certificate-"
SOURCES = {Kind.READ: "card/kenhojo", Kind.FACE: "card/kenkaku", Kind.SIGN: "card/jpki-sign"}


@dataclass(frozen=True, slots=True)
class CardResult:
    """What a job brought, once checked. `proof` is a JSON bundle that can be checked again offline, years later.

    `attributes` holds the asked fields only: `name`, `address`, `birth` (`YYYYMMDD`, zeros where unknown), `sex`,
    and `number` where a legal ground allowed it. `virtual` is True unless the card is proven to be a real one.
    `holder` says whose card it is (`self`, `agent`); `asked_at` is when the desk asked, which is a signature's time.
    """

    job_id: str
    kind: str
    source: str
    virtual: bool
    holder: str
    credential: str
    asked_at: datetime
    attributes: Mapping[str, str] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    face: Mapping[str, str] = field(default_factory=dict)
    signature: Mapping[str, str] = field(default_factory=dict)

    def facts(self, subject: str) -> list[Fact]:
        """Return the person's facts, each proven by this read. An unknown birth date gives no fact, never a guess.

        The address is not among them: whether the card's address is the old or the new one is for the desk to say.
        """
        name, address, birth, sex = (self.attributes.get(field, "") for field in FIELDS)
        read = kenhojo.Attributes(name, address, birth, sex, raw=b"")
        values = {
            "person.fullName": read.name,
            "person.familyName": read.family_name if read.given_name else "",
            "person.givenName": read.given_name,
            "person.birthDate": read.birth_iso,
            "person.gender": read.sex,
        }
        at, proof = datetime.now(UTC), f"card:{self.job_id}"
        return [Fact(subject, item, value, Source.CARD, proof, at) for item, value in values.items() if value]


def check(
    kind: Kind, body: Mapping[str, Any], *, nonce: bytes, context: str, fields: list[str], digest: str,
    anchors: Anchors, refuse_virtual: bool,
) -> tuple[dict[str, Any], bool]:  # fmt: skip
    """Verify a result's proof; return what to keep and whether the card is not a real one.

    Raises NotGenuineError, VirtualRefusedError or MalformedError.
    """
    try:
        checked, virtual = _CHECKS[kind](body, nonce, context, fields, digest, anchors)
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError(f"the result cannot be read ({type(error).__name__})") from error
    if virtual and refuse_virtual:
        raise VirtualRefusedError
    return checked, virtual


def _check_read(
    body: Mapping[str, Any], nonce: bytes, context: str, fields: list[str], _digest: str, anchors: Anchors
) -> tuple[dict[str, Any], bool]:
    proof = body["proof"]
    raw = {name: protocol.raw(proof[name]) for name in ("ef0002", "ef0003", "ef0004", "ef0007", "challenge_signature")}
    integrity = kenhojo.verify_record(raw["ef0002"], raw["ef0003"], raw["ef0004"], anchors)
    _require(integrity)
    challenge = reader.challenge_bytes(nonce, context)
    alive = kenhojo.verify_card_key(raw["ef0004"], raw["ef0007"], challenge, raw["challenge_signature"], anchors)
    _require(alive)
    read = kenhojo.parse_attributes(raw["ef0002"])
    values = {"name": read.name, "address": read.address, "birth": read.birth, "sex": read.sex}
    wanted = {name: values[name] for name in FIELDS if name in fields}
    if NUMBER_FIELD in fields and body.get("number"):
        wanted[NUMBER_FIELD] = str(body["number"])
    bundle = {
        **{name: proof[name] for name in raw},
        "profile": proof["profile"],
        "challenge": protocol.text(challenge),
        "nonce": protocol.text(nonce),
        "issuer_id": integrity.issuer_id,
        "subject_id": integrity.subject_id,
        "world": integrity.world.value if integrity.world else "",
    }
    return {"attributes": wanted, "proof": bundle}, integrity.virtual


def _check_face(
    body: Mapping[str, Any], _nonce: bytes, _context: str, _fields: list[str], _digest: str, anchors: Anchors
) -> tuple[dict[str, Any], bool]:
    files = kenkaku.FaceFiles(protocol.raw(body["face"]["ef0002"]), protocol.raw(body["face"]["ef0004"]))
    integrity = kenkaku.verify_face(files, anchors)
    _require(integrity)
    face = kenkaku.parse_face(files.face)
    kept = {"photo": protocol.text(face.photo), "expires": face.expires, "birth": face.birth, "sex": face.sex}
    return {"face": kept}, integrity.virtual


def _check_sign(
    body: Mapping[str, Any], _nonce: bytes, _context: str, _fields: list[str], digest: str, anchors: Anchors
) -> tuple[dict[str, Any], bool]:
    made = body["signature"]
    attributes = protocol.raw(made["signed_attributes"])
    if cades.digest_of(attributes) != bytes.fromhex(digest):
        raise NotGenuineError("the card signed another document's digest")
    certificate = jpki.exact_der(protocol.raw(made["certificate"]))
    now = datetime.now(UTC)
    verdict = chain.check_signature(
        attributes, protocol.raw(made["value"]), certificate,
        use=jpki.Use.SIGN, anchors=anchors, at=now, revocation=revocation.source(),
    )  # fmt: skip
    if not verdict.good and not (verdict.signature_holds and revocation.unknown_is_recorded()):
        raise CertificateRefusedError(verdict)
    kept = {name: made[name] for name in ("value", "certificate", "authority", "algorithm", "signed_attributes")}
    return {"signature": {**kept, "status": verdict.status.value, **_revocation(verdict, now)}}, verdict.virtual


def _revocation(verdict: chain.Verdict, at: datetime) -> dict[str, str]:
    answer = verdict.revocation
    return {
        "revocation": answer.state.value if answer else "unknown",
        "revocation_answer": protocol.text(answer.evidence if answer else b""),
        "revocation_by": revocation.name(),
        "checked_at": at.isoformat(timespec="seconds"),
    }


_CHECKS = {Kind.READ: _check_read, Kind.FACE: _check_face, Kind.SIGN: _check_sign}


def _require(integrity: kenhojo.Integrity) -> None:
    if not integrity.good:
        raise NotGenuineError(f"{integrity.verdict} (issuer {integrity.issuer_id})")


def failure_text(code: str) -> str:
    """Return the clerk's sentence for a failure code that an agent or this check reported."""
    if code.startswith(_CERTIFICATE):
        return chain.Verdict(chain.Status(code.removeprefix(_CERTIFICATE))).clerk
    return _TEXTS.get(code, CardError.clerk)


def _texts() -> dict[str, str]:
    from kakanai.agent.errors import AgentError
    from kakanai.counter.errors import CounterError

    found: dict[str, str] = {}
    for base in (CardError, AgentError, CounterError):
        for kind in _family(base):
            found[kind.code] = kind.clerk  # type: ignore[attr-defined]
    found["pin-wrong"] = (
        "暗証番号が違います。残り回数を本人に伝え、続けるか、別の確認方法にするかを選んでもらってください。"
    )
    return found


def _family(base: type[Exception]) -> list[type[Exception]]:
    return [base, *(found for child in base.__subclasses__() for found in _family(child))]


_TEXTS = _texts()
