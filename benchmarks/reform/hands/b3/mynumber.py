"""個人番号カード暗証番号変更・再設定申請書: canvas with rounded boxes, digit combs, small captions inside boxes."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

LABELS = """
申請日|date
フリガナ|text|申請者
氏名|text|申請者
生年月日|date|申請者
住所|text|申請者
電話番号|text|申請者
手続の種類|check
署名用電子証明書|text|新しい暗証番号
利用者証明用電子証明書|text|新しい暗証番号
住民基本台帳用|text|新しい暗証番号
券面事項入力補助用|text|新しい暗証番号
代理人氏名|text|代理人
代理人住所|text|代理人
本人との関係|text|代理人
本人確認書類|office
受付者|office
処理者|office
"""


def save(path):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    c = canvas.Canvas(str(path), pagesize=A4)
    top = A4[1]

    def t(x, y, s, size=9):
        c.setFont("HeiseiKakuGo-W5", size)
        c.drawString(x * mm, top - y * mm, s)

    def r(x, y, w, h, radius=0):
        if radius:
            c.roundRect(x * mm, top - (y + h) * mm, w * mm, h * mm, radius * mm)
        else:
            c.rect(x * mm, top - (y + h) * mm, w * mm, h * mm)

    t(30, 18, "個人番号カード・電子証明書 暗証番号変更／再設定申請書", 13)
    t(150, 26, "申請日　　　年　　月　　日")
    t(15, 26, "中川市長　様")
    r(15, 30, 180, 50, 3)
    t(18, 35, "申請者", 10)
    for y, label in ((38, "フリガナ"), (46, "氏名"), (56, "生年月日"), (64, "住所")):
        t(20, y + 5, label)
    r(45, 38, 70, 7)
    r(45, 46, 70, 9)
    r(45, 56, 70, 7)
    t(47, 61, "明・大・昭・平・令　　年　　月　　日", 8)
    r(45, 64, 145, 9)
    t(120, 43, "電話番号")
    r(140, 38, 50, 7)
    t(15, 88, "手続の種類")
    for i, s in enumerate(("暗証番号の変更", "暗証番号の初期化・再設定", "ロック解除")):
        r(45 + i * 48, 85, 3.5, 3.5)
        t(50 + i * 48, 88, s)
    t(15, 98, "新しい暗証番号", 10)
    y = 101
    for label, n in (
        ("署名用電子証明書", 16),
        ("利用者証明用電子証明書", 4),
        ("住民基本台帳用", 4),
        ("券面事項入力補助用", 4),
    ):
        r(15, y, 55, 9)
        t(17, y + 6, label)
        r(70, y, 125, 9)
        for i in range(1, n):
            c.line((70 + i * 125 / n) * mm, top - y * mm, (70 + i * 125 / n) * mm, top - (y + 9) * mm)
        y += 9
    y += 6
    t(15, y, "代理人（代理人が申請する場合のみ）", 10)
    y += 3
    for label, w in (("代理人氏名", 1), ("代理人住所", 1), ("本人との関係", 1)):
        r(15, y, 35, 9)
        t(17, y + 6, label)
        r(50, y, 145, 9)
        y += 9
    y += 6
    r(15, y, 180, 16)
    t(17, y + 4, "※市使用欄", 8)
    x = 40
    for label in ("本人確認書類", "受付者", "処理者"):
        r(x, y, 50, 6)
        t(x + 2, y + 4, label, 8)
        r(x, y + 6, 50, 10)
        x += 50
    c.save()
