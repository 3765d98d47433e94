"""寄附申出書 by Word: captions over their boxes, headings of a table over three rows, a choice of uses each with its amount, postal boxes."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
申出日|date
郵便番号|text|寄附者
住所|text|寄附者
フリガナ|text|寄附者
氏名|text|寄附者
電話番号|text|寄附者
メールアドレス|text|寄附者
寄附金額|amount
子育て支援|amount|寄附金の使いみち
緑と水辺の保全|amount|寄附金の使いみち
文化財の修復|amount|寄附金の使いみち
町長におまかせ|amount|寄附金の使いみち
納付方法|check
ワンストップ特例申請書の送付|choice
氏名等の公表|choice
品番|text|希望する返礼品
数量|amount|希望する返礼品
配達の曜日|text|配達の希望
配達の時間帯|text|配達の希望
送り先氏名|text|送り先
送り先住所|text|送り先
応援メッセージ|text
受付番号|office
入金確認日|office
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10)

    def line(text, align=None):
        p = doc.add_paragraph(text)
        p.paragraph_format.space_after = Pt(2)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    def table(rows, widths, merges=(), center=()):
        t = doc.add_table(len(rows), len(widths), style="Table Grid")
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                t.cell(r, c).width = Cm(widths[c])
                if text is not None:
                    t.cell(r, c).text = text
                    if r in center:
                        t.cell(r, c).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for r0, c0, r1, c1 in merges:
            t.cell(r0, c0).merge(t.cell(r1, c1))

    line("若葉町ふるさと応援寄附申出書", "c")
    line("（あて先）若葉町長")
    line("申出日　　　　　　年　　　月　　　日", "r")
    table(
        [("寄附者", "郵便番号", "〒　　　－"), (None, "住　所", ""), (None, "フリガナ", ""), (None, "氏　名", ""),
         (None, "電話番号", "　　　　　（　　　　）"), (None, "メールアドレス", "　　　　　　　＠")],
        (2.5, 3.5, 10.5), [(0, 0, 5, 0)],
    )  # fmt: skip
    line("１　寄附金額　　　　金　　　　　　　　　　　　　　円")
    line("２　寄附金の使いみち（金額を記入してください）")
    table(
        [("使いみち", "内容", "金額"), ("子育て支援", "保育所の遊具など", "円"), ("緑と水辺の保全", "河川の清掃など", "円"),
         ("文化財の修復", "旧宿場町の建物など", "円"), ("町長におまかせ", "", "円")],
        (4.5, 7, 5), center=(0,),
    )  # fmt: skip
    line("３　次のそれぞれについて選んでください")
    table(
        [("納付方法", "□納付書　□郵便振替　□現金書留　□クレジットカード"),
         ("ワンストップ特例申請書の送付", "希望する　・　希望しない"),
         ("氏名等の公表", "氏名・金額とも可　／　氏名のみ可　／　不可")],
        (6, 10.5),
    )  # fmt: skip
    line("４　返礼品")
    table(
        [("希望する返礼品", None, "返礼品の送り方", None, None, None),
         (None, None, "配達の希望", None, "送り先\n（寄附者と異なるとき）", None),
         ("品番", "数量", "配達の曜日", "配達の時間帯", "送り先氏名", "送り先住所"),
         ("", "", "", "", "", ""), ("", "", "", "", "", "")],
        (2.4, 1.8, 2.6, 2.8, 3, 4), [(0, 0, 1, 1), (0, 2, 0, 5), (1, 2, 1, 3), (1, 4, 1, 5)], center=(0, 1, 2),
    )  # fmt: skip
    line("５　応援メッセージ")
    table([("\n\n",)], (16.5,))
    line("※町処理欄")
    table([("受付番号", "", "入金確認日", "　年　月　日")], (3, 5, 3, 5.5))
    doc.save(path)
