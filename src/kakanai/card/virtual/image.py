"""What a virtual card is made of, and its file: applications, files, secrets (salted hashes only), keys, counters."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kakanai.card.errors import CardError
from kakanai.card.transport import Command

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
FORMAT = "kakanai-virtual-card-1"


@dataclass(slots=True)
class PinState:
    """One secret: a salted hash (so that no PIN lies in a file or in the program's memory) and its counter."""

    salt: bytes
    digest: bytes
    tries: int
    left: int

    @classmethod
    def new(cls, value: str, tries: int) -> PinState:
        """Return a secret with all its tries."""
        salt = secrets.token_bytes(16)
        return cls(salt, _hash(salt, value.encode("ascii")), tries, tries)

    def matches(self, typed: Command) -> bool:
        """Compare in constant time, without copying what was typed."""
        return hmac.compare_digest(_hash(self.salt, typed), self.digest)

    def replace(self, typed: Command) -> None:
        """Set a new secret; the counter is left alone."""
        self.salt = secrets.token_bytes(16)
        self.digest = _hash(self.salt, typed)


@dataclass(slots=True)
class CardFile:
    """One elementary file. `opened_by` are short ids of secrets; empty means free, `never` that nothing opens it."""

    content: bytes
    opened_by: tuple[int, ...] = ()
    records: tuple[bytes, ...] = ()
    never: bool = False


@dataclass(slots=True)
class CardKey:
    """One private key, the secrets that open it, and the key references that name it."""

    pem: bytes
    opened_by: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    loaded: PrivateKey | None = None

    def private(self) -> PrivateKey:
        """Return the key, read once."""
        if self.loaded is None:
            key = serialization.load_pem_private_key(self.pem, password=None)
            if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
                raise CardError("a virtual card holds a key of an unknown kind")
            self.loaded = key
        return self.loaded


@dataclass(slots=True)
class CardApplication:
    """One application of the card."""

    aid: bytes
    files: dict[int, CardFile] = field(default_factory=dict)
    pins: dict[int, PinState] = field(default_factory=dict)
    keys: dict[int, CardKey] = field(default_factory=dict)


@dataclass(slots=True)
class CardImage:
    """A whole virtual card. With a `path`, a changed counter is on disk before the card answers."""

    label: str
    profile: str
    atr: bytes
    applications: list[CardApplication]
    path: Path | None = None

    def save(self, path: Path | None = None) -> None:
        """Write the card's file in one step, so that a killed program leaves the old counters or the new."""
        target = path or self.path
        if target is None:
            return
        self.path = target
        _counters(target).unlink(missing_ok=True)
        _write_whole(target, json.dumps(_to_json(self), ensure_ascii=False, indent=1))

    def set_counters(self, left: dict[str, dict[str, int]]) -> None:
        """Take over the tries left, by application and secret."""
        for application in self.applications:
            for ef, tries in left.get(application.aid.hex(), {}).items():
                application.pins[int(ef)].left = tries

    def save_counters(self) -> None:
        """Write the tries left beside the card's file, in one step: they change at every VERIFY, the rest hardly ever."""
        if self.path is None:
            return
        left = {
            application.aid.hex(): {str(ef): pin.left for ef, pin in application.pins.items()}
            for application in self.applications
        }
        _write_whole(_counters(self.path), json.dumps(left))

    @classmethod
    def load(cls, path: Path) -> CardImage:
        """Read a card's file; raises CardError when it is not one."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise CardError(f"{path.name} is not a virtual card")
            image = _from_json(data, path)
            if _counters(path).exists():
                image.set_counters(json.loads(_counters(path).read_text(encoding="ascii")))
            return image
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CardError(f"{path.name} is not a virtual card ({type(error).__name__})") from error


def _counters(path: Path) -> Path:
    return path.with_name(f"{path.name}.tries")


def _write_whole(path: Path, body: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(body)
    Path(name).replace(path)


def _hash(salt: bytes, value: Command) -> bytes:
    digest = hashlib.sha256(salt)
    digest.update(value)
    return digest.digest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_json(image: CardImage) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "label": image.label,
        "profile": image.profile,
        "atr": image.atr.hex(),
        "applications": [
            {
                "aid": application.aid.hex(),
                "files": {
                    f"{ef:04X}": {
                        "content": _text(file.content),
                        "opened_by": list(file.opened_by),
                        "records": [_text(record) for record in file.records],
                        "never": file.never,
                    }
                    for ef, file in application.files.items()
                },
                "pins": {
                    f"{ef:04X}": {
                        "salt": pin.salt.hex(),
                        "digest": pin.digest.hex(),
                        "tries": pin.tries,
                        "left": pin.left,
                    }
                    for ef, pin in application.pins.items()
                },
                "keys": {
                    f"{ef:04X}": {
                        "pem": key.pem.decode("ascii"),
                        "opened_by": list(key.opened_by),
                        "references": list(key.references),
                    }
                    for ef, key in application.keys.items()
                },
            }
            for application in image.applications
        ],
    }


def _from_json(data: dict[str, Any], path: Path) -> CardImage:
    applications = [
        CardApplication(
            bytes.fromhex(entry["aid"]),
            {
                int(ef, 16): CardFile(
                    base64.b64decode(file["content"]),
                    tuple(file["opened_by"]),
                    tuple(base64.b64decode(record) for record in file["records"]),
                    file["never"],
                )
                for ef, file in entry["files"].items()
            },
            {
                int(ef, 16): PinState(bytes.fromhex(p["salt"]), bytes.fromhex(p["digest"]), p["tries"], p["left"])
                for ef, p in entry["pins"].items()
            },
            {
                int(ef, 16): CardKey(key["pem"].encode("ascii"), tuple(key["opened_by"]), tuple(key["references"]))
                for ef, key in entry["keys"].items()
            },
        )
        for entry in data["applications"]
    ]
    return CardImage(data["label"], data["profile"], bytes.fromhex(data["atr"]), applications, path)
