"""Dates as Japanese papers and core systems write them, also with unknown parts.

A `JpDate` keeps the span of days it can mean and the form it was written in. An unknown day is never made
the first of the month: sort and count on `iso_from` and `iso_to`, print `display`.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kakanai.japan._uncertain_dates import SEASONS, Uncertain, read_uncertain
from kakanai.japan._written_dates import cleaned, read
from kakanai.japan.eras import Era, era_of
from kakanai.japan.errors import JapanError

Precision = Literal["day", "month", "year", "unknown"]
THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_GREGORIAN_FROM = date(1873, 1, 1)


class DateError(JapanError):
    """A date cannot be read. `suggestion` is the day that was probably meant; offer it, do not take it."""

    code = "date"
    clerk = "日付を読み取れませんでした。入力は残っています。「令和8年11月23日」のように入力してください。"

    def __init__(self, operator: str = "", clerk: str | None = None, suggestion: JpDate | None = None) -> None:
        super().__init__(operator, clerk)
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class JpDate:
    """A date, whole or in part.

    `iso_from` and `iso_to` bound the days it can mean (equal when `precision` is `day`). `era` is the
    era's letter and `era_year` its year as written; both are `None` where no single era can be named.
    """

    iso_from: date
    iso_to: date
    precision: Precision
    display: str
    era: str | None = None
    era_year: int | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts that nobody knows: of `year`, `month`, `day`."""
        missing = {"day": 0, "month": 1, "year": 2, "unknown": 3}[self.precision]
        return ("year", "month", "day")[3 - missing :]

    @property
    def lunisolar(self) -> bool:
        """Whether it lies before 1873: registers then counted by the old calendar, so months do not match."""
        return self.iso_from < _GREGORIAN_FROM

    def iso(self) -> str:
        """Return `1985-04-12`, or with unknown parts as `99` (`1985-04-99`, `9999-99-99`): GIF DS-441, 8.4."""
        year = "9999" if self.precision == "unknown" else f"{self.iso_from.year:04d}"
        month = "99" if self.precision in {"unknown", "year"} else f"{self.iso_from.month:02d}"
        return f"{year}-{month}-{self.iso_from.day:02d}" if self.precision == "day" else f"{year}-{month}-99"


def parse_date(text: str) -> JpDate:
    """Return the date that a person wrote: era, western, digits, kanji numerals or unknown parts.

    Errors: `DateError`, with a suggestion where only the era does not fit (平成31年5月1日).
    """
    folded = cleaned(text)
    uncertain = read_uncertain(folded)
    if uncertain is not None:
        return _bounded(uncertain, folded)
    parts = read(text)
    if parts is None:
        raise DateError(f"not a date: {len(text)} characters")
    return compose(parts.era, parts.year, parts.month, parts.day, parts.third)


def parse_koseki_date(text: str) -> JpDate:
    """Return a date as the family register has it, also one that no calendar has (平成31年2月29日).

    Such a day is kept as written; it bounds the last day of its month. Source: 住民記録システム標準仕様書
    1.1.8 (public page; first edition, 2020). Errors: `DateError`.
    """
    parts = read(text)
    if parts is None or parts.year is None or not (1 <= parts.month <= 12 and 29 <= parts.day <= 31):
        return parse_date(text)
    whole = compose(parts.era, parts.year, parts.month, 99)
    if parts.day <= whole.iso_to.day:
        return parse_date(text)
    return replace(whole, iso_from=whole.iso_to, display=whole.display.removesuffix("日不詳") + f"{parts.day}日")


def from_iso(text: str) -> JpDate:
    """Return the date of `1985-04-12`, `1985-04`, `1985`, or with `99`, `9999` or zeros for unknown parts.

    Errors: `DateError`.
    """
    pieces = text.split("-")
    if not 1 <= len(pieces) <= 3 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
        raise DateError("not an ISO date")
    year, month, day = (int(piece) for piece in (*pieces, "99", "99")[:3])
    known = None if year in {0, 9999} else year
    if known is None and any(part not in {0, 99} for part in (month, day)):
        raise DateError("an unknown year with a known month or day is not supported")
    return compose(None, known, month or 99, day or 99, in_era=True)


def compose(
    era: Era | None, year: int | None, month: int, day: int, third: str | None = None, *, in_era: bool = False
) -> JpDate:
    """Return the date of an era (or `None`) and its year, month and day; 99 and `None` are unknown parts.

    `third` is 上旬, 中旬 or 下旬 in place of the day; `in_era` shows a western year in its era.
    Errors: `DateError`.
    """
    if year is None:
        return _without_year(era, month, day)
    western = year if era is None else era.first.year + year - 1
    if not 1 <= western <= 9998 or (era is not None and year < 1):
        raise DateError("year out of range")
    first, last, precision = _span(western, month, day, third)
    named = era
    if era is not None:
        _refuse_outside(era, first, last, month, day)
        first, last = max(first, era.first), min(last, era.last or last)
    else:
        named = era_of(last) if era_of(first) == era_of(last) else None
    era_year = None if named is None else named.year_of(first)
    shown_year = f"{western}年" if named is None or (era is None and not in_era) else _era_year(named, first)
    display = shown_year + _shown_rest(first, month, day, third)
    return JpDate(first, last, precision, display, named.letter if named else None, era_year)


