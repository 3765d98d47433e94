"""委任状: a letter; blanks are underlined spaces, tabs with underline, rows of underscores."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
住所|text|代理人
氏名|text|代理人
生年月日|date|代理人
電話番号|text|代理人
委任事項|check
必要な証明書の通数|text
使用目的|text
記入日|date
住所|text|委任者
氏名|text|委任者
印|seal|委任者
生年月日|date|委任者
電話番号|text|委任者
"""


def save(path):
    d = Document()
    t = d.add_paragraph("委　任　状")
    t.alignment = WD_ALIGN_PARAGRAPH.CENTER
    t.runs[0].font.size = Pt(20)
    d.add_paragraph("南町長　あて")

    def under(head, tail="", width=24, indent=0.0):
        p = d.add_paragraph()
        p.paragraph_format.left_indent = Cm(indent)
        p.add_run(head + "　")
        p.add_run("　" * width).font.underline = True
        p.add_run(tail)

    d.add_paragraph("（代理人）")
    under("住　所", indent=1)
    under("氏　名", indent=1)
    p = d.add_paragraph("生年月日　明治・大正・昭和・平成・令和　　　年　　　月　　　日")
    p.paragraph_format.left_indent = Cm(1)
    under("電話番号", indent=1)
    d.add_paragraph("　私は、上記の者を代理人と定め、次の事項に関する権限を委任します。")
    d.add_paragraph("【委任事項】（該当するものに✓をつけてください）")
    for s in (
        "□ 住民票の写しの交付請求及び受領",
        "□ 印鑑登録証明書の交付申請及び受領",
        "□ 戸籍全部（個人）事項証明書の交付請求及び受領",
        "□ その他（　　　　　　　　　　　　　　　　）",
    ):
        d.add_paragraph("　" + s)
    d.add_paragraph("必要な証明書の通数：＿＿＿＿通")
    d.add_paragraph("使用目的：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿")
    p = d.add_paragraph("令和　　年　　月　　日")
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph("（委任者）")
    under("住　所", indent=1)
    under("氏　名", "　㊞", indent=1)
    p = d.add_paragraph("生年月日　明治・大正・昭和・平成・令和　　　年　　　月　　　日")
    p.paragraph_format.left_indent = Cm(1)
    under("電話番号", indent=1)
    d.add_paragraph("※ 委任状は、必ず委任者本人が全て自筆してください。")
    d.save(path)
