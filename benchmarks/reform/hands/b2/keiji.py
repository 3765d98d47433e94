"""軽自動車税（種別割）申告書 兼 標識交付申請書: dense, two columns side by side."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter as col

LABELS = """
申告日|date
申告の理由|choice
標識番号|text
旧標識番号|text
種別|choice
車名|text
車台番号|text
型式|text
総排気量又は定格出力|text
型式認定番号|text
原動機の型式|text
長さ|text
幅|text
最高速度|text
取得年月日|date
主たる定置場|text
住所|text|所有者
フリガナ|text|所有者
氏名又は名称|text|所有者
生年月日|date|所有者
電話番号|text|所有者
個人番号又は法人番号|text|所有者
所有形態|choice|所有者
住所|text|使用者
氏名又は名称|text|使用者
生年月日|date|使用者
電話番号|text|使用者
住所|text|届出者
氏名|text|届出者
電話番号|text|届出者
販売店名|text|販売証明
販売年月日|date|販売証明
受付者|office
交付年月日|office
登録番号|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    for i in range(1, 61):
        ws.column_dimensions[col(i)].width = 1.7
    for r in range(1, 60):
        ws.row_dimensions[r].height = 15

    def c(r, a, b, text=None, rows=1, align="center", size=9, line=True, v="center"):
        ws.merge_cells(start_row=r, start_column=a, end_row=r + rows - 1, end_column=b)
        x = ws.cell(r, a, text)
        x.font = Font(name="MS Mincho", size=size)
        x.alignment = Alignment(horizontal=align, vertical=v, wrap_text=True)
        if line:
            s = Side(style="thin")
            for rr in range(r, r + rows):
                for cc in range(a, b + 1):
                    ws.cell(rr, cc).border = Border(
                        top=s if rr == r else None,
                        bottom=s if rr == r + rows - 1 else None,
                        left=s if cc == a else None,
                        right=s if cc == b else None,
                    )

    c(1, 1, 60, "軽自動車税（種別割）申告（報告）書兼標識交付申請書", size=13, line=False)
    c(2, 1, 20, "川辺町長　殿", line=False, align="left")
    c(2, 38, 60, "　　　年　　月　　日", line=False, align="right")
    # left column
    c(4, 1, 8, "申告の理由", 2)
    c(4, 9, 30, "１新規　２転入　３変更\n４名義変更　５その他", 2, "left")
    c(6, 1, 8, "標識番号", 2)
    c(6, 9, 30, "川辺町", 2, "left")
    c(8, 1, 8, "旧標識番号")
    c(8, 9, 30)
    c(9, 1, 8, "種別", 3)
    c(9, 9, 30, "原付　１種・２種乙・２種甲・ミニカー\n小型特殊　農耕用・その他", 3, "left", 8)
    c(12, 1, 8, "車名")
    c(12, 9, 30)
    c(13, 1, 8, "車台番号")
    for i in range(11):
        c(13, 9 + 2 * i, 10 + 2 * i)
    c(14, 1, 8, "型式")
    c(14, 9, 18)
    c(14, 19, 24, "原動機の型式", size=7)
    c(14, 25, 30)
    c(15, 1, 8, "総排気量又は\n定格出力", 2, size=8)
    c(15, 9, 30, "L\nkW", 2, "right")
    c(17, 1, 8, "型式認定番号")
    c(17, 9, 30)
    c(18, 1, 4, "長さ")
    c(18, 5, 10, "cm", align="right")
    c(18, 11, 14, "幅")
    c(18, 15, 20, "cm", align="right")
    c(18, 21, 25, "最高速度", size=7)
    c(18, 26, 30, "km/h", align="right", size=8)
    c(19, 1, 8, "取得年月日")
    c(19, 9, 30, "令和　　年　　月　　日")
    c(20, 1, 8, "主たる\n定置場", 2)
    c(20, 9, 30, None, 2)
    # right column
    c(4, 31, 33, "所\n有\n者", 7)
    c(4, 34, 39, "住所", 2)
    c(4, 40, 60, "〒", 2, "left", v="top")
    c(6, 34, 39, "（フリガナ）\n氏名又は名称", 2, size=7)
    c(6, 40, 60, None, 2)
    c(8, 34, 39, "生年月日")
    c(8, 40, 60, "大・昭・平・令　　年　　月　　日", size=8)
    c(9, 34, 39, "個人番号又は\n法人番号", size=6)
    for i in range(13):
        a = 40 + round(i * 21 / 13)
        b = 39 + round((i + 1) * 21 / 13)
        c(9, a, b)
    c(10, 34, 39, "電話番号")
    c(10, 40, 48)
    c(10, 49, 53, "所有形態", size=7)
    c(10, 54, 60, "自己所有・リース\n所有権留保", size=6)
    c(11, 31, 33, "使\n用\n者", 5)
    c(11, 34, 39, "住所", 2)
    c(11, 40, 60, "□所有者と同じ", 2, "left", v="top", size=7)
    c(13, 34, 39, "氏名又は名称", 1, size=7)
    c(13, 40, 60)
    c(14, 34, 39, "生年月日")
    c(14, 40, 60, "大・昭・平・令　　年　　月　　日", size=8)
    c(15, 34, 39, "電話番号")
    c(15, 40, 60)
    c(16, 31, 33, "届\n出\n者", 3)
    c(16, 34, 39, "住所")
    c(16, 40, 60)
    c(17, 34, 39, "氏名")
    c(17, 40, 60)
    c(18, 34, 39, "電話番号")
    c(18, 40, 60)
    c(19, 31, 33, "販\n売\n証\n明", 3)
    c(19, 34, 60, "上記の車両を販売したことを証明します。", size=8, align="left")
    c(20, 34, 39, "販売店名")
    c(20, 40, 60)
    c(21, 34, 39, "販売年月日", size=8)
    c(21, 40, 60, "年　　月　　日")
    c(23, 1, 60, "【町使用欄】", line=False, align="left")
    for i, t in enumerate(("受付者", "交付年月日", "登録番号")):
        c(24, 1 + 20 * i, 20 + 20 * i, t)
        c(25, 1 + 20 * i, 20 + 20 * i, None, 2)
    wb.save(path)
