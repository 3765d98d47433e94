"""A terminal's screen buffer as fields, and the screen made of them: captions by what stands exactly left of a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.robots.runner.screens import Button, Control, Display, Row, Screen, Table

_CODE = re.compile(r"\b[A-Z]{2,4}-?\d{3,5}\b")
_CLOCK = re.compile(r"(?<!\S)(\d{2,4}[./]\d{1,2}[./]\d{1,2}|\d{1,2}:\d{2}(:\d{2})?)(?!\S)")
_SECTION = re.compile(r"[■□◆●]\s*(\S.*)|[【\[<](.+)[】\]>]")
_GUIDE = re.compile(r"([0-9A-Z]{1,4})[:=]\s*(\S+)")
_KEY = re.compile(r"(ENTER|PF\d{1,2})\s*[=:]\s*(\S+)")
_PROTECTED, _NUMERIC, _HIDDEN = 0x20, 0x10, 0x0C
_SHIFTS = ("000e", "000f")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line to take: the place of its box, and what is typed into it before the enter key."""

    place: int
    letter: str


@dataclass(frozen=True, slots=True)
class Cells:
    """One field of the buffer. `place` is its first position, `size` the positions up to the next attribute."""

    place: int
    size: int
    attribute: int
    kanji: bool
    characters: tuple[str, ...]
    columns: int

    @property
    def protected(self) -> bool:
        """Whether nobody can type here."""
        return bool(self.attribute & _PROTECTED)

    @property
    def hidden(self) -> bool:
        """Whether it does not show what stands in it."""
        return self.attribute & _HIDDEN == _HIDDEN

    @property
    def row(self) -> int:
        """The row of its attribute byte."""
        return (self.place - 1) // self.columns

    @property
    def column(self) -> int:
        """The column of its first position."""
        return self.place % self.columns

    @property
    def text(self) -> str:
        """What stands in it; nothing when it is hidden."""
        return "" if self.hidden else "".join(self.characters).strip(" \u3000")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield its text row by row."""
        for row in range(self.place // self.columns, (self.place + max(self.size, 1) - 1) // self.columns + 1):
            start = max(row * self.columns - self.place, 0)
            yield row, "".join(self.characters[start : (row + 1) * self.columns - self.place]).strip(" \u3000")

    def on(self, row: int) -> str:
        """Return the part of its text on one row."""
        return "" if self.hidden else dict(self.lines()).get(row, "")


def cells(buffer: tuple[str, ...], columns: int) -> list[Cells]:
    """Return the fields of a buffer as `ReadBuffer(Unicode)` writes it: code points, and SF(…) where a field starts."""
    flat: list[str] = [t for line in buffer for t in line.split() if not t.startswith("SA(")]
    starts = [place for place, token in enumerate(flat) if token.startswith("SF(")]
    found = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(flat)
        parts = dict(p.split("=") for p in flat[start][3:-1].split(","))
        characters = tuple(_character(token) for token in flat[start + 1 : end])
        kanji = parts.get("43") == "f8"
        attribute = int(parts.get("c0", "0"), 16) & 0x3F
        found.append(Cells(start + 1, end - start - 1, attribute, kanji, characters, columns))
    return found


def blank(buffer: tuple[str, ...]) -> bool:
    """Whether nothing at all stands on the screen: there a transaction can be typed."""
    return all(token in ("0000", "0020", "0040") for line in buffer for token in line.split())


def _character(point: str) -> str:
    """A kanji takes two positions, the second of which says nothing; shifts take one and show nothing."""
    if point == "-" or point in _SHIFTS:
        return ""
    return chr(int(point, 16) or 0x20)


def screen_of(fields: list[Cells]) -> Screen:
    """Return what counts on a terminal's screen."""
    tables, taken = _tables(fields)
    controls, displays, section = [], [], ""
    for number, item in enumerate(fields):
        before = fields[number - 1] if number else None
        after = fields[number + 1] if number + 1 < len(fields) else None
        section = _titled(item) or section
        if not item.protected and item.place not in taken:
            controls.append(_control(item, before, after, section))
        elif item.protected and before is not None and before.protected and before.row == item.row:
            caption = before.on(item.row)
            if caption.endswith((":", "\uff1a")):
                displays.append(Display(_bare(caption), section, item.text, item))
    head = " ".join(f.on(0) for f in fields if f.protected and f.on(0))
    code = _CODE.search(head)
    return Screen(
        code=code[0] if code else "",
        title=" ".join(_CLOCK.sub("", _CODE.sub("", head, count=1)).split()),
        controls=tuple(controls),
        displays=tuple(displays),
        buttons=tuple(b for f in fields if f.protected for b in _buttons(f.text)),
        tables=tables,
        text=_text(fields),
    )


