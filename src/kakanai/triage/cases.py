"""The cases that officials read and add to: what is known, and what should come out. `data/cases/*.yaml`.

A fact is written as it is read: `40歳`, `マイナンバーカードを持っている`, `健康保険: 国民健康保険`. What is not written
is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kakanai.catalogue.loader import DATA, read_yaml
from kakanai.catalogue.model import Catalogue
from kakanai.triage.errors import CaseError
from kakanai.triage.evaluation import evaluate
from kakanai.triage.result import Status
from kakanai.triage.spelling import Misspelt, folded, spelling_of
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, FactValue, Source

VISIT, MUNICIPALITY = date(2026, 11, 23), "990019"
"""All cases stand on this day in the sample city."""

RESULTS = {
    "必要": Status.NEEDED,
    "不要": Status.NOT_NEEDED,
    "不明": Status.UNKNOWN,
    "要確認": Status.NEEDS_CONFIRMATION,
}
_AGE = re.compile(r"(\d{1,3})歳\Z")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a procedure, what is known of the household, and the status that an official expects."""

    where: str
    procedure: str
    event: str
    said: str
    facts: Facts
    expected: Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case came to, and why."""

    case: Case
    status: Status
    reason: str

    @property
    def right(self) -> bool:
        """Whether it came out as written."""
        return self.status is self.case.expected


def read_cases(catalogue: Catalogue, data: Path = DATA) -> list[Case]:
    """Return every case. Raises `CaseError` naming file, procedure and case."""
    reader = _Reader(catalogue)
    return [case for path in sorted((data / "cases").glob("*.yaml")) for case in reader.of(path)]


def tried(case: Case, catalogue: Catalogue) -> Outcome:
    """Judge a case."""
    results = evaluate(catalogue, case.event, catalogue.on, case.facts).results
    found = next(each for each in results if each.procedure == case.procedure and each.subject in {HOUSEHOLD, "p1"})
    return Outcome(case, found.status, found.reason)


class _Reader:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.spelling = spelling_of(catalogue)
        self.phrases: dict[str, tuple[str, FactValue]] = {}
        for name, item in catalogue.items.items():
            if item.type in {"bool", "number"} and item.yes:
                yes, no = (True, False) if item.type == "bool" else (1, 0)
                self.phrases |= {folded(item.yes["ja"]): (name, yes), folded(item.no["ja"]): (name, no)}

    def of(self, path: Path) -> Iterator[Case]:
        for entry in read_yaml(path) or []:
            where = f"{path.name} {entry.get('手続', '?')}"
            procedure = self.catalogue.procedures.get(entry.get("手続"))
            if procedure is None:
                raise CaseError(where, "「手続」は手続IDを書いてください(kakanai catalogue show で一覧)")
            event = entry.get("異動") or procedure.events[0]
            for case in entry.get("例", []):
                yield self._case(f"{where}「{case.get('場合', '?')}」", procedure.id, event, case)

    def _case(self, where: str, procedure: str, event: str, case: Mapping[str, Any]) -> Case:
        expected = RESULTS.get(case.get("結果", ""))
        if expected is None:
            raise CaseError(where, f"「結果」は {'・'.join(RESULTS)} のどれかです")
        facts: list[Fact] = []
        for number, person in enumerate([case.get("事実", []), *case.get("家族", [])], 1):
            facts.append(Fact(f"p{number}", "person.givenName", f"{number}人目", Source.REGISTER))
            facts += [self._fact(f"p{number}", written, where) for written in person]
        return Case(where, procedure, event, case.get("場合", ""), Facts(facts), expected)

    def _fact(self, person: str, written: object, where: str) -> Fact:
        try:
            item, value = self._read(written)
        except Misspelt as error:
            raise CaseError(where, f"「{written}」を読めません。{error.problem_ja}") from error
        scope = self.catalogue.items[item].scope
        return Fact(HOUSEHOLD if scope == "household" else person, item, value, Source.REGISTER)

    def _read(self, written: object) -> tuple[str, FactValue]:
        if isinstance(written, Mapping) and len(written) == 1:
            ((name, value),) = written.items()
            item = self.spelling.item(str(name))
            if item not in self.catalogue.items:
                raise Misspelt("no rule looks at it", "この項目は判定に使われません")
            return item, self.spelling.value(item, value)
        age = _AGE.match(str(written))
        if age:
            return "person.birthDate", date(self.catalogue.on.year - int(age[1]), 8, 1).isoformat()
        known = self.phrases.get(folded(written))
        if known is None:
            raise Misspelt(
                "no such phrase",
                "「40歳」「マイナンバーカードを持っている」「健康保険: 国民健康保険」のように書いてください",
            )
        return known


__all__ = ["MUNICIPALITY", "RESULTS", "VISIT", "Case", "Outcome", "read_cases", "tried"]
