"""就学援助費受給申請書: ruby, reasons to choose among, yes/no questions."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

LABELS = """
申請日|date
保護者氏名|text
現住所|text
1月1日の住所|text
電話番号|text
氏名|text|児童生徒
生年月日|date|児童生徒
学校名|text|児童生徒
学年|text|児童生徒
氏名|text|同居の家族
続柄|text|同居の家族
生年月日|date|同居の家族
職業|text|同居の家族
年間収入|amount|同居の家族
申請理由|choice
生活保護を受けていますか|choice
児童扶養手当を受けていますか|choice
家は持ち家ですか|choice
家賃（月額）|amount
振込先金融機関|text
支店名|text
口座番号|text
口座名義（カタカナ）|text
同意者氏名|text
"""


def ruby(p, base, rt):
    p._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:ruby><w:rubyPr><w:hps w:val='10'/></w:rubyPr><w:rt><w:r><w:rPr><w:sz w:val='10'/></w:rPr><w:t>{rt}</w:t></w:r></w:rt>"
            f"<w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )
    )


def save(path):
    d = Document()
    d.styles["Normal"].font.size = Pt(10)
    h = d.add_paragraph("就学援助費受給申請書兼世帯票")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    h.runs[0].font.size = Pt(16)
    d.add_paragraph("高峰市教育委員会　様　　　　　　　　　　　　　　　　　　　　　　　　年　　月　　日")
    t = d.add_table(rows=4, cols=4, style="Table Grid")
    for (r, c), (b, y) in {
        (0, 0): ("保護者氏名", "ほごしゃしめい"),
        (1, 0): ("現住所", "げんじゅうしょ"),
        (3, 0): ("電話番号", "でんわばんごう"),
    }.items():
        ruby(t.cell(r, c).paragraphs[0], b, y)
    t.cell(2, 0).text = "1月1日の住所"
    for r in range(4):
        t.cell(r, 1).merge(t.cell(r, 3))
    t.cell(2, 1).text = "□現住所と同じ　□異なる（　　　　　　　　　　　　　　　）"
    d.add_paragraph("１．援助を受けようとする児童生徒")
    t = d.add_table(rows=4, cols=4, style="Table Grid")
    for c, (b, y) in enumerate(
        (("氏名", "しめい"), ("生年月日", "せいねんがっぴ"), ("学校名", "がっこうめい"), ("学年", "がくねん"))
    ):
        ruby(t.cell(0, c).paragraphs[0], b, y)
    for r in range(1, 4):
        t.cell(r, 1).text = "平成・令和　年　月　日"
        t.cell(r, 2).text = "　　　　小・中学校"
        t.cell(r, 3).text = "　　年"
    d.add_paragraph("２．同居の家族（児童生徒を除く）")
    t = d.add_table(rows=5, cols=5, style="Table Grid")
    for c, n in enumerate(("氏名", "続柄", "生年月日", "職業", "年間収入")):
        t.cell(0, c).text = n
    for r in range(1, 5):
        t.cell(r, 4).text = "円"
        t.cell(r, 4).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.add_paragraph("３．申請理由（あてはまる番号に○をつけてください）")
    d.add_paragraph(
        "　１　生活保護が停止又は廃止になった\n　２　市民税が非課税である\n　３　児童扶養手当を受給している\n　４　その他経済的な理由（　　　　　　　　　　　　　　　　）"
    )
    d.add_paragraph("４．次のことについてお答えください。")
    t = d.add_table(rows=4, cols=2, style="Table Grid")
    for r, (q, a) in enumerate(
        (
            ("生活保護を受けていますか", "はい　・　いいえ"),
            ("児童扶養手当を受けていますか", "はい　・　いいえ"),
            ("家は持ち家ですか", "持ち家　・　借家"),
            ("家賃（月額）", "　　　　　　　円"),
        )
    ):
        t.cell(r, 0).text, t.cell(r, 1).text = q, a
    d.add_paragraph("５．振込先")
    t = d.add_table(rows=2, cols=4, style="Table Grid")
    t.cell(0, 0).text = "振込先金融機関"
    t.cell(0, 2).text = "支店名"
    t.cell(1, 0).text = "口座番号"
    t.cell(1, 2).text = "口座名義（カタカナ）"
    d.add_paragraph()
    d.add_paragraph("私は、上記の審査のため、世帯員の課税状況を教育委員会が調査することに同意します。")
    p = d.add_paragraph("同意者氏名　")
    p.add_run("　　　　　　　　　　　　　　　　　　").underline = True
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    d.save(path)
