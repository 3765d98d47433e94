"""AES-256-GCM over single values, with keys derived per municipality from one master key file.

The associated data of a value is its municipality, table, row and column: a ciphertext moved to another row or
column does not open. Layout: version (1 byte) · nonce (12) · ciphertext and tag.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kakanai.trust.errors import DecryptionError, KeyMissingError

_VERSION = b"\x01"
_NONCE_BYTES = 12


def make_key_file(path: Path) -> None:
    """Write a new master key of 32 random bytes, readable by its owner alone; an existing file is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(32))


def encrypt(plaintext: bytes, *, municipality: str, place: str) -> bytes:
    """Encrypt one value. `place` is `table|row|column`."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(municipality).encrypt(nonce, plaintext, _associated(municipality, place))
    return _VERSION + nonce + sealed


def decrypt(sealed: bytes, *, municipality: str, place: str) -> bytes:
    """Open one value; raises DecryptionError when it was changed or belongs elsewhere."""
    if sealed[:1] != _VERSION:
        raise DecryptionError(f"unknown ciphertext version at {place}")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return _cipher(municipality).decrypt(nonce, body, _associated(municipality, place))
    except InvalidTag:
        raise DecryptionError(f"ciphertext at {place} does not open") from None


def keyed_digest(text: str, *, municipality: str, purpose: str) -> str:
    """Return a keyed digest (64 hex digits) by which equal texts are found without storing the text."""
    key = _derive(municipality, f"index:{purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _associated(municipality: str, place: str) -> bytes:
    return f"{municipality}|{place}".encode()


@lru_cache(maxsize=2048)
def _cipher(municipality: str) -> AESGCM:
    return AESGCM(_derive(municipality, "field"))


@lru_cache(maxsize=8192)
def _derive(municipality: str, use: str) -> bytes:
    info = f"kakanai|{municipality}|{use}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(_master())


@lru_cache(maxsize=1)
def _master() -> bytes:
    path = Path(settings.KAKANAI_KEY_FILE)
    try:
        key = path.read_bytes()
    except OSError as error:
        raise KeyMissingError(f"the master key cannot be read: {error.strerror}") from error
    if len(key) != 32:
        raise KeyMissingError("the master key file must hold exactly 32 bytes")
    return key
