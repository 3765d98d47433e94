"""改葬許可申請書: columns for several deceased, labels down the left."""

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

LABELS = """
本籍|text|死亡者
住所|text|死亡者
氏名|text|死亡者
性別|choice|死亡者
死亡年月日|date|死亡者
埋葬又は火葬の場所|text|死亡者
埋葬又は火葬の年月日|date|死亡者
改葬の理由|text
改葬の場所|text
住所|text|申請者
氏名|text|申請者
死亡者との続柄|text|申請者
墓地使用者との関係|text|申請者
電話番号|text|申請者
墓地等管理者の住所|text
墓地等管理者の氏名|text
印|seal
申請日|date
証明日|date
"""


def save(path):
    d = Document()
    s = d.sections[0]
    s.orientation, s.page_width, s.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    h = d.add_paragraph("改　葬　許　可　申　請　書")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    p = d.add_paragraph("年　　月　　日")
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph("霧島町長　殿")
    rows = ("本籍", "住所", "氏名", "性別", "死亡年月日", "埋葬又は火葬の場所", "埋葬又は火葬の年月日")
    t = d.add_table(rows=len(rows) + 2, cols=5, style="Table Grid")
    t.cell(0, 0).merge(t.cell(len(rows) - 1, 0)).text = "死亡者"
    for r, name in enumerate(rows):
        t.cell(r, 1).text = name
        for c in (2, 3, 4):
            t.cell(r, c).text = {
                "性別": "男 ・ 女",
                "死亡年月日": "年　月　日",
                "埋葬又は火葬の年月日": "年　月　日",
            }.get(name, "")
    for r, name in ((len(rows), "改葬の理由"), (len(rows) + 1, "改葬の場所")):
        t.cell(r, 0).merge(t.cell(r, 1)).text = name
        t.cell(r, 2).merge(t.cell(r, 4))
    d.add_paragraph()
    t = d.add_table(rows=3, cols=5, style="Table Grid")
    t.cell(0, 0).merge(t.cell(2, 0)).text = "申請者"
    t.cell(0, 1).text = "住所"
    t.cell(0, 2).merge(t.cell(0, 4))
    t.cell(1, 1).text = "氏名"
    t.cell(1, 3).text = "電話番号"
    t.cell(2, 1).text = "死亡者との続柄"
    t.cell(2, 3).text = "墓地使用者との関係"
    d.add_paragraph("上記の者が埋葬・埋蔵されていることを証明する。")
    d.add_paragraph("　　　　　年　　月　　日")
    for x in ("墓地等管理者の住所", "墓地等管理者の氏名"):
        p = d.add_paragraph("　　　　　　" + x + "　")
        p.add_run("　" * 22).underline = True
        if "氏名" in x:
            p.add_run("　㊞")
    d.save(path)
