"""The safe way of typing one item: look, type, compare, INTENT, save, read back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from kakanai.robots.runner import jobs
from kakanai.robots.runner.desk import Claim, DeskPort
from kakanai.robots.runner.drivers.base import Driver, Sighting, Waiting
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import (
    CommitUnknownError,
    DeskUnreachableError,
    LeaseLostError,
    RefusedError,
    RunnerError,
)
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.journal import Journal
from kakanai.robots.runner.rules import State
from kakanai.robots.runner.screenmap import ScreenMap

Observer = Callable[[str], None]


def _nobody(_step: str) -> None:
    return


@dataclass(slots=True)
class Work:
    """One claim being worked on. `observer` hears each step by name; tests kill the process there."""

    desk: DeskPort
    driver: Driver
    screen_map: ScreenMap
    claim: Claim
    observer: Observer = _nobody
    monotonic: Callable[[], float] = time.monotonic
    journal: Journal = field(default_factory=Journal)

    def run(self) -> str:
        """Do the work; return one word for the outcome: done, absent, different, duplicate, ambiguous, dry_run,
        handed_over, lost, desk (unreachable), or the kind of error."""
        try:
            outcome = self._before_intent()
            return outcome or self._after_intent()
        except (LeaseLostError, DeskUnreachableError) as error:
            self._quietly_abandon()
            return "lost" if isinstance(error, LeaseLostError) else "desk"
        finally:
            self._file_journal()

    def _step(self, state: State) -> None:
        self.desk.checkpoint(self.claim, state)
        self.journal.write(state)
        self.observer(state)

    def _before_intent(self) -> str | None:
        job = self.claim.job
        try:
            self._step(State.PROBING)
            seen = self.driver.look(job)
            if seen or job.look_first or job.run in (Run.SHADOW, Run.LOOK_ONLY):
                return self._found(seen)
            self._step(State.ENTERING)
            self.driver.prepare(job)
            self._file_pictures()
            self._step(State.CHECKED)
            if job.run == Run.DRY_RUN:
                self.driver.abandon()
                self.desk.dry_run_done(self.claim)
                return "dry_run"
        except (LeaseLostError, DeskUnreachableError):
            raise
        except RunnerError as error:
            return self._stopped(error)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not leave the item hanging
            return self._stopped(RunnerError(f"{type(error).__name__} before intent"))
        return None

    def _stopped(self, error: RunnerError) -> str:
        self.journal.write(f"stopped {error.code}")
        self._file_pictures()
        self._quietly_abandon()
        self.desk.failed(self.claim, error.kind, error.ja, str(error))
        return error.kind

    def _after_intent(self) -> str:
        until = self.monotonic() + self.desk.intent(self.claim, self.journal.head)
        self.journal.write(State.INTENT)
        self.observer(State.INTENT)
        try:
            if self.monotonic() >= until:
                raise CommitUnknownError("too long between intent and save: save was not pressed")
            saved = self.driver.commit(self.claim.job)
        except RefusedError as error:
            return self._refused(error)
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows whether it saved
            return self._unknown(error)
        self.observer("saved")
        if isinstance(saved, Waiting):
            self.journal.write("handed_over")
            self.desk.submitted(self.claim, "", saved.seconds)
            return "handed_over"
        self.desk.submitted(self.claim, saved.number, None)
        self.journal.write(State.SUBMITTED, value=saved.number)
        self.observer(State.SUBMITTED)
        try:
            self._step(State.VERIFYING)
            seen = self.driver.look(self.claim.job)
            self._file_pictures()
        except (LeaseLostError, DeskUnreachableError):
            raise
        except Exception as error:  # noqa: BLE001 - saved or not, only another look can tell
            return self._unknown(error)
        return self._found(seen, saved_just_now=True)

    def _refused(self, error: RefusedError) -> str:
        kind = str(error.detail.get("kind", "data"))
        self.journal.write(f"refused {kind}")
        self._file_pictures()
        self._quietly_abandon()
        self.desk.failed(self.claim, kind, error.ja, str(error))
        return kind

    def _unknown(self, error: Exception) -> str:
        self.journal.write("unknown")
        self._quietly_abandon()
        reason = error.code if isinstance(error, RunnerError) else type(error).__name__
        self.desk.ambiguous(self.claim, reason)
        return "ambiguous"

    def _found(self, seen: list[Sighting], *, saved_just_now: bool = False) -> str:
        if len(seen) > 1:
            self.desk.duplicate(self.claim, [s.number for s in seen])
            return "duplicate"
        if not seen:
            return self._nothing_there(saved_just_now=saved_just_now)
        table = jobs.read_back(self.screen_map, self.claim.job, seen[0].shown)
        for line in table:
            self.journal.write(f"read {line.verdict}", f"{line.section}/{line.caption}", line.shown)
        self._file("read_back", json.dumps([asdict(line) for line in table], ensure_ascii=False).encode())
        if all(line.same or self._accepted(line) for line in table):
            self.desk.done(self.claim, seen[0], table)
            self.observer(State.DONE)
            return "done"
        self.desk.different(self.claim, seen[0], table)
        return "different"

    def _accepted(self, line: Compared) -> bool:
        return self.claim.accepted.get(f"{line.section}/{line.caption}") == line.shown

    def _nothing_there(self, *, saved_just_now: bool) -> str:
        if saved_just_now:
            self.desk.ambiguous(self.claim, "not_found_after_save")
            return "ambiguous"
        if self.claim.job.look_first:
            self.desk.absent(self.claim)
            return "absent"
        self.desk.failed(self.claim, "access", "まだ登録されていません。", "nothing there yet to compare")
        return "access"

    def _file_pictures(self) -> None:
        for name, body in self.driver.pictures().items.items():
            self._file(name, body)

    def _file(self, kind: str, body: bytes) -> None:
        self.desk.evidence(self.claim, kind, body)

    def _file_journal(self) -> None:
        body = json.dumps({"salt": self.journal.salt, "entries": self.journal.as_list()}, ensure_ascii=False)
        try:
            self._file("journal", body.encode())
        except RunnerError:
            return  # the item's state stands without it; the desk shows that the journal is missing

    def _quietly_abandon(self) -> None:
        try:
            self.driver.abandon()
        except Exception:  # noqa: BLE001 - leaving a broken screen must not hide why we left
            return
