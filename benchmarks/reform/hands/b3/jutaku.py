"""市営住宅入居申込書: landscape workbook, two tables side by side, household table with income columns, sheet two with consent."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
受付番号|office
申込日|date
申込住宅名|text
申込区分|check
フリガナ|text|申込者
氏名|text|申込者
生年月日|date|申込者
現住所|text|申込者
電話（自宅）|text|申込者
電話（携帯）|text|申込者
勤務先名|text|申込者
勤務先電話|text|申込者
現在の住宅の種類|check
家賃|amount
部屋数|text
困窮理由|check
氏名|text|入居予定者
続柄|text|入居予定者
生年月日|date|入居予定者
職業|text|入居予定者
年間総所得|amount|入居予定者
障害者手帳|choice|入居予定者
記入日|date
住所|text|同意者
氏名|text|同意者
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    ws.title = "申込書"
    t = Side(style="thin")

    def cell(rng, text=None, h="center", size=10):
        if ":" in rng:
            ws.merge_cells(rng)
        a = ws[rng.split(":")[0]]
        a.value = text
        a.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True)
        a.font = Font(name="游ゴシック", size=size)
        for row in ws[rng] if ":" in rng else ((a,),):
            for x in row:
                x.border = Border(top=t, bottom=t, left=t, right=t)

    for i in range(1, 25):
        ws.column_dimensions[letter(i)].width = 5.2
    ws["A1"] = "市営住宅入居申込書"
    ws["A1"].font = Font(size=18)
    cell("R1:T1", "受付番号")
    cell("U1:X1")
    ws["R2"] = "申込日　令和　　年　　月　　日"
    cell("A4:C4", "申込住宅名")
    cell("D4:L4")
    cell("A5:C5", "申込区分")
    cell("D5:L5", "□一般　□単身　□子育て　□高齢者", "left")
    cell("A6:A12", "申\n込\n者")
    cell("B6:C6", "フリガナ")
    cell("D6:H6")
    cell("I6:I7", "生年\n月日", size=8)
    cell("J6:L7", "昭・平\n年　月　日", size=8)
    cell("B7:C7", "氏名")
    cell("D7:H7")
    cell("B8:C9", "現住所")
    cell("D8:L9", "〒", "left")
    cell("B10:C10", "電話（自宅）", size=8)
    cell("D10:L10")
    cell("B11:C11", "電話（携帯）", size=8)
    cell("D11:L11")
    cell("B12:C12", "勤務先名")
    cell("D12:H12")
    cell("I12:J12", "勤務先電話", size=7)
    cell("K12:L12")
    cell("N4:P5", "現在の住宅の種類")
    cell("Q4:X5", "□民間借家　□間借り　□社宅\n□持家　□親族宅　□その他", "left")
    cell("N6:P6", "家賃")
    cell("Q6:S6", "円", "right")
    cell("T6:U6", "部屋数")
    cell("V6:X6", "室", "right")
    cell("N7:P12", "困窮理由\n（該当に✓）")
    cell(
        "Q7:X12",
        "□ 住宅でない建物に住んでいる\n□ 他の世帯と同居している\n□ 立ち退きを求められている\n□ 家賃が高い\n□ 通勤に時間がかかる\n□ その他（　　　　　　　　　）",
        "left",
        9,
    )
    ws["A14"] = "入居予定者（申込者を含めて全員）"
    cols = (
        ("A15:F15", "氏名"),
        ("G15:I15", "続柄"),
        ("J15:N15", "生年月日"),
        ("O15:Q15", "職業"),
        ("R15:U15", "年間総所得"),
        ("V15:X15", "障害者手帳"),
    )
    for rng, n in cols:
        cell(rng, n)
    for r in range(16, 21):
        for rng, n in cols:
            a, b = rng.split(":")
            v = {"生年月日": "　年　月　日", "年間総所得": "円", "障害者手帳": "有・無"}.get(n)
            cell(f"{a[0]}{r}:{b[0]}{r}", v, "right" if v == "円" else "center")
    w2 = wb.create_sheet("同意書")
    w2.column_dimensions["A"].width = 90
    w2["A1"] = "同　意　書"
    w2["A3"] = (
        "　市営住宅の入居資格の審査のため、私及び同居予定者の住民登録、課税状況について調査することに同意します。"
    )
    w2["A5"] = "　　令和　　年　　月　　日"
    w2["A7"] = "　　　　　　　　　　　　　　　同意者　住所"
    w2["A8"] = "　　　　　　　　　　　　　　　　　　　氏名"
    wb.save(path)
