"""補助金交付申請書 by Word: the letter as tables without lines, a budget with income and outgo side by side, sums, a list of enclosures."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
申請日|date
団体名|text|申請者
代表者氏名|text|申請者
住所|text|申請者
連絡先電話番号|text|申請者
事業の名称|text
事業の目的及び内容|text
事業の実施期間|daterange
実施場所|text
参加予定人数|amount
交付申請額|amount
過去の交付の有無|choice
項目|text|収入の部
金額|amount|収入の部
説明|text|収入の部
収入合計|amount|収入の部
項目|text|支出の部
金額|amount|支出の部
説明|text|支出の部
支出合計|amount|支出の部
担当者名|text
メールアドレス|text
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10.5)

    def line(text, align=None):
        p = doc.add_paragraph(text)
        p.paragraph_format.space_after = Pt(1)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    def table(rows, widths, style="Table Grid", right=()):
        t = doc.add_table(len(rows), len(widths), style=style)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                t.cell(r, c).text = text
                t.cell(r, c).width = Cm(widths[c])
                if text in right:
                    t.cell(r, c).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return t

    line("様式第１号（第５条関係）")
    line("令和　　年　　月　　日", "r")
    line("若葉町長　様")
    table([("", "申請者", "団体名", ""), ("", "", "代表者氏名", ""), ("", "", "住所", ""), ("", "", "連絡先電話番号", "")],
          (5.5, 2, 3.2, 6), None)  # fmt: skip
    line("自治会活動補助金交付申請書", "c")
    line("　自治会活動補助金の交付を受けたいので、関係書類を添えて申請します。")
    table(
        [("事業の名称", ""), ("事業の目的及び内容\n（具体的に）", "\n\n"),
         ("事業の実施期間", "令和　年　月　日　～　令和　年　月　日"), ("実施場所", ""), ("参加予定人数", "　　　　　　　人"),
         ("交付申請額", "　　　　　　　　　円（千円未満切捨て）"), ("過去の交付の有無", "有（　　　年度）　・　無")],
        (5, 11.5),
    )  # fmt: skip
    line("収入の部")
    blank = ("", "円", "")
    table([("項目", "金額", "説明"), blank, blank, blank, ("収入合計", "円", "")], (5, 4, 7.5), right=("円",))
    line("支出の部")
    table([("項目", "金額", "説明"), blank, blank, blank, blank, ("支出合計", "円", "")], (5, 4, 7.5), right=("円",))
    line("担当者名（　　　　　　　　　　　　　）")
    line("メールアドレス（　　　　　　　　　　　　　　　　　　　　　）")
    line("添付書類")
    line("（１）事業計画書　（２）収支予算書　（３）規約")
    doc.save(path)
