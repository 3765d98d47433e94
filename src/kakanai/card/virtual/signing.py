"""The signature command's padding variants, by its first parameter."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from kakanai.card.virtual.image import PrivateKey

_HASH = hashes.SHA256()
_RSA_MAX = 245


class UnknownPaddingError(Exception):
    """The first parameter names no variant of this key."""


def sign(key: PrivateKey, variant: int, data: bytes) -> bytes:
    """Sign as the card does. Variant 0 pads exactly what it is given; raises ValueError on data that does not fit."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        if variant != 0:
            raise UnknownPaddingError
        return key.sign(data, ec.ECDSA(Prehashed(hashes.SHA384())))
    return _sign_rsa(key, variant, data)


def _sign_rsa(key: rsa.RSAPrivateKey, variant: int, data: bytes) -> bytes:
    if not 1 <= len(data) <= _RSA_MAX:
        raise ValueError("1 to 245 bytes")
    pkcs1 = padding.PKCS1v15()
    pss = padding.PSS(mgf=padding.MGF1(_HASH), salt_length=padding.PSS.DIGEST_LENGTH)
    match variant:
        case 0:
            return key.sign(data, pkcs1, NoDigestInfo())
        case 1:
            return key.sign(_digest(data), pkcs1, NoDigestInfo())
        case 2:
            return key.sign(data, pkcs1, Prehashed(_HASH))
        case 3:
            return key.sign(data, pkcs1, _HASH)
        case 4:
            return key.sign(data, pss, Prehashed(_HASH))
        case 5:
            return key.sign(data, pss, _HASH)
    raise UnknownPaddingError


def _digest(data: bytes) -> bytes:
    digest = hashes.Hash(_HASH)
    digest.update(data)
    return digest.finalize()
