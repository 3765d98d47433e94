"""子ども医療費: a graph-paper workbook with a vertical band, digit boxes, a corner cut by a diagonal and a family table."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
受付印|office
申請日|date
氏名|text|申請者
個人番号|text|申請者
生年月日|date|申請者
住所|text|申請者
日中連絡のつく電話番号|text|申請者
1月1日現在の住所|check|申請者
氏名|text|対象となる子ども
続柄|text|対象となる子ども
生年月日|date|対象となる子ども
同居別居の別|choice|対象となる子ども
保険の種類|check|加入している健康保険
記号・番号|text|加入している健康保険
保険者名|text|加入している健康保険
被保険者氏名|text|加入している健康保険
資格取得年月日|date|加入している健康保険
附加給付の有無|check|加入している健康保険
金融機関|text|振込先
支店|text|振込先
預金種別|choice|振込先
口座番号|text|振込先
口座名義人|text|振込先
認定年月日|office
受給者番号|office
入力|office
確認|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    thin = Side(style="thin")
    grey = PatternFill("solid", fgColor="FFEDEDED")
    for i in range(1, 41):
        ws.column_dimensions[letter(i)].width = 2.4

    def put(rng, text="", h="left", fill=None, line=thin, size=9, **how):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=size, name="ＭＳ 明朝")
        first.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True, textRotation=how.get("turn", 0))
        for row in ws[rng] if ":" in rng else ((first,),):
            for c in row:
                if fill:
                    c.fill = fill
                if line:
                    c.border = Border(top=line, bottom=line, left=line, right=line,
                                      diagonal=how.get("cut"), diagonalDown=bool(how.get("cut")))  # fmt: skip

    for r in range(1, 50):
        ws.row_dimensions[r].height = 18
    put("A1:N1", "様式第１号（第４条関係）", line=None)
    put("AG1:AN1", "受付印", "center", grey)
    put("AG2:AN4")
    put("A3:AE3", "子ども医療費受給資格認定申請書", "center", line=None, size=14)
    put("A5:J5", "みどり野市長　殿", line=None)
    put("AA5:AN5", "　　年　　月　　日", "right", line=None)
    put("A6:AN6", "次のとおり、子ども医療費受給資格の認定を申請します。", line=None)
    put("A7:B12", "申\n請\n者", "center", grey)
    put("C7:H8", "氏　　名", "center", grey)
    put("I7:V8")
    put("W7:AB7", "個人番号", "center", grey)
    for i in range(12):
        put(f"{letter(29 + i)}7")
    put("W8:AB8", "生年月日", "center", grey)
    put("AC8:AN8", "昭・平　　年　　月　　日")
    put("C9:H10", "住　　所\n（住民票の住所）", "center", grey)
    put("I9:AN10", "〒　　　－　　　　\n")
    put("C11:H11", "日中連絡のつく電話番号", "center", grey, size=7)
    put("I11:AN11", "（　　　　）　　　　－")
    put("C12:H12", "１月１日現在の住所", "center", grey, size=8)
    put("I12:AN12", "□上記の住所と同じ　　□市外（　　　　　　　　　　　　　　　）")
    put("A14:N14", "対象となる子ども", line=None)
    put("A15:B15", cut=thin)
    for rng, text in (
        ("C15:O15", "氏　名"),
        ("P15:S15", "続　柄"),
        ("T15:AD15", "生年月日"),
        ("AE15:AN15", "同居・別居の別"),
    ):
        put(rng, text, "center", grey)
    for n, r in enumerate((16, 17, 18), 1):
        put(f"A{r}:B{r}", str(n), "center")
        put(f"C{r}:O{r}")
        put(f"P{r}:S{r}")
        put(f"T{r}:AD{r}", "平・令　　年　　月　　日")
        put(f"AE{r}:AN{r}", "同居　・　別居", "center")
    put("A20:B24", "加入している健康保険", "center", grey, turn=255, size=7)
    put("C20:H20", "保険の種類", "center", grey)
    put("I20:AN20", "□国保　□協会けんぽ　□健保組合　□共済　□その他（　　　　　　　）")
    put("C21:H21", "記号・番号", "center", grey)
    put("I21:V21", "　　　　　　・")
    put("W21:AB21", "保険者名", "center", grey)
    put("AC21:AN21")
    put("C22:H22", "被保険者氏名", "center", grey)
    put("I22:V22")
    put("W22:AB22", "資格取得年月日", "center", grey, size=7)
    put("AC22:AN22", "　　年　　月　　日", "right")
    put("C23:H24", "附加給付の有無", "center", grey)
    put("I23:AN24", "□有（健康保険組合等から支給される給付の内容が分かる書類を添付）\n□無")
    put("A26:B28", "振\n込\n先", "center", grey)
    put("C26:H26", "金融機関", "center", grey)
    put("I26:V26", "銀行・信金・農協", "right")
    put("W26:AB26", "支店", "center", grey)
    put("AC26:AN26", "本店・支店", "right")
    put("C27:H27", "預金種別", "center", grey)
    put("I27:V27", "１．普通　　２．当座", "center")
    put("W27:AB27", "口座番号", "center", grey)
    for i in range(7):
        put(f"{letter(29 + i)}27")
    put("AJ27:AN27")
    put("C28:H28", "口座名義人\n（カタカナ）", "center", grey, size=7)
    put("I28:AN28")
    ws.row_dimensions[28].height = 26
    put("A30:AN30", "※　受給資格者証は、申請日から２週間程度で郵送します。", line=None, size=8)
    put("A31:AN31", "※　太枠内を記入してください。", line=None, size=8)
    put("A33:C35", "市\n処\n理\n欄", "center", grey, size=7)
    put("D33:K33", "認定年月日", "center", grey)
    put("L33:AD33", "受給者番号", "center", grey)
    put("AE33:AI33", "入力", "center", grey)
    put("AJ33:AN33", "確認", "center", grey)
    for rng in ("D34:K35", "L34:AD35", "AE34:AI35", "AJ34:AN35"):
        put(rng)
    wb.save(path)
