"""Handing out work: one conditional statement, so that no two runners ever hold the same item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kakanai.robots import calendar, queries
from kakanai.robots.actions import people, stored
from kakanai.robots.models import Runner, Target, WorkItem
from kakanai.robots.runner import rules
from kakanai.robots.runner.desk import Claim
from kakanai.robots.runner.jobs import Job, Run, visible_values
from kakanai.robots.runner.screenmap import ScreenMap

# Rows that another runner is taking back at this moment are passed over: two who wait for each other would both fail.
_OVERDUE = """
WITH overdue AS (
  SELECT w.id, t.quiet_seconds FROM robots_workitem w
  JOIN robots_target t ON t.municipality = w.municipality AND t.code = w.target
  WHERE w.municipality = %(town)s AND w.lease_until <= %(now)s AND w.state = ANY(%(held)s)
  FOR UPDATE OF w SKIP LOCKED
)
UPDATE robots_workitem w SET lease_until = NULL, runner = '',
  state = CASE WHEN intent_at IS NOT NULL THEN 'ambiguous' WHEN tries + 1 >= %(max)s THEN 'needs_person' ELSE 'ready' END,
  reason = CASE WHEN intent_at IS NOT NULL THEN 'lost' WHEN tries + 1 >= %(max)s THEN 'tries' ELSE '' END,
  tries = CASE WHEN intent_at IS NOT NULL THEN tries ELSE tries + 1 END,
  not_before = CASE WHEN intent_at IS NOT NULL
    THEN w.lease_until + make_interval(secs => overdue.quiet_seconds) ELSE %(now)s END
FROM overdue WHERE w.id = overdue.id
"""
# The lane row is locked first: a target's sessions are never exceeded, whoever asks at the same moment.
_CLAIM = """
WITH lane AS (
  SELECT l.id, l.target_id, t.code, t.lease_seconds, t.rate_per_minute, t.sessions
  FROM robots_lane l JOIN robots_target t ON t.id = l.target_id
  WHERE l.municipality = %(town)s AND t.code = ANY(%(targets)s) AND t.paused_reason = '' AND NOT t.killed
    AND NOT EXISTS (SELECT 1 FROM robots_target x WHERE x.municipality = %(town)s AND x.code = '*' AND x.killed)
    AND (l.lease_until IS NULL OR l.lease_until <= %(now)s) AND (l.next_at IS NULL OR l.next_at <= %(now)s)
    AND EXISTS (SELECT 1 FROM robots_workitem w WHERE w.municipality = %(town)s AND w.target = t.code
      AND w.state IN ('ready', 'deferred', 'ambiguous') AND (w.not_before IS NULL OR w.not_before <= %(now)s)
      AND (w.target, split_part(w.operation, ':', 1)) IN (SELECT m.target, m.operation FROM robots_mapversion m
        WHERE m.municipality = %(town)s AND m.status = 'approved'))
  ORDER BY (l.runner = %(runner)s) DESC, l.number FOR UPDATE OF l SKIP LOCKED LIMIT 1
), item AS (
  SELECT w.id FROM robots_workitem w JOIN lane ON w.target = lane.code
  WHERE w.municipality = %(town)s AND w.state IN ('ready', 'deferred', 'ambiguous')
    AND (w.not_before IS NULL OR w.not_before <= %(now)s)
    AND (w.target, split_part(w.operation, ':', 1)) IN (SELECT m.target, m.operation FROM robots_mapversion m
      WHERE m.municipality = %(town)s AND m.status = 'approved')
  ORDER BY w.priority, w.created_at FOR UPDATE OF w SKIP LOCKED LIMIT 1
), taken AS (
  UPDATE robots_lane l SET runner = %(runner)s, item = item.id,
    lease_until = %(now)s + make_interval(secs => lane.lease_seconds),
    next_at = CASE WHEN lane.rate_per_minute > 0
      THEN %(now)s + make_interval(secs => 60.0 * lane.sessions / lane.rate_per_minute) END
  FROM lane, item WHERE l.id = lane.id RETURNING 1
)
UPDATE robots_workitem w SET state = 'claimed', runner = %(runner)s, token = w.token + 1, claimed_at = %(now)s,
  lease_until = %(now)s + make_interval(secs => lane.lease_seconds)
FROM item, lane, taken WHERE w.id = item.id RETURNING w.id
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """A claimed item with what the runner needs: the claim, the map's digest, where the target is."""

    claim: Claim
    map_digest: str
    address: str


def claim_item(runner: Runner, targets: list[str], *, at: datetime | None = None) -> Handed | None:
    """Give the runner one item of the targets it is enrolled for, or `None`. Leases that ran out end here."""
    moment = at or stored.now()
    allowed = [code for code in targets if code in runner.targets]
    with transaction.atomic():
        sweep(runner.municipality, moment)
        open_now = calendar.open_targets(runner.municipality, allowed, moment)
        row_id = _take(runner, open_now, moment) if open_now else None
        if row_id is None:
            return None
        row = WorkItem.objects.get(municipality=runner.municipality, pk=row_id)
        target = Target.objects.get(municipality=row.municipality, code=row.target)
    screen_map = queries.approved_map(row.target, row.operation)
    return Handed(as_claim(row, target, screen_map), screen_map.digest, target.address)


def sweep(municipality: str, moment: datetime) -> None:
    """Take back every item whose lease ran out: before INTENT to the queue, after it to a look."""
    held = [state.value for state in rules.HELD]
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, {"town": municipality, "now": moment, "held": held, "max": rules.MAX_TRIES})


def _take(runner: Runner, targets: list[str], moment: datetime) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"town": runner.municipality, "targets": targets, "runner": runner.name, "now": moment})
        row = cursor.fetchone()
    return str(row[0]) if row else None


def as_claim(row: WorkItem, target: Target, screen_map: ScreenMap) -> Claim:
    """Return the claim with only the values that the map types."""
    item = stored.as_item(row)
    job = Job(
        item=str(row.id),
        key=row.key,
        target=row.target,
        operation=row.operation,
        version=row.version,
        values=people.replaced_values(row),
        run=Run(row.run),
        look_first=item.look_first,
        protected=row.protected,
        today=row.accepted_on,
    )
    seen = Job(**{**{n: getattr(job, n) for n in job.__slots__}, "values": visible_values(screen_map, job)})
    return Claim(seen, row.token, timedelta(seconds=target.lease_seconds).total_seconds(), row.accepted or {})
