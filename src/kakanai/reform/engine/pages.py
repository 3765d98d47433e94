"""One page's picture to its fields: faces, cells, links, free text, repetition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from statistics import median

from kakanai.reform.engine.area import AreaReader
from kakanai.reform.engine.cell import Cell, Role, Slot
from kakanai.reform.engine.columns import with_columns
from kakanai.reform.engine.faces import Face, build_faces
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.headings import name_blocks, name_tables
from kakanai.reform.engine.legends import legends_of, name_frames
from kakanai.reform.engine.lines import Line, lines_of
from kakanai.reform.engine.link import Linker
from kakanai.reform.engine.model import Box, Field, Hint, Kind, PagePicture, Wall
from kakanai.reform.engine.nested import is_badge, without_nested
from kakanai.reform.engine.outside import free_rules, headings_used, labelled_outside, lone_rules
from kakanai.reform.engine.reading import read_face
from kakanai.reform.engine.words import squeeze, words


@dataclass(slots=True)
class PageReading:
    """What one page yields."""

    fields: list[Field]
    cells: list[Cell]
    area_lines: list[Line]
    notes: list[str] = field(default_factory=list)


def read_page(picture: PagePicture, title: str) -> PageReading:
    """Read the fields of one page; `title` is the form's title (it names a lone date)."""
    map_ = build_faces(picture.walls, picture.width, picture.height)
    for glyph in picture.glyphs:
        face = map_.at(*(glyph.owner or glyph.box.centre))
        if face is not None:
            face.glyphs.append(glyph)
    rules = free_rules(picture)
    faces = with_columns(without_nested([f for f in map_.faces if not is_badge(f)]))
    areas = [f for f in faces if _is_area(f, picture, rules)]
    cells = [read_face(f) for f in faces if not any(f is a for a in areas)]
    _apply_hints(cells, picture.hints)
    linker = Linker(cells)
    found = linker.fields()
    groups = [(f, lines_of(f.glyphs)) for f in areas if f.glyphs]
    lines = [line for _, group in groups for line in group]
    legends = legends_of(faces, lines, picture.width)
    body = median([g.size for g in picture.glyphs]) if picture.glyphs else 10.5
    named = [n for n in lines if squeeze(n.text) != title and n.size < 1.35 * body]
    outside = labelled_outside(linker.unlabelled, named, cells)
    found.extend(outside)
    reader = AreaReader(picture.width, rules, title, body, picture.hints, [c.box for c in cells])
    spent = {id(g.line) for g in legends} | headings_used(outside, lines)
    reader.asked = [f.box for f in outside if f.evidence == "左の行"]
    for face, group in groups:
        reader.read([n for n in group if id(n) not in spent], min(face.box.x1, picture.width - 20))
    found.extend(reader.found)
    found.extend(lone_rules([r for r in rules if r not in reader.used], lines, cells, picture.hints, found))
    name_frames(found, legends)
    name_tables(found, lines)
    name_blocks(found, linker.grid, lines, title=title, body=body)
    merged = merge_parts(found)
    notes = [*reader.notes, *(c.text for c in cells if c.role is Role.NOTE)]
    fields = [_field(f, picture.number) for f in sorted(merged, key=lambda f: (round(f.box.y0 / 4), f.box.x0))]
    return PageReading(fields, cells, lines, notes)


def _is_area(face: Face, picture: PagePicture, rules: list[Wall]) -> bool:
    """Whether a face is free text to be read line by line: the page itself, or a letter inside a frame."""
    if face.background or not face.rect:
        return True
    if face.box.width < 0.6 * picture.width or len(face.glyphs) < 24:
        return False
    lines = lines_of(face.glyphs)
    ruled = [u for u in rules if face.box.y0 < u.at < face.box.y1 and face.box.x0 < u.lo < face.box.x1]
    letter = any(re.search(r"。|(ます|する)。?$|(様|殿|宛|あて)$", squeeze(n.text)) for n in lines)
    return len(lines) >= 4 and (letter or len(ruled) >= 2)


def _apply_hints(cells: list[Cell], hints: tuple[Hint, ...]) -> None:
    for hint in hints:
        x, y = hint.box.centre
        for index, cell in enumerate(cells):
            box = cell.box
            if cell.role is Role.EMPTY and box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1:
                slot = Slot(hint.kind, box, options=hint.options)
                cells[index] = Cell(cell.face, Role.SLOTS, slots=[slot])
                break


def merge_parts(found: list[Found]) -> list[Found]:
    """Blanks of one label are one field: side by side its parts, three or more stacked a repetition."""
    out: list[Found] = []
    groups: dict[tuple[object, ...], list[Found]] = {}
    for item in found:
        if (
            not item.anchor
            or item.evidence in {"同じ枠の中の見出し", "枠の中の見出しと余白", "押印欄"}
            or item.label.endswith("内容")
        ):
            out.append(item)
            continue
        row = item.section if item.row_name and not _is_ordinal(item.row_name) else ()
        groups.setdefault((item.anchor, item.label, item.kind is Kind.SEAL, row), []).append(item)
    return out + [_merged(group) for group in groups.values()]


def _is_ordinal(text: str) -> bool:
    return bool(re.fullmatch(r"[(（]?(第?\d{1,2}[人番子回]?目?|[①-⑳]|[ア-コ])[)）]?", text))


def _merged(group: list[Found]) -> Found:
    group.sort(key=lambda f: (f.box.y0, f.box.x0))
    first = group[0]
    box = first.box
    for item in group[1:]:
        box = box.union(item.box)
    rows = _stack_height(group)
    kinds = [f.kind for f in group]
    rank = (
        Kind.OFFICE,
        Kind.SIGN,
        Kind.DATE_RANGE,
        Kind.DATE,
        Kind.CHECK,
        Kind.CHOICE,
        Kind.AMOUNT,
        Kind.PAREN,
        Kind.TEXT,
    )
    kind = min(kinds, key=lambda k: rank.index(k) if k in rank else 99)
    if not first.header and kinds.count(Kind.DATE) == 2 and rows == 1:
        kind = Kind.DATE_RANGE
    options = tuple(dict.fromkeys(o for f in group for o in f.options))
    eras = next((f.eras for f in group if f.eras), ())
    unit = next((f.unit for f in group if f.unit), "")
    return replace(
        first, box=box, kind=kind, options=options, eras=eras, unit=unit, repeat=rows if first.header else 1,
        parts=max(1, len(group) // rows) if first.header else len(group),
    )  # fmt: skip


def _stack_height(group: list[Found]) -> int:
    rows: list[Box] = []
    for item in group:
        if not any(item.box.overlap_y(r) > 0.5 * min(item.box.height, r.height) for r in rows):
            rows.append(item.box)
    return max(1, len(rows))


def _field(found: Found, page: int) -> Field:
    return Field(
        page=page,
        label=found.label,
        kind=found.kind,
        box=found.box,
        section=tuple(s for s in found.section if s),
        label_raw=found.label_raw,
        options=tuple(o for o in found.options if o),
        eras=found.eras,
        unit=found.unit,
        repeat=found.repeat,
        parts=found.parts,
        role=role_of(found.section, found.label),
        evidence=found.evidence,
    )


def role_of(section: tuple[str, ...], label: str) -> str:
    """Who a field is about, from its label's first word or the nearest heading; empty where nothing says so."""
    plain = squeeze(label)
    for word, role in words().roles:
        if plain.startswith(word) and len(plain) > len(word):
            return role
    for heading in reversed(section):
        for word, role in words().roles:
            if word in squeeze(heading):
                return role
    return ""
