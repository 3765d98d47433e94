"""住民票等郵送請求書: no outer frame, dotted lines, shaded headings without borders, a price list with copies to fill in."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
請求日|date
住所|text|請求者
氏名|text|請求者
生年月日|date|請求者
昼間の連絡先|text|請求者
必要な方との関係|check|請求者
住所|text|必要な方
世帯主氏名|text|必要な方
氏名|text|必要な方
生年月日|date|必要な方
住民票（世帯全員）|text
住民票（個人）|text
除票|text
記載事項証明書|text
本籍・筆頭者|check
世帯主・続柄|check
使いみち|text
提出先|text
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    dot, thin = Side(style="dotted"), Side(style="thin")
    head = PatternFill("solid", fgColor="FF2F5597")
    pale = PatternFill("solid", fgColor="FFDDEBF7")
    for i in range(1, 31):
        ws.column_dimensions[letter(i)].width = 3

    def put(rng, text="", fill=None, line=dot, **how):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=how.get("size", 10), color=how.get("color", "FF000000"))
        first.alignment = Alignment(horizontal=how.get("h", "left"), vertical="center", wrap_text=True)
        for row in ws[rng] if ":" in rng else ((first,),):
            for c in row:
                if fill:
                    c.fill = fill
                if line:
                    c.border = Border(top=line, bottom=line, left=line, right=line)

    for r in range(1, 40):
        ws.row_dimensions[r].height = 22
    put("A1:AD1", "住民票の写し等 郵送請求書", line=None, h="center", size=16)
    put("S2:AD2", "請求日　　　年　　月　　日", line=None)
    put("A3:N3", "白鳥市長　あて", line=None)
    put("A4:AD4", "請求者（窓口に来る代わりに請求する方）", head, None, color="FFFFFFFF")
    for n, label in enumerate(("住所", "氏名", "昼間の連絡先")):
        put(f"A{5 + n}:F{5 + n}", label, pale)
        put(f"G{5 + n}:{'T' if n == 1 else 'AD'}{5 + n}")
    put("U6:X6", "生年月日", pale)
    put("Y6:AD6", "年　　月　　日")
    put("A8:F8", "必要な方との関係", pale)
    put("G8:AD8", "□本人　□同じ世帯　□代理人（委任状が必要です）")
    put("A10:AD10", "必要な方", head, None, color="FFFFFFFF")
    put("A11:F11", "住所", pale)
    put("G11:AD11", "白鳥市")
    put("A12:F12", "世帯主氏名", pale)
    put("G12:AD12")
    put("A13:F13", "氏名", pale)
    put("G13:T13")
    put("U13:X13", "生年月日", pale)
    put("Y13:AD13", "年　　月　　日")
    put("A15:L15", "必要な証明", head, None, color="FFFFFFFF")
    put("M15:R15", "手数料", head, None, color="FFFFFFFF")
    put("S15:AD15", "必要な通数", head, None, color="FFFFFFFF")
    for n, name in enumerate(("住民票（世帯全員）", "住民票（個人）", "除票", "記載事項証明書"), 16):
        put(f"A{n}:L{n}", name, None, thin)
        put(f"M{n}:R{n}", "300円", None, thin, h="right")
        put(f"S{n}:AD{n}", "通", None, thin, h="right")
    put("A21:H21", "本籍・筆頭者", pale)
    put("I21:O21", "□要　□不要")
    put("P21:W21", "世帯主・続柄", pale)
    put("X21:AD21", "□要　□不要")
    put("A22:F22", "使いみち", pale)
    put("G22:O22")
    put("P22:S22", "提出先", pale)
    put("T22:AD22")
    put("A24:AD24", "※手数料は定額小為替で同封してください。返信用封筒に切手を貼ってください。", line=None, size=9)
    wb.save(path)
