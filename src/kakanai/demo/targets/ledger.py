"""The sample system's own ledger: what was really saved, counted by the tests, whatever the screens said."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path


class DuplicateKeyError(Exception):
    """The system refuses a second record with the same key."""


@dataclass(frozen=True, slots=True)
class Record:
    """One saved record; `at` in seconds since the epoch."""

    number: int
    key: str
    values: dict[str, str]
    at: float


class Ledger:
    """Saved records in SQLite. `path` may be `:memory:` for one process."""

    def __init__(self, path: Path | str, start: int, *, unique: bool = False) -> None:
        self._lock = threading.Lock()
        self._unique = unique
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, key TEXT, body TEXT, at REAL)")
        self._start = start

    def save(self, key: str, values: dict[str, str]) -> int:
        """Write one record and return its number. Raises `DuplicateKeyError` where keys are unique."""
        with self._lock:
            if self._unique and key and self.by_key(key):
                raise DuplicateKeyError(key)
            row = self._db.execute("SELECT COALESCE(MAX(number), ?) + 1 FROM record", (self._start - 1,)).fetchone()
            body = json.dumps(values, ensure_ascii=False)
            self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", (row[0], key, body, time.time()))
            return int(row[0])

    def by_key(self, key: str) -> list[Record]:
        """Return the records that carry the key."""
        return [r for r in self.all() if r.key == key]

    def number(self, number: int) -> Record | None:
        """Return the record with this number."""
        return next((r for r in self.all() if r.number == number), None)

    def all(self) -> list[Record]:
        """Return every record, oldest first."""
        rows = self._db.execute("SELECT number, key, body, at FROM record ORDER BY number").fetchall()
        return [Record(number, key, json.loads(body), at) for number, key, body, at in rows]

    def find(self, **values: str) -> list[Record]:
        """Return the records whose stored values all equal the given ones (by field id)."""
        return [r for r in self.all() if all(r.values.get(k) == v for k, v in values.items())]

    def close(self) -> None:
        """Close the file."""
        self._db.close()
