"""Prints milliseconds per form, for this project's documents and for peers doing the same work in the same run.

    PYTHONPATH=src python benchmarks/documents.py [ROUNDS]

Same work: the fourteen forms of a family's move-in, filled, as PDF. Peers: Chromium printing the same values from HTML,
and WeasyPrint where it is installed. For values over an official PDF: pikepdf's overlay beside pypdf's merge.
For a signed bundle: our check beside poppler's pdfsig and pyHanko's own validator.
"""

from __future__ import annotations

import asyncio
import html
import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
from asn1crypto import x509
from playwright.sync_api import sync_playwright
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from kakanai.documents import render_confirmation, render_form, render_guidance
from kakanai.documents.compose import FormUse, fill, sheet_json
from kakanai.documents.engine import typeset
from kakanai.documents.model import Guidance, GuidanceItem
from kakanai.documents.tests.family import META, facts, uses
from kakanai.signing import verify
from kakanai.signing.tests import samples

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def times(work: Callable[[], object], rounds: int) -> list[float]:
    """Return the milliseconds of each round, after one that is not counted."""
    work()
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def line(name: str, found: list[float], per: int = 1, note: str = "") -> None:
    middle = statistics.median(found) / per
    print(f"{name:<44} {middle:9.1f} ms   best {min(found) / per:8.1f}   {note}")


def as_html(use: FormUse) -> str:
    """Return the same values as a plain HTML page in the same fonts."""
    parts = []
    for sheet in fill(use, facts(), META):
        data = sheet_json(sheet, META)
        rows = "".join(
            "<tr>" + "".join(f"<th>{html.escape(str(v['text']))}</th>" for v in values) + "</tr>"
            for section in data["sections"]
            for values in section["lines"]
        )
        parts.append(f"<h1>{html.escape(data['title'])}</h1><table border=1>{rows}</table>")
    style = "<style>body{font-family:'BIZ UDPGothic'} th{font-family:IPAmjMincho}</style>"
    return f"<!doctype html><html lang=ja><meta charset=utf-8>{style}{''.join(parts)}"


def forms(rounds: int) -> None:
    everything = uses()
    print(f"-- {len(everything)} forms, milliseconds per form, median of {rounds} rounds")
    ours = times(lambda: [render_form(u.form, facts(), list(u.subjects), META) for u in everything], rounds)
    line("kakanai (typst, PDF/A-2a + UA-1)", ours, len(everything))
    pages = [as_html(use) for use in everything]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()

        def print_all() -> None:
            for text in pages:
                page.set_content(text)
                page.pdf(format="A4")

        line("Chromium print (one page kept open, no PDF/A)", times(print_all, rounds), len(pages))
        browser.close()
    weasyprint(pages, rounds)


def weasyprint(pages: list[str], rounds: int) -> None:
    try:
        import weasyprint as peer
    except ImportError:
        print("WeasyPrint                                   not installed here: left out")
        return
    found = times(lambda: [peer.HTML(string=text).write_pdf(pdf_variant="pdf/ua-1") for text in pages], rounds)
    line("WeasyPrint (UA-1)", found, len(pages))


def papers(rounds: int) -> None:
    print("-- the papers of a visit")
    pdf = render_confirmation(uses(), facts(), META)
    note = f"{len(PdfReader(io.BytesIO(pdf)).pages)} pages, {len(pdf) // 1024} KiB"
    line(
        "confirmation, all forms in one PDF", times(lambda: render_confirmation(uses(), facts(), META), rounds), 1, note
    )
    sheet = Guidance(
        "葛\U000e0102城　健一", (GuidanceItem("引っこしの届け"),), (), progress_url="https://city.example/p/1"
    )
    line("guidance sheet with QR", times(lambda: render_guidance(sheet, META), rounds))


def overlays(rounds: int) -> None:
    print("-- values over an official PDF (one page)")
    official, layer = io.BytesIO(), blank_layer()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(official)

    def by_pikepdf() -> None:
        with pikepdf.open(io.BytesIO(official.getvalue())) as under, pikepdf.open(io.BytesIO(layer)) as over:
            under.pages[0].add_overlay(over.pages[0], None)
            under.save(io.BytesIO())

    def by_pypdf() -> None:
        writer = PdfWriter(clone_from=io.BytesIO(official.getvalue()))
        writer.pages[0].merge_page(PdfReader(io.BytesIO(layer)).pages[0])
        writer.write(io.BytesIO())

    line("kakanai: the layer by typst", times(blank_layer, rounds))
    line("kakanai: laid over by pikepdf", times(by_pikepdf, rounds))
    line("peer: laid over by pypdf", times(by_pypdf, rounds))


def blank_layer() -> bytes:
    mark = {"page": 0, "x": 40, "y": 40, "w": 60, "h": 8, "size": 12, "align": "left", "cells": 0}
    marks = [{**mark, "y": 40 + 10 * n, "kind": "text", "face": "mj", "text": "葛\U000e0102城 健一"} for n in range(10)]
    pages = [{"width": 210, "height": 297, "marks": marks}]
    return typeset("overlay.typ", {"pages": pages, "watermark": "", "grid": False}, timestamp=0, standards=())


def checks(rounds: int) -> None:
    print("-- checking a card-signed bundle (RSA 2048)")
    case = samples.good("rsa")
    bundle, trust = case.bundle(), samples.trust(case.issuer)
    line("kakanai signing verify (whole bundle)", times(lambda: verify(bundle, trust), rounds))
    roots = [x509.Certificate.load(case.issuer.der)]
    context = ValidationContext(trust_roots=roots, moment=samples.pki.NOW, allow_fetching=False)

    def by_pyhanko() -> None:
        one = PdfFileReader(io.BytesIO(case.signed)).embedded_signatures[0]
        asyncio.run(async_validate_pdf_signature(one, signer_validation_context=context))

    line("peer: pyHanko validator (PDF alone)", times(by_pyhanko, rounds))
    if shutil.which("pdfsig"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "signed.pdf"
            path.write_bytes(case.signed)
            command = ["pdfsig", "-nocert", str(path)]
            found = times(lambda: subprocess.run(command, capture_output=True, check=False), rounds)
        line("peer: poppler pdfsig (a process each)", found)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    forms(rounds)
    papers(rounds)
    overlays(rounds)
    checks(rounds)


if __name__ == "__main__":
    main()
