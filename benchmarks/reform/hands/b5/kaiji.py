"""保有個人情報開示請求書 by Word: a letter head with underlines, numbered items, lists to tick with words in brackets."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
請求日|date
氏名|text
住所又は居所|text
電話番号|text
開示を請求する保有個人情報|text
求める開示の実施の方法|check
実施の希望日|date
請求者|check
請求者本人確認書類|check
本人の状況|check
本人の氏名|text
本人の住所又は居所|text
法定代理人が請求する場合の請求資格確認書類|check
担当課|office
受付年月日|office
備考|office
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10.5)

    def line(text, align=None, indent=0.0, rule=""):
        p = doc.add_paragraph(text)
        p.paragraph_format.left_indent = Cm(indent)
        p.paragraph_format.space_after = Pt(1)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)
        if rule:
            p.add_run(rule).underline = True
        return p

    line("別記様式第２号")
    title = line("保有個人情報開示請求書", "c")
    title.runs[0].font.size = Pt(14)
    line("　　　年　　月　　日", "r")
    line("みどり野市長　様")
    line("（ふりがな）", indent=7)
    line("氏　　名　", indent=7, rule="　　　　　　　　　　　　　　　　　　")
    line("住所又は居所　", indent=7, rule="　　　　　　　　　　　　　　　　")
    line("〒　　　－", indent=7)
    line("電話番号　", indent=7, rule="　　　　（　　　）　　　　　　　　")
    line("　個人情報の保護に関する法律第77条第1項の規定に基づき、下記のとおり保有個人情報の開示を請求します。")
    line("記", "c")
    line("１　開示を請求する保有個人情報（具体的に特定してください。）")
    box = doc.add_table(1, 1, style="Table Grid")
    box.cell(0, 0).text = "\n\n"
    line("２　求める開示の実施の方法")
    line("　　ア又はイに○印を付してください。アを選択した場合は、実施の方法及び希望日を記載してください。")
    table = doc.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text = "求める開示の実施の方法"
    table.cell(0, 1).text = "□閲覧　□写しの交付　□その他（　　　　　　　　　　）"
    table.cell(1, 0).text = "実施の希望日"
    table.cell(1, 1).text = "　　　年　　　月　　　日"
    line("３　本人確認等")
    t = doc.add_table(6, 2, style="Table Grid")
    for n, (label, text) in enumerate((
        ("ア　請求者", "□本人　　□法定代理人　　□任意代理人"),
        ("イ　請求者本人確認書類", "□運転免許証　□個人番号カード　□在留カード\n□その他（　　　　　　　　　　　　　　　）"),
        ("ウ　本人の状況", "□未成年者（　　年　　月　　日生）　□成年被後見人　□任意代理人委任者"),
        ("エ　本人の氏名", ""),
        ("オ　本人の住所又は居所", ""),
        ("カ　法定代理人が請求する場合の請求資格確認書類", "□戸籍謄本　□登記事項証明書　□その他（　　　　　　　　）"),
    )):  # fmt: skip
        t.cell(n, 0).text, t.cell(n, 1).text = label, text
        t.cell(n, 0).width, t.cell(n, 1).width = Cm(5), Cm(11)
    line("（注）代理人が請求する場合に限り、ウからカまでを記載してください。")
    line("※事務処理欄")
    o = doc.add_table(2, 3, style="Table Grid")
    for c, text in enumerate(("担当課", "受付年月日", "備考")):
        o.cell(0, c).text = text
    o.cell(1, 1).text = "　年　月　日"
    doc.save(path)
