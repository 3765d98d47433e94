"""Card-verifiable certificates (EF 0004 of the attribute application) and the public keys inside them.

`7F21 { 5F4E [issuer key id 16][subject key id 16][90 exponent][91 modulus], 5F37 signature over the 5F4E value }`.
The elliptic-curve form (`86` point) is assumed for the next card; nothing about it is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kakanai.card import tlv
from kakanai.card.algorithms import PublicKey, for_key
from kakanai.card.errors import MalformedError

CERTIFICATE, BODY, SIGNATURE = 0x7F21, 0x5F4E, 0x5F37
_EXPONENT, _MODULUS, _POINT = 0x90, 0x91, 0x86
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """Who signed whose key. Key ids are 16 bytes; the subject is the municipality that wrote the card."""

    issuer_id: bytes
    subject_id: bytes
    key: PublicKey
    body: bytes
    signature: bytes

    def signed_by(self, key: PublicKey) -> bool:
        """Tell whether this certificate was signed with `key`."""
        return for_key(key).verify(key, self.body, self.signature)


def parse(data: bytes) -> CardCertificate:
    """Read a card-verifiable certificate; raises MalformedError."""
    outer = tlv.first(data, CERTIFICATE)
    body = outer.child(BODY).value
    if len(body) <= 2 * _ID_LENGTH:
        raise MalformedError("the card-verifiable certificate is too short")
    key = parse_public_key(body[2 * _ID_LENGTH :])
    return CardCertificate(
        body[:_ID_LENGTH], body[_ID_LENGTH : 2 * _ID_LENGTH], key, body, outer.child(SIGNATURE).value
    )


def parse_public_key(data: bytes) -> PublicKey:
    """Read `90 exponent 91 modulus` or `86 point`; raises MalformedError."""
    parts = {item.tag: item.value for item in tlv.parse(data)}
    try:
        if _POINT in parts:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), parts[_POINT])
        exponent, modulus = (int.from_bytes(parts[tag], "big") for tag in (_EXPONENT, _MODULUS))
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except (KeyError, ValueError) as error:
        raise MalformedError(f"the public key is not understood ({type(error).__name__})") from error


def encode_public_key(key: PublicKey) -> bytes:
    """Write a public key in the form that `parse_public_key` reads."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        numbers = key.public_numbers()
        return tlv.encode(_POINT, b"\x04" + numbers.x.to_bytes(48, "big") + numbers.y.to_bytes(48, "big"))
    public = key.public_numbers()
    modulus = public.n.to_bytes((public.n.bit_length() + 7) // 8, "big")
    return tlv.encode(_EXPONENT, public.e.to_bytes(3, "big")) + tlv.encode(_MODULUS, modulus, long_form=True)


def encode(body: bytes, signature: bytes) -> bytes:
    """Write a certificate from its signed body and its signature."""
    inner = tlv.encode(BODY, body, long_form=True) + tlv.encode(SIGNATURE, signature, long_form=True)
    return tlv.encode(CERTIFICATE, inner, long_form=True)