def _text(fields: list[Cells]) -> str:
    """Only what the host itself wrote: what was typed must not pass for a sign of success."""
    rows: dict[int, list[str]] = {}
    for item in fields:
        if item.protected and not item.hidden:
            for row, text in item.lines():
                rows.setdefault(row, []).append(text)
    return "\n".join(" ".join(t for t in rows[row] if t) for row in sorted(rows))


def _titled(item: Cells) -> str:
    match = _SECTION.fullmatch(item.text) if item.protected else None
    return (match[1] or match[2]).strip() if match else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s.\u30fb\u2026]*[:\uff1a]*$", "", " ".join(text.split()))


def _pairs(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """Return the pairs of a text that consists of nothing else."""
    found: list[tuple[str, str]] = pattern.findall(text)
    return found if text and not pattern.sub("", text).strip() else []


def _buttons(text: str) -> list[Button]:
    return [Button(caption, key) for key, caption in _pairs(_KEY, text)]


def _control(item: Cells, before: Cells | None, after: Cells | None, section: str) -> Control:
    caption = before.on(item.row) if before is not None and before.protected else ""
    if _pairs(_GUIDE, caption) or _pairs(_KEY, caption):
        caption = ""  # it belongs to the field before
    guide = {}
    if after is not None and after.protected and after.row == (item.place + item.size) // item.columns:
        guide = dict(_pairs(_GUIDE, after.on(after.row)))
    return Control(
        caption=_bare(caption),
        section=section,
        kind=_kind(item, choice=bool(guide)),
        value=guide.get(item.text, item.text),
        max=item.size // 2 if item.kanji else item.size,
        options=("", *guide.values()) if guide else (),
        how="near" if caption else "none",
        ref=(item, {word: code for code, word in guide.items()}),
    )


def _kind(item: Cells, *, choice: bool) -> str:
    if item.hidden:
        return "password"
    if choice:
        return "select"
    if item.kanji:
        return "kanji"
    return "digits" if item.attribute & _NUMERIC else "text"


def _tables(fields: list[Cells]) -> tuple[tuple[Table, ...], set[int]]:
    """Lines with a box of one letter under a heading like `S=選択`, and the places of those boxes."""
    tables, taken = [], set()
    for head in fields:
        pair = _pairs(_GUIDE, head.text) if head.protected else []
        boxes = [f for f in fields if not f.protected and f.size == 1 and f.column == head.column and f.row > head.row]
        if len(pair) != 1 or not boxes:
            continue
        letter, caption = pair[0]
        columns = {f.column: f.text for f in fields if f.protected and f.row == head.row and f.column > head.column}
        rows = []
        for box in boxes:
            line = {f.column: f.text for f in fields if f.protected and f.row == box.row}
            link = Button(caption, Chosen(box.place, letter))
            rows.append(Row(tuple(line.get(column, "") for column in columns if columns[column]), (link,)))
        tables.append(Table(tuple(c for c in columns.values() if c), tuple(rows)))
        taken |= {box.place for box in boxes}
    return tuple(tables), taken
