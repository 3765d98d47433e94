"""Dates: every vector of the published boundaries, and properties over all days since 1873."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan.dates import (
    DateError,
    age_on,
    day_age_is_reached,
    from_iso,
    parse_date,
    parse_koseki_date,
    wareki,
    wareki_code,
    wareki_digits,
)

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("S64-1-7", "1989-01-07"),
        ("H1-1-8", "1989-01-08"),
        ("平成元年1月8日", "1989-01-08"),
        ("T15-12-25", "1926-12-25"),
        ("S1-12-25", "1926-12-25"),
        ("明治45年7月30日", "1912-07-30"),
        ("大正元年7月30日", "1912-07-30"),
        ("H31-4-30", "2019-04-30"),
        ("R10-2-29", "2028-02-29"),
        ("令和八年十一月二十三日", "2026-11-23"),
        ("二〇二六年一一月二三日", "2026-11-23"),
        ("Ｒ８．１１．２３", "2026-11-23"),
        ("㍻2.3.4", "1990-03-04"),
        ("令8/11/23", "2026-11-23"),
        ("5081123", "2026-11-23"),
        ("R081123", "2026-11-23"),
        ("20261123", "2026-11-23"),
        ("西暦2026年11月23日", "2026-11-23"),
        (" 令和 ８ 年 １１ 月 ２３ 日 ", "2026-11-23"),
    ],
)
def test_a_written_date_is_the_day_it_means(text: str, iso: str) -> None:
    found = parse_date(text)
    assert (found.iso_from.isoformat(), found.iso_to, found.precision) == (iso, found.iso_from, "day")
    assert found.iso() == iso


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("S64-1-8", "平成元年1月8日"),
        ("H1-1-7", "昭和64年1月7日"),
        ("S1-12-24", "大正15年12月24日"),
        ("H31-5-1", "令和元年5月1日"),
        ("平成32年", "令和2年月日不詳"),
        ("R8-2-29", None),
        ("R8-13-1", None),
        ("令和0年1月1日", None),
    ],
)
def test_a_day_outside_its_era_is_refused_and_the_right_one_offered(text: str, suggestion: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    offered = caught.value.suggestion
    assert (offered.display if offered else None) == suggestion
    if suggestion:
        assert suggestion in caught.value.clerk


@pytest.mark.parametrize(
    "text", ["", "  ", "abc", "令和", "8年11月23日", "11月23日", "2026-11", "5081323", "令和8年11月23", "9" * 60]
)
def test_what_is_no_whole_date_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "low", "high", "precision", "display", "unknown"),
    [
        ("昭和20年5月日不詳", "1945-05-01", "1945-05-31", "month", "昭和20年5月日不詳", ("day",)),
        ("3200599", "1945-05-01", "1945-05-31", "month", "昭和20年5月日不詳", ("day",)),
        ("昭和20年月日不詳", "1945-01-01", "1945-12-31", "year", "昭和20年月日不詳", ("month", "day")),
        ("3209999", "1945-01-01", "1945-12-31", "year", "昭和20年月日不詳", ("month", "day")),
        ("昭和64年", "1989-01-01", "1989-01-07", "year", "昭和64年月日不詳", ("month", "day")),
        ("平成元年", "1989-01-08", "1989-12-31", "year", "平成元年月日不詳", ("month", "day")),
        ("大正年月日不詳", "1912-07-30", "1926-12-25", "unknown", "大正年月日不詳", ("year", "month", "day")),
        ("年月日不詳", "0001-01-01", "9999-12-31", "unknown", "年月日不詳", ("year", "month", "day")),
        ("昭和20年5月上旬", "1945-05-01", "1945-05-10", "month", "昭和20年5月上旬", ("day",)),
        ("令和8年2月下旬", "2026-02-21", "2026-02-28", "month", "令和8年2月下旬", ("day",)),
    ],
)
def test_unknown_parts_stay_unknown(
    text: str, low: str, high: str, precision: str, display: str, unknown: tuple[str, ...]
) -> None:
    found = parse_date(text)
    assert (found.iso_from.isoformat(), found.iso_to.isoformat()) == (low, high)
    assert (found.precision, found.display, found.unknown) == (precision, display, unknown)


@pytest.mark.parametrize(
    ("text", "low", "high", "precision"),
    [
        ("令和5年頃", "2023-01-01", "2023-12-31", "year"),
        ("令和5年3月頃", "2023-03-01", "2023-03-31", "month"),
        ("令和5年3月4日頃", "2023-03-01", "2023-03-31", "month"),
        ("推定令和5年3月4日", "2023-03-01", "2023-03-31", "month"),
        ("推定令和5年3月", "2023-03-01", "2023-03-31", "month"),
        ("令和5年春", "2023-03-01", "2023-05-31", "year"),
        ("令和5年3月上旬", "2023-03-01", "2023-03-10", "month"),
        ("令和5年3月中旬頃", "2023-03-11", "2023-03-20", "month"),
        ("年月日不詳", "0001-01-01", "9999-12-31", "unknown"),
        ("令和5年月日不詳", "2023-01-01", "2023-12-31", "year"),
        ("令和5年3月日不詳", "2023-03-01", "2023-03-31", "month"),
        ("令和5年3月1日から4月2日頃までの間", "2023-03-01", "2023-04-02", "year"),
        ("令和5年3月推定1日から5日までの間", "2023-03-01", "2023-03-05", "month"),
        ("令和5年3月1日頃から5日頃までの間", "2023-03-01", "2023-03-05", "month"),
    ],
)
def test_each_uncertain_form_of_the_national_standard_is_kept_as_written(
    text: str, low: str, high: str, precision: str
) -> None:
    found = parse_date(text)
    assert (found.iso_from.isoformat(), found.iso_to.isoformat(), found.precision) == (low, high, precision)
    assert found.display == text
    assert parse_date(found.display) == found


@pytest.mark.parametrize("text", ["令和5年3月9日から3日までの間", "昭和64年秋", "推定", "頃", "春", "令和5年13月頃"])
def test_an_uncertain_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text)


def test_a_day_that_no_calendar_has_is_kept_for_the_family_register_only() -> None:
    with pytest.raises(DateError):
        parse_date("平成31年2月29日")
    found = parse_koseki_date("平成31年2月29日")
    assert (found.display, found.iso_from, found.precision) == ("平成31年2月29日", date(2019, 2, 28), "month")
    assert parse_koseki_date("平成31年2月28日") == parse_date("平成31年2月28日")
    assert parse_koseki_date("昭和20年頃") == parse_date("昭和20年頃")
    with pytest.raises(DateError):
        parse_koseki_date("平成31年2月32日")


def test_the_written_era_is_kept_where_two_eras_share_a_day() -> None:
    taisho, showa = parse_date("大正15年12月25日"), parse_date("昭和元年12月25日")
    assert taisho.iso_from == showa.iso_from
    assert (taisho.display, showa.display) == ("大正15年12月25日", "昭和元年12月25日")
    assert wareki(taisho.iso_from) == "昭和元年12月25日"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1985-04-12", "1985-04-12"),
        ("1985-04-00", "1985-04-99"),
        ("1985-04", "1985-04-99"),
        ("1985", "1985-99-99"),
        ("1985-99-99", "1985-99-99"),
        ("9999-99-99", "9999-99-99"),
        ("0000-00-00", "9999-99-99"),
    ],
)
def test_iso_dates_keep_their_unknown_parts(text: str, iso: str) -> None:
    assert from_iso(text).iso() == iso
    assert from_iso(from_iso(text).iso()) == from_iso(text)


@pytest.mark.parametrize("text", ["1985-02-30", "1985-13-01", "85-1-1-1", "x", "1985-99-12", "9999-05-99"])
def test_a_wrong_iso_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        from_iso(text)


def test_dates_before_1873_are_marked_as_of_the_old_calendar() -> None:
    assert parse_date("明治5年11月1日").lunisolar
    assert not parse_date("明治6年1月1日").lunisolar


@given(DAYS)
def test_every_day_survives_wareki_and_back(day: date) -> None:
    assert parse_date(wareki(day)).iso_from == day
    assert parse_date(wareki_digits(day)).iso_from == day
    letter, year = wareki_code(day)
    assert parse_date(f"{letter}{year}.{day.month}.{day.day}").iso_from == day
    assert from_iso(day.isoformat()).display == wareki(day)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        found = parse_date(text)
    except DateError:
        return
    assert found.iso_from <= found.iso_to


def test_before_meiji_there_is_no_wareki() -> None:
    with pytest.raises(DateError):
        wareki(date(1867, 1, 1))


@given(DAYS, st.integers(min_value=0, max_value=100))
def test_an_age_is_reached_at_the_end_of_the_day_before_the_birthday(birth: date, age: int) -> None:
    reached = day_age_is_reached(birth, age)
    assert age_on(birth, reached + timedelta(days=1)) == age
    if age:
        assert age_on(birth, reached) == age - 1


def test_a_child_of_1_april_reaches_six_on_31_march() -> None:
    assert day_age_is_reached(date(2020, 4, 1), 6) == date(2026, 3, 31)
    assert day_age_is_reached(date(2020, 2, 29), 6) == date(2026, 2, 28)
    with pytest.raises(DateError):
        age_on(date(2026, 1, 2), date(2026, 1, 1))
