"""Hand-over by files: fixed width or CSV in the target's own encoding, two-phase, with an acknowledgement read back.

The same driver serves a batch import (`driver: file`) and another RPA product (`driver: handoff`): both are trusted
with nothing. Only the result file's values, compared field by field, make an item done.

A record goes out as `<key>.tmp`, is flushed to disk, renamed to its name, and then marked by `<key>.end`: a reader
never sees half a file. `<key>.res` comes back, holding the target's number and the values as it stored them.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

from kakanai.robots.runner import gate, jobs
from kakanai.robots.runner.drivers.base import Pictures, Shown, Sighting, Waiting
from kakanai.robots.runner.errors import (
    AccessError,
    CommitUnknownError,
    DataError,
    MapError,
    RecordedError,
    RunnerError,
)
from kakanai.robots.runner.jobs import Job, Typed
from kakanai.robots.runner.screenmap import ScreenMap

NUMBER, RESULT, REASON = "整理番号", "結果", "理由"
_FORMULA = ("=", "+", "-", "@", "\t", "\x00")


class FileDriver:
    """Writes one record per file into `<folder>/in` and reads results from `<folder>/out`."""

    def __init__(self, screen_map: ScreenMap, folder: Path) -> None:
        self._map, self._in, self._out = screen_map, folder / "in", folder / "out"
        self._layout: dict[str, Any] = dict(screen_map.extra)
        self._encoding = self._layout.get("encoding", "cp932")
        self._body = b""

    def look(self, job: Job) -> list[Sighting]:
        """Read the result file. Raises AccessError while a handed-over record has none, DataError when refused."""
        result = self._out / f"{job.key}.res"
        if not result.exists():
            if job.look_first and (self._in / f"{job.key}.end").exists():
                raise AccessError("handed over, no result yet", ja="業務システムの取込結果を待っています。")
            return []
        rows = list(csv.DictReader(io.StringIO(result.read_bytes().decode(self._encoding))))
        refused = [row for row in rows if row.get(RESULT) != "OK"]
        if refused:
            raise self._refusal(refused[0].get(REASON, ""))
        return [Sighting(row[NUMBER], self._shown(row)) for row in rows]

    def _refusal(self, reason: str) -> RunnerError:
        """Return what a refusal means: by the words that the map declares, else that nothing was taken in."""
        kinds = [r["kind"] for r in self._layout.get("refusals", ()) if r["text"] in reason]
        if "recorded" in kinds:
            return RecordedError(f"refused as recorded: {len(reason)} characters")
        return DataError(
            "import refused", ja=f"業務システムが取り込みませんでした:「{reason}」。登録はされていません。"
        )

    def _shown(self, row: dict[str, str]) -> tuple[Shown, ...]:
        readings = [f.shown for f in self._map.fields if f.shown is not None]
        return tuple(Shown(r.section, r.caption, row[r.caption]) for r in readings if r.caption in row)

    def prepare(self, job: Job) -> None:
        """Check every text and build the file's bytes. Raises DataError; nothing is written."""
        texts = jobs.entries(self._map, job)
        misfits = [m for t in texts for m in self._misfits(t)]
        if misfits:
            words = "。".join(f"{m.caption}: {m.what}" for m in misfits)
            raise DataError(f"does not fit: {', '.join(m.caption for m in misfits)}", ja=words)
        self._body = self._fixed(texts) if self._layout.get("kind", "csv") == "fixed" else self._csv(texts)

    def _misfits(self, text: Typed) -> list[gate.Misfit]:
        caption = text.field.caption
        width = int(self._layout.get("widths", {}).get(caption, text.field.max))
        found = gate.misfits(caption, text.text, character_set=self._map.character_set, unit="cp932_bytes", limit=width)
        if text.text.startswith(_FORMULA) and self._layout.get("kind", "csv") == "csv":
            found.append(gate.Misfit(caption, "表計算の式と読まれる文字で始まっています"))
        return found

    def _fixed(self, texts: list[Typed]) -> bytes:
        widths = self._layout["widths"]
        if set(widths) != {t.field.caption for t in texts}:
            raise MapError("widths and fields do not agree")
        record = b"".join(self._padded(t.text, int(widths[t.field.caption])) for t in texts)
        return b"D" + record + b"\r\n" + f"T{1:05d}{len(record):08d}\r\n".encode()

    def _padded(self, text: str, width: int) -> bytes:
        return text.encode(self._encoding).ljust(width, b" ")

    def _csv(self, texts: list[Typed]) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([t.field.caption for t in texts])
        writer.writerow([t.text for t in texts])
        return out.getvalue().encode(self._encoding)

    def commit(self, job: Job) -> Waiting:
        """Hand over in two phases. A record with this key that is already there is looked for, never overwritten."""
        final, end = self._in / f"{job.key}.dat", self._in / f"{job.key}.end"
        if final.exists() or end.exists():
            raise CommitUnknownError("this key was handed over before")
        try:
            self._in.mkdir(parents=True, exist_ok=True)
            _write(self._in / f"{job.key}.tmp", self._body)
            (self._in / f"{job.key}.tmp").rename(final)
            _write(end, b"")
        except OSError as error:
            raise CommitUnknownError(type(error).__name__) from error
        return Waiting(float(self._layout.get("wait_seconds", 60)))

    def abandon(self) -> None:
        """Forget the bytes."""
        self._body = b""

    def pictures(self) -> Pictures:
        """Files have no pictures; the read-back table is the evidence."""
        return Pictures()

    def close(self) -> None:
        """Nothing stays open."""


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
