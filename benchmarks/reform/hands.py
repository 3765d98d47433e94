"""Forms drawn by hand in each file kind's own tools, batch after batch, to measure the reader on what it has not seen.

    python benchmarks/reform/hands.py [--batch b1 …] [--verbose] [--only NAME] [--keep FOLDER]

A batch is a folder of sources with the labels a person gave them: `.py` draws a workbook, a Word file or (with the
benchmarks' reportlab) a PDF; `.typ` is set by typst; `.html` is read as it is and as Chromium prints it. A source
whose tool is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HANDS = Path(__file__).parent / "hands"


@dataclass(frozen=True)
class Drawn:
    """One file of a batch with the labels of a person."""

    name: str
    kind: str
    path: Path
    gold: list[dict[str, str]]


def labels_of(text: str) -> list[dict[str, str]]:
    """Lines `label|kind|section` as gold fields; the kind is text where it is left out."""
    rows = [(*line.split("|"), "", "")[:3] for line in text.strip().splitlines() if line.strip()]
    return [{"label": label, "kind": kind or "text", "section": section} for label, kind, section in rows]


def drawn(batch: Path, out: Path) -> Iterator[Drawn]:
    """Draw every source of a batch into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for source in sorted(p for p in batch.iterdir() if p.suffix in {".py", ".typ", ".html"}):
        gold = labels_of(source.with_suffix(".labels").read_text("utf-8")) if source.suffix != ".py" else []
        try:
            if source.suffix == ".py":
                yield _by_script(source, out)
            elif source.suffix == ".typ":
                yield Drawn(source.stem, "pdf", _by_typst(source, out), gold)
            else:
                if "kakanai-print" not in source.read_text("utf-8", "replace"):
                    yield Drawn(source.stem, "html", source, gold)
                yield Drawn(source.stem, "pdf", _by_chromium(source, out), gold)
        except ImportError as error:
            print(f"  left out: {source.name} ({error})")


def _by_script(source: Path, out: Path) -> Drawn:
    spec = importlib.util.spec_from_file_location(source.stem, source)
    if spec is None or spec.loader is None:
        raise ImportError(source.name)
    module: Any = importlib.util.module_from_spec(spec)
    text = source.read_text("utf-8")
    kind = "xlsx" if "openpyxl" in text else "docx" if "docx" in text else "pdf"
    spec.loader.exec_module(module)
    path = out / f"{source.stem}.{kind}"
    module.save(path)
    return Drawn(source.stem, kind, path, labels_of(module.LABELS))


def _by_typst(source: Path, out: Path) -> Path:
    import typst

    path = out / f"{source.stem}.pdf"
    path.write_bytes(bytes(typst.compile(str(source))))
    return path


def _by_chromium(source: Path, out: Path) -> Path:
    from playwright.sync_api import sync_playwright

    path = out / f"{source.stem}.print.pdf"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(source.as_uri())
        page.pdf(path=str(path), format="A4", print_background=True, prefer_css_page_size=True)
        browser.close()
    return path


def measure(files: list[Drawn], *, verbose: bool = False) -> Any:
    """Read and score the files; prints a line for each."""
    from kakanai.reform.engine.reader import read_bytes
    from kakanai.reform.engine.score import Score, score

    total = Score(0, 0, 0)
    for file in files:
        started = time.perf_counter()
        try:
            document = read_bytes(file.path.read_bytes(), file.path.name, file.kind, allow_filled=True)
            match = score(file.gold, document.to_json()["fields"])
        except Exception as error:  # noqa: BLE001 - a file that cannot be read scores nothing
            print(f"  {file.name:24} {file.kind:5} failed: {type(error).__name__}: {error}")
            total = total + Score(len(file.gold), 0, 0)
            continue
        total = total + match.score
        took = time.perf_counter() - started
        print(f"  {file.name:24} {file.kind:5} F1 {match.score.f1:.3f}  {match.score.gold:3} fields  {took:.2f} s")
        if verbose:
            print(f"      missed: {'、'.join(match.missed)}\n      extra:  {'、'.join(match.extra)}")
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", nargs="*", help="folders of benchmarks/reform/hands; all if left out")
    parser.add_argument("--only", help="one source by its name")
    parser.add_argument("--verbose", action="store_true", help="say what was missed and what was too much")
    parser.add_argument("--keep", type=Path, default=ROOT / "var" / "hands", help="where the drawn files go")
    parser.add_argument("--src", type=Path, default=ROOT / "src", help="read with the engine of another checkout")
    options = parser.parse_args()
    sys.path.insert(0, str(options.src))
    warnings.simplefilter("ignore")
    totals = []
    for batch in options.batch or sorted(p.name for p in HANDS.iterdir() if p.is_dir()):
        print(batch)
        files = [f for f in drawn(HANDS / batch, options.keep / batch) if options.only in {None, f.name}]
        total = measure(files, verbose=options.verbose)
        totals.append(total)
        print(f"{batch}: F1 {total.f1:.3f}  P {total.precision:.3f}  R {total.recall:.3f}  kind right "
              f"{total.kind_right}/{total.matched}  ({len(files)} files, {total.gold} fields)")  # fmt: skip
    if len(totals) > 1:
        whole = reduce(lambda a, b: a + b, totals)
        print(f"all: F1 {whole.f1:.3f}  P {whole.precision:.3f}  R {whole.recall:.3f}  ({whole.gold} fields)")


if __name__ == "__main__":
    main()
