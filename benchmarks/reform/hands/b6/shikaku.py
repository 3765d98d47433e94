"""介護保険資格の届: a workbook of narrow columns, an outer thick frame, old and new address over two rows, ticks in cells of their own."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
届出年月日|date
異動年月日|date
届出の種類|choice
被保険者番号|text|被保険者
フリガナ|text|被保険者
氏名|text|被保険者
性別|choice|被保険者
生年月日|date|被保険者
新|text|住所
旧|text|住所
世帯主氏名|text|被保険者
施設の名称|text|住所地特例
施設所在地|text|住所地特例
入所年月日|date|住所地特例
氏名|text|届出人
本人との続柄|text|届出人
住所|text|届出人
電話番号|text|届出人
備考|text
受付|office
入力|office
確認|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    thin, thick = Side(style="thin"), Side(style="medium")
    for i in range(1, 37):
        ws.column_dimensions[letter(i)].width = 2.7

    def put(rng, text="", h="left", line=thin, size=10):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=size, name="ＭＳ ゴシック")
        first.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True)
        if line:
            for row in ws[rng] if ":" in rng else ((first,),):
                for c in row:
                    c.border = Border(top=line, bottom=line, left=line, right=line)

    for r in range(1, 40):
        ws.row_dimensions[r].height = 20
    put("A1:R1", "第12号様式（第８条関係）", line=None, size=9)
    put("A2:AJ2", "介護保険　資格取得・異動・喪失届", "center", None, 15)
    put("A4:N4", "（宛先）みどり野市長", line=None)
    put("A5:AJ5", "次のとおり届け出ます。", line=None)
    put("A6:F6", "届出年月日")
    put("G6:R6", "令和　　年　　月　　日", "center")
    put("S6:X6", "異動年月日")
    put("Y6:AJ6", "令和　　年　　月　　日", "center")
    put("A7:F7", "届出の種類")
    put("G7:AJ7", "１　取得　　２　住所変更　　３　氏名変更　　４　喪失（死亡・転出）", line=thin)
    put("A8:B13", "被\n保\n険\n者", "center")
    put("C8:H8", "被保険者番号")
    for i in range(10):
        put(f"{letter(9 + i)}8")
    put("S8:AJ8", "※分かる場合に記入してください", size=8)
    put("C9:H9", "フリガナ", size=8)
    put("I9:W9")
    put("X9:Y10", "性別", "center", size=8)
    put("Z9:AA10", "男\n女", "center")
    put("AB9:AJ9", "生　年　月　日", "center", size=8)
    put("C10:H10", "氏　名")
    put("I10:W10")
    put("AB10:AJ10", "明・大・昭　　年　　月　　日", size=8)
    put("C11:E12", "住　所", "center")
    put("F11:H11", "新", "center")
    put("I11:AJ11", "〒")
    put("F12:H12", "旧", "center")
    put("I12:AJ12", "〒")
    put("C13:H13", "世帯主氏名")
    put("I13:AJ13")
    put("A14:H16", "住所地特例\n（施設に入所した方）", "center")
    put("I14:P14", "施設の名称", size=9)
    put("Q14:AJ14")
    put("I15:P15", "施設所在地", size=9)
    put("Q15:AJ15")
    put("I16:P16", "入所年月日", size=9)
    put("Q16:AJ16", "　　　年　　　月　　　日")
    put("A18:E19", "届出人", "center")
    put("F18:J18", "氏　名", "center")
    put("K18:W18")
    put("X18:AB18", "本人との続柄", "center", size=8)
    put("AC18:AJ18")
    put("F19:J19", "住　所", "center")
    put("K19:W19")
    put("X19:AB19", "電話番号", "center", size=8)
    put("AC19:AJ19", "（　　　）　　－")
    put("A20:E20", "備　考", "center")
    put("F20:AJ20")
    for a, b, text in (("Y", "AB", "受付"), ("AC", "AF", "入力"), ("AG", "AJ", "確認")):
        put(f"{a}22:{b}22", text, "center", size=8)
        put(f"{a}23:{b}24")
    put("A22:W22", "記入上の注意", line=None, size=9)
    put("A23:W23", "１　太枠の中を記入してください。", line=None, size=9)
    put("A24:W24", "２　被保険者証を添えてください。", line=None, size=9)
    for r in range(6, 21):
        left, right = ws[f"A{r}"], ws[f"AJ{r}"]
        left.border = Border(left=thick, top=left.border.top, bottom=left.border.bottom, right=left.border.right)
        right.border = Border(right=thick, top=right.border.top, bottom=right.border.bottom, left=right.border.left)
    wb.save(path)
