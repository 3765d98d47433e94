"""Blanks whose label stands outside them: boxes beside or below a line of text, rules to write on."""

from __future__ import annotations

import re

from kakanai.reform.engine.cell import Cell, Slot
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.grid import same_level, same_span
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Hint, Kind, PagePicture, Wall
from kakanai.reform.engine.words import clean_label, is_label_text, is_strong_label, squeeze

HEADED = "欄の上の見出し"
_ASKS = re.compile(r"^(■|●|◆|□|[0-9①-⑳(]).*(ください|下さい)。?$")
_NOT_LABEL = re.compile(r"様式|(様|殿|宛|あて|御中|いる|した|する|れる|こと|場合)$")


def free_rules(picture: PagePicture) -> list[Wall]:
    """Horizontal walls that touch no vertical one: rules to write on."""
    upright = [w for w in picture.walls if not w.horizontal]

    def free(wall: Wall) -> bool:
        return not any(
            w.lo - 3 <= wall.at <= w.hi + 3 and (abs(w.at - wall.lo) < 4 or abs(w.at - wall.hi) < 4) for w in upright
        )

    return [*picture.underlines, *(w for w in picture.walls if w.horizontal and w.hi - w.lo > 18 and free(w))]


def labelled_outside(cells: list[Cell], lines: list[Line], all_cells: list[Cell]) -> list[Found]:
    """A box without a label in its table takes the line of text at its left, else the one right above it."""
    found = []
    for cell in cells:
        if headed := _under_words(cell, cells, lines, all_cells):
            found.append(headed)
            continue
        line = _line_at_left(cell, lines, all_cells)
        why = "左の行"
        if line is None and cell.box.width >= 40 and cell.box.height >= 10:
            line, why = _line_above(cell, lines, all_cells), "すぐ上の行"
        if line is not None:
            found.append(_field_of(cell, line, why))
    return found


def _under_words(cell: Cell, cells: list[Cell], lines: list[Line], all_cells: list[Cell]) -> Found | None:
    """A box in rows of boxes that no table holds, under a line with one word over each: `氏名　続柄　電話番号`."""
    row = sorted((c for c in cells if same_level(c.box, cell.box)), key=lambda c: c.box.x0)
    tops = [min((c for c in cells if same_span(c.box, one.box)), key=lambda c: c.box.y0) for one in row]
    if len(row) < 2 or not all(same_level(t.box, tops[0].box) for t in tops):
        return None
    size = max((n.size for n in lines), default=10.5)
    over = [n for n in lines if -2 <= tops[0].box.y0 - n.box.y1 < 1.5 * size]
    spots = [(n, m.group(), n.at(*m.span())) for n in over for m in re.finditer(r"[^　]+(?:　[^　]+)*", n.text)]
    named = [[s for s in spots if s[2].overlap_x(t.box) > 0.6 * s[2].width] for t in tops]
    if not all(len(words_) == 1 and is_label_text(words_[0][1]) for words_ in named):
        return None
    line, word, _ = named[row.index(cell)][0]
    slot = cell.loose[0] if cell.loose else Slot(Kind.TEXT, cell.box)
    beside = _line_at_left(row[0], lines, all_cells)
    name = clean_label(_nearest_words(beside, row[0].box)) if beside else ""
    anchor = hash((id(line), word))
    return Found(
        clean_label(word), slot.kind, cell.box, (name,) if name else (), slot.options, slot.eras, slot.unit, HEADED,
        anchor, header=True, label_raw=squeeze(word), row_name=name, top=tops[0].box.y0,
    )  # fmt: skip


def headings_used(found: list[Found], lines: list[Line]) -> set[int]:
    """The lines whose words head columns of boxes: they ask nothing themselves."""
    tops = {f.top for f in found if f.evidence == HEADED}
    words_ = {f.label_raw for f in found if f.evidence == HEADED}
    return {
        id(n) for n in lines
        if any(-2 <= t - n.box.y1 < 1.5 * n.size for t in tops) and set(re.split("　{2,}", n.text.strip("　"))) & words_
    }  # fmt: skip


def _field_of(cell: Cell, line: Line, why: str) -> Found:
    slot = cell.loose[0] if cell.loose else Slot(Kind.TEXT, cell.box)
    text = squeeze(_nearest_words(line, cell.box) if why == "左の行" else line.text)
    return Found(
        clean_label(text), slot.kind, cell.box, (), slot.options, slot.eras, slot.unit, why, id(line), label_raw=text
    )


def _nearest_words(line: Line, box: Box) -> str:
    """Of a line the last words before the box: what stands behind a wide gap belongs to another blank."""
    before = [i for i, spot in enumerate(line.spots) if spot.centre[0] < box.x0]
    text = line.text[: before[-1] + 1] if before else line.text
    return re.split(r"　{2,}", text.rstrip())[-1]


