"""Issuing a virtual card: every application, file, secret and key that the real one is known to have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization

from kakanai.card import cvc, kenhojo, tlv
from kakanai.card.profile import FREE, Application, Profile, profile
from kakanai.card.virtual import certificates, face
from kakanai.card.virtual.authority import (
    ATTRIBUTE_ISSUER,
    AUTH,
    FACE_ISSUER,
    SIGN,
    Authority,
    new_key,
    private_pem,
    sign,
    table_entry,
)
from kakanai.card.virtual.image import CardApplication, CardFile, CardImage, CardKey, PinState, PrivateKey
from kakanai.card.virtual.person import CardPerson

CONTACTLESS_ATR = bytes.fromhex("3B888001000005E0B381A1007F")
_NUMBER = 0xFF10


def make_card(
    person: CardPerson,
    authority: Authority,
    *,
    kind: Profile | None = None,
    generation: int = -1,
    long_lengths: bool = True,
) -> CardImage:
    """Issue one virtual card (about a quarter of a second, most of it key generation).

    `generation` picks the certificate authority (0 oldest … 2). `long_lengths` writes lengths from 128 on as
    `82 hh ll`, as the real card is inferred to do.
    """
    kind = kind or profile()
    keys: dict[tuple[str, str], PrivateKey] = {
        (application.name, key): new_key(kind.algorithm)
        for application in kind.applications.values()
        for key in application.keys
    }
    contents = {
        "jpki": _jpki(person, authority, kind, keys, generation),
        "attributes": _attributes(person, authority, keys["attributes", "card"], long_lengths),
        "common": {"issue": b"\x01\x1c" + _issue_record(person)},
        "register": {"data": b"\xff" * 32},
    }
    if "face" in kind.applications:
        contents["face"] = _face(person, authority, keys["face", "card"])
    applications = [_application(spec, person, contents[name], keys) for name, spec in kind.applications.items()]
    return CardImage(person.key, kind.id, CONTACTLESS_ATR, applications)


def _application(
    spec: Application, person: CardPerson, contents: dict[str, bytes], keys: dict[tuple[str, str], PrivateKey]
) -> CardApplication:
    def opened(names: tuple[str, ...]) -> tuple[int, ...]:
        return () if FREE in names else tuple(spec.credentials[name].ef for name in names)

    made = CardApplication(spec.aid)
    for name, file in spec.files.items():
        content = contents.get(name)
        if content is not None:
            records = (content,) if file.record else ()
            made.files[file.ef] = CardFile(b"" if file.record else content, opened(file.opened_by), records)
    for name, credential in spec.credentials.items():
        made.pins[credential.ef] = PinState.new(person.secret(name), credential.tries)
    for name, key in spec.keys.items():
        references = tuple({key.reference} - {0x80 | key.ef})
        made.keys[key.ef] = CardKey(private_pem(keys[spec.name, name]), opened(key.opened_by), references)
    if spec.name == "attributes" and 0x12 not in made.pins:
        made.pins[0x12] = PinState(bytes(16), bytes(32), 3, 0)
    return made


def _jpki(
    person: CardPerson,
    authority: Authority,
    kind: Profile,
    keys: dict[tuple[str, str], PrivateKey],
    generation: int,
) -> dict[str, bytes]:
    token = kind.token_names[0].encode().ljust(32)
    files = {"token": _token_info(token)}
    present = b""
    for use, wanted in ((SIGN, person.sign_certificate), (AUTH, person.auth_certificate)):
        present += b"\x8f" if wanted else b"\x00"
        files[f"{use}_ca"] = authority.authorities[use][generation].certificate.public_bytes(serialization.Encoding.DER)
        if wanted:
            public = keys["jpki", use].public_key()
            certificate = certificates.issue(authority, use, person, public, generation=generation)
            files[f"{use}_certificate"] = certificate.public_bytes(serialization.Encoding.DER)
    files["presence"] = present + b"\x00"
    return files


def _token_info(label: bytes) -> bytes:
    """PKCS#11 CK_TOKEN_INFO with 32-bit numbers: label, maker, model, serial, flags, ten numbers, versions, time."""
    maker, model, serial = b"KAKANAI VIRTUAL".ljust(32), b"VIRTUAL".ljust(16), b"0".ljust(16)
    return label + maker + model + serial + (0x40D).to_bytes(4, "big") + bytes(40) + b"\x01\x00\x01\x00" + b" " * 16


