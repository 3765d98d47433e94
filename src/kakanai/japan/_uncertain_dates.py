"""The uncertain dates that a resident register must take: 頃, 推定, seasons, thirds of a month, spans.

Source: 住民記録システム標準仕様書 1.1.8「不詳日入力一覧」 (public page; first edition, 2020). What the days of a
season are is general knowledge; winter touches two ends of a year and so bounds the whole year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_Y = r"(?P<head>[^0-9〇零一二三四五六七八九十元]*)(?P<year>元|[0-9〇零一二三四五六七八九十]+)年"
_N = r"[0-9〇零一二三四五六七八九十]+"
_SPAN = re.compile(
    rf"{_Y}(?P<month>{_N})月(?P<guess>推定)?(?P<day>{_N})日(?P<about>頃)?から"
    rf"(?:(?P<month2>{_N})月)?(?P<day2>{_N})日(?P<about2>頃)?までの間"
)
_ABOUT = re.compile(
    rf"(?P<guess>推定)?{_Y}(?:(?P<month>{_N})月(?:(?P<day>{_N})日|(?P<third>[上中下]旬))?)?(?P<about>頃)?"
)
_SEASON = re.compile(rf"{_Y}(?P<season>[春夏秋冬])")
SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (1, 12)}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """First and last plain date that bound it (as texts to be read), words before and after for display."""

    first: str
    last: str
    before: str = ""
    after: str = ""
    season: str | None = None
    span: bool = False


def read_uncertain(text: str) -> Uncertain | None:
    """Return an uncertain date taken apart, or `None` where the (folded) text is none."""
    if match := _SPAN.fullmatch(text):
        start = f"{match['head']}{match['year']}年"
        first = f"{start}{match['month']}月{match['day']}日"
        last = f"{start}{match['month2'] or match['month']}月{match['day2']}日"
        return Uncertain(first, last, span=True)
    if match := _SEASON.fullmatch(text):
        whole = f"{match['head']}{match['year']}年"
        return Uncertain(whole, whole, after=match["season"], season=match["season"])
    match = _ABOUT.fullmatch(text)
    if match and (match["guess"] or match["about"]):
        plain = text.removeprefix("推定").removesuffix("頃")
        return Uncertain(plain, plain, match["guess"] or "", match["about"] or "")
    return None