def _line_at_left(cell: Cell, lines: list[Line], all_cells: list[Cell]) -> Line | None:
    beside = [
        n for n in lines
        if n.box.overlap_y(cell.box) > 0.6 * min(n.size, cell.box.height) and n.box.x0 < cell.box.x0 - n.size
        and (cell.box.height < 3.5 * n.size or abs(n.box.y0 - cell.box.y0) < n.size)
    ]  # fmt: skip
    for line in sorted(beside, key=lambda n: -min(n.box.x1, cell.box.x0)):
        text = squeeze(_nearest_words(line, cell.box))
        end = max((s.x1 for s in line.spots if s.centre[0] < cell.box.x0), default=line.box.x1)
        between = [
            c for c in all_cells
            if c is not cell and c.box.overlap_y(cell.box) > 0.5 * cell.box.height and end - 1 <= c.box.x0 < cell.box.x0 - 1
        ]  # fmt: skip
        joined = all(c.box.width < 3 * c.box.height and not c.text for c in between)
        if cell.box.x0 - end < 12 * line.size and joined and is_label_text(text) and len(text) <= 40:
            return line
    return None


def _line_above(cell: Cell, lines: list[Line], all_cells: list[Cell]) -> Line | None:
    above = [
        n for n in lines
        if -2 <= cell.box.y0 - n.box.y1 < 2.2 * n.size and _stands_over(n, cell.box)
    ]  # fmt: skip
    if not above:
        return None
    line = max(above, key=lambda n: n.box.y1)
    text = clean_label(line.text)
    between = [
        c for c in all_cells
        if c is not cell and c.box.overlap_x(cell.box) > 0 and c.box.y0 > line.box.y1 and c.box.y1 <= cell.box.y0 + 2
    ]  # fmt: skip
    named = is_label_text(text) and len(text) <= 40 and not _NOT_LABEL.search(text)
    asked = bool(_ASKS.search(squeeze(line.text))) and len(text) <= 60
    return line if (named or asked) and not between else None


def _stands_over(line: Line, box: Box) -> bool:
    """Whether a line is over a box, or over the start of one that is set in below it."""
    shared = line.box.overlap_x(box)
    set_in = 0 <= box.x0 - line.box.x0 < 4 * line.size
    return shared > 0.5 * min(line.box.width, box.width) or (set_in and shared > 0)


def lone_rules(
    rules: list[Wall], lines: list[Line], cells: list[Cell], hints: tuple[Hint, ...], taken: list[Found]
) -> list[Found]:
    """Rules that no words at their left ask for: named by small words right below, or by the line above."""
    found: list[Found] = []
    for rule in sorted(rules, key=lambda r: (r.at, r.lo)):
        span = Box(rule.lo, rule.at - 14, rule.hi, rule.at)
        if any(f.box.overlap_x(span) > 0.3 * span.width and f.box.overlap_y(span) > 3 for f in [*taken, *found]):
            continue
        if rule.hi - rule.lo < 30 or any(
            c.box.y0 < rule.at < c.box.y1 and c.box.x0 < rule.lo < c.box.x1 for c in cells
        ):
            continue
        if any(
            n.box.overlap_x(Box(rule.lo, 0, rule.hi, 0)) > 6 and n.box.y0 < rule.at - 2 and n.box.y1 > rule.at - 3
            for n in lines
        ):
            continue
        hint = next((h for h in hints if abs(h.box.x0 - rule.lo) < 2 and h.box.y0 < rule.at <= h.box.y1 + 2), None)
        line = _words_near(rule, lines, declared=hint is not None)
        if line is None or (found and found[-1].anchor == id(line)):
            continue
        text = squeeze(line.text)
        kind, options = (hint.kind, hint.options) if hint else (Kind.TEXT, ())
        asked = next((f for f in taken if text.endswith(f.label) and abs(f.box.y0 - line.box.y0) < 3), None)
        if asked is not None:
            asked.kind, asked.options, asked.box = kind, options, Box(rule.lo, rule.at - 16, rule.hi, rule.at)
            continue
        box = Box(rule.lo, rule.at - 16, rule.hi, rule.at)
        found.append(
            Found(clean_label(text), kind, box, (), options, (), "", "線の上下の見出し", id(line), label_raw=text)
        )
    return found


def _words_near(rule: Wall, lines: list[Line], *, declared: bool) -> Line | None:
    span = Box(rule.lo, 0, rule.hi, 0)
    below = [
        n for n in lines
        if -1 < n.box.y0 - rule.at < 0.8 * n.size and n.box.overlap_x(span) > 0.7 * n.box.width
        and re.fullmatch(r"\(.+\)", squeeze(n.text))
    ]  # fmt: skip
    above = [n for n in lines if 0 < rule.at - n.box.y1 < 2.6 * n.size and n.box.overlap_x(span) > 0.3 * n.box.width]
    for line in [*below, *sorted(above, key=lambda n: -n.box.y1)[:1]]:
        text = squeeze(line.text)
        known = declared or line in below or is_strong_label(text)
        if known and is_label_text(text) and len(text) <= 30 and not _NOT_LABEL.search(text):
            return line
    return None
