"""What goes into a document and what a page of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

JST = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a document says about its visit.

    `received_on` is the day of the visit in Japan. `made_at` fixes the time stamp of the file, so that
    equal input gives equal bytes; without it, the start of that day. `watermark` is printed across every
    page, for instance when a virtual card was read. `applicant` is the subject who signs. `event` is the
    catalogue's life event (`move-in` …); without it, choices that depend on it stay open.
    """

    municipality_name: str
    visit_number: str
    received_on: date
    clerk_label: str = ""
    office: str = ""
    counter: str = ""
    watermark: str | None = None
    applicant: str | None = None
    page_version: int = 1
    language: str = "ja"
    made_at: datetime | None = None
    event: str = ""

    def timestamp(self) -> int:
        """Return the file's time in seconds since 1970."""
        at = self.made_at or datetime.combine(self.received_on, time(), JST)
        return int(at.astimezone(UTC).timestamp())


@dataclass(frozen=True, slots=True)
class PageRow:
    """One line of a tablet page: the label, the value as printed, the source mark, and the mark in words."""

    label: str
    value: str
    mark: str
    mark_label: str = ""
    face: str = "ui"
    subject: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One thing to look at on the tablet. `lead` is one plain sentence; `id` stays the same across renders."""

    id: str
    title: str
    rows: tuple[PageRow, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class GuidanceItem:
    """A line of the guidance sheet: what, until when, where, what to bring, and a remark."""

    title: str
    until: date | None = None
    where: str = ""
    bring: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """The guidance sheet: what was done today, what remains, and where to look how far it is."""

    resident_name: str
    done: tuple[GuidanceItem, ...]
    remains: tuple[GuidanceItem, ...]
    later: tuple[GuidanceItem, ...] = ()
    progress_url: str = ""
    contact: str = ""
