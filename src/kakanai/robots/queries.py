"""What other rooms and the screens ask of the robots room."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from kakanai.robots.errors import RobotsError
from kakanai.robots.models import EVERY_TARGET, Lane, MapVersion, Target, WorkItem
from kakanai.robots.runner import screenmap
from kakanai.robots.runner.drivers.registry import SCREENS
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.rules import HELD, WAITING, State
from kakanai.robots.runner.screenmap import ScreenMap
from kakanai.trust import tenancy


def approved_map(target: str, operation: str) -> ScreenMap:
    """Return the map in force for an operation (its subject is ignored). Raises RobotsError when there is none."""
    row = MapVersion.objects.filter(
        municipality=tenancy.current(), target=target, operation=operation.partition(":")[0], status="approved"
    ).first()
    if row is None:
        raise RobotsError(f"no approved map {target}.{operation}")
    return screenmap.parse(row.text)


def approved_map_text(target: str, operation: str) -> str | None:
    """Return the YAML of the map in force, for a runner; `None` when there is none."""
    row = MapVersion.objects.filter(
        municipality=tenancy.current(), target=target, operation=operation.partition(":")[0], status="approved"
    ).first()
    return row.text if row else None


def approved_texts(target: str) -> list[str]:
    """Return the YAML of every map in force for a target."""
    rows = MapVersion.objects.filter(municipality=tenancy.current(), target=target, status="approved")
    return list(rows.order_by("operation").values_list("text", flat=True))


def items_of(application: str) -> list[WorkItem]:
    """Return an application's work items, oldest first."""
    return list(WorkItem.objects.filter(municipality=tenancy.current(), application=application).order_by("created_at"))


def item(item_id: str) -> WorkItem:
    """Return one item of the municipality in force. Raises WorkItem.DoesNotExist."""
    return WorkItem.objects.get(municipality=tenancy.current(), pk=item_id)


def exceptions() -> list[WorkItem]:
    """Return what waits for a person, oldest first."""
    waiting = [State.NEEDS_PERSON, State.CORRECTING]
    return list(
        WorkItem.objects.filter(municipality=tenancy.current(), state__in=waiting).order_by("priority", "created_at")
    )


@dataclass(frozen=True, slots=True)
class TargetBoard:
    """One target's line on the board. `per_minute` over the last ten items typed into a screen, while they were typed."""

    target: Target
    lanes: tuple[Lane, ...]
    waiting: int
    busy: int
    exceptions: int
    ambiguous: int
    done: int
    per_minute: float
    minutes_saved: float
    mapped: bool

    @property
    def urgency(self) -> int:
        """Where the line stands: what needs somebody first, then what is at work, then the rest."""
        stands = bool(self.target.killed or self.target.paused_reason)
        return 0 if stands else 1 if self.exceptions else 2 if self.waiting + self.busy + self.ambiguous else 3


def board(seconds_per_character: float = 1.2) -> list[TargetBoard]:
    """Return each target with its counts, speed and the typing minutes saved.

    Minutes saved = characters read back × the seconds that a typist needs per character: 1.2 s is the middle of the
    word-processing examination's grades (grade 2: 500 characters in 10 minutes), 2.0 s the slow end.
    """
    municipality = tenancy.current()
    rows = WorkItem.objects.filter(municipality=municipality).values("target", "state").annotate(n=Count("id"))
    counts: dict[tuple[str, str], int] = {(r["target"], r["state"]): r["n"] for r in rows}
    typed = dict(
        WorkItem.objects.filter(municipality=municipality, state=State.DONE)
        .values_list("target")
        .annotate(total=Sum("characters_typed"))
    )
    approved = MapVersion.objects.filter(municipality=municipality, status="approved")
    maps = {row.target: screenmap.parse(row.text).driver for row in approved}
    known = {t.code: t for t in Target.objects.filter(municipality=municipality).exclude(code=EVERY_TARGET)}
    for code in sorted({target for target, _ in counts} - set(known)):
        known[code] = Target(municipality=municipality, code=code, name=code)
    lanes: dict[str, list[Lane]] = {}
    for lane in Lane.objects.filter(municipality=municipality).select_related("target").order_by("number"):
        lanes.setdefault(lane.target.code, []).append(lane)
    lines = [
        _line(known[code], lanes.get(code, []), counts, typed.get(code) or 0, maps.get(code, ""), seconds_per_character)
        for code in sorted(known)
    ]
    return sorted(lines, key=lambda line: line.urgency)


def _line(
    target: Target, lanes: list[Lane], counts: dict[tuple[str, str], int], characters: int, driver: str, seconds: float
) -> TargetBoard:
    def count(*states: State) -> int:
        return sum(counts.get((target.code, state), 0) for state in states)

    return TargetBoard(
        target=target,
        lanes=tuple(lanes),
        waiting=count(State.READY, State.DEFERRED),
        busy=count(*HELD),
        exceptions=count(State.NEEDS_PERSON, State.CORRECTING),
        ambiguous=count(State.AMBIGUOUS),
        done=count(State.DONE),
        per_minute=_speed(target) if driver in SCREENS else 0.0,
        minutes_saved=characters * seconds / 60,
        mapped=bool(driver),
    )


def _speed(target: Target) -> float:
    last = WorkItem.objects.filter(
        municipality=target.municipality, target=target.code, state=State.DONE, claimed_at__isnull=False
    ).order_by("-done_at")[:10]
    seconds = [(r.done_at - r.claimed_at).total_seconds() for r in last if r.done_at and r.claimed_at]
    return 60.0 * len(seconds) / sum(seconds) if seconds and sum(seconds) > 0 else 0.0


def everything_is_stopped() -> bool:
    """Whether the kill switch for all targets is on."""
    return Target.objects.filter(municipality=tenancy.current(), code=EVERY_TARGET, killed=True).exists()


def watched() -> list[WorkItem]:
    """Return what a person types while a robot only compares, oldest first: shadow mode's open work."""
    rows = WorkItem.objects.filter(municipality=tenancy.current(), run=Run.SHADOW, state__in=[*WAITING, *HELD])
    return list(rows.order_by("priority", "created_at"))


def recent(code: str, count: int = 10) -> list[WorkItem]:
    """Return a target's last items, the newest first."""
    return list(WorkItem.objects.filter(municipality=tenancy.current(), target=code).order_by("-created_at")[:count])


def work_title(item: WorkItem) -> str:
    """Return in Japanese what an item does: the target's name, its screen, and whom it is about."""
    operation, _, subject = item.operation.partition(":")
    row = MapVersion.objects.filter(
        municipality=item.municipality, target=item.target, operation=operation, status="approved"
    ).first()
    title = screenmap.parse(row.text).title if row else f"{target_name(item.target)} {operation}"
    whom = f"{subject[1:]}人目" if subject[:1] == "p" and subject[1:].isdigit() else ""
    return f"{title}({whom})" if whom else title


def target_name(code: str) -> str:
    """Return what staff call a target; its code where it has no name yet."""
    row = Target.objects.filter(municipality=tenancy.current(), code=code).only("name").first()
    return row.name if row and row.name else code
