"""Sample systems without a screen: an import program that works overnight, and another RPA product that takes rows.

Both read `<folder>/in`, answer into `<folder>/out`, and keep a ledger of what was really taken in. Layouts are data:
`batches/*.yaml`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kakanai import yamldata
from kakanai.demo.targets.ledger import DuplicateKeyError, Ledger
from kakanai.demo.targets.misbehaviour import Misbehaviour

BATCHES = Path(__file__).parent / "batches"
KEY, NUMBER = "受付番号", "整理番号"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a batch takes: columns with their widths in bytes, fixed width or CSV, and what must not be empty."""

    code: str
    name: str
    kind: str
    start: int
    required: tuple[str, ...]
    columns: dict[str, int]


def layout(code: str) -> Layout:
    """Read `batches/<code>.yaml`."""
    raw = yamldata.read((BATCHES / f"{code}.yaml").read_text(encoding="utf-8"))
    return Layout(raw["code"], raw["name"], raw["kind"], raw["start"], tuple(raw["required"]), raw["columns"])


def is_batch(code: str) -> bool:
    """Say whether a sample system works by files."""
    return (BATCHES / f"{code}.yaml").exists()


class RefusedFileError(Exception):
    """The file is not what the layout says; the text is the answer."""


class Batch:
    """The program over a folder; its ledger counts what was really taken in."""

    def __init__(self, code: str, folder: Path, ledger: Path | str = ":memory:") -> None:
        self.layout, self.folder = layout(code), folder
        self.ledger = Ledger(ledger, self.layout.start, unique=True)
        self.orders = Misbehaviour()

    def run_overnight(self) -> int:
        """Import every complete file that has no result yet; return how many."""
        out = self.folder / "out"
        out.mkdir(parents=True, exist_ok=True)
        done = 0
        for end in sorted((self.folder / "in").glob("*.end")):
            result = out / f"{end.stem}.res"
            if result.exists() or self.orders.take("down")[0]:
                continue
            answer = self._import(end.with_suffix(".dat"))
            if answer is not None:
                _put(result, answer)
                done += 1
        return done

    def _import(self, path: Path) -> str | None:
        """Take one file in and return the answer, `None` when the program dies in the middle."""
        if self.orders.take("crash_before")[0]:
            return None
        try:
            values = self._fixed(path) if self.layout.kind == "fixed" else self._row(path)
            self._check(values)
            number = self.ledger.save(values[KEY], self._as_stored(values))
        except (RefusedFileError, DuplicateKeyError) as error:
            reason = str(error) if isinstance(error, RefusedFileError) else "受付番号が重複しています"
            return _answer([{"結果": "NG", "理由": reason}])
        if self.orders.take("crash_after")[0]:
            return None
        stored = self.ledger.number(number)
        row = {"結果": "OK", NUMBER: str(number), **(stored.values if stored else {})}
        return self._twisted(row)

    def _fixed(self, path: Path) -> dict[str, str]:
        lines = path.read_bytes().split(b"\r\n")
        record, trailer = lines[0], lines[1] if len(lines) > 1 else b""
        whole = len(record) - 1
        if (
            record[:1] != b"D"
            or whole != sum(self.layout.columns.values())
            or trailer != f"T{1:05d}{whole:08d}".encode()
        ):
            raise RefusedFileError("件数または長さが合いません")
        values, place = {}, 1
        for caption, width in self.layout.columns.items():
            values[caption] = record[place : place + width].decode("cp932").rstrip(" ")
            place += width
        return values

    def _row(self, path: Path) -> dict[str, str]:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("cp932"))))
        if len(rows) != 1 or set(rows[0]) != set(self.layout.columns):
            raise RefusedFileError("列が合いません")
        return dict(rows[0])

    def _check(self, values: dict[str, str]) -> None:
        empty = [name for name in self.layout.required if not values[name]]
        if empty:
            raise RefusedFileError(f"必須項目がありません:{'、'.join(empty)}")

    def _as_stored(self, values: dict[str, str]) -> dict[str, str]:
        wrong, caption = self.orders.take("wrong")
        return {**values, caption: values[caption][:-1]} if wrong else values

    def _twisted(self, row: dict[str, str]) -> str:
        """Write the answer, or what the orders make of it."""
        if self.orders.take("double_answer")[0]:
            return _answer([row, {**row, NUMBER: str(int(row[NUMBER]) + 1)}])
        drifted, change = self.orders.take("drift")
        text = _answer([row])
        return str(change(row, text)) if drifted else text


def _answer(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _put(path: Path, text: str) -> None:
    """Write so that nobody reads half a file."""
    half = path.with_suffix(".tmp")
    half.write_bytes(text.encode("cp932", "xmlcharrefreplace"))
    half.rename(path)
