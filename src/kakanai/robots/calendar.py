"""When a target may be used: its hours on the municipality's working days."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from kakanai.robots.models import Target


def open_targets(municipality: str, codes: list[str], moment: datetime) -> list[str]:
    """Return those of the targets that are within their hours."""
    rows = Target.objects.filter(municipality=municipality, code__in=codes)
    return [row.code for row in rows if is_open(row.hours, weekdays_only=row.weekdays_only, moment=moment)]


def is_open(hours: str, *, weekdays_only: bool, moment: datetime) -> bool:
    """Whether `moment` lies within hours such as `08:45-17:00`, in local time."""
    local = timezone.localtime(moment)
    if weekdays_only and not _working_day(local.date()):
        return False
    start, _, end = hours.partition("-")
    now = local.time()
    return _clock(start) <= now and (end == "24:00" or now < _clock(end))


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))


def _working_day(day: date) -> bool:
    import jpholiday

    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not jpholiday.is_holiday(day) and not year_end
