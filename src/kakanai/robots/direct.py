"""The desk port inside the server's own process: for tests, proofs and `kakanai robot run --direct` on one machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kakanai.robots import actions, queries
from kakanai.robots.errors import StaleClaimError, WrongStateError
from kakanai.robots.models import Runner
from kakanai.robots.runner.desk import Claim
from kakanai.robots.runner.drivers.base import Sighting
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import LeaseLostError
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.rules import State
from kakanai.robots.runner.screenmap import ScreenMap


class DirectDesk:
    """Calls the same actions as the API, without HTTP."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.addresses: dict[str, str] = {}

    def claim(self, targets: list[str]) -> Claim | None:
        """Take one item."""
        handed = actions.claim_item(self._runner, targets)
        if handed is None:
            return None
        self.addresses[handed.claim.job.target] = handed.address
        return handed.claim

    def screen_map(self, job: Job) -> ScreenMap:
        """Return the map in force."""
        return queries.approved_map(job.target, job.operation)

    def _report(self, claim: Claim, event: str, **body: Any) -> dict[str, Any]:
        try:
            return actions.report(self._runner, claim.job.item, claim.token, event, body)
        except (StaleClaimError, WrongStateError) as error:
            raise LeaseLostError(str(error)) from error

    def heartbeat(self, claim: Claim) -> None:
        """Lengthen the lease."""
        self._report(claim, "heartbeat")

    def checkpoint(self, claim: Claim, state: State) -> None:
        """Note how far we are."""
        self._report(claim, "checkpoint", state=state)

    def intent(self, claim: Claim, journal_head: str) -> float:
        """Write INTENT."""
        return float(self._report(claim, "intent", journal=journal_head)["press_within"])

    def submitted(self, claim: Claim, number: str, wait_seconds: float | None) -> None:
        """The target took it."""
        self._report(claim, "submitted", number=number, wait_seconds=wait_seconds)

    def done(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:  # noqa: ARG002
        """Read back and equal."""
        self._report(claim, "done", number=sighting.number, shown=[asdict(s) for s in sighting.shown])

    def absent(self, claim: Claim) -> None:
        """Nothing there."""
        self._report(claim, "absent")

    def different(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:  # noqa: ARG002
        """Something else there."""
        self._report(claim, "different", number=sighting.number)

    def duplicate(self, claim: Claim, numbers: list[str]) -> None:
        """More than one there."""
        self._report(claim, "duplicate", numbers=numbers)

    def ambiguous(self, claim: Claim, reason: str) -> None:
        """Outcome unknown."""
        self._report(claim, "ambiguous", reason=reason)

    def failed(self, claim: Claim, kind: str, ja: str, operator: str) -> None:
        """Stopped."""
        self._report(claim, "failed", kind=kind, ja=ja, operator=operator)

    def dry_run_done(self, claim: Claim) -> None:
        """Dry run went well."""
        self._report(claim, "dry_run_done")

    def evidence(self, claim: Claim, kind: str, body: bytes) -> None:
        """File evidence."""
        try:
            actions.file_evidence(self._runner, claim.job.item, claim.token, kind, body)
        except StaleClaimError as error:
            raise LeaseLostError from error
