"""転出届（郵送用）: Word, frames drawn with single-cell tables, tab leaders, a text box with a staff note."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

LABELS = """
届出日|date
異動日|date
新しい住所|text
今までの住所|text
新しい世帯主|text
今までの世帯主|text
氏名|text|転出する人
生年月日|date|転出する人
性別|choice|転出する人
続柄|text|転出する人
届出人の住所|text
届出人の氏名|sign
昼間の連絡先|text
転出者との関係|check
マイナンバーカードの有無|check
受付印|office
"""
BOX = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict>
<v:shape id="b1" style="position:absolute;margin-left:330pt;margin-top:0;width:110pt;height:60pt" type="#_x0000_t202"><v:textbox><w:txbxContent><w:p><w:r><w:t>受付印</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"""


def save(path):
    d = Document()
    h = d.add_paragraph("転出届（郵送用）")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    h.runs[0].font.size = Pt(18)
    d.element.body.insert(1, parse_xml(BOX))
    d.add_paragraph("海原町長　あて")

    def leader(label, to=165):
        p = d.add_paragraph(label + "\t")
        p.paragraph_format.tab_stops.add_tab_stop(Mm(to), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)

    d.add_paragraph("届出日　　令和　　年　　月　　日　　　　異動日　　令和　　年　　月　　日")
    t = d.add_table(rows=2, cols=4, style="Table Grid")
    for r, (a, b) in enumerate((("新しい住所", "新しい世帯主"), ("今までの住所", "今までの世帯主"))):
        t.cell(r, 0).text, t.cell(r, 2).text = a, b
        t.rows[r].height = Mm(12)
    d.add_paragraph()
    d.add_paragraph("【転出する人】")
    t = d.add_table(rows=5, cols=5, style="Table Grid")
    for c, n in enumerate(("", "氏名", "生年月日", "性別", "続柄")):
        t.cell(0, c).text = n
    for r in range(1, 5):
        t.cell(r, 0).text = str(r)
        t.cell(r, 2).text = "Ｍ・Ｔ・Ｓ・Ｈ・Ｒ\n　　　年　　月　　日"
        t.cell(r, 3).text = "男・女"
    d.add_paragraph()
    d.add_paragraph("【届出人】")
    leader("届出人の住所　")
    leader("届出人の氏名（自署）　")
    leader("昼間の連絡先　")
    d.add_paragraph("転出者との関係　□本人　□世帯主　□世帯員　□代理人（委任状が必要です）")
    d.add_paragraph("マイナンバーカードの有無　　□あり　□なし")
    d.add_paragraph("《同封するもの》　①本人確認書類のコピー　②返信用封筒（切手貼付）")
    d.save(path)
