"""手話通訳者派遣申請（ファクス用） by Word: big boxes, captions on top inside the cell, 午前・午後 choices, an answer part below a cutting line."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
申込日|date
氏名|text|申込者
ファクス番号|text|申込者
住所|text|申込者
メールアドレス|text|申込者
派遣の種類|check
派遣の日時|date
場所の名称|text
場所の住所|text
待ち合わせの場所|text
待ち合わせの時刻|text
用件|check
具体的な内容|text
参加人数|amount
資料の有無|choice
通訳の方法の希望|choice
受付者|office
通訳者名|office
回答日|office
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(11)

    def line(text, align=None):
        p = doc.add_paragraph(text)
        p.paragraph_format.space_after = Pt(2)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    def table(rows, widths, merges=()):
        t = doc.add_table(len(rows), len(widths), style="Table Grid")
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                t.cell(r, c).width = Cm(widths[c])
                if text is not None:
                    t.cell(r, c).text = text
        for r0, c0, r1, c1 in merges:
            t.cell(r0, c0).merge(t.cell(r1, c1))

    line("手話通訳者・要約筆記者　派遣申込書", "c")
    line("送付先　みどり野市福祉課　ファクス　012-345-6789", "c")
    line("申込日：令和　　年　　月　　日", "r")
    table(
        [("申込者", "氏名", "", "ファクス番号", ""), (None, "住所", "", None, None), (None, "メール\nアドレス", "", None, None)],
        (2, 2.4, 5.6, 2.6, 4), [(0, 0, 2, 0), (1, 2, 1, 4), (2, 2, 2, 4)],
    )  # fmt: skip
    line("■ 派遣の内容")
    table(
        [("派遣の種類", "□ 手話通訳　　□ 要約筆記（ 手書き ・ パソコン ）", None, None),
         ("派遣の日時", "令和　　年　　月　　日（　　曜日）\n午前・午後　　時　　分　から　午前・午後　　時　　分　まで", None, None),
         ("場所の名称", "", None, None), ("場所の住所", "", None, None),
         ("待ち合わせの場所", "", "待ち合わせの時刻", "午前・午後　　時　　分"),
         ("用件", "□ 病院・健診　　□ 学校・保育園　　□ 役所の手続き\n□ 仕事　　□ 講演会　　□ その他", None, None),
         ("具体的な内容\n（病院のときは診療科）", "\n\n", None, None),
         ("参加人数", "　　　　　人", "資料の有無", "ある・ない"),
         ("通訳の方法の希望", "日本手話 ・ 日本語対応手話 ・ どちらでもよい", None, None)],
        (4, 5.2, 3.6, 3.8), [(r, 1, r, 3) for r in (0, 1, 2, 3, 5, 6, 8)],
    )  # fmt: skip
    line("・・・・・・・・・・・・・・・・（切り取らないでください）・・・・・・・・・・・・・・・・", "c")
    line("市使用欄")
    table([("受付者", "通訳者名", "回答日"), ("", "", "")], (4, 8.5, 4))
    doc.save(path)
