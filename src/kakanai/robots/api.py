"""The API that runners use. A runner's token names its municipality; it sees only its targets and its maps' fields."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.responses import Response

from kakanai.robots import actions, queries
from kakanai.robots.errors import RobotsError, UnknownRunnerError
from kakanai.robots.models import Runner, Target, WorkItem
from kakanai.trust import tenancy

router = Router(tags=["robots"])
MAX_EVIDENCE = 4 * 1024 * 1024


class ClaimIn(Schema):
    """The targets a runner works on."""

    targets: list[str]


class ReportIn(Schema):
    """One report: the fencing token and what the event needs."""

    token: int
    body: dict[str, Any] = Field(default_factory=dict)


class EvidenceIn(Schema):
    """A file in base64."""

    token: int
    kind: str
    body: str


class ProposalIn(Schema):
    """A map as a runner found the screen, with the differences in words."""

    text: str
    differences: list[str] = Field(default_factory=list)


def _town(request: HttpRequest) -> str:
    """Return the municipality of the bearer token; its secret is checked inside that municipality."""
    return _token(request).partition(".")[0]


def _token(request: HttpRequest) -> str:
    return str(request.headers.get("Authorization", "")).removeprefix("Bearer ").strip()


def _refused(error: RobotsError) -> Response:
    return Response({"code": error.code, "ja": error.clerk, "operator": str(error)}, status=error.status)


def _answer(request: HttpRequest, work: Any) -> HttpResponse | dict[str, Any]:
    with tenancy.tenant(_town(request)):
        try:
            runner = actions.authenticate(_token(request))
            answer: HttpResponse | dict[str, Any] = work(runner)
        except RobotsError as error:
            return _refused(error)
        except WorkItem.DoesNotExist:
            return Response({"code": "unknown", "ja": "この仕事はありません。", "operator": "no such item"}, status=404)
    return answer


@router.post("/claim", auth=None, url_name="robots_claim")
def claim(request: HttpRequest, given: ClaimIn) -> Any:
    """Hand out one item, or 204 when nothing waits."""

    def work(runner: Runner) -> Any:
        handed = actions.claim_item(runner, given.targets)
        if handed is None:
            return HttpResponse(status=204)
        job = asdict(handed.claim.job) | {"today": handed.claim.job.today.isoformat()}
        return {
            "job": job,
            "token": handed.claim.token,
            "lease_seconds": handed.claim.lease_seconds,
            "accepted": handed.claim.accepted,
            "map_digest": handed.map_digest,
            "address": handed.address,
        }

    return _answer(request, work)


@router.post("/items/{item_id}/evidence", auth=None, url_name="robots_evidence")
def evidence(request: HttpRequest, item_id: str, given: EvidenceIn) -> Any:
    """File evidence."""

    def work(runner: Runner) -> dict[str, Any]:
        body = base64.b64decode(given.body)
        if len(body) > MAX_EVIDENCE:
            raise RobotsError("evidence is too large")
        actions.file_evidence(runner, item_id, given.token, given.kind[:20], body)
        return {}

    return _answer(request, work)


@router.post("/items/{item_id}/{event}", auth=None, url_name="robots_report")
def report(request: HttpRequest, item_id: str, event: str, given: ReportIn) -> Any:
    """Take a report: heartbeat, checkpoint, intent, submitted, done, absent, different, duplicate, ambiguous, failed,
    dry_run_done. 409 when the token is stale."""
    return _answer(request, lambda runner: actions.report(runner, item_id, given.token, event, given.body))


@router.get("/maps/{target}/{operation}", auth=None, url_name="robots_map")
def screen_map(request: HttpRequest, target: str, operation: str) -> Any:
    """Return the approved map of a target that the runner is enrolled for."""

    def work(runner: Runner) -> Any:
        text = queries.approved_map_text(target, operation) if target in runner.targets else None
        if text is None:
            return Response({"code": "map", "ja": "画面定義がありません。", "operator": "no approved map"}, status=404)
        return {"text": text}

    return _answer(request, work)


@router.post("/maps/proposals", auth=None, url_name="robots_proposal")
def propose(request: HttpRequest, given: ProposalIn) -> Any:
    """Take a proposed map; a person approves it or not."""

    def work(runner: Runner) -> dict[str, Any]:  # noqa: ARG001 - any enrolled runner may propose
        row = actions.propose_map(given.text, differences=given.differences)
        return {"version": row.version, "status": row.status}

    return _answer(request, work)


@router.get("/targets", auth=None, url_name="robots_targets")
def targets(request: HttpRequest) -> Any:
    """Return the targets that the runner is enrolled for, with their maps and whether they stand still."""

    def work(runner: Runner) -> dict[str, Any]:
        rows = Target.objects.filter(municipality=runner.municipality, code__in=runner.targets)
        return {
            "targets": [
                {
                    "code": t.code,
                    "address": t.address,
                    "paused": bool(t.paused_reason or t.killed),
                    "maps": queries.approved_texts(t.code),
                }
                for t in rows
            ]
        }

    return _answer(request, work)


@router.post("/targets/{target}/looked", auth=None, url_name="robots_looked")
def looked(request: HttpRequest, target: str) -> Any:
    """Note that the canary looked at a target's screens and found them as mapped."""

    def work(runner: Runner) -> dict[str, Any]:
        if target not in runner.targets:
            raise UnknownRunnerError("not enrolled for this target")
        actions.note_look(target)
        return {}

    return _answer(request, work)


@router.post("/targets/{target}/changed", auth=None, url_name="robots_changed")
def changed(request: HttpRequest, target: str, given: ProposalIn) -> Any:
    """Take the canary's warning: stop the target's queue, keep the proposed map for a person."""

    def work(runner: Runner) -> dict[str, Any]:
        if target not in runner.targets:
            raise UnknownRunnerError("not enrolled for this target")
        row = actions.propose_map(given.text, differences=given.differences)
        actions.pause_target(
            target, actor=f"runner:{runner.name}", note="\n".join(given.differences)[:2000], reason="screen"
        )
        return {"version": row.version}

    return _answer(request, work)
