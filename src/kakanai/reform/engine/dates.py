"""What a date without a label of its own is called."""

from __future__ import annotations

import re

_BY_TITLE = (
    ("申請", "申請日"), ("申込", "申込日"), ("請求", "請求日"), ("届出", "届出日"), ("届", "届出日"), ("申告", "申告日"), ("報告", "報告日"),
)  # fmt: skip
_BY_SENTENCE = ("証明", "同意", "承諾", "誓約", "委任", "推薦", "保証")


def date_name(title: str) -> str:
    """By the form's title: 申請日 on a 申請書, 届出日 on a 届, 請求日 on a 請求書 …; else 記入日."""
    plain = re.sub(r"\([^()]*\)", "", title).split("兼")[0]
    plain = re.sub(r"書$", "", plain)
    return next((name for word, name in _BY_TITLE if plain.endswith(word)), "記入日")


def declared_date(sentence: str) -> str:
    """By the sentence above a date that is not the form's first: `…を証明する。` makes it 証明日; empty if unknown."""
    found = re.search(r"(..)(します|する|いたします|した)[。.]?$", sentence)
    return f"{found.group(1)}日" if found and found.group(1) in _BY_SENTENCE else ""
