"""Makes hostile files: broken, bombed, booby-trapped and merely absurd ones, the same each time."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from kakanai.reform.engine.gold.emit import emit
from kakanai.reform.engine.gold.spec import load_forms

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def repack(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The same package with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
        for name in set(changes) - set(source.namelist()):
            target.writestr(name, changes[name])
    return out.getvalue()


def bases() -> dict[str, bytes]:
    """One sound file of each type."""
    form = next(f for f in load_forms() if f.id == "setainushi-henko")
    return {name: emit(form, name) for name in ("xlsx", "docx", "pdf", "html")}


def traps(base: dict[str, bytes]) -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, expected error code or '' for any answer)."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    outside = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    yield "bomb.xlsx", repack(base["xlsx"], {"xl/media/image1.xml": b"0" * 70_000_000}), "reform.hostile"
    yield "bomb.docx", repack(base["docx"], {"word/bomb.xml": b" " * 70_000_000}), "reform.hostile"
    yield "laughs.xlsx", repack(base["xlsx"], {SHEET: laughs}), "reform.hostile"
    yield "laughs.docx", repack(base["docx"], {"word/document.xml": laughs}), "reform.hostile"
    yield "outside.docx", repack(base["docx"], {"word/document.xml": outside}), "reform.hostile"
    yield "macro.xlsx", repack(base["xlsx"], {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "reform.hostile"
    yield "macro.docx", repack(base["docx"], {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "reform.hostile"
    template = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:9/x.dotm" TargetMode="External"/></Relationships>'  # fmt: skip
    yield "template.docx", repack(base["docx"], {"word/_rels/settings.xml.rels": template}), "reform.hostile"
    yield "entity.html", b"<!doctype html [<!ENTITY a 'x'>]><html><body>&a;</body></html>", "reform.hostile"
    yield "many_parts.docx", repack(base["docx"], {f"word/p{i}.xml": b"<a/>" for i in range(4100)}), "reform.hostile"
    yield "empty.pdf", b"", ""
    yield "random.bin", random.Random(1).randbytes(4000), "reform.unsupported"
    yield "text.xlsx", b"just text", "reform.unsupported"
    yield "zip.docx", repack(base["docx"], {})[:200], ""
    yield "deep.html", b"<html><body>" + b"<div>" * 60_000 + b"x", ""
    yield "deep_tables.html", b"<html><body>" + b"<table><tr><td>" * 3000 + b"x", ""
    yield (
        "wide_span.html",
        b"<html><table border=1><tr><td colspan=99999 rowspan=99999>a</td><td></td></tr></table></html>",
        "",
    )
    yield (
        "many_rows.html",
        b"<html><table border=1>" + b"<tr><td>a</td><td></td></tr>" * 30_000 + b"</table></html>",
        "",
    )
    yield from _sheet_traps(base)
    yield from _pdf_traps(base)


def _sheet_traps(base: dict[str, bytes]) -> Iterator[tuple[str, bytes, str]]:
    def sheet(body: str) -> bytes:
        return repack(base["xlsx"], {SHEET: f"<worksheet {_MAIN}>{body}</worksheet>".encode()})

    cell = '<c r="A1" t="inlineStr"><is><t>氏名</t></is></c>'
    far = '<c r="XFD1048576" t="inlineStr"><is><t>果て</t></is></c>'
    yield "far_cell.xlsx", sheet(f'<sheetData><row r="1">{cell}</row><row r="1048576">{far}</row></sheetData>'), ""
    merges = "".join('<mergeCell ref="A1:XFD1048576"/>' for _ in range(50))
    yield (
        "huge_merges.xlsx",
        sheet(f'<sheetData><row r="1">{cell}</row></sheetData><mergeCells>{merges}</mergeCells>'),
        "",
    )
    rows = "".join(f'<row r="{i}">{cell.replace("A1", f"A{i}")}</row>' for i in range(1, 60_001))
    yield "many_rows.xlsx", sheet(f"<sheetData>{rows}</sheetData>"), ""
    yield (
        "bad_numbers.xlsx",
        sheet('<cols><col min="-5" max="99999999" width="1e309"/></cols><sheetData><row r="x"/></sheetData>'),
        "",
    )
    yield "bad_string.xlsx", sheet('<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData>'), ""
    nest = "<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400
    word = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{nest}</w:body></w:document>'
    yield "deep.docx", repack(base["docx"], {"word/document.xml": word.encode()}), ""
    spans = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    yield "span.docx", repack(base["docx"], {"word/document.xml": word.replace(nest, spans).encode()}), ""


def _pdf_traps(base: dict[str, bytes]) -> Iterator[tuple[str, bytes, str]]:
    yield "head_only.pdf", b"%PDF-1.7\n%%EOF", ""
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj trailer<</Root 1 0 R>>"
    yield "page_loop.pdf", loop, ""
    lines = b" ".join(f"{i % 600} {i // 600} m {i % 600 + 9} {i // 600} l S".encode() for i in range(40_000))
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    body += (
        b"4 0 obj<</Length "
        + str(len(lines)).encode()
        + b">>stream\n"
        + lines
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )
    yield "line_storm.pdf", body, ""
    yield "prefix.pdf", b"junk" * 200 + base["pdf"], ""


def mutants(base: dict[str, bytes], count: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged copies: bytes flipped, cut short, doubled, parts of packages garbled."""
    dice = random.Random(20261123)
    names = sorted(base)
    for number in range(count):
        kind = names[number % len(names)]
        data = bytearray(base[kind])
        way = number // len(names) % 5
        if way == 0:
            for _ in range(dice.randint(1, 60)):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif way == 1:
            del data[dice.randrange(1, len(data)) :]
        elif way == 2:
            at = dice.randrange(len(data))
            data[at:at] = dice.randbytes(dice.randint(1, 3000))
        elif way == 3 and kind in {"xlsx", "docx"}:
            data = bytearray(_garbled_part(bytes(data), dice))
        else:
            half = len(data) // 2
            data = data[half:] + data[:half] if way == 3 else data + data
        yield f"mutant{number:03d}.{kind}", bytes(data)


def _garbled_part(data: bytes, dice: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        name = dice.choice([n for n in package.namelist() if n.endswith(".xml")])
        body = bytearray(package.read(name))
    for _ in range(dice.randint(1, 40)):
        body[dice.randrange(len(body))] = dice.choice(b"<>&\"'/ax0 ")
    return repack(data, {name: bytes(body)})
