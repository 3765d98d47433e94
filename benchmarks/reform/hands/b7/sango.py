"""産後ケア事業利用申請 by Word: `申請者 氏名` on one line, ticks without a heading, vertical captions, a schedule table."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

LABELS = """
申請日|date
住所|text|申請者
氏名|text|申請者
電話番号|text|申請者
新規・変更|check
ふりがな|text|産婦
氏名|text|産婦
生年月日|date|産婦
出産日|date|産婦
出産した医療機関|text|産婦
お子さんの氏名|text|乳児
生年月日|date|乳児
出生時体重|amount|乳児
第何子|amount|乳児
利用の種類|check
利用を希望する理由|check
利用希望日|date
利用時間|text
希望施設|text
送迎|choice
世帯区分|check
アレルギーの有無|choice
氏名|text|緊急連絡先
続柄|text|緊急連絡先
電話番号|text|緊急連絡先
申請者氏名|sign
"""


def save(path):
    doc = Document()
    doc.styles["Normal"].font.size = Pt(10)

    def line(text, align=None, indent=0.0):
        p = doc.add_paragraph(text)
        p.paragraph_format.left_indent = Cm(indent)
        p.paragraph_format.space_after = Pt(2)
        p.alignment = {"r": WD_ALIGN_PARAGRAPH.RIGHT, "c": WD_ALIGN_PARAGRAPH.CENTER}.get(align)

    def table(rows, widths, merges=()):
        t = doc.add_table(len(rows), len(widths), style="Table Grid")
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                t.cell(r, c).width = Cm(widths[c])
                if text is not None:
                    t.cell(r, c).text = text
        for r0, c0, r1, c1 in merges:
            t.cell(r0, c0).merge(t.cell(r1, c1))

    line("様式第１号（第６条関係）")
    line("産後ケア事業利用申請書", "c")
    line("令和　　年　　月　　日", "r")
    line("若葉町長　様")
    line("申請者　住　　所　　　　　　　　　　　　　　　　　　　", indent=7)
    line("　　　　氏　　名　　　　　　　　　　　　　　　　　　　", indent=7)
    line("　　　　電話番号　　　　　　　　　　　　　　　　　　　", indent=7)
    line("　産後ケア事業を利用したいので、次のとおり申請します。")
    line("（　□新規　　□変更　）")
    table(
        [("産\n婦", "ふりがな", "", "生年月日", "昭和・平成　年　月　日"), (None, "氏　名", "", "出産日", "令和　年　月　日"),
         (None, "出産した\n医療機関", "", None, None),
         ("乳\n児", "お子さんの氏名", "", "生年月日", "令和　年　月　日"), (None, "出生時体重", "　　　　　ｇ", "第何子", "第　　子")],
        (1, 3, 5, 3, 4.5), [(0, 0, 2, 0), (3, 0, 4, 0), (2, 2, 2, 4)],
    )  # fmt: skip
    line("")
    table(
        [("利用の種類", "□宿泊型　　□日帰り型　　□訪問型"),
         ("利用を希望する理由\n（複数可）", "□体調が悪い　□育児に不安がある\n□授乳がうまくいかない　□家族の支援がない\n□その他（　　　　　　　　　　　）")],
        (4.5, 12),
    )  # fmt: skip
    line("")
    blank = ("", "令和　年　月　日", "　　時　～　　時", "", "要 ・ 不要")
    rows = [("", "利用希望日", "利用時間", "希望施設", "送迎")]
    rows += [(f"{n}回目", *blank[1:]) for n in (1, 2, 3)]
    table(rows, (1.8, 4, 4, 4, 2.7))
    line("")
    table(
        [
            ("世帯区分", "□生活保護世帯　□市町村民税非課税世帯　□その他の世帯"),
            ("アレルギーの有無", "無　・　有（　　　　　　　　　　　　　）"),
        ],
        (4.5, 12),
    )
    line("緊急連絡先")
    table([("氏　名", "続　柄", "電話番号"), ("", "", "")], (6, 3.5, 7))
    line("　利用の決定のため、町が世帯の課税状況を確認することに同意します。")
    line("申請者氏名（署名）　　　　　　　　　　　　　　　　　　", indent=6)
    doc.save(path)
