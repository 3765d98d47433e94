"""A changed layout of the files: what is not as the map says is never called done, whatever the other side answers."""

from __future__ import annotations

import csv
import io
from random import Random

import pytest

from kakanai.robots.runner.tests.test_files import Counter

KANJI, BIRTH = "被保険者1漢字氏名", "世帯主生年月日"


def rows(*lines):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def without(row, *names):
    return {k: v for k, v in row.items() if k not in names}


def renamed(row, old, new):
    return {new if k == old else k: v for k, v in row.items()}


def shifted(row):
    names = list(row)
    values = list(row.values())
    return dict(zip(names, values[:4] + values[3:-1], strict=True))


COSMETIC = {
    "columns in another order": lambda row, _: rows(dict(reversed(row.items()))),
    "one more column": lambda row, _: rows({**row, "処理日時": "20261124"}),
    "no quotation marks": lambda _, text: text.replace('"', ""),
    "line feeds alone": lambda _, text: text.replace("\r\n", "\n"),
    "an empty line at the end": lambda _, text: f"{text}\r\n",
}
MEANINGFUL = {
    "a column renamed": lambda row, _: rows(renamed(row, KANJI, "被保険者1氏名")),
    "a column gone": lambda row, _: rows(without(row, BIRTH)),
    "two columns changed places": lambda row, _: rows(
        renamed(renamed(renamed(row, KANJI, "?"), "方書", KANJI), "?", "方書")
    ),
    "values shifted by one": lambda row, _: rows(shifted(row)),
    "another code for the result": lambda row, _: rows({**row, "結果": "1"}),
    "no result column": lambda row, _: rows(without(row, "結果")),
    "no number column": lambda row, _: rows(without(row, "整理番号")),
    "a value cut off": lambda row, _: rows({**row, "住所": row["住所"][:-2]}),
    "a date in the other way": lambda row, _: rows({**row, BIRTH: "19850413"}),
    "a character replaced": lambda row, _: rows({**row, KANJI: row[KANJI].replace("健", "建")}),
    "an empty value": lambda row, _: rows({**row, KANJI: ""}),
    "another record's answer": lambda row, _: rows({**row, "受付番号": "K9"}),
    "two records": lambda row, _: rows(row, {**row, "整理番号": "2"}),
    "a header alone": lambda row, _: rows(row).splitlines()[0] + "\r\n",
    "nothing at all": lambda *_: "",
    "half a line": lambda _, text: text[: len(text) // 2],
    "tabs for commas": lambda _, text: text.replace(",", "\t"),
    "no header": lambda _, text: text.split("\r\n", 1)[1],
}
ALL = {**COSMETIC, **MEANINGFUL}


def judge(folder, family, change):
    """Return right, stopped or SILENT for one change of the answer."""
    counter = Counter(folder, family)
    kept = counter.put()
    assert counter.turn() == "handed_over"
    counter.batch.orders.tell("drift", value=change)
    counter.batch.run_overnight()
    outcome = counter.turn()
    if kept.item.state != "done":
        return "stopped" if outcome != "done" else "SILENT"
    stored = counter.batch.ledger.by_key("K1")
    return "right" if len(stored) == 1 and change not in MEANINGFUL.values() else "SILENT"


@pytest.mark.parametrize("name", sorted(COSMETIC))
def test_an_answer_that_only_looks_otherwise_is_read(tmp_path, family, name):
    assert judge(tmp_path, family, COSMETIC[name]) == "right"


@pytest.mark.parametrize("name", sorted(MEANINGFUL))
def test_an_answer_that_says_something_else_is_never_called_done(tmp_path, family, name):
    assert judge(tmp_path, family, MEANINGFUL[name]) == "stopped"


def test_two_hundred_mutations_of_the_answer_make_no_silent_error(tmp_path, family):
    random, found = Random(7), []

    def together(names):
        def change(row, text):
            for name in names:
                try:
                    text = ALL[name](row, text)
                except (KeyError, ValueError, IndexError):
                    continue  # this change finds nothing left to change
                row = next(iter(csv.DictReader(io.StringIO(text))), row)
            return text

        return change

    for number in range(200):
        names = random.sample(sorted(ALL), random.choice([1, 2, 3]))
        counter = Counter(tmp_path / str(number), family)
        kept = counter.put()
        counter.turn()
        counter.batch.orders.tell("drift", value=together(names))
        counter.batch.run_overnight()
        counter.turn()
        harmless = set(names) <= set(COSMETIC)
        found.append((names, kept.item.state == "done", harmless))
    assert [names for names, done, harmless in found if done and not harmless] == []
    assert [names for names, done, harmless in found if harmless and not done] == []


@pytest.mark.parametrize("broken", [b"", b"D\r\n", b"Dshort\r\nT0000100000005\r\n", "D葛".encode()])
def test_a_file_broken_on_the_way_is_refused_by_the_program_and_goes_to_a_person(tmp_path, family, broken):
    counter = Counter(tmp_path, family)
    kept = counter.put()
    counter.turn()
    (tmp_path / "in" / "K1.dat").write_bytes(broken)
    counter.batch.run_overnight()
    assert counter.turn() == "data"
    assert (kept.item.state, counter.batch.ledger.all()) == ("needs_person", [])
