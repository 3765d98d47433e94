"""Which sheets and columns the workbook has, and how a value stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

READING = "条件の読み(編集しても反映されません)"
LANGUAGES = ("ja", "plain", "en")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, field, how the value stands in a cell, and what it must be.

    `kind`: `text` (text or number), `lines` (a list, one a line), `yaml`, `words` (one column per language).
    `check`: `date`, `condition`, `number`, `flag`, or a list of the texts that may stand there.
    """

    field: str
    title: str
    kind: str = "text"
    check: str | tuple[str, ...] = ""
    needed: bool = False


_CERTAINTY = ("law", "public_page", "general_knowledge")
MAIN = (
    Column("_file", "ファイル", needed=True),
    Column("id", "手続ID", needed=True),
    Column("valid_from", "適用開始日", check="date", needed=True),
    Column("valid_to", "適用終了日", check="date"),
    Column("ref", "資料番号"),
    Column("name", "名称", "words", needed=True),
    Column("office", "担当課", needed=True),
    Column("who", "対象", check=("person", "household", "any", "all"), needed=True),
    Column("events", "異動の種類", "lines", needed=True),
    Column("condition", "条件", "yaml", "condition", needed=True),
    Column("certainty", "確かさ", check=_CERTAINTY, needed=True),
    Column("sources", "出典", "lines"),
    Column("verified_on", "確認日", check="date"),
    Column("deadline_note", "期限の説明"),
    Column("collects", "集める項目", "lines"),
    Column("forms", "様式", "lines"),
    Column("targets", "入力先", "lines"),
    Column("note", "注意", "words"),
    Column("issues", "交付するもの", "yaml"),
    Column("agent", "代理人"),
    Column("weight", "重み", check="number"),
    Column("hard_stop", "最優先", check="flag"),
    Column("filing", "届出の要否", check="flag"),
    Column("fees", "手数料", "yaml"),
    Column("benefits", "支給するもの", "yaml"),
    Column("offered", "実施", check="flag"),
)
LAW = (
    Column("cite", "法令", needed=True),
    Column("certainty", "確かさ", check=_CERTAINTY, needed=True),
    Column("source", "出典"),
    Column("verified_on", "確認日", check="date"),
    Column("note", "備考"),
)
DEADLINES = (
    Column("start", "起算日の項目", "lines", needed=True),
    Column("start_label", "起算日", needed=True),
    Column("count", "数", check="number", needed=True),
    Column("unit", "単位", check=("day", "month", "year"), needed=True),
    Column("first_day", "初日", check=("in", "out"), needed=True),
    Column("rolls_over", "閉庁日の繰延べ", check="flag"),
    Column("set_by", "根拠", needed=True),
    Column("certainty", "確かさ", check=_CERTAINTY, needed=True),
    Column("direction", "前後", check=("after", "before")),
)
PAPERS = (Column("name", "書類", "words", needed=True), Column("when", "必要な場合", "yaml", "condition"))
CONFIRMS = (Column("reason", "理由", "words", needed=True), Column("when", "確認する場合", "yaml", "condition"))
QUESTIONS = (
    Column("_file", "ファイル", needed=True),
    Column("id", "質問ID", needed=True),
    Column("kind", "聞き方", check=("household", "person", "members", "checklist", "person_checklist"), needed=True),
    Column("item", "項目", needed=True),
    Column("events", "異動の種類", "lines"),
    Column("text", "質問", "words", needed=True),
    Column("among", "聞く相手", "yaml", "condition"),
    Column("options", "選択肢", "yaml"),
    Column("selected", "選ばれた方", "yaml"),
    Column("unselected", "選ばれない方", "yaml"),
)
GROUPS = (
    Column("id", "呼び名ID", needed=True),
    Column("where", "条件", "yaml", "condition", needed=True),
    Column("name", "呼び名", "words", needed=True),
)
VALUES = (
    Column("id", "値ID", needed=True),
    Column("label", "説明"),
    Column("base", "標準の値"),
    Column("value", "この市町村の値"),
    Column("valid_from", "適用開始日", check="date"),
    Column("valid_to", "適用終了日", check="date"),
)
PARTS = (
    ("法令", "law", LAW),
    ("期限", "deadlines", DEADLINES),
    ("書類", "documents", PAPERS),
    ("確認", "confirm", CONFIRMS),
)
SHEETS = ("手続", *(title for title, _, _ in PARTS), "質問", "対象者", "市町村の値")


def titles(columns: Iterable[Column]) -> list[str]:
    """Return the headings; texts have one column for each language."""
    found = []
    for column in columns:
        found += [f"{column.title}({each})" for each in LANGUAGES] if column.kind == "words" else [column.title]
    return found
