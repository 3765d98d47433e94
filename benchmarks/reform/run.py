"""F1 and seconds per page of the form reader beside its peers, in one run.

Peers: the usual "empty cell to the right of a text" over openpyxl; pdfplumber's tables with the same rule; docling's
grids with the same rule, where docling is installed and finds its models offline. Usage:

    python benchmarks/reform/run.py [--part unseen|tune|all] [--limit N] [--shared ../shared/forms] [--mixed 0-60] [--scans 10]

`--mixed` adds forms put together by chance (`mixed.py`) of those seeds. `--scans N` reads, and only reads, the first N
forms of the part and the labelled PDFs as scans of 200 dots an inch, turned by half a degree and with grain (extra `ocr`).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from mixed import form as mixed_form  # noqa: E402
from mixed_draw import DRAW  # noqa: E402

from kakanai.reform.engine.gold.emit import emit, truth_json  # noqa: E402
from kakanai.reform.engine.gold.spec import load_forms  # noqa: E402
from kakanai.reform.engine.reader import read_bytes  # noqa: E402
from kakanai.reform.engine.score import Score, score  # noqa: E402

Found = list[dict[str, str]]


def ours(data: bytes, name: str) -> tuple[Found, int]:
    document = read_bytes(data, name, name.rsplit(".", 1)[1], allow_filled=True)
    return document.to_json()["fields"], max(len(document.pages), 1)


def ours_scanned(data: bytes, name: str) -> tuple[Found, int]:
    document = read_bytes(data, name, "scan", allow_filled=True)
    return document.to_json()["fields"], max(len(document.pages), 1)


def neighbours(rows: list[list[str | None]]) -> Found:
    """A text with an empty cell at its right is a label."""
    found = []
    for row in rows:
        for left, right in pairwise(row):
            if left and left.strip() and not (right or "").strip():
                found.append({"section": "", "label": left.replace("\n", ""), "kind": "text"})
    return found


def openpyxl_neighbour(data: bytes, _: str) -> tuple[Found, int]:
    from openpyxl import load_workbook

    found: Found = []
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        spans = {(m.min_row, m.min_col): m.max_col for m in sheet.merged_cells.ranges}
        inside = {
            (r, c)
            for m in sheet.merged_cells.ranges
            for r in range(m.min_row, m.max_row + 1)
            for c in range(m.min_col, m.max_col + 1)
        }
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                right = spans.get((cell.row, cell.column), cell.column) + 1
                free = (cell.row, right) in spans or (cell.row, right) not in inside
                if free and right <= sheet.max_column and sheet.cell(cell.row, right).value is None:
                    found.append({"section": "", "label": str(cell.value).replace("\n", ""), "kind": "text"})
    return found, len(book.worksheets)


def pdfplumber_tables(data: bytes, _: str) -> tuple[Found, int]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        tables = [t for page in document.pages for t in page.extract_tables()]
        return [f for table in tables for f in neighbours(table)], len(document.pages)


def docling_grid(data: bytes, name: str) -> tuple[Found, int]:
    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    result = DocumentConverter().convert(DocumentStream(name=name, stream=io.BytesIO(data)))
    found: Found = []
    for table in result.document.tables:
        grid: list[list[str | None]] = [[cell.text for cell in row] for row in table.data.grid]
        found.extend(neighbours(grid))
    return found, 1


RUNS: dict[str, dict[str, Callable[[bytes, str], tuple[Found, int]]]] = {
    "xlsx": {"kakanai": ours, "openpyxl-neighbour": openpyxl_neighbour, "docling": docling_grid},
    "docx": {"kakanai": ours, "docling": docling_grid},
    "pdf": {"kakanai": ours, "pdfplumber-tables": pdfplumber_tables, "docling": docling_grid},
    "html": {"kakanai": ours, "docling": docling_grid},
}


def cases(part: str, limit: int | None, kind: str) -> list[tuple[str, bytes, list[dict[str, str]]]]:
    forms = [f for f in load_forms() if part == "all" or f.unseen == (part == "unseen")][:limit]
    return [(f"{f.id}.{kind}", emit(f, kind), truth_json(f)["fields"]) for f in forms]  # type: ignore[misc]


def mixed_cases(seeds: str, kind: str) -> list[tuple[str, bytes, list[dict[str, str]]]]:
    first, last = map(int, seeds.split("-"))
    return [(f"{f.name}.{kind}", DRAW[kind](f), f.truth()) for f in map(mixed_form, range(first, last))]


def shared_cases(folder: Path, kind: str) -> list[tuple[str, bytes, list[dict[str, str]]]]:
    out = []
    for label_file in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(label_file.read_text("utf-8"))
        if gold["form"].endswith("." + kind):
            out.append((gold["form"], (folder / gold["form"]).read_bytes(), gold["fields"]))
    return out


def scanned(data: bytes) -> bytes:
    """A PDF as a scanner would give it: grey pictures of 200 dpi, half a degree askew, with grain."""
    import numpy
    import pypdfium2
    from PIL import Image

    chance, pages = numpy.random.default_rng(7), []
    for page in pypdfium2.PdfDocument(data):
        image = page.render(scale=200 / 72, grayscale=True).to_pil().rotate(0.5, fillcolor=255)
        grain = numpy.asarray(image, dtype=float) + chance.normal(0, 12, (image.height, image.width))
        pages.append(Image.fromarray(grain.clip(0, 255).astype("uint8")))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return out.getvalue()


def run(
    name: str, reader: Callable[[bytes, str], tuple[Found, int]], todo: list[tuple[str, bytes, list[dict[str, str]]]]
) -> str:
    total, pages, seconds = Score(0, 0, 0), 0, 0.0
    for file_name, data, gold in todo:
        started = time.perf_counter()
        try:
            found, count = reader(data, file_name)
        except ImportError:
            return f"{name:22} not installed"
        except Exception as error:  # noqa: BLE001 - a peer that fails offline is a result
            return f"{name:22} failed: {type(error).__name__}: {str(error)[:70]}"
        seconds += time.perf_counter() - started
        pages += count
        total = total + score(gold, found).score
    return f"{name:22} F1 {total.f1:.3f}  P {total.precision:.3f}  R {total.recall:.3f}  {seconds / max(pages, 1):.2f} s/page  ({len(todo)} files, {total.gold} fields)"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", default="unseen", choices=["unseen", "tune", "all"])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "forms")
    parser.add_argument("--mixed", metavar="FIRST-LAST")
    parser.add_argument("--scans", type=int)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.scans:
        for name, todo in (
            (f"gold set, {options.part}", cases(options.part, options.scans, "pdf")),
            ("labelled real files", shared_cases(options.shared, "pdf")),
        ):
            print(f"\n{name}, pdf, as scans")
            print("  " + run("kakanai", ours_scanned, [(n, scanned(d), g) for n, d, g in todo]))
        return
    for kind, readers in RUNS.items():
        todo = cases(options.part, options.limit, kind)
        print(f"\ngold set, {options.part}, {kind}")
        for name, reader in readers.items():
            print("  " + run(name, reader, todo))
        if options.mixed:
            print(f"put together by chance, seeds {options.mixed}, {kind}")
            mixed = mixed_cases(options.mixed, kind)
            for name, reader in readers.items():
                print("  " + run(name, reader, mixed))
        shared = shared_cases(options.shared, kind)
        if shared:
            print(f"labelled real files, {kind}")
            for name, reader in readers.items():
                print("  " + run(name, reader, shared))


if __name__ == "__main__":
    main()
