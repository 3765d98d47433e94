"""The desk over HTTPS, as a runner outside sees it: outbound only, one bearer token, no database."""

from __future__ import annotations

import base64
import time
from dataclasses import asdict
from datetime import date
from typing import Any

from kakanai.robots.runner.desk import Claim
from kakanai.robots.runner.drivers.base import Sighting
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import DeskUnreachableError, LeaseLostError, RunnerError
from kakanai.robots.runner.jobs import Job, Run
from kakanai.robots.runner.rules import State
from kakanai.robots.runner.screenmap import ScreenMap, parse

PATIENCE_SECONDS = 20.0
"""How long a report is repeated while the desk is away. Reports carry the fencing token, so repeating is safe."""


class HttpDesk:
    """The desk port over HTTP. Raises DeskUnreachableError after `patience` seconds without an answer."""

    def __init__(self, address: str, token: str, *, patience: float = PATIENCE_SECONDS, client: Any = None) -> None:
        import httpx

        self._patience = patience
        self._http = client or httpx.Client(base_url=address.rstrip("/"), timeout=15.0)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._maps: dict[str, tuple[str, ScreenMap, str]] = {}
        self.addresses: dict[str, str] = {}

    def claim(self, targets: list[str]) -> Claim | None:
        """Take one item; also fetches its map when a new one was approved."""
        answer = self._post("/api/robots/claim", {"targets": targets}, patience=0.0)
        if answer.status_code == 204:
            return None
        data = answer.json()
        job = data["job"]
        made = Job(**{**job, "run": Run(job["run"]), "today": date.fromisoformat(job["today"])})
        self.addresses[made.target] = data["address"]
        self._refresh_map(made, data["map_digest"])
        return Claim(made, data["token"], data["lease_seconds"], data["accepted"])

    def _refresh_map(self, job: Job, digest: str) -> None:
        known = self._maps.get(job.map_name)
        if known is None or known[0] != digest:
            operation = job.operation.partition(":")[0]
            text = self._get(f"/api/robots/maps/{job.target}/{operation}")["text"]
            self._maps[job.map_name] = (digest, parse(text, name=job.map_name), text)

    def screen_map(self, job: Job) -> ScreenMap:
        """Return the map that came with the claim."""
        return self._maps[job.map_name][1]

    def map_text(self, job: Job) -> str:
        """Return the YAML of that map."""
        return self._maps[job.map_name][2]

    def targets(self) -> list[dict[str, Any]]:
        """Return the targets that this runner is enrolled for."""
        found: list[dict[str, Any]] = self._get("/api/robots/targets")["targets"]
        return found

    def fetch_map(self, target: str, operation: str) -> ScreenMap:
        """Return the map in force, outside a claim (for the canary)."""
        return parse(self._get(f"/api/robots/maps/{target}/{operation}")["text"], name=f"{target}.{operation}")

    def propose_map(self, text: str, differences: list[str]) -> None:
        """Hand a map to the people who approve maps."""
        self._post("/api/robots/maps/proposals", {"text": text, "differences": differences})

    def screen_looked(self, target: str) -> None:
        """Tell that a target's screens were looked at and are as mapped."""
        self._post(f"/api/robots/targets/{target}/looked", {})

    def screen_changed(self, target: str, text: str, differences: list[str]) -> None:
        """Stop the target's queue and hand the map of its present screens to the people who approve maps."""
        self._post(f"/api/robots/targets/{target}/changed", {"text": text, "differences": differences})

    def heartbeat(self, claim: Claim) -> None:
        """Lengthen the lease."""
        self._report(claim, "heartbeat")

    def checkpoint(self, claim: Claim, state: State) -> None:
        """Note how far we are."""
        self._report(claim, "checkpoint", state=state)

    def intent(self, claim: Claim, journal_head: str) -> float:
        """Write INTENT. Never repeated: when the answer is lost, save is not pressed and the item goes to a look."""
        answer = self._report(claim, "intent", patience=0.0, journal=journal_head)
        return float(answer["press_within"])

    def submitted(self, claim: Claim, number: str, wait_seconds: float | None) -> None:
        """The target took it."""
        self._report(claim, "submitted", number=number, wait_seconds=wait_seconds)

    def done(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:  # noqa: ARG002 - the desk compares
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
        """File a picture, a journal or a table."""
        data = {"token": claim.token, "kind": kind, "body": base64.b64encode(body).decode()}
        self._post(f"/api/robots/items/{claim.job.item}/evidence", data)

    def _report(self, claim: Claim, event: str, *, patience: float | None = None, **body: Any) -> dict[str, Any]:
        path = f"/api/robots/items/{claim.job.item}/{event}"
        answer = self._post(path, {"token": claim.token, "body": body}, patience=patience)
        data: dict[str, Any] = answer.json()
        return data

    def _get(self, path: str) -> dict[str, Any]:
        import httpx

        try:
            answer = self._http.get(path, headers=self._headers)
        except httpx.HTTPError as error:
            raise DeskUnreachableError(type(error).__name__) from error
        _judge(answer)
        data: dict[str, Any] = answer.json()
        return data

    def _post(self, path: str, data: dict[str, Any], *, patience: float | None = None) -> Any:
        import httpx

        until = time.monotonic() + (self._patience if patience is None else patience)
        while True:
            try:
                answer = self._http.post(path, json=data, headers=self._headers)
            except httpx.HTTPError as error:
                if time.monotonic() >= until:
                    raise DeskUnreachableError(type(error).__name__) from error
            else:
                if answer.status_code < 500 or time.monotonic() >= until:
                    _judge(answer)
                    return answer
            time.sleep(0.3)


def _judge(answer: Any) -> None:
    if answer.status_code < 400:
        return
    words = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
    operator = f"HTTP {answer.status_code}: {words.get('operator', '')}"
    if answer.status_code == 409:
        raise LeaseLostError(operator)
    if answer.status_code >= 500:
        raise DeskUnreachableError(operator)
    raise RunnerError(operator, ja=str(words.get("ja", "")))
