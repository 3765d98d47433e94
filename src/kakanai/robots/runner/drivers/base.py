"""The one contract of all drivers, and the smaller one of drivers that work on a screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kakanai.robots.runner.screens import Button, Control, Screen

if TYPE_CHECKING:
    from kakanai.robots.runner.jobs import Job


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as the target itself shows it after saving."""

    section: str
    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record that already stands in the target: its number, and what it says."""

    number: str
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """The target said that it saved, under this number (may be empty). Never counts as done."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The value was handed over; whether it arrived shows only later. `seconds` until a look is worth while."""

    seconds: float


@dataclass(slots=True)
class Pictures:
    """Pictures by name (JPEG, SVG from a terminal), sensitive fields masked."""

    items: dict[str, bytes] = field(default_factory=dict)


class Driver(Protocol):
    """One target, one session. Every method may raise a RunnerError of the kind that says what to do."""

    def look(self, job: Job) -> list[Sighting]:
        """Find the records that carry the job's key (or match its natural probe)."""

    def prepare(self, job: Job) -> None:
        """Type everything and compare it; nothing is saved."""

    def commit(self, job: Job) -> Saved | Waiting:
        """Save. Called only after INTENT is written; raises CommitUnknownError when the outcome is not known."""

    def abandon(self) -> None:
        """Leave the entry without saving (取消)."""

    def pictures(self) -> Pictures:
        """Return and forget the pictures taken since the last call."""

    def close(self) -> None:
        """End the session."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A pop-up that a map declares: its kind, exact words and the answer."""

    text: str
    answer: str = "accept"
    kind: str = "confirm"


class ScreenPort(Protocol):
    """A screen of whatever technology: seen by captions, typed by captions."""

    def open(self, place: str, frame: str = "") -> None:
        """Go to a place of the target (an address, a window, a transaction code)."""

    def scan(self) -> Screen:
        """Read the present screen."""

    def enter(self, control: Control, text: str, how: str = "fill") -> None:
        """Put a text into a control. `how`: fill, keys (for look-up fields), select, check."""

    def press(self, button: Button) -> None:
        """Press a button or link."""

    def expect_dialogs(self, dialogs: tuple[Dialog, ...]) -> None:
        """Declare the pop-ups of the next press; each may come once. Anything else is refused and remembered."""

    def unexpected(self) -> list[str]:
        """Return and forget the pop-ups that nobody declared."""

    def picture(self, mask: tuple[str, ...]) -> bytes:
        """Return a picture of the screen with the named captions painted over; empty when it has no pixels."""

    def close(self) -> None:
        """End the session."""
