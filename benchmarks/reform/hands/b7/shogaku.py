"""就学援助の申請: a workbook with a grid of the household under a heading of two rows, a bank account in boxes, ticks for the reason."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
申請年月日|date
住所|text|申請者
フリガナ|text|申請者
氏名|text|申請者
電話番号|text|申請者
児童生徒との続柄|text|申請者
児童生徒氏名|text|援助を希望する児童生徒
生年月日|date|援助を希望する児童生徒
学校名|text|援助を希望する児童生徒
学年|amount|援助を希望する児童生徒
組|amount|援助を希望する児童生徒
氏名|text|世帯の状況
続柄|text|世帯の状況
年齢|amount|世帯の状況
職業又は学校名|text|世帯の状況
給与収入|amount|前年の収入
その他の収入|amount|前年の収入
備考|text|世帯の状況
申請の理由|check
住居の状況|choice
家賃月額|amount
金融機関名|text|振込先口座
支店名|text|振込先口座
預金種別|choice|振込先口座
口座番号|text|振込先口座
口座名義人（カタカナ）|text|振込先口座
学校名|office
校長意見|office
認定|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    thin = Side(style="thin")
    for i in range(1, 31):
        ws.column_dimensions[letter(i)].width = 3.2

    def put(rng, text="", h="left", line=True, size=9):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=size, name="游明朝")
        first.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True)
        if line:
            for row in ws[rng] if ":" in rng else ((first,),):
                for c in row:
                    c.border = Border(top=thin, bottom=thin, left=thin, right=thin)

    for r in range(1, 42):
        ws.row_dimensions[r].height = 20
    put("A1:AD1", "令和８年度　就学援助費受給申請書（兼世帯票）", "center", False, 14)
    put("A2:J2", "みどり野市教育委員会　宛て", line=False)
    put("R2:U2", "申請年月日", "right", False)
    put("V2:AD2", "令和　　年　　月　　日", "left", False)
    put("A4:C6", "申請者\n（保護者）", "center")
    put("D4:F4", "住　所", "center")
    put("G4:AD4", "〒")
    put("D5:F5", "フリガナ", "center", size=7)
    put("G5:P5")
    put("Q5:T5", "電話番号", "center")
    put("U5:AD5")
    put("D6:F6", "氏　名", "center")
    put("G6:P6")
    put("Q6:T6", "児童生徒\nとの続柄", "center", size=7)
    put("U6:AD6")
    put("A8:AD8", "１　援助を希望する児童生徒", line=False, size=10)
    put("A9:I9", "児童生徒氏名", "center")
    put("J9:P9", "生年月日", "center")
    put("Q9:X9", "学校名", "center")
    put("Y9:AA9", "学年", "center")
    put("AB9:AD9", "組", "center")
    for r in (10, 11, 12):
        put(f"A{r}:I{r}")
        put(f"J{r}:P{r}", "　・　　・", "center")
        put(f"Q{r}:X{r}", "学校", "right")
        put(f"Y{r}:AA{r}", "年", "right")
        put(f"AB{r}:AD{r}", "組", "right")
    put("A14:AD14", "２　世帯の状況（同居している方を全員記入してください）", line=False, size=10)
    put("A15:A16", "", "center")
    put("B15:H16", "氏名", "center")
    put("I15:J16", "続柄", "center", size=8)
    put("K15:L16", "年齢", "center", size=8)
    put("M15:R16", "職業又は\n学校名", "center", size=8)
    put("S15:AA15", "前年の収入", "center", size=8)
    put("S16:V16", "給与収入", "center", size=8)
    put("W16:AA16", "その他の収入", "center", size=8)
    put("AB15:AD16", "備考", "center", size=8)
    for n, r in enumerate(range(17, 23), 1):
        put(f"A{r}", str(n), "center")
        put(f"B{r}:H{r}")
        put(f"I{r}:J{r}", "本人" if n == 1 else "")
        put(f"K{r}:L{r}")
        put(f"M{r}:R{r}")
        put(f"S{r}:V{r}", "円", "right")
        put(f"W{r}:AA{r}", "円", "right")
        put(f"AB{r}:AD{r}")
    put("A24:E27", "申請の理由\n（該当に✓）", "center")
    for n, text in enumerate(("□ 生活保護が停止又は廃止された", "□ 市民税が非課税である", "□ 児童扶養手当を受けている", "□ その他経済的な理由（　　　　　　　　　　　　　　　）")):  # fmt: skip
        put(f"F{24 + n}:AD{24 + n}", text)
    put("A28:E28", "住居の状況", "center")
    put("F28:Q28", "１ 持家　２ 借家　３ 公営住宅")
    put("R28:U28", "家賃月額", "center")
    put("V28:AD28", "円", "right")
    put("A30:AD30", "３　振込先口座（申請者名義のものに限ります）", line=False, size=10)
    put("A31:E31", "金融機関名", "center")
    put("F31:Q31", "銀行・信用金庫・農協", "right", size=8)
    put("R31:U31", "支店名", "center")
    put("V31:AD31", "支店・支所", "right", size=8)
    put("A32:E32", "預金種別", "center")
    put("F32:J32", "普通・当座", "center")
    put("K32:N32", "口座番号", "center")
    for c in "OPQRSTU":
        put(f"{c}32")
    put("V32:AD32", "", line=True)
    put("A33:E33", "口座名義人\n（カタカナ）", "center", size=8)
    put("F33:AD33")
    put("A35:AD35", "※以下は記入しないでください", line=False, size=8)
    put("A36:D36", "学校名", "center")
    put("E36:L36")
    put("M36:P36", "校長意見", "center")
    put("Q36:X36")
    put("Y36:Z36", "認定", "center")
    put("AA36:AD36", "認・否", "center")
    wb.save(path)
