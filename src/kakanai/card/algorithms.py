"""The signature algorithms of this card and the next behind one table: digest, verification, card commands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from kakanai.card.errors import CardError

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""The NULL in it matters: the card signs a DigestInfo without one just as well, and nobody can verify that."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One signature algorithm: what to hash with, what to hand to the card, and how to verify."""

    id: str
    digest_name: str
    hash: hashes.SHA256 | hashes.SHA384
    card_input_prefix: bytes
    check: Callable[[PublicKey, bytes, bytes], None]

    def digest(self, data: bytes) -> bytes:
        """Return the digest of `data`."""
        return hashlib.new(self.digest_name, data).digest()

    def card_input(self, digest: bytes) -> bytes:
        """Return the bytes that the card's signature command takes for this digest."""
        if len(digest) != self.hash.digest_size:
            raise CardError(f"{self.id} signs {self.hash.digest_size}-byte digests, not {len(digest)}")
        return self.card_input_prefix + digest

    def verify_digest(self, key: PublicKey, digest: bytes, signature: bytes) -> bool:
        """Tell whether `signature` over `digest` is by `key`. Never raises on hostile input."""
        try:
            self.check(key, digest, signature)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True

    def verify(self, key: PublicKey, data: bytes, signature: bytes) -> bool:
        """Tell whether `signature` over `data` is by `key`."""
        return self.verify_digest(key, self.digest(data), signature)


def _check_rsa(key: PublicKey, digest: bytes, signature: bytes) -> None:
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise InvalidSignature
    key.verify(signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


def _check_ecdsa(key: PublicKey, digest: bytes, signature: bytes) -> None:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP384R1):
        raise InvalidSignature
    key.verify(signature, digest, ec.ECDSA(Prehashed(hashes.SHA384())))


ALGORITHMS = {
    "rsa-2048-sha256": Algorithm("rsa-2048-sha256", "sha256", hashes.SHA256(), _SHA256_DIGEST_INFO, _check_rsa),
    "ecdsa-p384-sha384": Algorithm("ecdsa-p384-sha384", "sha384", hashes.SHA384(), b"", _check_ecdsa),
}


def for_key(key: PublicKey) -> Algorithm:
    """Return the algorithm that a key of this kind signs with."""
    return ALGORITHMS["rsa-2048-sha256" if isinstance(key, rsa.RSAPublicKey) else "ecdsa-p384-sha384"]
