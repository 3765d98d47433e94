"""補助金実績報告書 by Word: a letter head at the right, numbered items with amounts in the line, a table of costs with totals."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
報告日|date
所在地|text|補助事業者
団体名|text|補助事業者
代表者職氏名|text|補助事業者
担当者氏名|text|補助事業者
電話番号|text|補助事業者
交付決定年月日|date
補助事業の名称|text
補助事業の期間|daterange
交付決定額|amount
補助対象経費の実支出額|amount
既交付額|amount
差引額|amount
費目|text|収支
予算額|amount|収支
決算額|amount|収支
摘要|text|収支
合計|amount|収支
補助事業の成果|text
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10.5)

    def line(text, align=None, indent=0.0):
        p = doc.add_paragraph(text)
        p.paragraph_format.left_indent = Cm(indent)
        p.paragraph_format.space_after = Pt(2)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    line("様式第７号（第13条関係）")
    line("　　年　　月　　日", "r")
    line("白鳥市長　　　　　　　　様")
    for n, label in enumerate(("所　在　地", "団　体　名", "代表者職氏名", "担当者氏名", "電話番号")):
        line(("補助事業者　" if n == 0 else "　　　　　　") + label, indent=8)
    line("地域活動補助金実績報告書", "c")
    line(
        "　　　　年　　月　　日付け白鳥市指令第　　　号で交付決定のあった補助事業が完了したので、次のとおり報告します。"
    )
    line("記")
    line("１　交付決定年月日　　　　　　年　　月　　日")
    line("２　補助事業の名称　　")
    line("３　補助事業の期間　　　　　年　　月　　日から　　　年　　月　　日まで")
    line("４　交付決定額　　　　　　　　　金　　　　　　　　　　円")
    line("５　補助対象経費の実支出額　　　金　　　　　　　　　　円")
    line("６　既交付額　　　　　　　　　　金　　　　　　　　　　円")
    line("７　差引額　　　　　　　　　　　金　　　　　　　　　　円")
    line("８　収支決算")
    rows = [["費目", "予算額", "決算額", "摘要"], *([["", "円", "円", ""]] * 4), ["合計", "円", "円", ""]]
    t = doc.add_table(len(rows), 4, style="Table Grid")
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            t.cell(r, c).text = text
            if text == "円":
                t.cell(r, c).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line("９　補助事業の成果")
    box = doc.add_table(1, 1, style="Table Grid")
    box.cell(0, 0).text = "\n\n\n"
    line("10　添付書類")
    line("（１）収支決算書　（２）領収書の写し　（３）活動の写真")
    doc.save(path)
