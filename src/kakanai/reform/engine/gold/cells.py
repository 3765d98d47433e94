"""How each cell code of the drawing language looks and what it asks."""

# ruff: noqa: ARG001 - every code draws by the same signature
from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from kakanai.reform.engine.gold.spec import DrawnCell, DrawnForm, Truth, spaced

_ENGLISH = {
    "氏名": "Name", "住所": "Address", "生年月日": "Date of birth", "電話番号": "Phone", "性別": "Sex", "国籍・地域": "Nationality", "続柄": "Relationship",
    "フリガナ": "Reading", "新住所": "New address", "前住所": "Previous address", "異動日": "Date of moving", "世帯主": "Head of household", "在留資格": "Status of residence",
    "在留期間": "Period of stay", "在留カード番号": "Residence card No.", "通称": "Alias", "勤務先": "Place of work", "職業": "Occupation",
}  # fmt: skip
_RUBY = {
    "氏名": "しめい", "住所": "じゅうしょ", "生年月日": "せいねんがっぴ", "電話番号": "でんわばんごう", "続柄": "つづきがら", "性別": "せいべつ", "理由": "りゆう", "世帯主": "せたいぬし",
    "新住所": "あたらしいじゅうしょ", "前住所": "まえのじゅうしょ", "異動日": "ひっこしたひ", "国籍・地域": "こくせきちいき", "備考": "びこう",
}  # fmt: skip
Place = tuple[int, int, int, int]


def draw(code: str, text: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    """Cells and truths of one code. A lower-case code draws the same blank without truth."""
    asks = code[0].isupper()
    label, _, argument = text.partition(":")
    cells, truths = _DRAW[code.upper()](label, argument, place, form)
    return cells, truths if asks else []


def _one(
    place: Place, code: str, lines: tuple[str, ...], align: str = "left", valign: str = "middle", ruby: str = ""
) -> list[DrawnCell]:
    row, col, rows, cols = place
    return [DrawnCell(row, col, rows, cols, code, lines, align, valign, ruby)]


def _label(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    lines = tuple(spaced(part, form) for part in label.split("/"))
    lines += (f"（{argument}）",) if argument else ()
    if "bilingual" in form.look and label in _ENGLISH:
        lines += (_ENGLISH[label],)
    ruby = _RUBY.get(label, "") if "ruby" in form.look else ""
    return _one(place, "L", lines, "center", ruby=ruby), []


def _vertical(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "V", (label,), "center"), []


def _note(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "N", (label + (":" + argument if argument else ""),)), []


def _blank(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    kind = "sign" if re.search("署名|自署", label) else "text"
    return _one(place, "B", ()), [Truth(label, kind)]


def _with_reading(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    """One blank under a label of two lines: the reading and the name."""
    return _one(place, "B", ()), [Truth(label[:4], "text"), Truth(label[4:], "text")]


def _office(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", ()), [Truth(label, "office")]


def _seal_blank(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", (argument or "印",), "right"), [Truth(label, "text"), Truth("印", "seal")]


def _date(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    eras = "・".join(argument) if len(argument) > 1 and "西" not in argument else argument
    if "era_ticks" in form.look and len(argument) > 1:
        long = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}
        eras = " ".join("□" + long[e] for e in argument)
    text = f"{eras}　　　年　　月　　日"
    return _one(place, "D", (text,), "right" if not argument else "center"), [Truth(label, "date")]


def _range(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    join = {"": ("から", "まで"), "~": ("～", "")}[argument]
    text = f"　　年　　月　　日{join[0]}　　　年　　月　　日{join[1]}"
    return _one(place, "D", (text,), "center"), [Truth(label, "daterange")]


def _choice(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    options = argument.split("|")
    if "numbered" in form.look:
        text = "　".join(f"{'１２３４５６７８９'[i]}．{o}" for i, o in enumerate(options))
    else:
        text = "　・　".join(options)
    return _one(place, "C", (text,), "center"), [Truth(label, "choice")]


def _tight(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "C", ("・".join(argument.split("|")),), "center"), [Truth(label, "choice")]


def _ticks(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    options = argument.split("|")
    per_line = 2 if len(options) > 3 else len(options)
    lines = tuple("　".join("□" + o for o in options[i : i + per_line]) for i in range(0, len(options), per_line))
    return _one(place, "C", lines), [Truth(label, "check")]


def _amount(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", (argument or "円",), "right"), [Truth(label, "amount")]


def _unit(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", (argument,), "right"), [Truth(label, "text")]


def _digits(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    row, col, rows, cols = place
    count = int(argument)
    edges = [col + round(cols * i / count) for i in range(count + 1)]
    cells = [DrawnCell(row, a, rows, b - a, "B", ()) for a, b in pairwise(edges)]
    return cells, [Truth(label, "text")]


def _postal(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    cells = _one(place, "B", ("〒　　　－",), "left", "top")
    truths = [Truth(label, "text")]
    if argument:
        cells = _one(place, "B", ("〒　　　－", "　" * 14 + argument + "　　　　　　　"), "left", "top")
        truths.append(Truth(argument, "text"))
    return cells, truths


def _self(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", (label,), "left", "top"), [Truth(label, "text")]


def _self_date(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    text = f"{label}　　　{argument}　　年　　月　　日"
    return _one(place, "D", (text,)), [Truth(label, "date")]


def _self_range(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    lines = (label, "　　　年　　月　　日～　　　年　　月　　日")
    return _one(place, "D", lines, "left", "top"), [Truth(label, "daterange")]


def _prompt(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", ("", "　" * 14 + argument + "　　　　　　　"), "left", "bottom"), [
        Truth(label, "text"),
        Truth(argument, "text"),
    ]


def _suffixes(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    text = "　　　　　" + "　　　　　　".join(argument.split(","))
    return _one(place, "B", (text,)), [Truth(label, "text")]


def _paren(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", ("（　　　　　　）",)), [Truth(label, "paren")]


def _seal(label: str, argument: str, place: Place, form: DrawnForm) -> tuple[list[DrawnCell], list[Truth]]:
    return _one(place, "B", (label or "印",), "center"), [Truth("印", "seal")]


_DRAW: dict[str, Any] = {
    "L": _label, "V": _vertical, "N": _note, "O": _note, "B": _blank, "W": _office, "BS": _seal_blank, "BF": _with_reading, "D": _date, "R": _range, "C": _choice, "CT": _tight,
    "K": _ticks, "A": _amount, "U": _unit, "G": _digits, "P": _postal, "S": _self, "SD": _self_date, "SR": _self_range, "M": _prompt, "F": _suffixes,
    "PA": _paren, "X": _seal,
}  # fmt: skip
