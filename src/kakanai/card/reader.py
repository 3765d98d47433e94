"""Reading the four attributes and their proof in the fewest commands.

The recommended read is SELECT, EF 0004, tries, VERIFY, EF 0002, 0003: 9 short commands, or 6 with extended length. The
bare read is 3. A card's own key adds the proof that the card is no copy of its files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from kakanai.card import kenhojo
from kakanai.card.algorithms import ALGORITHMS
from kakanai.card.anchors import World
from kakanai.card.channel import Channel, guard_tries
from kakanai.card.errors import NumberNotAllowedError, WrongCardError
from kakanai.card.profile import Application, CredentialSpec, Profile, profile, profiles
from kakanai.card.secret import Secret
from kakanai.card.transport import Transport

ATTRIBUTES = "attributes"
PIN, NUMBER_A, NUMBER_B = "pin", "number_a", "number_b"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the resident typed, and whether they agreed to use the last try."""

    secret: Secret
    last_try_agreed: bool = False


TellWorld = Callable[[World | None], None]
"""Told, before a secret is asked for, what kind of card it says it is: whoever is asked must see that it is virtual."""


def _nobody(_world: World | None) -> None:
    return None


AskSecret = Callable[[int], Typed]
"""Asked with the tries left; returns what was typed, or raises to stop. At one left it must ask for agreement."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The raw files and the challenge signature, from which anyone with the anchors can check the read again."""

    profile: str
    ef0002: bytes
    ef0003: bytes
    ef0004: bytes
    ef0007: bytes = b""
    challenge: bytes = b""
    challenge_signature: bytes = b""


@dataclass(frozen=True, slots=True)
class AttributeRead:
    """What one read brought back. `number` is empty unless a procedure's law allowed it."""

    attributes: kenhojo.Attributes
    proof: Proof
    tries_before: int
    number: str = ""


def challenge_bytes(nonce: bytes, context: str) -> bytes:
    """Return what the card's own key signs: a fixed label, the desk's nonce and what the read is for.

    The label keeps the signature from meaning anything in another protocol.
    """
    return b"kakanai-card-challenge-1\x00" + hashlib.sha256(nonce).digest() + context.encode()


def detect(channel: Channel) -> Profile:
    """Return the kind of card by selecting its certificate application and reading its token name.

    Never by the answer to reset, which only tells the reader apart. Raises WrongCardError. Costs 2 commands for the
    current card; a read that must be short skips this and lets the first SELECT fail.
    """
    for candidate in profiles():
        application = candidate.application(candidate.token_application)
        try:
            channel.select(application)
        except WrongCardError:
            continue
        token = channel.read(application.files[candidate.token_file])[:32].decode("ascii", errors="replace").strip()
        if token in candidate.token_names:
            return candidate
        raise WrongCardError(f"the card calls itself {token!r}")
    raise WrongCardError("no application of any known kind of card answers")


def tries(transport: Transport, *, kind: Profile | None = None) -> dict[str, int]:
    """Return the tries left of every credential (`attributes.pin` …). Costs no try."""
    kind = kind or profile()
    channel = Channel(transport)
    found = {}
    for application in kind.applications.values():
        channel.select(application)
        for credential in application.credentials.values():
            found[f"{application.name}.{credential.name}"] = channel.tries_left(credential)
    return found


def read_attributes(
    transport: Transport,
    ask: AskSecret,
    *,
    credential: str = PIN,
    kind: Profile | None = None,
    extended: bool = False,
    challenge: bytes | None = None,
    number_ground: str = "",
    tell_world: TellWorld = _nobody,
) -> AttributeRead:
    """Read the four attributes with their proof. What needs no secret is read before anybody is asked for one.

    `ask` gets the tries left before anything is verified. `credential` is the PIN, or 照合番号B for residents who
    cannot use it. `challenge` (see `challenge_bytes`) adds the card's own signature. `number_ground` is the legal
    ground of a procedure that may read the 12-digit number; without one it cannot be read. With 照合番号B the card
    itself withholds the number.

    Raises CardError: wrong card, wrong, last or blocked secret, card removed, malformed.
    """
    application = (kind or profile()).application(ATTRIBUTES)
    channel = Channel(transport, extended=extended)
    channel.select(application)
    certificate = channel.read(application.files["certificate"])
    tell_world(kenhojo.world_of(certificate))
    left = ask_and_verify(channel, application.credentials[credential], ask)
    attributes, record = (channel.read(application.files[name]) for name in ("attributes", "record"))
    card_key, signature = _answer_challenge(channel, application, kind or profile(), challenge)
    return AttributeRead(
        kenhojo.parse_attributes(attributes),
        Proof((kind or profile()).id, attributes, record, certificate, card_key, challenge or b"", signature),
        left,
        _read_number(channel, application, credential) if number_ground else "",
    )


def ask_and_verify(channel: Channel, credential: CredentialSpec, ask: AskSecret) -> int:
    """Query the tries, ask the resident, verify once. Returns the tries there were before.

    Raises PinBlockedError before asking, LastTryError after asking when one try is left and was not agreed to.
    """
    left = channel.tries_left(credential)
    guard_tries(left, last_try_agreed=True)
    typed = ask(left)
    with typed.secret as secret:
        guard_tries(left, last_try_agreed=typed.last_try_agreed)
        channel.verify(credential, secret)
    return left


def read_bare(transport: Transport, secret: Secret, *, credential: str = PIN) -> kenhojo.Attributes:
    """Read the four attributes alone, unproven, in 3 commands. For measurement and for readers of last resort."""
    application = profile().application(ATTRIBUTES)
    channel = Channel(transport)
    channel.select(application)
    with secret:
        channel.verify(application.credentials[credential], secret)
    return kenhojo.parse_attributes(channel.read(application.files["attributes"]))


def _answer_challenge(
    channel: Channel, application: Application, kind: Profile, challenge: bytes | None
) -> tuple[bytes, bytes]:
    if challenge is None:
        return b"", b""
    algorithm = ALGORITHMS[kind.algorithm]
    card_key = channel.read(application.files["card_key"])
    signature = channel.sign(application.keys["card"], algorithm.card_input(algorithm.digest(challenge)))
    return card_key, signature


def _read_number(channel: Channel, application: Application, credential: str) -> str:
    if credential not in application.files["number"].opened_by:
        raise NumberNotAllowedError(f"{credential} does not open the number")
    return kenhojo.number_digits(channel.read(application.files["number"]))
