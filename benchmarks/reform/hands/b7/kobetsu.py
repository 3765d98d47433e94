"""個別避難計画: a workbook with vertical captions, captions on top in small type, two helpers side by side over one full-width row."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
作成日|date
フリガナ|text|本人
氏名|text|本人
性別|choice|本人
生年月日|date|本人
住所|text|本人
自宅電話|text|本人
携帯電話|text|本人
同居家族|choice|本人
要介護認定|choice|心身の状況
障害者手帳|check|心身の状況
必要な支援|check|心身の状況
かかりつけ医|text|心身の状況
服薬|text|心身の状況
氏名|text|避難支援者１
続柄・関係|text|避難支援者１
住所|text|避難支援者１
電話番号|text|避難支援者１
氏名|text|避難支援者２
続柄・関係|text|避難支援者２
住所|text|避難支援者２
電話番号|text|避難支援者２
支援者に伝えておきたいこと|text
メールアドレス|text|避難支援者１
メールアドレス|text|避難支援者２
避難場所|text
移動手段|choice
避難経路の危険箇所|text
情報提供に同意します・同意しません|check
署名|sign
自治会名|office
受付者|office
台帳番号|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    thin = Side(style="thin")
    for i in range(1, 25):
        ws.column_dimensions[letter(i)].width = 4

    def put(rng, text="", h="left", line=True, size=10, fill=None, v="center"):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=size, name="ＭＳ ゴシック")
        first.alignment = Alignment(horizontal=h, vertical=v, wrap_text=True)
        for row in ws[rng] if ":" in rng else ((first,),):
            for c in row:
                if line:
                    c.border = Border(top=thin, bottom=thin, left=thin, right=thin)
                if fill:
                    c.fill = PatternFill("solid", fgColor=fill)

    grey = "E7E6E6"
    for r in range(1, 34):
        ws.row_dimensions[r].height = 21
    put("A1:X1", "避難行動要支援者　個別避難計画", "center", False, 15)
    put("O2:X2", "作成日　令和　　年　　月　　日", "right", False)
    put("A3:A7", "本\n人", "center", fill=grey)
    put("B3:D3", "フリガナ", "center", size=8)
    put("E3:M3")
    put("N3:P4", "性別", "center")
    put("Q3:S4", "男 ・ 女", "center")
    put("T3:X4", "要支援者番号は記入不要", "center", size=7)
    put("B4:D4", "氏　名", "center")
    put("E4:M4")
    put("B5:D5", "生年月日", "center")
    put("E5:M5", "大・昭・平　　年　　月　　日")
    put("N5:P5", "自宅電話", "center")
    put("Q5:X5")
    put("B6:D6", "住　所", "center")
    put("E6:M6", "みどり野市")
    put("N6:P6", "携帯電話", "center")
    put("Q6:X6")
    put("B7:D7", "同居家族", "center")
    put("E7:X7", "１ いる（　　　人）　　２ いない　　３ 日中はいない")
    put("A8:A11", "心\n身\nの\n状\n況", "center", fill=grey)
    put("B8:E8", "要介護認定")
    put("F8:X8", "要支援（ １ ・ ２ ）　要介護（ １ ・ ２ ・ ３ ・ ４ ・ ５ ）　なし")
    put("B9:E9", "障害者手帳")
    put("F9:X9", "□身体（　　級）　□療育（　　　）　□精神（　　級）　□なし")
    put("B10:E10", "必要な支援")
    put("F10:X10", "□情報の伝達　□歩行の介助　□車いす　□たんの吸引　□その他（　　　　　　　）")
    put("B11:E11", "かかりつけ医")
    put("F11:N11")
    put("O11:Q11", "服　薬", "center")
    put("R11:X11")
    put("A13:D13", "", fill=grey)
    put("E13:N13", "避難支援者１", "center", fill=grey)
    put("O13:X13", "避難支援者２", "center", fill=grey)
    for r, text in ((14, "氏　名"), (15, "続柄・関係"), (16, "住　所"), (17, "電話番号")):
        put(f"A{r}:D{r}", text)
        put(f"E{r}:N{r}")
        put(f"O{r}:X{r}")
    put("A18:D18", "支援者に伝えて\nおきたいこと", size=8)
    put("E18:X18")
    put("A19:D19", "メールアドレス", size=8)
    put("E19:N19")
    put("O19:X19")
    put("A21:H21", "避難場所", size=8, fill=grey)
    put("I21:P21", "移動手段", size=8, fill=grey)
    put("Q21:X21", "避難経路の危険箇所", size=8, fill=grey)
    put("A22:H23")
    put("I22:P23", "徒歩・車いす・自家用車・その他")
    put("Q22:X23")
    put("A25:X25", "私は、この計画の内容を、避難支援等関係者に平常時から提供することに", line=False)
    put("A26:X26", "　　□ 同意します　　　□ 同意しません", line=False)
    put("L27:X27", "署名　　　　　　　　　　　　　　　　　　　", line=False)
    put("A29:D29", "市・自治会使用欄", line=False, size=8)
    for n, text in enumerate(("自治会名", "受付者", "台帳番号")):
        a, b = letter(1 + n * 6), letter(6 + n * 6)
        put(f"{a}30:{b}30", text, "center", size=8)
        put(f"{a}31:{b}31")
    wb.save(path)