def wareki(day: date) -> str:
    """Return `令和8年11月23日`, with 元年 for the first year. Errors: `DateError` before Meiji."""
    return f"{_era_year(_era(day), day)}{day.month}月{day.day}日"


def wareki_code(day: date) -> tuple[str, int]:
    """Return the era's letter and year, `("R", 8)`. Errors: `DateError` before Meiji."""
    era = _era(day)
    return era.letter, era.year_of(day)


def wareki_digits(day: date) -> str:
    """Return the seven digits of core systems: era (1 Meiji … 5 Reiwa), year, month, day: `5081123`.

    Errors: `DateError` before Meiji.
    """
    era = _era(day)
    return f"{era.digit}{era.year_of(day):02d}{day.month:02d}{day.day:02d}"


def age_on(birth: date, on: date) -> int:
    """Return the full years of age at any hour of the day `on`. Errors: `DateError` before the birth."""
    if on < birth:
        raise DateError("the day lies before the birth")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def day_age_is_reached(birth: date, age: int) -> date:
    """Return the day at whose end the age is reached: the day before the birthday.

    So a child born on 1 April is of the school year before. Source: 年齢計算ニ関する法律, 民法143条
    (law as general knowledge: not read for this project).
    """
    month_days = calendar.monthrange(birth.year + age, birth.month)[1]
    if birth.day > month_days:
        return date(birth.year + age, birth.month, month_days)
    return date.fromordinal(date(birth.year + age, birth.month, birth.day).toordinal() - 1)


def _era(day: date) -> Era:
    era = era_of(day)
    if era is None:
        raise DateError("before Meiji", "明治より前の日付は和暦にできません。")
    return era


def _era_year(era: Era, day: date) -> str:
    year = era.year_of(day)
    return f"{era.name}{'元' if year == 1 else year}年"


def _bounded(found: Uncertain, written: str) -> JpDate:
    """Return an uncertain date: sure of nothing below its precision, shown as it was written."""
    first, last = parse_date(found.first), parse_date(found.last)
    if found.span:
        if last.iso_from < first.iso_from:
            raise DateError("the span ends before it begins", "期間の終わりが始まりより前です。確認してください。")
        precision: Precision = "month" if first.iso_from.month == last.iso_from.month else "year"
        return replace(first, iso_to=last.iso_to, precision=precision, display=_with_era(first, written))
    if found.season:
        months = SEASONS[found.season]
        low, high = (date(first.iso_from.year, month, 1) for month in months)
        end = date(high.year, high.month, calendar.monthrange(high.year, high.month)[1])
        display = first.display.removesuffix("月日不詳") + found.season
        bounds = max(low, first.iso_from), min(end, first.iso_to)
        if bounds[0] > bounds[1]:
            raise DateError("the era has no such season", "その元号にない季節です。年を確認してください。")
        return replace(first, iso_from=bounds[0], iso_to=bounds[1], display=display)
    shown_unknown = "月日不詳" if first.precision == "year" else "日不詳"
    display = found.before + first.display.removesuffix(shown_unknown) + found.after
    if first.precision != "day":
        return replace(first, display=display)
    # a day that is only about right makes the month sure, not the day
    start, length = first.iso_from.replace(day=1), calendar.monthrange(first.iso_from.year, first.iso_from.month)[1]
    return replace(first, iso_from=start, iso_to=start.replace(day=length), precision="month", display=display)


def _with_era(first: JpDate, written: str) -> str:
    year = first.display[: first.display.index("年") + 1]
    return year + written[written.index("年") + 1 :]


def _without_year(era: Era | None, month: int, day: int) -> JpDate:
    if (month, day) != (99, 99):
        raise DateError("an unknown year with a known month or day is not supported")
    if era is None:
        return JpDate(date.min, date.max, "unknown", "年月日不詳")
    return JpDate(era.first, era.last or date.max, "unknown", f"{era.name}年月日不詳", era.letter)


def _span(year: int, month: int, day: int, third: str | None) -> tuple[date, date, Precision]:
    if month == 99:
        if day != 99:
            raise DateError("a known day in an unknown month")
        return date(year, 1, 1), date(year, 12, 31), "year"
    if not 1 <= month <= 12:
        raise DateError("no such month")
    length = calendar.monthrange(year, month)[1]
    if third is not None:
        low, high = THIRDS[third]
        return date(year, month, low), date(year, month, min(high, length)), "month"
    if day == 99:
        return date(year, month, 1), date(year, month, length), "month"
    if not 1 <= day <= length:
        raise DateError("no such day in that month", f"{year}年{month}月は{length}日までです。日付を確認してください。")
    return date(year, month, day), date(year, month, day), "day"


def _refuse_outside(era: Era, first: date, last: date, month: int, day: int) -> None:
    if last >= era.first and (era.last is None or first <= era.last):
        return
    own = era_of(last)
    right = compose(own, own.year_of(last), month, day) if own else None
    message = "その元号にない日付です。" + (f"{right.display}ではありませんか。" if right else "")
    raise DateError("outside the era", message, right)


def _shown_rest(first: date, month: int, day: int, third: str | None) -> str:
    if month == 99:
        return "月日不詳"
    if third is not None:
        return f"{month}月{third}"
    return f"{month}月日不詳" if day == 99 else f"{first.month}月{day}日"
