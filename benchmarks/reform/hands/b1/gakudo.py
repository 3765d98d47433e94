"""放課後児童クラブ入会申請書: nested table, vertical text, a family table, content-control ticks."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

LABELS = """
申請日|date
保護者氏名|text|保護者
住所|text|保護者
自宅電話|text|保護者
携帯電話|text|保護者
ふりがな|text|入会児童
児童氏名|text|入会児童
性別|check|入会児童
生年月日|date|入会児童
学校名|text|入会児童
学年|text|入会児童
入会希望期間|daterange
利用希望曜日|check
入会を希望する理由|check
氏名|text|家族の状況
続柄|text|家族の状況
生年月日|date|家族の状況
勤務先・学校名|text|家族の状況
帰宅時刻|text|家族の状況
緊急時の連絡先（氏名）|text
緊急時の連絡先（電話番号）|text
アレルギーの有無|choice
アレルギーの内容|text
持病・配慮が必要なこと|text
受付日|office
受付番号|office
決定|office
"""


def tick(paragraph, text):
    sdt = OxmlElement("w:sdt")
    pr = OxmlElement("w:sdtPr")
    box = OxmlElement("w14:checkbox") if False else OxmlElement("w:id")
    box.set(qn("w:val"), "1")
    pr.append(box)
    sdt.append(pr)
    content = OxmlElement("w:sdtContent")
    r = OxmlElement("w:r")
    t = OxmlElement("w:t")
    t.text = "☐"
    r.append(t)
    content.append(r)
    sdt.append(content)
    paragraph._p.append(sdt)
    paragraph.add_run(text + "　")


def vertical(cell):
    d = OxmlElement("w:textDirection")
    d.set(qn("w:val"), "tbRlV")
    cell._tc.get_or_add_tcPr().append(d)


def save(path):
    d = Document()
    d.add_paragraph("様式第１号")
    h = d.add_paragraph("放課後児童クラブ入会申請書")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    h.runs[0].font.size = Pt(15)
    p = d.add_paragraph("令和　　年　　月　　日")
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph("山手市教育委員会　御中")
    t = d.add_table(rows=9, cols=6)
    t.style = "Table Grid"
    v = t.cell(0, 0).merge(t.cell(1, 0))
    v.text = "保護者"
    vertical(v)
    t.cell(0, 1).text = "保護者氏名"
    t.cell(0, 2).merge(t.cell(0, 3))
    t.cell(0, 4).text = "自宅電話"
    t.cell(1, 1).text = "住所"
    t.cell(1, 2).merge(t.cell(1, 3))
    t.cell(1, 4).text = "携帯電話"
    v = t.cell(2, 0).merge(t.cell(4, 0))
    v.text = "入会児童"
    vertical(v)
    t.cell(2, 1).text = "ふりがな"
    t.cell(2, 2).merge(t.cell(2, 3))
    t.cell(2, 4).text = "性別"
    tick(t.cell(2, 5).paragraphs[0], "男")
    tick(t.cell(2, 5).paragraphs[0], "女")
    t.cell(3, 1).text = "児童氏名"
    t.cell(3, 2).merge(t.cell(3, 3))
    t.cell(3, 4).text = "生年月日"
    t.cell(3, 5).text = "平・令　年　月　日"
    t.cell(4, 1).text = "学校名"
    t.cell(4, 2).merge(t.cell(4, 3)).text = "　　　　　　　　小学校"
    t.cell(4, 4).text = "学年"
    t.cell(4, 5).text = "　　年生"
    t.cell(5, 0).merge(t.cell(5, 1)).text = "入会希望期間"
    t.cell(5, 2).merge(t.cell(5, 5)).text = "令和　　年　　月　　日　～　令和　　年　　月　　日"
    t.cell(6, 0).merge(t.cell(6, 1)).text = "利用希望曜日"
    c = t.cell(6, 2).merge(t.cell(6, 5))
    for w in "月火水木金土":
        tick(c.paragraphs[0], w)
    t.cell(7, 0).merge(t.cell(7, 1)).text = "入会を希望する理由"
    c = t.cell(7, 2).merge(t.cell(7, 5))
    tick(c.paragraphs[0], "就労")
    tick(c.paragraphs[0], "疾病・障害")
    tick(c.add_paragraph(), "介護・看護")
    tick(c.paragraphs[-1], "その他（　　　　　　　　　　）")
    c = t.cell(8, 0).merge(t.cell(8, 5))
    c.text = "家族の状況（同居者全員を記入してください）"
    inner = c.add_table(rows=5, cols=5)
    inner.style = "Table Grid"
    for i, w in enumerate(("氏名", "続柄", "生年月日", "勤務先・学校名", "帰宅時刻")):
        inner.cell(0, i).text = w
    for r in range(1, 5):
        inner.cell(r, 2).text = "　年　月　日"
        inner.cell(r, 4).text = "　時　分"
    d.add_paragraph()
    u = d.add_table(rows=3, cols=4)
    u.style = "Table Grid"
    u.cell(0, 0).text = "緊急時の連絡先（氏名）"
    u.cell(0, 2).text = "緊急時の連絡先（電話番号）"
    u.cell(1, 0).text = "アレルギーの有無"
    u.cell(1, 1).text = "有　・　無"
    u.cell(1, 2).text = "アレルギーの内容"
    u.cell(2, 0).text = "持病・配慮が必要なこと"
    u.cell(2, 1).merge(u.cell(2, 3))
    d.add_paragraph("教育委員会使用欄")
    w = d.add_table(rows=1, cols=6)
    w.style = "Table Grid"
    for i, name in enumerate(("受付日", "受付番号", "決定")):
        w.cell(0, i * 2).text = name
    d.save(path)
