"""Play the visit, wait for the robots, and compute the sheet from what was recorded."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from kakanai.demo.city import City, load_city
from kakanai.demo.play.accessibility import Inspector
from kakanai.demo.play.around import look_around, look_aside
from kakanai.demo.play.visit import Play
from kakanai.demo.stage import CORE_SYSTEMS, Stage
from kakanai.insight.stopwatch import Measured, Paper, Sheet, sheet_of
from kakanai.server.browser import chromium, sealed_context

ROBOTS_STILL_SECONDS = 300.0
"""How long no record may move before the robots are called stuck; how long all of them take is the machine's matter."""
CLERK_SCREEN = {"width": 1366, "height": 768}
TABLET_SCREEN = {"width": 1280, "height": 800}


class PlayError(Exception):
    """The played visit did not end as it must."""


@dataclass(frozen=True)
class Outcome:
    """The sheet and what a person may want to open afterwards."""

    sheet: Sheet
    visit_number: str
    guidance: bytes
    signed: bytes
    bundle: bytes


def play(
    stage: Stage,
    *,
    say: Callable[[str], None] = lambda _: None,
    look: Callable[[str, Page], None] = lambda _name, _page: None,
) -> Outcome:
    """Play one visit and return its outcome; raises PlayError, or the browser's own error with the step's name."""
    city = load_city()
    with _pages() as (clerk, tablet):
        visit = Play(stage, city, clerk, tablet, look)
        for step in (
            visit.before, visit.open_visit, visit.import_files, visit.read_cards, visit.answer_questions,
            visit.enter_values, visit.prepare, visit.confirm_and_sign, visit.hand_over,
        ):  # fmt: skip
            say(str(step.__doc__).splitlines()[0])
            try:
                step()
            except Exception as error:
                look("failed", clerk)
                look("failed-tablet", tablet)
                raise PlayError(f"{step.__name__}: {error}") from error
        say("The robots type, save, read back and compare.")
        robot_seconds = _wait_for_robots(stage, city, visit)
        try:
            visit.clerk.page.reload()
            look("handover-done", clerk)
            visit.close()
            look_around(stage, city, clerk, look)
            look_aside(stage, city, clerk, look)
        except Exception as error:
            raise PlayError(f"afterwards: {error}") from error
    return _outcome(city, visit, robot_seconds, stage.first_screen_seconds)


@contextmanager
def _pages() -> Iterator[tuple[Page, Page]]:
    with (
        chromium() as browser,
        sealed_context(browser, viewport=CLERK_SCREEN) as desk,
        sealed_context(browser, viewport=TABLET_SCREEN, has_touch=True) as facing,
    ):
        yield desk.new_page(), facing.new_page()


def _wait_for_robots(stage: Stage, city: City, visit: Play) -> float:
    """Wait until every record that a robot can type is read back; return the robots' own seconds of work."""
    from kakanai.trust import tenancy

    limit = time.monotonic() + ROBOTS_STILL_SECONDS
    before: tuple[Counter[str], ...] = ()
    with tenancy.tenant(city.code):
        while True:
            visit.stay()
            items = _items(visit.played.visit_id)
            if items and all(item.state == "done" for item in items):
                return float(sum((one.done_at - one.claimed_at).total_seconds() for one in items))
            stuck = [one for one in items if one.state == "needs_person"]
            states = Counter(f"{one.target} {one.operation} {one.state} {one.reason}" for one in items)
            if (now := (states, _everything())) != before:
                before, limit = now, time.monotonic() + ROBOTS_STILL_SECONDS
            if stuck or time.monotonic() > limit:
                raise PlayError(f"the robots are not through: {dict(states)}")
            if stage.desk is not None:
                stage.desk.supervisor.check()
            time.sleep(0.2)


def _everything() -> Counter[str]:
    """Count all records by state: those of an earlier visit may come first, and they are no standstill."""
    from kakanai.robots.models import WorkItem

    return Counter(WorkItem.objects.values_list("state", flat=True))


def _items(visit_id: str) -> list[Any]:
    from kakanai.desk.models import Application
    from kakanai.robots.models import WorkItem

    applications = [str(key) for key in Application.objects.filter(visit__id=visit_id).values_list("id", flat=True)]
    return list(WorkItem.objects.filter(application__in=applications, target__in=CORE_SYSTEMS))


def _outcome(city: City, visit: Play, robot_seconds: float, first_screen_seconds: float) -> Outcome:
    from kakanai.desk.guidance import compose_guidance
    from kakanai.desk.models import Application, Event, Visit
    from kakanai.trust import tenancy

    with tenancy.tenant(city.code):
        row = Visit.objects.select_related("clerk").get(pk=visit.played.visit_id)
        items = _items(visit.played.visit_id)
        signature = Application.objects.filter(visit=row)[0].signature
        done = [one for one in items if one.state == "done"]
        marks = visit.played.marks
        measured = Measured(
            events=tuple(Event.objects.filter(visit=row).order_by("at")),
            resident=visit.resident.counts,
            clerk=visit.clerk.counts,
            spoken_characters=visit.played.spoken_characters,
            read_characters=visit.played.read_characters,
            pages_confirmed=visit.played.pages_confirmed,
            facts_by_source=_sources(row),
            paper=_paper(row),
            systems_filled=len({one.target for one in items}),
            systems_read_back=len({one.target for one in done}),
            records_read_back=len(done),
            robot_seconds=robot_seconds,
            elapsed_seconds=marks["left"] - marks["opened"],
            first_screen_seconds=first_screen_seconds,
        )
        return Outcome(
            sheet=sheet_of(measured),
            visit_number=row.number,
            guidance=compose_guidance(row, row.clerk),
            signed=bytes(signature.confirmation.document),
            bundle=bytes(signature.bundle),
        )


def _sources(visit: Any) -> dict[str, int]:
    from kakanai.desk.queries.facts import facts_inside

    return Counter(str(fact.source) for fact in facts_inside(visit).values())


def _paper(visit: Any) -> Paper:
    """Count the same visit on paper, from the paper forms' own description."""
    from kakanai.catalogue.forms import paper_burden
    from kakanai.desk.queries.needs import needs_of, put_off, uses_of

    needs = needs_of(visit)
    uses = [(use.form, list(use.subjects)) for use in uses_of(needs, put_off(visit))]
    burden = paper_burden(uses, needs.facts)
    return Paper(burden.sheets, burden.names, burden.addresses, burden.birth_dates, burden.fields, burden.characters)


def write_json(sheet: Sheet, path: Path, inspector: Inspector | None = None) -> None:
    """Write the sheet's documented keys as JSON, with the inspection's where there was one."""
    found: dict[str, Any] = sheet.as_dict()
    if inspector is not None:
        found |= {
            "screens_inspected": inspector.screens,
            "accessibility_violations": inspector.count,
            "accessibility_planted_found": inspector.planted,
        }
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
