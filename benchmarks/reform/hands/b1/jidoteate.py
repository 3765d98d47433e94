"""児童手当認定請求書: drawn with a canvas, line by line, text by text."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

LABELS = """
請求日|date
フリガナ|text|請求者
氏名|text|請求者
生年月日|date|請求者
性別|choice|請求者
個人番号|text|請求者
住所|text|請求者
電話番号|text|請求者
職業|choice|請求者
勤務先|text|請求者
加入している年金|check|請求者
配偶者の有無|choice|配偶者
氏名|text|配偶者
個人番号|text|配偶者
1月1日現在の住所|text|配偶者
氏名|text|児童
続柄|text|児童
生年月日|date|児童
同居・別居の別|choice|児童
監護の有無|choice|児童
金融機関|text|振込口座
支店|text|振込口座
預金種別|choice|振込口座
口座番号|text|振込口座
口座名義人（カナ）|text|振込口座
認定年月日|office
支給開始年月|office
認定番号|office
備考|office
"""
W, H = A4


def save(path):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    c = canvas.Canvas(str(path), pagesize=A4)

    def text(x, y, s, size=9):
        c.setFont("HeiseiKakuGo-W5", size)
        c.drawString(x * mm, H - y * mm, s)

    def rect(x, y, w, h, lw=0.5):
        c.setLineWidth(lw)
        c.rect(x * mm, H - (y + h) * mm, w * mm, h * mm)

    def vtext(x, y, s, size=9, step=4.2):
        for i, ch in enumerate(s):
            text(x, y + i * step, ch, size)

    text(70, 18, "児童手当 認定請求書", 15)
    text(15, 26, "東雲市長　宛")
    text(140, 26, "令和　　　年　　　月　　　日")
    y = 30
    rect(15, y, 180, 56, 1.2)
    rect(15, y, 9, 56)
    vtext(18, y + 20, "請求者")
    rows = [("フリガナ", 7), ("氏名", 9), ("個人番号", 9), ("住所", 11), ("職業", 10), ("加入している年金", 10)]
    yy = y
    for name, h in rows:
        rect(24, yy, 28, h)
        text(26, yy + h / 2 + 1.3, name, 9 if len(name) < 6 else 8)
        if name == "フリガナ":
            rect(52, yy, 63, h)
            rect(115, yy, 24, h + 9)
            text(117, yy + 9, "生年月日")
            rect(139, yy, 56, h + 9)
            text(141, yy + 6, "昭和・平成")
            text(141, yy + 13, "　　　年　　　月　　　日")
        elif name == "氏名":
            rect(52, yy, 63, h)
        elif name == "個人番号":
            for i in range(12):
                rect(52 + i * 7, yy, 7, h)
            rect(136, yy, 20, h)
            text(138, yy + 6, "性別")
            rect(156, yy, 39, h)
            text(162, yy + 6, "男　・　女")
        elif name == "住所":
            rect(52, yy, 143, h)
            text(54, yy + 4, "〒　　　－", 8)
            text(130, yy + 8.5, "電話番号", 8)
        elif name == "職業":
            rect(52, yy, 63, h)
            text(54, yy + 6, "１会社員　２自営業　３公務員　４無職", 8)
            rect(115, yy, 24, h)
            text(117, yy + 6, "勤務先")
            rect(139, yy, 56, h)
        else:
            rect(52, yy, 143, h)
            text(54, yy + 6, "□厚生年金　□国民年金　□共済組合　□その他（　　　　　　　）", 8)
        yy += h
    y = 89
    rect(15, y, 180, 26, 1.2)
    rect(15, y, 9, 26)
    vtext(18, y + 8, "配偶者")
    rect(24, y, 28, 8)
    text(26, y + 5, "配偶者の有無")
    rect(52, y, 143, 8)
    text(60, y + 5, "有　・　無")
    rect(24, y + 8, 28, 9)
    text(26, y + 14, "氏名")
    rect(52, y + 8, 50, 9)
    rect(102, y + 8, 20, 9)
    text(104, y + 14, "個人番号")
    rect(122, y + 8, 73, 9)
    rect(24, y + 17, 28, 9)
    text(25, y + 22, "1月1日現在の住所", 7)
    rect(52, y + 17, 143, 9)
    y = 118
    text(15, y, "児童（18歳に達する日以後の最初の3月31日までの間にある児童）", 8)
    cols = [("氏名", 45), ("続柄", 20), ("生年月日", 45), ("同居・別居の別", 35), ("監護の有無", 35)]
    x = 15
    for name, w in cols:
        rect(x, y + 2, w, 7)
        text(x + w / 2 - len(name) * 1.5, y + 7, name)
        for r in range(4):
            rect(x, y + 9 + r * 9, w, 9)
            s = {
                "生年月日": "平・令　　年　　月　　日",
                "同居・別居の別": "同居 ・ 別居",
                "監護の有無": "有 ・ 無",
            }.get(name)
            if s:
                text(x + 2, y + 15 + r * 9, s, 8)
        x += w
    y = 168
    rect(15, y, 180, 18)
    rect(15, y, 20, 18)
    text(17, y + 10, "振込口座")
    for x, w, s, yy, h in (
        (35, 22, "金融機関", y, 9),
        (110, 18, "支店", y, 9),
        (35, 22, "預金種別", y + 9, 9),
        (80, 18, "口座番号", y + 9, 9),
        (140, 18, "", y + 9, 9),
    ):
        if s:
            rect(x, yy, w, h)
            text(x + 1, yy + 6, s, 8)
    text(95, y + 6, "銀行", 8)
    text(185, y + 6, "支店", 8)
    rect(57, y, 53, 9)
    rect(128, y, 67, 9)
    rect(57, y + 9, 23, 9)
    text(58, y + 15, "普通・当座", 8)
    rect(98, y + 9, 32, 9)
    rect(130, y + 9, 25, 9)
    text(131, y + 15, "口座名義人（カナ）", 6.5)
    rect(155, y + 9, 40, 9)
    y = 200
    text(15, y - 2, "※市記入欄", 8)
    x = 15
    for name in ("認定年月日", "支給開始年月", "認定番号", "備考"):
        rect(x, y, 45, 6)
        text(x + 10, y + 4.3, name, 8)
        rect(x, y + 6, 45, 10)
        if name == "認定年月日":
            text(x + 6, y + 12, "　年　月　日", 8)
        x += 45
    c.showPage()
    c.save()
