"""町民税・県民税申告書: amounts in numbered boxes, dependants' table, circled letters."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

LABELS = """
現住所|text
1月1日現在の住所|text
フリガナ|text
氏名|text
生年月日|date
個人番号|text
職業|text
電話番号|text
世帯主の氏名|text
続柄|text
営業等|amount|収入金額等
農業|amount|収入金額等
不動産|amount|収入金額等
給与|amount|収入金額等
公的年金等|amount|収入金額等
その他の雑|amount|収入金額等
社会保険料控除|amount|所得から差し引かれる金額
生命保険料控除|amount|所得から差し引かれる金額
地震保険料控除|amount|所得から差し引かれる金額
医療費控除|amount|所得から差し引かれる金額
配偶者の氏名|text
配偶者の生年月日|date
配偶者の個人番号|text
配偶者の合計所得金額|amount
氏名|text|扶養控除
続柄|text|扶養控除
生年月日|date|扶養控除
個人番号|text|扶養控除
同居・別居の区分|choice|扶養控除
収入がなかった人は次のうち該当するもの|check
提出年月日|date
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    for i, w in enumerate((5, 20, 5, 20, 5, 20, 5, 20), 1):
        ws.column_dimensions["ABCDEFGH"[i - 1]].width = w
    thin, med = Side(style="thin"), Side(style="medium")
    green = PatternFill("solid", fgColor="E2EFDA")

    def box(rng, text=None, fill=False, h="left", side=thin):
        if ":" in rng:
            ws.merge_cells(rng)
        x = ws[rng.split(":")[0]]
        x.value = text
        x.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True)
        cells = ws[rng] if ":" in rng else ((x,),)
        for r in cells:
            for y in r:
                y.border = Border(top=side, bottom=side, left=side, right=side)
                if fill:
                    y.fill = green

    ws["A1"] = "令和　　年度分　町民税・県民税　申告書"
    ws["A1"].font = Font(size=14, bold=True)
    ws["A2"] = "（宛先）大原町長"
    ws["F2"] = "提出年月日　　令和　　年　　月　　日"
    box("A4:B4", "現住所", True)
    box("C4:H4", "〒　　　－")
    box("A5:B5", "1月1日現在の住所", True)
    box("C5:H5", "□ 現住所と同じ")
    box("A6:B6", "フリガナ", True)
    box("C6:D6")
    box("E6:F6", "生年月日", True)
    box("G6:H6", "明・大・昭・平　　年　　月　　日")
    box("A7:B7", "氏名", True)
    box("C7:D7")
    box("E7:F7", "個人番号", True)
    box("G7:H7")
    box("A8:B8", "職業", True)
    box("C8:D8")
    box("E8:F8", "電話番号", True)
    box("G8:H8", "　　　（　　　）")
    box("A9:B9", "世帯主の氏名", True)
    box("C9:D9")
    box("E9:F9", "続柄", True)
    box("G9:H9")
    box("A11:D11", "１　収入金額等", True, "center", med)
    box("E11:H11", "２　所得から差し引かれる金額", True, "center", med)
    left = ("営業等", "農業", "不動産", "給与", "公的年金等", "その他の雑")
    right = ("社会保険料控除", "生命保険料控除", "地震保険料控除", "医療費控除")
    for i, (k, name) in enumerate(zip("アイウエオカ", left, strict=True)):
        r = 12 + i
        box(f"A{r}", k, h="center")
        box(f"B{r}", name)
        box(f"C{r}:D{r}", "円", h="right")
    for i, name in enumerate(right):
        r = 12 + i
        box(f"E{r}", "⑩⑪⑫⑬"[i], h="center")
        box(f"F{r}", name)
        box(f"G{r}:H{r}", "円", h="right")
    box("A19:H19", "３　配偶者控除に関する事項", True, "center", med)
    box("A20:B20", "配偶者の氏名", True)
    box("C20:D20")
    box("E20:F20", "配偶者の生年月日", True)
    box("G20:H20", "大・昭・平　　年　　月　　日")
    box("A21:B21", "配偶者の個人番号", True)
    box("C21:D21")
    box("E21:F21", "配偶者の合計所得金額", True)
    box("G21:H21", "円", h="right")
    box("A23:H23", "４　扶養控除に関する事項", True, "center", med)
    for rng, t in (
        ("A24:B24", "氏名"),
        ("C24", "続柄"),
        ("D24", "生年月日"),
        ("E24:F24", "個人番号"),
        ("G24:H24", "同居・別居の区分"),
    ):
        box(rng, t, True, "center")
    for r in (25, 26, 27):
        box(f"A{r}:B{r}")
        box(f"C{r}")
        box(f"D{r}", "昭・平・令\n　　・　　・")
        box(f"E{r}:F{r}")
        box(f"G{r}:H{r}", "１ 同居　２ 別居")
        ws.row_dimensions[r].height = 30
    ws["A29"] = "５　収入がなかった人は次のうち該当するものに✓をしてください。"
    ws["A30"] = "　□ 学生　　□ 失業　　□ 病気療養　　□ 障害　　□ 扶養親族（扶養者氏名　　　　　　　　　　）　　□ その他"
    wb.save(path)
