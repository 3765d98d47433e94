"""粗大ごみ収集申込書: a workbook with drawn text boxes and form-control tick boxes beside cells."""

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

LABELS = """
申込日|date
氏名|text
住所|text
電話番号|text
建物の種類|check
品目|text
数量|text
大きさ|text
収集希望日|date
置き場所|text
処理券の購入|check
収集番号|office
"""
NS = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def shape(c0, r0, c1, r1, text, number):
    body = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{c0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{r0}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f"<xdr:to><xdr:col>{c1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{r1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{number}" name="t{number}"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:lstStyle/>{body}</xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
    )


def control(c0, r0, text, number):
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201" style="position:absolute" stroked="f"><v:textbox><div>{text}</div></v:textbox>'
        f'<x:ClientData ObjectType="Checkbox"><x:Anchor>{c0}, 4, {r0}, 2, {c0 + 1}, 60, {r0 + 1}, 2</x:Anchor><x:AutoFill>False</x:AutoFill></x:ClientData></v:shape>'
    )


def save(path):
    wb = Workbook()
    ws = wb.active
    for c, w in zip("ABCDEF", (16, 18, 12, 18, 14, 18), strict=True):
        ws.column_dimensions[c].width = w
    t = Side(style="thin")
    ws["A1"] = "粗大ごみ収集申込書"
    ws["A1"].font = Font(size=16)
    ws["A2"] = "申込日"
    ws["B2"] = "　　年　　月　　日"

    def row(r, *cells):
        for i, v in enumerate(cells):
            x = ws.cell(r, i + 1, v)
            x.border = Border(top=t, bottom=t, left=t, right=t)
            x.alignment = Alignment(vertical="center")
        ws.row_dimensions[r].height = 26

    row(4, "氏名", None, "電話番号", None)
    row(5, "住所", None, None, None)
    ws.merge_cells("B5:D5")
    row(6, "建物の種類", None, None, None)
    ws.merge_cells("B6:D6")
    row(8, "品目", "数量", "大きさ")
    for r in range(9, 13):
        row(r, None, None, None)
    row(14, "収集希望日", "　　年　　月　　日", "置き場所", None)
    row(15, "処理券の購入", None, None, None)
    ws.merge_cells("B15:D15")
    raw = io.BytesIO()
    wb.save(raw)
    drawing = (
        f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr {NS}>'
        + shape(4, 3, 6, 6, "収集番号", 2)
        + shape(4, 8, 6, 12, "※品目ごとに処理券が必要です。\n処理券は市内の取扱店で購入してください。", 3)
        + "</xdr:wsDr>"
    )
    vml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        + control(1, 5, "一戸建て", 1025)
        + control(2, 5, "集合住宅", 1026)
        + control(1, 14, "購入済み", 1027)
        + control(2, 14, "これから購入", 1028)
        + "</xml>"
    )
    with zipfile.ZipFile(io.BytesIO(raw.getvalue())) as src, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in src.namelist():
            data = src.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(
                    rb"</worksheet>",
                    b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/><legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId2"/></worksheet>',
                    data,
                )
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
                )
            out.writestr(name, data)
        out.writestr("xl/drawings/drawing1.xml", drawing)
        out.writestr("xl/drawings/vmlDrawing1.vml", vml)
        out.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>',
        )
