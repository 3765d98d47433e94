"""The messages between agent and desk, and the device signature over each. Both sides use this module.

Every request is signed with the device's Ed25519 key over its operation, sender, sequence and body, and its sequence
must be higher than any before: nothing depends on the PC's clock, and a recorded request cannot be played again.
No message has a place for a PIN.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kakanai.agent.errors import UnknownJobError

LABEL = "kakanai-agent-1"
MUNICIPALITY, DEVICE, SEQUENCE, SIGNATURE = (
    "Kakanai-Municipality",
    "Kakanai-Device",
    "Kakanai-Sequence",
    "Kakanai-Signature",
)
JOB_SECONDS = 60
"""A job not claimed, or a step not finished, within this time is over."""


class Kind(StrEnum):
    """What a job asks for."""

    READ = "read"
    FACE = "face"
    SIGN = "sign"


class Credential(StrEnum):
    """With what the resident opens the card. The names are those of the card profile."""

    PIN = "pin"
    NUMBER_B = "number_b"
    SIGN_PASSWORD = "sign_password"  # noqa: S105 - the name of a credential, not one


class Step(StrEnum):
    """How far the agent is, shown on the desk's page."""

    WAITING_CARD = "waiting_card"
    WAITING_PIN = "waiting_pin"
    READING = "reading"


FIELDS = ("name", "address", "birth", "sex")
NUMBER_FIELD = "number"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do at one counter. `nonce` is base64; `digest` hex, for signatures only.

    `number_ground` names the procedure's legal ground when the 12-digit number may be read; empty otherwise.
    `seconds` is the time left when the desk handed the job out.
    """

    id: str
    kind: Kind
    purpose: str
    fields: tuple[str, ...]
    counter: str
    counter_label: str
    clerk_label: str
    nonce: str
    pairing_code: str
    seconds: int
    credential: Credential = Credential.PIN
    holder: str = ""
    number_ground: str = ""
    digest: str = ""
    document_label: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the message's body."""
        return {**asdict(self), "fields": list(self.fields)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Job:
        """Read a job; raises UnknownJobError on anything this agent does not understand."""
        try:
            values = {**data, "fields": tuple(data["fields"])}
            values["kind"], values["credential"] = Kind(data["kind"]), Credential(data["credential"])
            return cls(**values)
        except (KeyError, TypeError, ValueError) as error:
            raise UnknownJobError(f"{type(error).__name__}: a job of another version") from error

    def challenge_context(self) -> str:
        """Return what the card's own signature is bound to besides the nonce: this job at this counter."""
        return f"{self.id}|{self.counter}"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a device signs and a desk checks."""

    operation: str
    municipality: str
    device: str
    sequence: int
    body: bytes

    def _bytes(self) -> bytes:
        digest = hashlib.sha256(self.body).hexdigest()
        parts = (LABEL, self.operation, self.municipality, self.device, str(self.sequence), digest)
        return "\n".join(parts).encode()

    def headers(self, key: Ed25519PrivateKey) -> dict[str, str]:
        """Return the request's headers, signed."""
        return {
            MUNICIPALITY: self.municipality,
            DEVICE: self.device,
            SEQUENCE: str(self.sequence),
            SIGNATURE: base64.b64encode(key.sign(self._bytes())).decode("ascii"),
            "Content-Type": "application/json",
        }

    def signed_by(self, key: bytes, signature: str) -> bool:
        """Tell whether the base64 `signature` was made with the raw public `key`. Never raises."""
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature, validate=True), self._bytes())
        except (InvalidSignature, ValueError):
            return False
        return True


def body(data: Mapping[str, Any]) -> bytes:
    """Return a message's bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def text(data: bytes) -> str:
    """Return bytes as base64 text."""
    return base64.b64encode(data).decode("ascii")


def raw(data: str) -> bytes:
    """Return the bytes behind base64 text; raises ValueError when it is none."""
    return base64.b64decode(data, validate=True)
