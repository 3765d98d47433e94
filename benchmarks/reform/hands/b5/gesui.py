"""排水設備: a workbook with rules below the blanks only, unit words after blanks, yes and no rows, lists to tick."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter as letter

LABELS = """
申請日|date
住所|text|申請者
氏名|text|申請者
電話|text|申請者
設置場所|text
使用者氏名|text
建物の所有者|choice
建築区分|check
建物の用途|check
使用人数|amount
延床面積|amount
便器の数|amount
井戸水の使用|choice
雨水の処理方法|check
着手予定|date|工事期間
完了予定|date|工事期間
名称|text|指定工事店
指定番号|text|指定工事店
責任技術者氏名|text|指定工事店
備考|text
受付番号|office
課長|office
係長|office
係|office
検査年月日|office
"""


def save(path):
    wb = Workbook()
    ws = wb.active
    t = Side(style="thin")
    for i in range(1, 13):
        ws.column_dimensions[letter(i)].width = 8

    def put(rng, text="", h="left", edges="tblr", size=10.5):
        if ":" in rng:
            ws.merge_cells(rng)
        first = ws[rng.split(":")[0]]
        first.value = text or None
        first.font = Font(size=size, name="ＭＳ Ｐゴシック")
        first.alignment = Alignment(horizontal=h, vertical="center", wrap_text=True)
        rows = list(ws[rng]) if ":" in rng else [(first,)]
        for r, row in enumerate(rows):
            for c, x in enumerate(row):
                x.border = Border(
                    top=t if "t" in edges and r == 0 else None, bottom=t if "b" in edges and r == len(rows) - 1 else None,
                    left=t if "l" in edges and c == 0 else None, right=t if "r" in edges and c == len(row) - 1 else None,
                )  # fmt: skip

    for r in range(1, 40):
        ws.row_dimensions[r].height = 22
    put("A1:D1", "第３号様式（第５条）", edges="")
    put("A2:L2", "排水設備等計画（変更）確認申請書", "center", "", 15)
    put("I3:L3", "令和　　年　　月　　日", "right", "")
    put("A4:D4", "（宛先）若葉町長", edges="")
    put("F5:F5", "申請者", edges="")
    for r, label in ((5, "住　所"), (6, "氏　名"), (7, "電　話")):
        put(f"G{r}", label, edges="")
        put(f"H{r}:L{r}", edges="b")
    put("A8:L8", "　下記のとおり排水設備等の計画の確認を受けたいので、関係図書を添えて申請します。", edges="")
    put("A9:B9", "設置場所")
    put("C9:L9", "若葉町")
    put("A10:B10", "使用者氏名")
    put("C10:F10")
    put("G10:H10", "建物の所有者")
    put("I10:L10", "申請者　・　他人", "center")
    put("A11:B11", "建築区分")
    put("C11:L11", "□新築　　□増築　　□改築　　□くみ取り便所からの切替え　　□浄化槽からの切替え")
    put("A12:B13", "建物の用途")
    put("C12:L12", "□専用住宅　□共同住宅（　　　戸）　□店舗　□事務所", edges="tlr")
    put("C13:L13", "□その他（　　　　　　　　　　　　　　　　　）", edges="blr")
    put("A14:B14", "使用人数")
    put("C14:D14", "人", "right")
    put("E14:F14", "延床面積")
    put("G14:H14", "㎡", "right")
    put("I14:J14", "便器の数")
    put("K14:L14", "個", "right")
    put("A15:B15", "井戸水の使用")
    put("C15:F15", "有　・　無", "center")
    put("G15:H15", "雨水の処理方法")
    put("I15:L15", "□側溝　□宅内浸透　□その他")
    put("A16:B17", "工事期間")
    put("C16:D16", "着手予定")
    put("E16:L16", "令和　　　年　　　月　　　日")
    put("C17:D17", "完了予定")
    put("E17:L17", "令和　　　年　　　月　　　日")
    put("A18:B20", "指定工事店")
    put("C18:D18", "名　称")
    put("E18:H18")
    put("I18:J18", "指定番号")
    put("K18:L18", "第　　　号")
    put("C19:D20", "責任技術者氏名", size=9)
    put("E19:L20")
    put("A21:B22", "備　考")
    put("C21:L22")
    put("A23:L23", "【記入上の注意】", edges="")
    put("A24:L24", "１　位置図、平面図及び縦断図を添付すること。", edges="")
    put("A25:L25", "２　他人の土地又は排水設備を使用するときは、承諾書を添付すること。", edges="")
    put("A27:L27", "※以下は記入しないでください", edges="")
    put("A28:B28", "受付番号", "center")
    put("C28:D28", "課長", "center")
    put("E28:F28", "係長", "center")
    put("G28:H28", "係", "center")
    put("I28:L28", "検査年月日", "center")
    for rng in ("A29:B30", "C29:D30", "E29:F30", "G29:H30"):
        put(rng)
    put("I29:L30", "年　　月　　日", "right")
    wb.save(path)
