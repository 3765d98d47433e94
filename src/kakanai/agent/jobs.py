"""What each kind of job does with the card, and the result that goes up: values and raw proof, never a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kakanai.agent import protocol
from kakanai.agent.errors import UnknownJobError
from kakanai.agent.protocol import Credential, Job, Kind, Step
from kakanai.card import jpki, reader
from kakanai.card.anchors import World
from kakanai.card.kenkaku import read_face
from kakanai.card.profile import CredentialSpec, profile
from kakanai.card.reader import Typed
from kakanai.card.transport import Transport

Ask = Callable[[CredentialSpec, int, World | None], Typed]
"""Asked with the credential, its tries left, and what kind of card it says it is."""

Report = Callable[[Step, int | None], None]


def perform(job: Job, transport: Transport, ask: Ask, report: Report) -> Mapping[str, Any]:
    """Do the job with a powered card; return the result's body. Raises CardError or AgentError."""
    handler = _HANDLERS.get(job.kind)
    if handler is None:
        raise UnknownJobError(f"no way to do {job.kind}")
    return handler(job, transport, ask, report)


def _read(job: Job, transport: Transport, ask: Ask, report: Report) -> Mapping[str, Any]:
    kind = profile()
    spec = kind.application(reader.ATTRIBUTES).credentials[job.credential]
    challenge = reader.challenge_bytes(protocol.raw(job.nonce), job.challenge_context())
    asker = _Asker(spec, ask, report)
    read = reader.read_attributes(
        transport,
        asker,
        tell_world=asker.tell_world,
        credential=job.credential,
        kind=kind,
        challenge=challenge,
        number_ground=job.number_ground if protocol.NUMBER_FIELD in job.fields else "",
    )
    proof = read.proof
    values = {
        "profile": proof.profile,
        "ef0002": protocol.text(proof.ef0002),
        "ef0003": protocol.text(proof.ef0003),
        "ef0004": protocol.text(proof.ef0004),
        "ef0007": protocol.text(proof.ef0007),
        "challenge_signature": protocol.text(proof.challenge_signature),
    }
    return {"proof": values, "tries_before": read.tries_before, **({"number": read.number} if read.number else {})}


def _face(_job: Job, transport: Transport, ask: Ask, report: Report) -> Mapping[str, Any]:
    kind = profile()
    spec = kind.application("face").credentials[Credential.NUMBER_B]
    asker = _Asker(spec, ask, report)
    raw = read_face(transport, asker, credential=Credential.NUMBER_B, kind=kind, tell_world=asker.tell_world)
    return {"face": {"ef0002": protocol.text(raw.face), "ef0004": protocol.text(raw.certificate)}}


def _sign(job: Job, transport: Transport, ask: Ask, report: Report) -> Mapping[str, Any]:
    kind = profile()
    spec = jpki.credential(jpki.Use.SIGN, kind)
    asker = _Asker(spec, ask, report)
    digest = bytes.fromhex(job.digest)
    made = jpki.sign_digest(transport, asker, digest, kind=kind, cades=True, tell_world=asker.tell_world)
    return {
        "signature": {
            "value": protocol.text(made.signature),
            "certificate": protocol.text(made.certificate),
            "authority": protocol.text(made.authority),
            "algorithm": made.algorithm,
            "signed_attributes": protocol.text(made.signed_attributes),
        }
    }


_HANDLERS = {Kind.READ: _read, Kind.FACE: _face, Kind.SIGN: _sign}


class _Asker:
    """Asks at the window, and tells the desk before and after."""

    def __init__(self, spec: CredentialSpec, ask: Ask, report: Report) -> None:
        self._spec, self._ask, self._report = spec, ask, report
        self._world: World | None = None

    def tell_world(self, world: World | None) -> None:
        """Note what kind of card it is, for the window."""
        self._world = world

    def __call__(self, left: int) -> Typed:
        self._report(Step.WAITING_PIN, left)
        typed = self._ask(self._spec, left, self._world)
        self._report(Step.READING, None)
        return typed
