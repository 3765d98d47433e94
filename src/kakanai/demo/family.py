"""The sample family as data: who they are, where they come from, and the files about them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from kakanai import yamldata

_FLAG = {True: "有", False: "無"}


@dataclass(frozen=True)
class Family:
    """A household that moves in, with days counted back from the day of the visit."""

    persons: list[dict[str, Any]]
    move: dict[str, Any]
    answers: dict[str, Any]
    visit_day: date

    @property
    def notice_date(self) -> date:
        """The planned day of leaving, as the old municipality wrote it."""
        return self.visit_day - timedelta(days=self.move["days_since_notice_date"])

    @property
    def move_date(self) -> date:
        """The day the family began to live at the new address."""
        return self.visit_day - timedelta(days=self.move["days_since_move"])

    def notice(self) -> bytes:
        """Return the move-out notice (転出証明書情報) as a file."""
        old, new = self.move["from"], self.move["to"]
        rows: list[tuple[str, str, str, str]] = [
            ("世帯", "", "転出予定日", self.notice_date.isoformat()),
            ("世帯", "", "旧住所", old["address"]),
            ("世帯", "", "旧市区町村コード", old["municipality"]),
            ("世帯", "", "新住所", new["address"]),
            ("世帯", "", "新市区町村コード", new["municipality"]),
            ("世帯", "", "世帯主氏名", self.persons[0]["name"]),
        ]
        for number, person in enumerate(self.persons, start=1):
            rows += [("世帯員", str(number), label, value) for label, value in _person_rows(person)]
        return _as_file("転出証明書情報", rows)

    def register_extract(self) -> bytes:
        """Return what the city's register knows of the new address (住民登録抄録) as a file."""
        new = self.move["to"]
        rows = [
            ("世帯", "", "住所", new["address"]),
            ("世帯", "", "郵便番号", new["postal_code"]),
            ("世帯", "", "市区町村コード", new["municipality"]),
            ("世帯", "", "同一住所の世帯", "0"),
        ]
        return _as_file("住民登録抄録", rows)


def load_family(visit_day: date) -> Family:
    """Load the sample family for a visit on a day."""
    raw = yamldata.read((files("kakanai.demo") / "data" / "family.yaml").read_text("utf-8"))
    return Family(raw["persons"], raw["move"], raw.get("answers", {}), visit_day)


def _person_rows(person: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [
        ("氏名", person["name"]),
        ("フリガナ", person["kana"]),
        ("生年月日", person["birth"]),
        ("性別", {"1": "男", "2": "女"}[person["gender"]]),
        ("続柄コード", person["relation"]),
        ("国籍コード", person.get("nationality", "JPN")),
        ("個人番号カード", _FLAG["card" in person]),
        ("国民健康保険", _FLAG[person.get("was_kokuho", True)]),
        ("介護認定", _FLAG[False]),
    ]
    if "honseki" in person:
        rows += [("本籍", person["honseki"]), ("筆頭者", person["hittousha"])]
    return rows


def _as_file(title: str, rows: list[tuple[str, str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title, "1"])
    writer.writerows(rows)
    writer.writerow(["終端", "", "件数", str(len(rows))])
    return text.getvalue().encode("utf-8")
