"""The small language in which forms are drawn, parsed to cells and truth.

A form is a list of lines. Outside a grid a line is one command (`date`, `to`, `sign`, `under`, `colon`, `q`, `qd`,
`tick`, `box`, `h`, `text`); between `grid` and `end` every line is a row of cells `CODE text:arg*columns^rows`.
The codes are listed in `CODES`; a lower-case code repeats the blank above it and adds no truth.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata

COLUMNS = 24
"""Every grid has this many units of width."""
SUB = 3
"""Sub-columns per unit, so that digit boxes can divide a cell."""
CODES = "LVNOBDRCKAUGPSMFXW"
_CELL = re.compile(r"^([A-Za-z]{1,2})\s*(.*?)(?:\^(\d+))?\*(\d+)$")


@dataclass(frozen=True, slots=True)
class Truth:
    """One labelled field."""

    label: str
    kind: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One cell of a grid; columns in sub-units."""

    row: int
    col: int
    rows: int
    cols: int
    code: str
    lines: tuple[str, ...]
    align: str = "left"
    valign: str = "middle"
    ruby: str = ""


@dataclass(slots=True)
class Grid:
    """A drawn table."""

    heights: list[float] = field(default_factory=list)
    cells: list[DrawnCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A line outside grids: text, how it is aligned (`left`, `right`, `center`, `half`), an underlined tail in em."""

    text: str
    align: str = "left"
    underline: int = 0
    tail: str = ""
    size: float = 10.5


@dataclass(slots=True)
class DrawnForm:
    """A form with its truth."""

    id: str
    title: str
    number: str
    office: str
    bundles: tuple[str, ...]
    look: tuple[str, ...]
    blocks: list[Grid | LineBlock] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)

    @property
    def unseen(self) -> bool:
        """Whether the form belongs to the third that is never used for tuning."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


@cache
def load_forms() -> tuple[DrawnForm, ...]:
    """All forms of the set, in the order of their files."""
    folder = files("kakanai.reform.engine.gold").joinpath("forms")
    forms: list[DrawnForm] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            forms.extend(_form(raw) for raw in yamldata.read(path.read_text("utf-8")))
    return tuple(forms)


def _form(raw: dict[str, Any]) -> DrawnForm:
    form = DrawnForm(
        raw["id"],
        raw["title"],
        raw.get("number", ""),
        raw.get("office", ""),
        tuple(raw.get("bundle", [])),
        tuple(raw.get("look", [])),
    )
    if form.number:
        form.blocks.append(LineBlock(form.number, size=9.0))
    form.blocks.append(LineBlock(_spaced_title(form), "center", size=15.0))
    grid: _GridParser | None = None
    for line in map(str.strip, str(raw["body"]).splitlines()):
        if not line or line.startswith("#"):
            continue
        if line == "grid":
            grid = _GridParser(form)
        elif line == "end" and grid is not None:
            form.blocks.append(grid.grid)
            form.truth.extend(grid.truth())
            grid = None
        elif grid is not None:
            grid.row(line)
        else:
            _command(form, line)
    return form


def _spaced_title(form: DrawnForm) -> str:
    return "　".join(form.title) if "wide_title" in form.look else form.title


def _command(form: DrawnForm, line: str) -> None:
    word, _, rest = line.partition(" ")
    _COMMANDS[word](form, rest.strip())


def _date(form: DrawnForm, rest: str) -> None:
    label, _, era = rest.partition(":")
    form.blocks.append(LineBlock(f"{era}　　年　　月　　日", "right"))
    form.truth.append(Truth(label, "date"))


def _labelled_date(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(f"{rest}　　　　年　　月　　日", "right" if "left_dates" not in form.look else "left"))
    form.truth.append(Truth(rest.strip("：（）"), "date"))


def _to(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(rest))


def _sign(form: DrawnForm, rest: str) -> None:
    """`申請者: 住所; 氏名 印; 電話番号`: lines in the right half, the first word only once."""
    who, _, items = rest.partition(":")
    ruled = "ruled" in form.look
    head = who
    for item in (i.strip() for i in items.split(";")):
        label, _, seal = item.partition(" ")
        shown = spaced(label, form)
        lead = f"{head}　" if head else "　" * (len(who) + 1)
        form.blocks.append(
            LineBlock(lead + shown, "half", 11 if ruled else 0, ("　　" if ruled else "　" * 11) + seal if seal else "")
        )
        alone = ";" not in items
        form.truth.append(
            Truth(who + label if alone else label, "sign" if re.search("署名|自署", label) else "text", who)
        )
        if seal:
            form.truth.append(Truth("印", "seal", who))
        head = ""


def _under(form: DrawnForm, rest: str) -> None:
    label, _, width = rest.partition(":")
    form.blocks.append(LineBlock(label + "　", "left", int(width or 18)))
    form.truth.append(Truth(label, "text"))


def _colon(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(f"{rest}："))
    form.truth.append(Truth(rest, "text"))


def _question(form: DrawnForm, rest: str) -> None:
    heading, _, options = rest.rpartition(":")
    names = options.split("|")
    form.blocks.append(LineBlock(f"{heading}（該当するものに○）"))
    form.blocks.append(
        LineBlock("　　" + "　／　".join(f"（{'１２３４５６７８９'[i]}）{n}" for i, n in enumerate(names)))
    )
    form.truth.append(Truth(re.sub(r"^[０-９0-9]+[．.、　\s]*", "", heading), "choice"))


def _question_ticks(form: DrawnForm, rest: str) -> None:
    heading, _, options = rest.rpartition(":")
    form.blocks.append(LineBlock(heading))
    form.blocks.extend(LineBlock(f"　□ {name}") for name in options.split("|"))
    form.truth.append(Truth(re.sub(r"^[０-９0-9]+[．.、　\s]*", "", heading), "check"))


def _question_dates(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(rest))
    form.blocks.append(LineBlock("　　　　　　年　　月　　日　～　　　　年　　月　　日"))
    form.truth.append(Truth(re.sub(r"^[０-９0-9]+[．.、　\s]*", "", rest), "daterange"))


def _tick(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(f"□ {rest}"))
    form.truth.append(Truth(rest[:40], "check"))


def _box(form: DrawnForm, rest: str) -> None:
    label, _, height = rest.partition(":")
    form.blocks.append(LineBlock(label))
    form.blocks.append(Grid([float(height or 60)], [DrawnCell(0, 0, 1, COLUMNS * SUB, "B", ())]))
    form.truth.append(Truth(label, "text"))


def _heading(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(rest, size=11.0))


def _text(form: DrawnForm, rest: str) -> None:
    form.blocks.append(LineBlock(rest, size=9.0))


_COMMANDS = {
    "date": _date, "ldate": _labelled_date, "to": _to, "sign": _sign, "under": _under, "colon": _colon, "q": _question,
    "qk": _question_ticks, "qd": _question_dates, "tick": _tick, "box": _box, "h": _heading, "text": _text,
}  # fmt: skip


def spaced(label: str, form: DrawnForm) -> str:
    """Letter spacing as offices type it: `住　所`, `生 年 月 日`."""
    if "spaced" in form.look and 2 <= len(label) <= 3 and re.fullmatch(r"[\u4e00-\u9fff]+", label):
        return "　".join(label) if len(label) == 3 else f"{label[0]}　　{label[1]}"
    if "spaced" in form.look and label in {"生年月日", "電話番号", "フリガナ"}:
        return " ".join(label)
    return label


class _GridParser:
    """Reads the rows of one grid."""

    def __init__(self, form: DrawnForm) -> None:
        from kakanai.reform.engine.gold.cells import draw

        self._draw = draw
        self._form = form
        self.grid = Grid()
        self._taken: dict[int, set[int]] = {}
        self._truth: list[tuple[int, Truth]] = []
        self._sections: list[tuple[int, int, str]] = []

    def row(self, line: str) -> None:
        """Add one row; `!30` in front sets its height in points."""
        number = len(self.grid.heights)
        match = re.match(r"!(\d+)\s+", line)
        self.grid.heights.append(float(match.group(1)) if match else 22.0)
        body = line[match.end() :] if match else line
        col = 0
        for raw in body.split(" | "):
            parsed = _CELL.match(raw.strip())
            if parsed is None:
                raise ValueError(f"{self._form.id}: {raw!r}")
            code, text, rows, cols = parsed.groups()
            width, depth = int(cols or 1), int(rows or 1)
            while col in self._taken.get(number, set()):
                col += 1
            if col + width > COLUMNS:
                raise ValueError(f"{self._form.id}: row {line!r} is wider than {COLUMNS}")
            for taken in range(number, number + depth):
                self._taken.setdefault(taken, set()).update(range(col, col + width))
            self._cell(code, text, number, (col, width, depth))
            col += width

    def _cell(self, code: str, text: str, row: int, place: tuple[int, int, int]) -> None:
        col, width, depth = place
        if code == "V":
            self._sections.append((row, row + depth, text))
        cells, truths = self._draw(code, text, (row, col * SUB, depth, width * SUB), self._form)
        self.grid.cells.extend(cells)
        self._truth.extend((row, t) for t in truths)

    def truth(self) -> list[Truth]:
        """The truth of the grid with each field's section from the vertical label at its left."""
        out = []
        for row, truth in self._truth:
            section = next((s for a, b, s in self._sections if a <= row < b), "")
            out.append(Truth(truth.label, truth.kind, truth.section or section))
        return out
