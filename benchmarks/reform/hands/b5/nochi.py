"""農地転用の届出 by Word: two-level headings, a table of land with a sum, people over columns."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
届出日|date
氏名|text|届出者
氏名|text|譲受人
住所|text|譲受人
職業|text|譲受人
氏名|text|譲渡人
住所|text|譲渡人
職業|text|譲渡人
所在|text|土地の所在等
地番|text|土地の所在等
登記簿|text|地目
現況|text|地目
面積|amount|土地の所在等
所有者の氏名|text|土地の所在等
計|amount|土地の所在等
権利の種類|check
権利の設定・移転の時期|date
転用の目的|text
工事着工時期|date|転用の時期
工事完了時期|date|転用の時期
転用の目的に係る事業又は施設の概要|text
転用することによって生ずる付近の農地、作物等の被害防除施設の概要|text
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10)

    def line(text, align=None, indent=0.0):
        p = doc.add_paragraph(text)
        p.paragraph_format.left_indent = Cm(indent)
        p.paragraph_format.space_after = Pt(1)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    line("様式例第４号の９")
    line("農地法第５条第１項第７号の規定による農地転用届出書", "c")
    line("令和　　年　　月　　日", "r")
    line("若葉町農業委員会会長　殿")
    line("届出者　氏名　　　　　　　　　　　　　　　　　　", indent=8)
    line("　下記のとおり、農地を転用するため権利を設定（移転）したいので届け出ます。")
    line("記", "c")
    t = doc.add_table(14, 8, style="Table Grid")

    def put(r0, c0, r1, c1, text, align="l"):
        cell = t.cell(r0, c0).merge(t.cell(r1, c1))
        cell.text = text
        if align == "r":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if align == "c":
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    put(0, 0, 2, 0, "１　当事者の氏名等")
    for c0, c1, text in ((1, 1, "当事者の別"), (2, 3, "氏名"), (4, 6, "住所"), (7, 7, "職業")):
        put(0, c0, 0, c1, text, "c")
    for r, who in ((1, "譲受人"), (2, "譲渡人")):
        put(r, 1, r, 1, who, "c")
        put(r, 2, r, 3, "")
        put(r, 4, r, 6, "")
        put(r, 7, r, 7, "")
    put(3, 0, 7, 0, "２　土地の所在等")
    put(3, 1, 4, 2, "所在", "c")
    put(3, 3, 4, 3, "地番", "c")
    put(3, 4, 3, 5, "地目", "c")
    put(4, 4, 4, 4, "登記簿", "c")
    put(4, 5, 4, 5, "現況", "c")
    put(3, 6, 4, 6, "面積（㎡）", "c")
    put(3, 7, 4, 7, "所有者の氏名", "c")
    for r in (5, 6):
        put(r, 1, r, 2, "")
        for c in range(3, 8):
            put(r, c, r, c, "")
    put(7, 1, 7, 5, "計", "c")
    put(7, 6, 7, 6, "㎡", "r")
    put(7, 7, 7, 7, "")
    put(8, 0, 8, 1, "３　権利の種類")
    put(8, 2, 8, 7, "□所有権　□賃借権　□使用貸借による権利　□その他（　　　　　　）")
    put(9, 0, 9, 1, "４　権利の設定・移転の時期")
    put(9, 2, 9, 7, "令和　　　年　　　月　　　日")
    put(10, 0, 10, 1, "５　転用の目的")
    put(10, 2, 10, 7, "")
    put(11, 0, 12, 1, "６　転用の時期")
    put(11, 2, 11, 3, "工事着工時期")
    put(11, 4, 11, 7, "令和　　年　　月　　日")
    put(12, 2, 12, 3, "工事完了時期")
    put(12, 4, 12, 7, "令和　　年　　月　　日")
    put(13, 0, 13, 1, "７　転用の目的に係る事業又は施設の概要")
    put(13, 2, 13, 7, "\n\n")
    line("８　転用することによって生ずる付近の農地、作物等の被害防除施設の概要")
    box = doc.add_table(1, 1, style="Table Grid")
    box.cell(0, 0).text = "\n\n"
    line("（記載要領）届出者が法人である場合は、氏名に名称及び代表者の氏名を記載してください。")
    doc.save(path)
