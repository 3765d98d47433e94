"""水道使用開始・中止届: a plain sheet, label columns at the left, few merges."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

LABELS = """
届出年月日|date
届出区分|check
お客様番号|text
使用場所|text
建物名・部屋番号|text
使用開始（中止）日|date
使用者氏名（フリガナ）|text
使用者氏名|text
生年月日|date
電話番号（携帯）|text
使用目的|check
世帯人数|text
支払方法|check
請求書送付先住所|text
請求書送付先氏名|text
前住所|text
所有者氏名|text|建物所有者
所有者住所|text|建物所有者
所有者電話|text|建物所有者
受付|office|水道課処理欄
開栓|office|水道課処理欄
指針|office|水道課処理欄
備考|office|水道課処理欄
"""
ROWS = [
    ("届出区分", "☐ 開始　　☐ 中止　　☐ 名義変更"),
    ("お客様番号", ""),
    ("使用場所", "みどり町"),
    ("建物名・部屋番号", ""),
    ("使用開始（中止）日", "令和　　年　　月　　日（　　）"),
    ("使用者氏名（フリガナ）", ""),
    ("使用者氏名", ""),
    ("生年月日", "明・大・昭・平・令　　　年　　月　　日"),
    ("電話番号（携帯）", "　　　　－　　　　－　　　　"),
    ("使用目的", "☐ 家事用　☐ 営業用　☐ 団体用　☐ 工事用　☐ その他（　　　　　）"),
    ("世帯人数", "　　　　　　　人"),
    ("支払方法", "☐ 口座振替　　☐ 納入通知書　　☐ クレジットカード"),
    ("請求書送付先住所", "〒"),
    ("請求書送付先氏名", ""),
    ("前住所", ""),
]


def save(path):
    wb = Workbook()
    ws = wb.active
    side = Side(style="medium")
    hair = Side(style="thin")
    ws.column_dimensions["A"].width = 24
    ws.column_dimensions["B"].width = 26
    ws.column_dimensions["C"].width = 16
    ws.column_dimensions["D"].width = 26
    ws["A1"] = "様式第３号（第８条関係）"
    ws.merge_cells("A2:D2")
    ws["A2"] = "水 道 使 用 開 始 （ 中 止 ） 届"
    ws["A2"].font = Font(size=18, bold=True)
    ws["A2"].alignment = Alignment(horizontal="center")
    ws["A3"] = "みどり町水道事業管理者　様"
    ws["C4"] = "届出年月日"
    ws["D4"] = "年　　月　　日"
    row = 6
    for label, value in ROWS:
        ws.cell(row, 1, label).alignment = Alignment(vertical="center")
        ws.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        ws.cell(row, 2, value or None).alignment = Alignment(vertical="center")
        for c in range(1, 5):
            ws.cell(row, c).border = Border(
                top=hair, bottom=hair, left=hair if c < 3 else None, right=hair if c in (1, 4) else None
            )
        ws.row_dimensions[row].height = 24
        row += 1
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
    ws.cell(row, 1, "建物所有者（借家・アパートの場合に記入してください）")
    for c in range(1, 5):
        ws.cell(row, c).border = Border(
            top=hair, bottom=hair, left=hair if c == 1 else None, right=hair if c == 4 else None
        )
    row += 1
    for left, right in ((("所有者氏名", "所有者電話")), ("所有者住所", None)):
        ws.cell(row, 1, left)
        for c in range(1, 5):
            ws.cell(row, c).border = Border(top=hair, bottom=hair, left=hair, right=hair)
        if right:
            ws.cell(row, 3, right)
        else:
            ws.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        ws.row_dimensions[row].height = 24
        row += 1
    row += 1
    ws.cell(row, 1, "※ 水道課処理欄（記入しないでください）")
    row += 1
    for i, name in enumerate(("受付", "開栓", "指針", "備考")):
        for r in (row, row + 1):
            ws.cell(r, i + 1).border = Border(top=side, bottom=side, left=side, right=side)
        ws.cell(row, i + 1, name).alignment = Alignment(horizontal="center")
    ws.row_dimensions[row + 1].height = 40
    wb.save(path)
