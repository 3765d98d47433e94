"""The attribute application (券面事項入力補助, "Kenhojo"): four attributes, their integrity record, the card's own key.

The signature covers the attribute objects and not the 12-digit number's file, so the four attributes are proven
without ever reading the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kakanai.card import cvc, tlv
from kakanai.card.algorithms import for_key
from kakanai.card.anchors import Anchors, World, world_of_issuer
from kakanai.card.errors import MalformedError

ATTRIBUTES, OFFSETS, NAME, ADDRESS, BIRTH, SEX = 0xFF20, 0xDF21, 0xDF22, 0xDF23, 0xDF24, 0xDF25
RECORD, NUMBER_DIGEST, ATTRIBUTE_DIGEST, RECORD_SIGNATURE = 0xFF30, 0xDF31, 0xDF32, 0xDF33
CARD_KEY, CARD_PUBLIC_KEY, CARD_KEY_SIGNATURE = 0xFF50, 0xDF51, 0xDF52
_SIGNED_TAGS = (NAME, ADDRESS, BIRTH, SEX)


@dataclass(frozen=True, slots=True)
class Attributes:
    """The four attributes as the card writes them. `birth` and `sex` are raw text: neither is sure to be a date or code.

    `raw` is the whole file, kept because names of foreign residents and unknown dates are undocumented.
    """

    name: str
    address: str
    birth: str
    sex: str
    raw: bytes
    offsets_fit: bool = True

    @property
    def family_name(self) -> str:
        """The part before the full-width space; the whole name where there is none (foreign names)."""
        return self.name.split("\u3000", 1)[0]

    @property
    def given_name(self) -> str:
        """The part after the full-width space; empty where there is none."""
        return self.name.partition("\u3000")[2]

    @property
    def birth_iso(self) -> str | None:
        """The birth date as ISO 8601, or `None` when day, month or year is unknown (`19800000`)."""
        return iso_date(self.birth)


def iso_date(digits: str) -> str | None:
    """Return `YYYYMMDD` as ISO 8601; `None` for anything that is no day of the calendar."""
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return None


def parse_attributes(data: bytes) -> Attributes:
    """Read EF 0002. Every length form is accepted, filler is ignored, odd text never raises.

    Raises MalformedError only where the structure itself is broken. A card whose offset table does not fit its
    objects is read by tag all the same, and `offsets_fit` is False.
    """
    outer = tlv.first(data, ATTRIBUTES)
    header = len(outer.raw) - len(outer.value)
    items = {item.tag: item for item in outer.children()}
    if missing := [tag for tag in _SIGNED_TAGS if tag not in items]:
        raise MalformedError("missing in the attribute file: " + ", ".join(f"{tag:04X}" for tag in missing))
    name, address, birth, sex = (items[tag].value.decode("utf-8", errors="replace") for tag in _SIGNED_TAGS)
    starts = [header + items[tag].start for tag in _SIGNED_TAGS]
    fit = OFFSETS in items and items[OFFSETS].value == b"".join(start.to_bytes(2, "big") for start in starts)
    return Attributes(name, address, birth, sex, raw=data, offsets_fit=fit)


def signed_attribute_bytes(data: bytes) -> bytes:
    """Return the bytes of EF 0002 that the record's digest covers: the four objects, without header and offsets."""
    items = {item.tag: item.raw for item in tlv.first(data, ATTRIBUTES).children()}
    try:
        return b"".join(items[tag] for tag in _SIGNED_TAGS)
    except KeyError as error:
        raise MalformedError(f"missing in the attribute file: {error}") from error


class Verdict(StrEnum):
    """How the check of a card's record ended. Anything but `good` means: do not use the values."""

    GOOD = "good"
    UNKNOWN_ISSUER = "unknown_issuer"
    BAD_CERTIFICATE = "bad_certificate"
    BAD_SIGNATURE = "bad_signature"
    CHANGED = "changed"
    MALFORMED = "malformed"


_REASONS = {
    Verdict.GOOD: "市区町村の署名で確かめました",
    Verdict.UNKNOWN_ISSUER: "署名の大元の鍵が登録されていません",
    Verdict.BAD_CERTIFICATE: "市区町村の鍵の証明が正しくありません",
    Verdict.BAD_SIGNATURE: "カードの記録の署名が正しくありません",
    Verdict.CHANGED: "記録された内容が署名と一致しません",
    Verdict.MALFORMED: "カードの記録の形が正しくありません",
}


