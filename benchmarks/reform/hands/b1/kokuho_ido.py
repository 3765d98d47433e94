"""国民健康保険異動届: a workbook of many narrow columns with a family table and a staff strip."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

LABELS = """
届出日|date
世帯主氏名|text|世帯主
世帯主個人番号|text|世帯主
住所|text|世帯主
電話番号|text|世帯主
異動の理由|check
異動年月日|date
被保険者記号・番号|text
氏名（フリガナ）|text|異動する人
生年月日|date|異動する人
性別|choice|異動する人
続柄|text|異動する人
個人番号|text|異動する人
届出人氏名|text|届出人
届出人住所|text|届出人
届出人と世帯主との関係|check|届出人
日中連絡先|text|届出人
受付者|office|市役所記入欄
入力者|office|市役所記入欄
照合者|office|市役所記入欄
交付方法|office|市役所記入欄
本人確認|office|市役所記入欄
"""

thin = Side(style="thin")
gray = PatternFill("solid", fgColor="D9D9D9")


def put(ws, rng, value=None, *, fill=None, size=10, h="center", v="center", border=True, wrap=True):
    first = rng.split(":")[0]
    if ":" in rng:
        ws.merge_cells(rng)
    cell = ws[first]
    cell.value = value
    cell.font = Font(name="ＭＳ 明朝", size=size)
    cell.alignment = Alignment(horizontal=h, vertical=v, wrap_text=wrap)
    for row in ws[rng] if ":" in rng else ((cell,),):
        for c in row:
            if border:
                c.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if fill:
                c.fill = fill


def draw():
    wb = Workbook()
    ws = wb.active
    ws.title = "異動届"
    for i in range(1, 47):
        ws.column_dimensions[get_column_letter(i)].width = 2.1
    put(ws, "A1:AT1", "国民健康保険被保険者資格異動届", size=16, border=False)
    put(ws, "A2:N2", "（あて先）　青葉市長", h="left", border=False)
    put(ws, "AC2:AT2", "届出日　令和　　　年　　　月　　　日", h="right", border=False)
    put(ws, "A4:C7", "世帯主", fill=gray)
    put(ws, "D4:I4", "世帯主氏名", fill=gray)
    put(ws, "J4:W4")
    put(ws, "X4:AD4", "世帯主個人番号", fill=gray, size=8)
    for i in range(12):
        col = get_column_letter(31 + i)
        put(ws, f"{col}4")
    put(ws, "D5:I7", "住所", fill=gray)
    put(ws, "J5:AT6", "〒　　　　－", h="left", v="top")
    put(ws, "J7:P7", "電話番号", fill=gray)
    put(ws, "Q7:AT7", "（　　　　　）", h="left")
    put(ws, "A8:I9", "異動の理由", fill=gray)
    put(ws, "J8:AT8", "取得：□転入　□社保離脱　□出生　□生活保護廃止　□その他（　　　　　　）", h="left", size=9)
    put(ws, "J9:AT9", "喪失：□転出　□社保加入　□死亡　□生活保護開始　□その他（　　　　　　）", h="left", size=9)
    put(ws, "A10:I10", "異動年月日", fill=gray)
    put(ws, "J10:W10", "令和　　年　　月　　日")
    put(ws, "X10:AD10", "被保険者記号・番号", fill=gray, size=8)
    put(ws, "AE10:AT10")
    put(ws, "A11:C17", "異動する人", fill=gray)
    ws["A11"].alignment = Alignment(horizontal="center", vertical="center", text_rotation=255)
    put(ws, "D11:P11", "氏名\n（フリガナ）", fill=gray)
    put(ws, "Q11:AA11", "生年月日", fill=gray)
    put(ws, "AB11:AD11", "性別", fill=gray)
    put(ws, "AE11:AH11", "続柄", fill=gray)
    put(ws, "AI11:AT11", "個人番号", fill=gray)
    for n in range(3):
        a, b = 12 + n * 2, 13 + n * 2
        put(ws, f"D{a}:P{a}")
        put(ws, f"D{b}:P{b}")
        put(ws, f"Q{a}:AA{b}", "昭・平・令\n　　年　　月　　日")
        put(ws, f"AB{a}:AD{b}", "男\n・\n女", size=8)
        put(ws, f"AE{a}:AH{b}")
        put(ws, f"AI{a}:AT{b}")
        ws.row_dimensions[a].height = 12
    put(ws, "A18:C20", "届出人", fill=gray)
    put(ws, "D18:I18", "届出人氏名", fill=gray)
    put(ws, "J18:W18")
    put(ws, "X18:AD18", "日中連絡先", fill=gray)
    put(ws, "AE18:AT18")
    put(ws, "D19:I19", "届出人住所", fill=gray)
    put(ws, "J19:AT19", "□世帯主と同じ", h="left")
    put(ws, "D20:P20", "届出人と世帯主との関係", fill=gray, size=9)
    put(ws, "Q20:AT20", "□本人　□同一世帯員　□代理人（委任状要）", h="left")
    put(ws, "A22:D23", "市役所\n記入欄", size=9)
    for i, name in enumerate(("受付者", "入力者", "照合者", "交付方法", "本人確認")):
        a, b = get_column_letter(5 + i * 8), get_column_letter(12 + i * 8)
        put(ws, f"{a}22:{b}22", name, size=9)
        put(ws, f"{a}23:{b}23", {3: "窓口・郵送", 4: "免・マ・旅・他（　　）"}.get(i), size=9)
    ws.row_dimensions[23].height = 28
    return wb


def save(path):
    draw().save(path)
