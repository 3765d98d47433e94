"""The word lists of the grammar, and the two normal forms that every comparison uses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata

_SPACES = re.compile(r"[\s\u3000\u200b\ufeff]+")
ATTACHMENTS = re.compile(r"(添付|提出|必要|持参|同封)(する|な)?(書類|資料|図書|もの)$|^(注意|備考|記入上の注意)")
"""Headings whose list is read, not answered."""
_OFFICE_BOX = re.compile(
    r"(市|町|村|区|県|役所|役場|庁|職員|事務|委員会|行政|係|課|部|局|署|センター|窓口|担当|受付|所管|管理者|水道|消防|保健所|事務局|金融機関|医師|医療機関)"
    r"[^、。]{0,6}(使用|記入|記載|処理|確認|専用|チェック)(事項)?欄"
)


@dataclass(frozen=True, slots=True)
class Words:
    """`data/words.yaml`, normalised."""

    heads: frozenset[str]
    office: tuple[str, ...]
    office_small: frozenset[str]
    choices: frozenset[str]
    units: frozenset[str]
    amount_units: frozenset[str]
    suffixes: frozenset[str]
    hints: frozenset[str]
    instruction: re.Pattern[str]
    note_start: tuple[str, ...]
    signature: tuple[str, ...]
    seal: frozenset[str]
    addressee_end: tuple[str, ...]
    example: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]


def squeeze(text: str) -> str:
    """NFKC without any space: the form in which words are compared."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """`squeeze` without punctuation either: the form in which labels are compared with each other."""
    return re.sub(r"[^\w〒%㊞]", "", squeeze(text)).casefold()


@cache
def words() -> Words:
    """The word lists, read once."""
    raw: dict[str, Any] = yamldata.read(files("kakanai.reform.engine").joinpath("data/words.yaml").read_text("utf-8"))

    def plain(name: str) -> list[str]:
        return [squeeze(str(w)) for w in raw[name]]

    roles = [(squeeze(word), role) for role, names in raw["roles"].items() for word in names]
    return Words(
        heads=frozenset(plain("heads")),
        office=tuple(plain("office")),
        office_small=frozenset(plain("office_small")),
        choices=frozenset(plain("choices")),
        units=frozenset(plain("units")),
        amount_units=frozenset(plain("amount_units")),
        suffixes=frozenset(plain("suffixes")),
        hints=frozenset(plain("hints")),
        instruction=re.compile(raw["instruction"]),
        note_start=tuple(plain("note_start")),
        signature=tuple(plain("signature")),
        seal=frozenset(plain("seal")),
        addressee_end=tuple(plain("addressee_end")),
        example=tuple(plain("example")),
        roles=tuple(sorted(roles, key=lambda pair: -len(pair[0]))),
    )


def is_note(text: str) -> bool:
    """Whether a text starts with a note's mark; a staff box marked with ※ is none."""
    plain = squeeze(text)
    return plain.startswith(words().note_start) and not is_office(plain)


def is_label_text(text: str) -> bool:
    """Whether a text can be a label at all: short, no sentence, no note mark, some letters."""
    plain = squeeze(text)
    if not plain or len(plain) > 45 or "。" in plain or is_note(plain):
        return False
    if re.fullmatch(r"[\d,]+円", plain):
        return False
    return bool(re.search(r"[^\W\d_]|〒|℡", plain)) and not re.search(r"(ます|です|ません|下さい|ください)$", plain)


def is_strong_label(text: str) -> bool:
    """Whether a text ends in a word that asks for something, so that it is a label even without a box."""
    plain = re.sub(r"\([^()]*\)$", "", squeeze(text)).rstrip(":")
    if not plain or len(plain) > 24 or not is_label_text(plain):
        return False
    known = words().heads
    ending = max((n for n in range(2, min(len(plain), 8) + 1) if plain[-n:] in known), default=0)
    if plain in known:
        return True
    lead = re.sub("又は|または|及び|および|並びに", "", plain[: len(plain) - ending])
    return bool(ending) and not re.search(r"[をはがに、]", lead)


def question_of(text: str) -> str:
    """The question that a sentence ends in, `…を理解した上で、接種を希望しますか（`: what follows is its answer."""
    found = re.search(r"([^、。]{4,}か|[^、。]{4,}は(?=[(（]))[?？]?[(（]?$", squeeze(text))
    return clean_label(found.group(1)) if found else ""


def is_office(text: str) -> bool:
    """Whether a heading says that staff fill in what is below or beside it."""
    marked = squeeze(text)
    plain = marked.lstrip("※*")
    if plain != marked and plain.endswith("欄"):
        return True
    return any(word in plain for word in words().office) or bool(_OFFICE_BOX.search(plain))


def clean_label(text: str) -> str:
    """A label without its instructions, note marks, numbering and English tail."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.split(r"[※＊*](?=[^\d\s])", plain)[0] if not re.match(r"\s*[※＊*]", plain) else plain.lstrip(" ※＊*")
    plain = re.sub(r"[※＊*注]\s*\d+", "", plain)
    plain = re.sub(r"(?<=[\u3040-\u9fff)])\s*[A-Za-z][A-Za-z .,'/&-]*[a-z]{2}.*$", "", plain)
    plain = _drop_instructions(_SPACES.sub("", plain))
    plain = re.sub(r"^(\(?\d{1,2}\)|\d{1,2}[.．、]|[①-⑳]|[■●◆◇▼▶○◯])", "", plain)
    plain = re.sub(r"(?<=..)[\[【(]?(必須|任意)[\])】]?$", "", plain.removesuffix("("))
    return plain.strip(":：・、,。.") or _SPACES.sub("", text)


def _drop_instructions(plain: str) -> str:
    for found in re.findall(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]", plain):
        rest = plain.replace(found, "")
        if len(rest) >= 2 and words().instruction.search(found):
            plain = rest
    outer = re.fullmatch(r"[(\[【〔<《]([^()\[\]]+)[)\]】〕>》]", plain)
    return outer.group(1) if outer else plain