@dataclass(frozen=True, slots=True)
class Integrity:
    """The verdict on a card's record, whose word it rests on, and which world that is."""

    verdict: Verdict
    world: World | None = None
    issuer_id: str = ""
    subject_id: str = ""

    @property
    def good(self) -> bool:
        """True only when everything verified up to a trust anchor."""
        return self.verdict is Verdict.GOOD

    @property
    def virtual(self) -> bool:
        """True unless this is proven to be a real card; such a read is marked on every screen and page."""
        return self.world is not World.PRODUCTION

    @property
    def reason(self) -> str:
        """The verdict in one Japanese sentence part."""
        return _REASONS[self.verdict]


def verify_record(ef0002: bytes, ef0003: bytes, ef0004: bytes, anchors: Anchors) -> Integrity:
    """Check the four attributes (EF 0002) through the record (0003) and its signer (0004) up to a trust anchor.

    Never raises on what a card may hold; every fault is a verdict.
    """
    try:
        certificate = cvc.parse(ef0004)
        record = tlv.first(ef0003, RECORD)
        number_digest, attribute_digest = record.child(NUMBER_DIGEST), record.child(ATTRIBUTE_DIGEST)
        signature = record.child(RECORD_SIGNATURE).value
        signed = signed_attribute_bytes(ef0002)
    except MalformedError:
        return Integrity(Verdict.MALFORMED)
    algorithm = for_key(certificate.key)
    verdict = _judge_issuer(certificate, anchors)
    if verdict is Verdict.GOOD:
        if not algorithm.verify(certificate.key, number_digest.raw + attribute_digest.raw, signature):
            verdict = Verdict.BAD_SIGNATURE
        elif algorithm.digest(signed) != attribute_digest.value:
            verdict = Verdict.CHANGED
    return _integrity(verdict, certificate)


def verify_card_key(ef0004: bytes, ef0007: bytes, challenge: bytes, signature: bytes, anchors: Anchors) -> Integrity:
    """Check that the card itself, not a copy of its files, signed `challenge` (the bytes that were hashed).

    EF 0007 holds the card's public key and the issuer's signature over it. Which of the two known keys signs it is
    not published for certain: the municipality's (EF 0004) and the root's are both accepted.
    """
    try:
        certificate = cvc.parse(ef0004)
        outer = tlv.first(ef0007, CARD_KEY)
        card_key, issued = outer.child(CARD_PUBLIC_KEY), outer.child(CARD_KEY_SIGNATURE).value
        public = cvc.parse_public_key(card_key.value)
    except MalformedError:
        return Integrity(Verdict.MALFORMED)
    verdict = _judge_issuer(certificate, anchors)
    if verdict is Verdict.GOOD:
        signers = [certificate.key, anchors.record_roots[certificate.issuer_id]]
        if not any(for_key(key).verify(key, card_key.raw, issued) for key in signers):
            verdict = Verdict.BAD_CERTIFICATE
        elif not for_key(public).verify(public, challenge, signature):
            verdict = Verdict.BAD_SIGNATURE
    return _integrity(verdict, certificate)


def world_of(ef0004: bytes) -> World | None:
    """Return what kind of card a signer's certificate belongs to, by its own word; `None` when it cannot be read."""
    try:
        return world_of_issuer(cvc.parse(ef0004).issuer_id)
    except MalformedError:
        return None


def number_digits(ef0001: bytes) -> str:
    """Return the 12 digits of EF 0001. Only a procedure whose law allows the number may read that file."""
    digits = tlv.first(ef0001, 0xFF10).value
    if len(digits) != 12 or not digits.isdigit():
        raise MalformedError("the number file does not hold 12 digits")
    return digits.decode("ascii")


def _judge_issuer(certificate: cvc.CardCertificate, anchors: Anchors) -> Verdict:
    root = anchors.record_roots.get(certificate.issuer_id)
    if root is None:
        return Verdict.UNKNOWN_ISSUER
    return Verdict.GOOD if certificate.signed_by(root) else Verdict.BAD_CERTIFICATE


def _integrity(verdict: Verdict, certificate: cvc.CardCertificate) -> Integrity:
    return Integrity(
        verdict,
        world_of_issuer(certificate.issuer_id),
        certificate.issuer_id.hex(),
        certificate.subject_id.hex(),
    )
