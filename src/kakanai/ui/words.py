"""What a value looks like on a screen: dates in two calendars, money, telephone numbers, furigana.

Pure functions behind the template tags, so that other rooms and tests can use them without a template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kakanai import yamldata

_ERA_DATE = re.compile(r"^(?:明治|大正|昭和|平成|令和)(?:元|\d+)年\d+月\d+日$")
_RUBY = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


@dataclass(frozen=True, slots=True)
class StatusWord:
    """How a status is drawn: an icon and a word, so that colour is never alone."""

    icon: str
    word: str
    tone: str


STATUS_WORDS: dict[str, StatusWord] = {
    "needed": StatusWord("needed", "必要", "needed"),
    "not_needed": StatusWord("not_needed", "不要", "quiet"),
    "unknown": StatusWord("unknown", "未定", "unknown"),
    "needs_confirmation": StatusWord("needs_confirmation", "要確認", "warning"),
    "done": StatusWord("done", "完了", "done"),
    "overdue": StatusWord("overdue", "期限超過", "error"),
    "waiting": StatusWord("waiting", "待ち", "quiet"),
    "serving": StatusWord("person", "対応中", "needed"),
    "hold": StatusWord("hold", "保留", "warning"),
    "later": StatusWord("calendar", "後日", "quiet"),
    "refused": StatusWord("cross", "希望しない", "quiet"),
    "in_review": StatusWord("eye", "審査中", "needed"),
    "returned": StatusWord("undo", "差戻し", "warning"),
    "approved": StatusWord("success", "承認", "done"),
    "typing": StatusWord("robot", "入力中", "needed"),
    "needs_person": StatusWord("needs_confirmation", "人の確認", "warning"),
    "failed": StatusWord("error", "失敗", "error"),
    "info": StatusWord("info", "お知らせ", "needed"),
    "open": StatusWord("person", "受付中", "needed"),
    "confirming": StatusWord("tablet", "確認中", "needed"),
    "accepted": StatusWord("case", "受理", "needed"),
    "closed": StatusWord("done", "終了", "done"),
    "cancelled": StatusWord("cross", "取りやめ", "quiet"),
    "ready": StatusWord("waiting", "入力待ち", "quiet"),
    "claimed": StatusWord("robot", "入力中", "needed"),
    "probing": StatusWord("robot", "入力中", "needed"),
    "entering": StatusWord("robot", "入力中", "needed"),
    "checked": StatusWord("robot", "入力中", "needed"),
    "intent": StatusWord("robot", "保存中", "needed"),
    "submitted": StatusWord("eye", "読み戻し中", "needed"),
    "verifying": StatusWord("eye", "読み戻し中", "needed"),
    "deferred": StatusWord("calendar", "あとで入力", "quiet"),
    "ambiguous": StatusWord("needs_confirmation", "不明・人の確認", "warning"),
    "correcting": StatusWord("edit", "訂正中", "warning"),
}


def status_word(status: object) -> StatusWord:
    """Return how to draw a status (a `StrEnum` or its text). An unheard-of status is shown as it is, as a warning."""
    name = str(getattr(status, "value", status)).lower()
    return STATUS_WORDS.get(name, StatusWord("needs_confirmation", name, "warning"))


def as_date(value: object) -> date | None:
    """Return the day of a date, an aware moment (in the desk's time zone) or a full ISO text; else `None`."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def wareki(value: object) -> str:
    """Return the day by era (令和8年11月23日). What is no full date (不詳 and the like) is shown as written."""
    display = getattr(value, "display", None)
    if isinstance(display, str):
        return display
    from kakanai.japan import dates

    day = as_date(value)
    return dates.wareki(day) if day else _as_written(value)


def western(value: object) -> str:
    """Return the day by the western calendar (2026年11月23日), for foreigners and for やさしい日本語."""
    day = as_date(getattr(value, "iso_from", value))
    return f"{day.year}年{day.month}月{day.day}日" if day else _as_written(value)


def _as_written(value: object) -> str:
    return "" if value is None else str(value)


def age(birth: object, on: object = None) -> int | None:
    """Return the age in whole years on a day (today when none is given), by the law's way of counting."""
    from kakanai.japan import dates

    born = as_date(getattr(birth, "iso_from", birth))
    if born is None:
        return None
    return dates.age_on(born, as_date(on) or timezone.localdate())


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """The distance to a deadline in words, with the icon that goes with it."""

    words: str
    icon: str
    tone: str


def days_left(deadline: object, today: date | None = None) -> DaysLeft | None:
    """Return how far off a deadline (a date, an ISO text or a number of days) is; `None` without one."""
    days = _days_until(deadline, today)
    if days is None:
        return None
    if days < 0:
        return DaysLeft(f"{-days}日超過", "overdue", "error")
    if days == 0:
        return DaysLeft("今日まで", "warning", "warning")
    return DaysLeft(f"あと{days}日", "clock", "warning" if days <= 3 else "quiet")


def _days_until(deadline: object, today: date | None) -> int | None:
    if isinstance(deadline, int):
        return deadline
    day = as_date(deadline)
    return None if day is None else (day - (today or timezone.localdate())).days


def yen(value: object) -> str:
    """Return whole yen with separators (12,300円); 0 is 無料 and an unknown amount is empty."""
    if value is None or value == "":
        return ""
    amount = int(str(value))
    return "無料" if amount == 0 else f"{amount:,}円"


def phone(value: object) -> str:
    """Return a telephone number in Japanese notation (090-9999-9999). What is no number is shown as typed."""
    import phonenumbers

    text = _as_written(value)
    try:
        number = phonenumbers.parse(text, "JP")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def furigana(text: str) -> SafeString:
    """Return `{住所|じゅうしょ}を書く` as ruby markup. Everything else is escaped."""
    pieces: list[tuple[Any, ...]] = []
    last = 0
    for match in _RUBY.finditer(text):
        pieces.append((text[last : match.start()],))
        pieces.append((_ruby(match[1], match[2]),))
        last = match.end()
    pieces.append((text[last:],))
    return format_html_join("", "{}", pieces)


def with_readings(text: str) -> str:
    """Return the text with `{漢字|よみ}` on every known word that has no reading yet (data/readings.yaml).

    A reading stands over the kanji alone: what word and reading end with in common is left outside.
    """
    pieces, last = [], 0
    for match in _RUBY.finditer(text):
        pieces += [_read(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*pieces, _read(text[last:])])


def _read(text: str) -> str:
    return _known_words().sub(lambda found: _over_kanji(found[0], _readings()[found[0]]), text)


def _over_kanji(word: str, reading: str) -> str:
    """Return `{手続|てつづ}き` for 手続き and てつづき: kana at both ends need no reading."""
    start = 0
    while start < len(word) and word[start] == reading[start : start + 1] and not _is_kanji(word[start]):
        start += 1
    end = 0
    while end < len(word) - start and word[-1 - end] == reading[-1 - end] and not _is_kanji(word[-1 - end]):
        end += 1
    middle = f"{{{word[start : len(word) - end]}|{reading[start : len(reading) - end]}}}"
    return word[:start] + middle + word[len(word) - end :]


def _is_kanji(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@cache
def _readings() -> dict[str, str]:
    path = Path(__file__).parent / "data" / "readings.yaml"
    return dict(yamldata.read(path.read_text(encoding="utf-8"))["words"])


@cache
def _known_words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _readings()), key=len, reverse=True)))


def without_furigana(text: str) -> str:
    """Return the same text without readings, for titles and labels that hold no markup."""
    return _RUBY.sub(r"\1", text)


def _ruby(base: str, reading: str) -> SafeString:
    return format_html("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", base, reading)


def western_beside(text: str) -> str:
    """Return the western date (2026-11-16) of a text that is an era date and nothing else, or the empty text."""
    from kakanai.japan import dates

    if not _ERA_DATE.match(text):
        return ""
    try:
        return str(dates.parse_date(text).iso_from or "")
    except dates.DateError:
        return ""


def given_names(text: str) -> str:
    """Return the given names of `葛城　健一、葛城　美咲` (健一・美咲), as the household is read aloud.

    Only an ideographic space parts family and given name for sure; what has none stays whole.
    """
    return "・".join(one.rpartition("\u3000")[2] for one in text.split("、"))


def needs_name_font(text: str) -> bool:
    """Say whether a text holds a glyph that only the name font draws right: a variation sequence, or none of CP932.

    The screen's gothic font knows another IVS collection and would draw the default glyph without a warning.
    """
    if any("\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef" for one in text):
        return True
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return any(one > "\u2e7f" for one in text)
    return False
