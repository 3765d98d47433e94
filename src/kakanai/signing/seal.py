"""The server's seal: an Ed25519 signature over a bundle's manifest."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kakanai.signing.errors import SigningError

DOMAIN = b"kakanai-signature-bundle/1\n"
"""Put before the manifest, so that a seal can never be taken for a signature over something else."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """A server's sealing key. Its `repr` shows the fingerprint only."""

    private: Ed25519PrivateKey

    @classmethod
    def new(cls) -> SealKey:
        """Return a fresh key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, path: Path) -> SealKey:
        """Return the key of a PEM file. Raises SigningError."""
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), None)
        except (OSError, ValueError, TypeError) as error:
            raise SigningError(f"seal key unreadable: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningError("the seal key must be Ed25519")
        return cls(key)

    def save(self, path: Path) -> None:
        """Write the key as PEM, readable by its owner alone; the public part goes beside it as `.pub`.

        A key that is there already stays, also when two processes save at the same moment: load it then.
        """
        part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(
                self.private.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
            path.with_suffix(".pub").write_text(self.public.hex() + "\n", encoding="ascii")
        except FileExistsError:
            return
        finally:
            part.unlink()

    @property
    def public(self) -> bytes:
        """Return the 32 bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, manifest: bytes) -> bytes:
        """Return the seal over a manifest."""
        return self.private.sign(DOMAIN + manifest)

    def __repr__(self) -> str:
        """Return a text without the key."""
        return f"SealKey({fingerprint(self.public)})"


def fingerprint(public: bytes) -> str:
    """Return a short name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def seal_fits(public: bytes, seal: bytes, manifest: bytes) -> bool:
    """Tell whether the seal was made over this manifest by the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(seal, DOMAIN + manifest)
    except (InvalidSignature, ValueError):
        return False
    return True
