"""出産・子育て応援給付金申請書: a fillable PDF with form fields."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

LABELS = """
申請日|text
氏名|text|申請者
フリガナ|text|申請者
生年月日|text|申請者
住所|text|申請者
電話番号|text|申請者
妊娠届出日|text
出産予定日|text
対象児童の氏名|text
対象児童の生年月日|text
給付の種類|check
金融機関名|text|振込先口座
支店名|text|振込先口座
預金種別|check|振込先口座
口座番号|text|振込先口座
口座名義（カナ）|text|振込先口座
アンケートに回答しました|check
"""


def save(path):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    c = canvas.Canvas(str(path), pagesize=A4)
    form = c.acroForm

    def t(x, y, s, size=10):
        c.setFont("HeiseiMin-W3", size)
        c.drawString(x * mm, A4[1] - y * mm, s)

    def field(name, x, y, w, h=7):
        form.textfield(
            name=name, x=x * mm, y=A4[1] - (y + h) * mm, width=w * mm, height=h * mm, borderWidth=0.5, forceBorder=True
        )

    def tick(name, x, y, s):
        form.checkbox(name=name, x=x * mm, y=A4[1] - (y + 3.5) * mm, size=10, buttonStyle="check", borderWidth=0.5)
        t(x + 5, y + 3, s)

    t(55, 20, "出産・子育て応援給付金申請書（請求書）", 14)
    t(20, 30, "若草市長　様")
    t(130, 30, "申請日")
    field("date", 145, 25, 45)
    t(20, 42, "１　申請者", 11)
    y = 46
    for name, a, b in (("フリガナ", "生年月日", 1), ("氏名", "電話番号", 1)):
        t(22, y + 5, name)
        field("a" + name, 45, y, 60)
        t(110, y + 5, a)
        field("b" + a, 130, y, 60)
        y += 10
    t(22, y + 5, "住所")
    field("addr", 45, y, 145)
    y += 16
    t(20, y, "２　給付の内容", 11)
    t(22, y + 8, "給付の種類")
    tick("k1", 45, y + 5, "出産応援給付金（5万円）")
    tick("k2", 100, y + 5, "子育て応援給付金（5万円）")
    y += 12
    for a, b in (("妊娠届出日", "出産予定日"), ("対象児童の氏名", "対象児童の生年月日")):
        t(22, y + 5, a)
        field(a, 52, y, 45)
        t(102, y + 5, b)
        field(b, 140, y, 50)
        y += 10
    y += 6
    t(20, y, "３　振込先口座", 11)
    y += 4
    t(22, y + 5, "金融機関名")
    field("bank", 45, y, 55)
    t(105, y + 5, "支店名")
    field("br", 125, y, 65)
    y += 10
    t(22, y + 5, "預金種別")
    tick("f", 45, y + 2, "普通")
    tick("to", 65, y + 2, "当座")
    t(105, y + 5, "口座番号")
    field("no", 125, y, 65)
    y += 10
    t(22, y + 5, "口座名義（カナ）")
    field("nm", 52, y, 138)
    y += 16
    tick("q", 22, y, "アンケートに回答しました")
    c.save()
