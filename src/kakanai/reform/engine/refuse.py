"""Filled-in examples and forms with a person's data are not read."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.errors import FilledFormError
from kakanai.reform.engine.grid import Grid
from kakanai.reform.engine.pages import PageReading
from kakanai.reform.engine.words import clean_label, squeeze, words

_FILE_NAME = re.compile(
    r"記入例|記載例|記入見本|作成例|書き方|kinyurei|kinyuurei|kisairei|_rei\b|sample_filled", re.IGNORECASE
)
_MODEL_NAME = re.compile(r"(太郎|花子|次郎|一郎|タロウ|ハナコ|たろう|はなこ)")
_DATE = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])?\d{1,4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?")
_PHONE = re.compile(r"0\d{1,4}[-(]?\d{1,4}[-)]\d{3,4}|0[789]0\d{8}")
_ADDRESS = re.compile(r"(都|道|府|県|市|区|町|村).{1,20}\d+(丁目|番|-\d+|号)")
_NAME = re.compile(r"[\u4e00-\u9fff々]{1,4}[\u4e00-\u9fff々\u3041-\u30ff]{1,4}")
_NUMBER = re.compile(r"\d{12}")
_ASKED = {
    "date": re.compile(r"生年月日|年月日|申請日|届出日|日付|日$"),
    "phone": re.compile(r"電話|連絡先|携帯|TEL", re.IGNORECASE),
    "address": re.compile(r"住所|所在地|本籍"),
    "name": re.compile(r"(氏名|名前|筆頭者|名義人)$"),
    "number": re.compile(r"個人番号|マイナンバー"),
}
_VALUES = {"date": _DATE, "phone": _PHONE, "address": _ADDRESS, "name": _NAME, "number": _NUMBER}


def by_name(name: str) -> None:
    """Refuse a file whose name says that it is an example.

    Raises:
        FilledFormError: the name says so.
    """
    if _FILE_NAME.search(PurePath(name).stem):
        raise FilledFormError("file name says it is a filled-in example")


def by_content(pages: list[PageReading]) -> None:
    """Refuse a form that is marked as an example or in which answers stand where blanks should be.

    Raises:
        FilledFormError: two or more places are answered, one of them personal (an office's own printed address and
            telephone do not count by themselves), or the form is marked as an example.
    """
    if any(_is_marked(page) for page in pages):
        raise FilledFormError(
            "marked as a filled-in example", ja="「記入例」と書かれた様式です。未記入の様式を指定してください。"
        )
    answered = [place for page in pages for place in answers(page)]
    personal = any(kind in {"name", "number"} or "生年月日" in label for kind, label in answered)
    if personal and (len(answered) >= 2 or any(kind == "number" for kind, _ in answered)):
        labels = "、".join(dict.fromkeys(label for _, label in answered))
        raise FilledFormError(
            f"{len(answered)} answered fields",
            ja=f"記入済みの欄があります（{labels[:60]}）。個人情報を含むおそれがあるため読み取りませんでした。",
        )


def _is_marked(page: PageReading) -> bool:
    texts = [squeeze(n.text).strip("【】()（）<>《》★●■◆") for n in page.area_lines]
    texts += [c.text.strip("【】()（）<>《》") for c in page.cells if c.text]
    return any(t in words().example for t in texts)


def answers(page: PageReading) -> list[tuple[str, str]]:
    """(kind, label) of each place that holds an answer beside its label."""
    grid = Grid(page.cells)
    found: list[tuple[str, str]] = []
    for cell in page.cells:
        if cell.role is not Role.LABEL:
            continue
        label = clean_label(cell.text)
        for kind, asked in _ASKED.items():
            if asked.search(label):
                found.extend((kind, label) for right in grid.right(cell) if _is_answer(kind, right))
    for line in page.area_lines:
        plain = squeeze(line.text)
        if _MODEL_NAME.search(plain) and re.search(r"氏名|名前|署名", plain):
            found.append(("name", "氏名"))
    return found


def _is_answer(kind: str, cell: Cell) -> bool:
    if cell.role is Role.EMPTY or not cell.text:
        return False
    if kind == "name":
        text = re.sub(r"[ \u3000印㊞]", "", cell.text)
        plain = cell.role is Role.LABEL and _NAME.fullmatch(text) and clean_label(text) not in words().heads
        return bool(_MODEL_NAME.search(text)) or bool(plain and "　" in "".join(_gaps(cell)) and len(text) <= 7)
    return bool(_VALUES[kind].search(cell.text))


def _gaps(cell: Cell) -> list[str]:
    glyphs = sorted(cell.face.glyphs, key=lambda g: g.box.x0)
    return ["　" for a, b in pairwise(glyphs) if b.box.x0 - a.box.x1 > 0.6 * a.size]
