"""国民健康保険療養費支給申請書: a workbook where blanks are white and everything else is coloured; few borders."""

from openpyxl import Workbook
from openpyxl.styles import Border, Font, PatternFill, Side

LABELS = """
記号番号|text
世帯主氏名|text
世帯主住所|text
世帯主電話番号|text
世帯主個人番号|text
療養を受けた人の氏名|text
続柄|text
生年月日|date
個人番号|text
傷病名|text
発病・負傷の原因|choice
診療期間|daterange
診療日数|text
医療機関の名称|text
医療機関の所在地|text
療養に要した費用|amount
申請の理由|choice
第三者行為の有無|choice
銀行名|text
支店名|text
口座種別|choice
口座番号|text
フリガナ|text
口座名義人|text
申請日|date
申請者氏名|text
"""
BG = PatternFill("solid", fgColor="DDEBF7")
HEAD = PatternFill("solid", fgColor="9BC2E6")
WHITE = PatternFill("solid", fgColor="FFFFFF")


def save(path):
    wb = Workbook()
    ws = wb.active
    for c, w in zip("ABCDEFG", (2, 20, 26, 4, 20, 26, 2), strict=True):
        ws.column_dimensions[c].width = w
    for row in ws["A1:G34"]:
        for x in row:
            x.fill = BG
    ws["B1"] = "国民健康保険療養費支給申請書"
    ws["B1"].font = Font(size=16, bold=True)
    r = 3

    def pair(label, value=None, right=None, rvalue=None, wide=False):
        nonlocal r
        ws.cell(r, 2, label)
        if wide:
            ws.merge_cells(start_row=r, start_column=3, end_row=r, end_column=6)
            for c in range(3, 7):
                ws.cell(r, c).fill = WHITE
        ws.cell(r, 3, value).fill = WHITE
        if right:
            ws.cell(r, 5, right)
            ws.cell(r, 6, rvalue).fill = WHITE
        ws.row_dimensions[r].height = 22
        r += 1

    def head(text):
        nonlocal r
        ws.merge_cells(start_row=r, start_column=2, end_row=r, end_column=6)
        ws.cell(r, 2, text).fill = HEAD
        r += 1

    head("世帯主について")
    pair("記号番号", None, "世帯主氏名")
    pair("世帯主住所", None, wide=True)
    pair("世帯主電話番号", None, "世帯主個人番号")
    head("療養を受けた人について")
    pair("療養を受けた人の氏名", None, "続柄")
    pair("生年月日", "　　　年　　月　　日", "個人番号")
    head("療養の内容")
    pair("傷病名", None, "発病・負傷の原因", "病気　・　けが")
    pair("診療期間", "　年　月　日 ～ 　年　月　日", "診療日数", "　　　　　日")
    pair("医療機関の名称", None, "医療機関の所在地")
    pair("療養に要した費用", "　　　　　　　　円", "第三者行為の有無", "有　・　無")
    pair("申請の理由", "１ 保険証不携帯　２ 補装具　３ 海外療養　４ その他（　　　　　）", wide=True)
    head("振込先")
    pair("銀行名", None, "支店名")
    pair("口座種別", "普通　・　当座", "口座番号")
    pair("フリガナ", None, "口座名義人")
    r += 1
    ws.cell(r, 2, "上記のとおり申請します。")
    r += 1
    ws.cell(r, 2, "申請日")
    ws.cell(r, 3, "令和　　年　　月　　日")
    ws.cell(r, 5, "申請者氏名")
    ws.cell(r, 6).border = Border(bottom=Side(style="thin"))
    wb.save(path)
