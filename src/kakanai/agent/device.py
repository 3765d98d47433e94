"""The PC's own key: made here, registered once with a one-time token, never leaving this file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kakanai.agent import protocol
from kakanai.agent.errors import DeviceKeyError


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled PC: its key and the one counter it serves."""

    id: str
    municipality: str
    counter: str
    counter_label: str
    key: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        """The raw public key, as the desk stores it."""
        return public_bytes(self.key)

    def save(self, path: Path) -> None:
        """Write the key file, readable by its owner only."""
        path.parent.mkdir(parents=True, exist_ok=True)
        data = {
            "device": self.id,
            "municipality": self.municipality,
            "counter": self.counter,
            "counter_label": self.counter_label,
            "key": protocol.text(self.key.private_bytes_raw()),
        }
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)

    @classmethod
    def load(cls, path: Path) -> Device:
        """Read a key file; raises DeviceKeyError."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            key = Ed25519PrivateKey.from_private_bytes(protocol.raw(data["key"]))
            return cls(data["device"], data["municipality"], data["counter"], data["counter_label"], key)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DeviceKeyError(f"{path.name}: {type(error).__name__}") from error


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the raw public half."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
