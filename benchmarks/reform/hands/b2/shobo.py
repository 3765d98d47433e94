"""防火管理者選任（解任）届出書: the usual fire-service form, two levels of labels, long cells."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

LABELS = """
届出日|date
住所|text|届出者
氏名|text|届出者
電話番号|text|届出者
所在地|text|防火対象物
名称|text|防火対象物
用途|text|防火対象物
収容人員|text|防火対象物
種別|check|防火対象物
管理権原|check|防火対象物
区分|check|選任・解任
氏名（フリガナ）|text|選任
生年月日|date|選任
住所|text|選任
選任年月日|date|選任
職務上の地位|text|選任
講習種別|check|選任
講習機関|text|選任
修了年月日|date|選任
氏名|text|解任
解任年月日|date|解任
解任理由|text|解任
その他必要な事項|text
受付欄|office
経過欄|office
"""


def save(path):
    d = Document()
    d.add_paragraph("別記様式第１号の２の２（第３条の２、第51条の９関係）")
    h = d.add_paragraph("防火・防災管理者選任（解任）届出書")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    h.runs[0].font.size = Pt(14)
    t = d.add_table(rows=1, cols=1, style="Table Grid")
    c = t.cell(0, 0)
    c.text = "　　　　　　　　　　　　　　　　　　　　　　　　　　　　　年　　月　　日"
    c.add_paragraph("中央消防署長　殿")
    c.add_paragraph("　　　　　　　　　　　　　届出者")
    c.add_paragraph("　　　　　　　　　　　　　　住　所")
    c.add_paragraph("　　　　　　　　　　　　　　氏　名")
    c.add_paragraph("　　　　　　　　　　　　　　電話番号")
    c.add_paragraph("　下記のとおり、防火管理者を選任（解任）したので届け出ます。")
    c.add_paragraph("記").alignment = WD_ALIGN_PARAGRAPH.CENTER
    t = d.add_table(rows=18, cols=4, style="Table Grid")

    def put(r, a, b, text, rows=1):
        x = t.cell(r, a)
        if b != a or rows > 1:
            x = x.merge(t.cell(r + rows - 1, b))
        x.text = text
        return x

    put(0, 0, 0, "防火対象物", 5)
    put(0, 1, 1, "所在地")
    put(0, 2, 3, "")
    put(1, 1, 1, "名称")
    put(1, 2, 3, "")
    put(2, 1, 1, "用途")
    put(2, 2, 3, "")
    put(3, 1, 1, "収容人員")
    put(3, 2, 3, "　　　　　　　人")
    put(4, 1, 1, "種別")
    put(4, 2, 2, "□甲種　□乙種")
    put(4, 3, 3, "管理権原　□単一　□複数")
    put(5, 0, 0, "選任・解任")
    put(5, 1, 1, "区分")
    put(5, 2, 3, "□選任　□解任")
    put(6, 0, 0, "選任", 7)
    put(6, 1, 1, "氏名（フリガナ）")
    put(6, 2, 3, "")
    put(7, 1, 1, "生年月日")
    put(7, 2, 3, "　　　　年　　月　　日")
    put(8, 1, 1, "住所")
    put(8, 2, 3, "")
    put(9, 1, 1, "選任年月日")
    put(9, 2, 3, "　　　　年　　月　　日")
    put(10, 1, 1, "職務上の地位")
    put(10, 2, 3, "")
    put(11, 1, 1, "講習種別")
    put(11, 2, 3, "□甲種（□新規　□再）　□乙種　□防災管理")
    put(12, 1, 1, "講習機関")
    put(12, 2, 2, "")
    put(12, 3, 3, "修了年月日　　年　　月　　日")
    put(13, 0, 0, "解任", 3)
    put(13, 1, 1, "氏名")
    put(13, 2, 3, "")
    put(14, 1, 1, "解任年月日")
    put(14, 2, 3, "　　　　年　　月　　日")
    put(15, 1, 1, "解任理由")
    put(15, 2, 3, "")
    put(16, 0, 1, "その他必要な事項")
    put(16, 2, 3, "")
    put(17, 0, 1, "※　受　付　欄\n\n\n")
    put(17, 2, 3, "※　経　過　欄\n\n\n")
    d.add_paragraph(
        "備考　１　この用紙の大きさは、日本産業規格Ａ４とすること。\n　　　２　□印のある欄については、該当の□印にレを付けること。\n　　　３　※印の欄は、記入しないこと。"
    )
    d.save(path)
