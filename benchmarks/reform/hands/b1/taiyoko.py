"""補助金交付申請書: a letter with the applicant at the right, then numbered items and an amounts table."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

LABELS = """
申請日|date
郵便番号|text|申請者
住所|text|申請者
氏名|text|申請者
電話番号|text|申請者
メールアドレス|text|申請者
補助金交付申請額|amount
設置場所|text
設備の種類|check
太陽電池の公称最大出力|text
蓄電容量|text
工事着工予定日|date
工事完了予定日|date
太陽光発電設備|amount|補助対象経費
蓄電池|amount|補助対象経費
工事費|amount|補助対象経費
合計|amount|補助対象経費
施工業者名|text|施工業者
施工業者所在地|text|施工業者
担当者|text|施工業者
電話|text|施工業者
市税の納付状況の確認に同意します|check
"""


def line(ws, row, rng, **kw):
    s = Side(style=kw.get("style", "thin"))
    for r in ws[rng]:
        for c in r:
            c.border = Border(top=s, bottom=s, left=s, right=s)


def save(path):
    wb = Workbook()
    ws = wb.active
    for col, w in zip("ABCDEFGH", (4, 22, 12, 12, 14, 14, 14, 12), strict=True):
        ws.column_dimensions[col].width = w
    ws["A1"] = "第１号様式（第６条関係）"
    ws["G2"] = "年　　月　　日"
    ws["A4"] = "（宛先）海辺市長"
    for i, name in enumerate(("郵便番号", "住　　所", "氏　　名", "電話番号", "メールアドレス")):
        ws.cell(5 + i, 5, ("申請者　" if i == 0 else "　　　　") + name)
        ws.cell(5 + i, 5).font = Font(size=10.5)
    ws.merge_cells("A11:H11")
    ws["A11"] = "海辺市住宅用再生可能エネルギー設備設置費補助金交付申請書"
    ws["A11"].alignment = Alignment(horizontal="center")
    ws["A11"].font = Font(size=14, bold=True)
    ws["A13"] = "　海辺市補助金等交付規則第５条の規定により、次のとおり申請します。"
    rows = [
        ("補助金交付申請額", "　　　　　　　　　　　　　円"),
        ("設置場所", None),
        ("設備の種類", "□太陽光発電設備　□定置用蓄電池　□太陽熱利用設備"),
        ("太陽電池の公称最大出力", "　　　　　　　　　　kW"),
        ("蓄電容量", "　　　　　　　　　　kWh"),
        ("工事着工予定日", "　　年　　月　　日"),
        ("工事完了予定日", "　　年　　月　　日"),
    ]
    r = 15
    for n, (label, val) in enumerate(rows, 1):
        ws.cell(r, 1, n)
        ws.cell(r, 2, label)
        ws.merge_cells(start_row=r, start_column=3, end_row=r, end_column=8)
        ws.cell(r, 3, val)
        line(ws, r, f"A{r}:H{r}")
        r += 1
    top = r
    ws.merge_cells(start_row=r, start_column=1, end_row=r + 4, end_column=1)
    ws.cell(r, 1, 8)
    ws.merge_cells(start_row=r, start_column=2, end_row=r + 4, end_column=2)
    ws.cell(r, 2, "補助対象経費")
    for name in ("区分", "太陽光発電設備", "蓄電池", "工事費", "合計"):
        ws.merge_cells(start_row=r, start_column=3, end_row=r, end_column=5)
        ws.cell(r, 3, name).alignment = Alignment(horizontal="center")
        ws.merge_cells(start_row=r, start_column=6, end_row=r, end_column=8)
        ws.cell(r, 6, "金額（税抜）" if name == "区分" else "円").alignment = Alignment(
            horizontal="center" if name == "区分" else "right"
        )
        r += 1
    line(ws, r, f"A{top}:H{r - 1}")
    top = r
    ws.merge_cells(start_row=r, start_column=1, end_row=r + 1, end_column=1)
    ws.cell(r, 1, 9)
    ws.merge_cells(start_row=r, start_column=2, end_row=r + 1, end_column=2)
    ws.cell(r, 2, "施工業者")
    for a, b in (("施工業者名", "担当者"), ("施工業者所在地", "電話")):
        ws.cell(r, 3, a).font = Font(size=9)
        ws.merge_cells(start_row=r, start_column=4, end_row=r, end_column=5)
        ws.cell(r, 6, b)
        ws.merge_cells(start_row=r, start_column=7, end_row=r, end_column=8)
        r += 1
    line(ws, r, f"A{top}:H{r - 1}")
    ws.cell(r + 1, 1, "□　市税の納付状況の確認に同意します。")
    ws.cell(r + 3, 1, "添付書類")
    ws.cell(r + 4, 1, "（１）工事請負契約書の写し　（２）設備の仕様書　（３）設置場所の位置図及び写真")
    wb.save(path)
