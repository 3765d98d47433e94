"""Which of several people a title means: 児童2, 第二子, 世帯員③, 2人目."""

from __future__ import annotations

import re
import unicodedata

_KANJI = "一二三四五六七八九"
_NTH_CHILD = re.compile(rf"第\s*([0-9\uff10-\uff19①-⑳{_KANJI}])\s*子(?!ども|供)")
_CHILD_N = re.compile(r"(?<![ぁ-ヿ一-鿿])子(?=\s*[0-9\uff10-\uff19①-⑳])")
_NUMBER = re.compile(rf"(?<![A-Za-z\d.-])\d{{1,2}}(?![\d歳才年月日号級割%])|第\s*([{_KANJI}])|([{_KANJI}])(?=人目)")
"""Not a screen's code (XB10), an age or a date."""


def as_children(text: str) -> str:
    """Write 第2子 and 子2 as 児童2, which the vocabulary knows."""
    return _CHILD_N.sub("児童", _NTH_CHILD.sub(r"児童\1", text))


def number(text: str) -> int:
    """Return the number in a title, 0 when there is none."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return 0
    kanji = found[1] or found[2]
    return _KANJI.index(kanji) + 1 if kanji else int(found[0])