def attribute_file(person: CardPerson, *, long_lengths: bool = True) -> bytes:
    """Return EF 0002: the four attributes with their offset table."""
    texts = (
        (kenhojo.NAME, person.name.encode()),
        (kenhojo.ADDRESS, person.address.encode()),
        (kenhojo.BIRTH, person.birth.encode("ascii")),
        (kenhojo.SEX, person.sex.encode("ascii")),
    )
    objects = [tlv.encode(tag, value, long_form=long_lengths) for tag, value in texts]
    offset_object = len(tlv.encode(kenhojo.OFFSETS, bytes(8)))
    length = offset_object + sum(map(len, objects))
    position = len(tlv.encode(kenhojo.ATTRIBUTES, bytes(length), long_form=long_lengths)) - length + offset_object
    offsets = b""
    for item in objects:
        offsets += position.to_bytes(2, "big")
        position += len(item)
    body = tlv.encode(kenhojo.OFFSETS, offsets) + b"".join(objects)
    return tlv.encode(kenhojo.ATTRIBUTES, body, long_form=long_lengths)


def _attributes(person: CardPerson, authority: Authority, card_key: PrivateKey, long_lengths: bool) -> dict[str, bytes]:
    issuer, digest = authority.issuers[ATTRIBUTE_ISSUER], table_entry(authority.algorithm).digest
    number = tlv.encode(_NUMBER, person.twelve_digits.encode("ascii")) + b"\xff\xff"
    attributes = attribute_file(person, long_lengths=long_lengths)
    digests = tlv.encode(kenhojo.NUMBER_DIGEST, digest(number)) + tlv.encode(
        kenhojo.ATTRIBUTE_DIGEST, digest(kenhojo.signed_attribute_bytes(attributes))
    )
    record = digests + _long(kenhojo.RECORD_SIGNATURE, sign(issuer.municipality, digests))
    public = cvc.encode_public_key(card_key.public_key())
    card_public = _long(kenhojo.CARD_PUBLIC_KEY, public)
    card = card_public + _long(kenhojo.CARD_KEY_SIGNATURE, sign(issuer.municipality, card_public))
    information = (
        tlv.encode(0xDF41, bytes.fromhex("01030E01"))
        + tlv.encode(0xDF42, issuer.municipality_id)
        + _long(0xDF43, hashlib.shake_128(issuer.municipality_id).digest(128))
    )
    return {
        "number": number,
        "attributes": attributes,
        "record": _long(kenhojo.RECORD, record),
        "certificate": issuer.certificate,
        "information": _long(0xFF40, information).ljust(256, b"\xff"),
        "session_key": tlv.encode(0xA1, public, long_form=True),
        "card_key": _long(kenhojo.CARD_KEY, card),
        "spare": b"\xff" * 16,
    }


def _face(person: CardPerson, authority: Authority, card_key: PrivateKey) -> dict[str, bytes]:
    issuer = authority.issuers[FACE_ISSUER]
    signer: Callable[[bytes], bytes] = lambda data: sign(issuer.municipality, data)  # noqa: E731 - passed on as is
    digest = table_entry(authority.algorithm).digest
    key = cvc.encode_public_key(card_key.public_key())
    files = face.files(person, key, issuer.municipality_id, digest, signer)
    return {**files, "certificate": issuer.certificate}


def _issue_record(person: CardPerson) -> bytes:
    serial = f"{int.from_bytes(hashlib.sha256(person.key.encode()).digest()[:6], 'big') % 10**15:015d}"
    return f"{serial}{person.municipality[:5]}{person.expires:%Y%m%d}".encode("ascii")


def _long(tag: int, value: bytes) -> bytes:
    return tlv.encode(tag, value, long_form=True)
