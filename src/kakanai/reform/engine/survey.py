"""The national survey of procedures (行政手続等の棚卸調査): form → procedure, law, article, yearly count, attachments.

The file is read from a path that the user gives and is never part of the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from kakanai.reform.engine.errors import SurveyMissingError
from kakanai.reform.engine.model import FormDocument
from kakanai.reform.engine.words import squeeze

COLUMNS = (
    "手続ID",
    "所管府省庁",
    "手続名",
    "法令名",
    "法令番号",
    "根拠条項号",
    "手続類型",
    "手続の受け手",
    "総手続件数",
    "申請時に添付させる書類",
    "添付書類等提出の撤廃/省略状況",
)
_FILLER = re.compile(
    r"(に係る|にかかる|に関する|の申請書?|申請書?|の届出書?|届出書?|届$|請求書?|の請求|の提出|書$|様式|兼|等|の|\(.*?\))"
)
_TELLING = (
    "国民健康保険",
    "介護",
    "国民年金",
    "後期高齢者",
    "児童手当",
    "児童扶養",
    "下水道",
    "死亡",
    "喪失",
    "取得",
    "変更",
    "返還",
    "再交付",
    "額改定",
    "更新",
    "廃止",
    "転入",
    "転出",
    "農地",
    "養育医療",
    "障害",
)
"""Words that make another procedure when only one of the two names has them."""
LEAST = 78.0
"""Least similarity (0–100) of title and procedure name; below it the form counts as not found."""


@dataclass(frozen=True, slots=True)
class Link:
    """The procedure of a form. `yearly` is `None` where the survey says 0: a missing count, not a zero."""

    procedure_id: str
    name: str
    ministry: str
    law: str
    law_number: str
    article: str
    yearly: int | None
    attachments: tuple[str, ...]
    waiver: str
    similarity: float

    @property
    def citation(self) -> str:
        """Law and article with the survey as source."""
        return f"{self.law}（{self.law_number}）{self.article}（出典：行政手続等の棚卸調査 手続ID {self.procedure_id}、確かさ：公開ページで確認）"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Why this procedure."""
        return (f"手続名「{self.name}」との一致 {self.similarity:.0f}", self.citation)


class Survey:
    """The procedures that local bodies receive, searchable by title."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self._names = [_core(r["手続名"] or "") for r in rows]
        self._laws = [squeeze(r["法令名"] or "") for r in rows]

    @classmethod
    def load(cls, path: Path | str) -> Survey:
        """Read the parquet file; only applications received by local bodies are kept.

        Raises:
            SurveyMissingError: no such file, or columns are missing.
        """
        import polars

        try:
            frame = polars.read_parquet(path, columns=list(COLUMNS)).with_columns(
                polars.col(polars.Categorical).cast(polars.String)
            )
        except (OSError, polars.exceptions.PolarsError) as error:
            raise SurveyMissingError(str(error)) from error
        kept = frame.filter(
            polars.col("手続類型").str.starts_with("1") & polars.col("手続の受け手").str.contains("地方", literal=True)
        )
        return cls(kept.to_dicts())

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, document: FormDocument, hints: Iterable[str] = ()) -> Link | None:
        """The procedure that a form belongs to, or `None` when no name is near enough or two are equally near."""
        title = _core(document.title)
        if len(title) < 3:
            return None
        context = squeeze(document.title + " ".join(document.texts[:40]) + " ".join(hints))
        scored = []
        for index, name in enumerate(self._names):
            if name and abs(len(name) - len(title)) <= 30:
                value = _likeness(title, name)
                value -= 15.0 * sum(
                    (w in title) != (w in name + self._laws[index]) for w in _TELLING if w in title or w in name
                )
                if value >= LEAST - 12:
                    bonus = 8.0 if self._laws[index] and self._law_core(index) in context else 0.0
                    scored.append((value + bonus, index))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        if not scored or scored[0][0] < LEAST:
            return None
        if len(scored) > 1 and scored[1][0] == scored[0][0] and self._laws[scored[0][1]] != self._laws[scored[1][1]]:
            return None
        return self._link(scored[0][1], scored[0][0])

    def _law_core(self, index: int) -> str:
        return re.sub(r"(施行規則|施行令|法律|法)$", "", self._laws[index])

    def _link(self, index: int, similarity: float) -> Link:
        row = self._rows[index]
        attachments = [a.strip() for a in re.split(r"[;；]", row["申請時に添付させる書類"] or "") if a.strip()]
        return Link(
            procedure_id=str(row["手続ID"]),
            name=row["手続名"],
            ministry=row["所管府省庁"] or "",
            law=row["法令名"] or "",
            law_number=row["法令番号"] or "",
            article=row["根拠条項号"] or "",
            yearly=int(row["総手続件数"]) or None if row["総手続件数"] is not None else None,
            attachments=tuple(a for a in attachments if "なし" not in a),
            waiver=row["添付書類等提出の撤廃/省略状況"] or "",
            similarity=min(similarity, 100.0),
        )


def _core(text: str) -> str:
    plain = squeeze(text)
    core = _FILLER.sub("", plain)
    return core if len(core) >= 3 else plain


def _likeness(one: str, two: str) -> float:
    return 0.6 * fuzz.ratio(one, two) + 0.4 * fuzz.partial_ratio(one, two)
