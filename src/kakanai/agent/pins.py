"""Where a secret is typed: the agent's own window, or (for played visits and tests) a script of virtual cards' secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kakanai.agent.errors import CancelledError
from kakanai.agent.protocol import Credential, Job
from kakanai.card.anchors import World
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret


@dataclass(frozen=True, slots=True)
class PinRequest:
    """What the person at the window must see before typing.

    `card_label` is a virtual deck's name of the card, empty in a real reader; `world` is what the card itself says it
    is, before anything was verified.
    """

    job: Job
    credential: Credential
    credential_label: str
    tries_left: int
    card_label: str
    world: World | None
    seconds_left: float
    is_over: Callable[[], bool]


class PinSource(Protocol):
    """Asks for one secret, and shows how the job ended."""

    def ask(self, request: PinRequest) -> Typed:
        """Return what was typed; raises CancelledError or ExpiredError. At one try left it asks for agreement."""

    def show(self, message: str, *, good: bool) -> None:
        """Show a message to the people at the counter."""


class ScriptedPins:
    """Secrets from a deck's sheet (`secrets.tsv`). For virtual cards only: it refuses a card without a label."""

    def __init__(self, path: Path, show: Callable[[str], None] = lambda _message: None) -> None:
        self._path = path
        self._show = show

    def ask(self, request: PinRequest) -> Typed:
        """Return the secret of the card on the virtual reader. Never agrees to a last try."""
        if not request.card_label:
            raise CancelledError("scripted secrets are for virtual cards only")
        return Typed(_from_sheet(self._path, request.card_label.encode(), request.credential.value.encode()))

    def show(self, message: str, *, good: bool) -> None:
        """Pass the message on."""
        self._show(message if good else f"! {message}")


def _from_sheet(path: Path, label: bytes, column: bytes) -> Secret:
    """Copy one cell of the sheet straight into a Secret, and overwrite what was read of the sheet."""
    sheet = bytearray(path.stat().st_size)
    try:
        with path.open("rb", buffering=0) as file:
            file.readinto(sheet)
        rows = [(start, end) for start, end in _spans(sheet, 0, len(sheet), 0x0A) if end > start]
        columns = [bytes(sheet[start:end]) for start, end in _spans(sheet, *rows[0], 0x09)]
        for row in rows[1:]:
            cells = list(_spans(sheet, *row, 0x09))
            if bytes(sheet[cells[0][0] : cells[0][1]]) in {label, b"*"}:
                start, end = cells[columns.index(column)]
                return Secret(memoryview(sheet)[start:end])
    except (IndexError, ValueError) as error:
        raise CancelledError(f"{path.name} is not a sheet of secrets") from error
    finally:
        for index in range(len(sheet)):
            sheet[index] = 0
    raise CancelledError("the sheet has no row for this card")


def _spans(data: bytearray, start: int, end: int, separator: int) -> list[tuple[int, int]]:
    found, begin = [], start
    for index in range(start, end):
        if data[index] == separator:
            found.append((begin, index))
            begin = index + 1
    found.append((begin, end))
    return found
