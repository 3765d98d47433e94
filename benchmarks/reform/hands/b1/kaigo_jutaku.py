"""介護保険住宅改修費支給申請書: Word tables with merged cells."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

LABELS = """
フリガナ|text|被保険者
被保険者氏名|text|被保険者
生年月日|date|被保険者
被保険者番号|text|被保険者
個人番号|text|被保険者
性別|choice|被保険者
住所|text|被保険者
電話番号|text|被保険者
住宅の所有者|text
本人との関係|text
改修の内容・箇所及び規模|text
業者名|text
着工日|date
完成日|date
改修費用|amount
申請日|date
住所|text|申請者
氏名|text|申請者
電話番号|text|申請者
被保険者との関係|text|申請者
金融機関名|text|振込先
支店名|text|振込先
種目|choice|振込先
口座番号|text|振込先
フリガナ|text|振込先
口座名義人|text|振込先
"""


def save(path):
    d = Document()
    d.styles["Normal"].font.size = Pt(10.5)
    p = d.add_paragraph("介護保険居宅介護（介護予防）住宅改修費支給申請書")
    p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    p.runs[0].font.size = Pt(14)
    t = d.add_table(rows=11, cols=6)
    t.style = "Table Grid"

    def cell(r, c, r2=None, c2=None, text=""):
        x = t.cell(r, c)
        if r2 is not None:
            x = x.merge(t.cell(r2, c2))
        x.text = text
        return x

    cell(0, 0, text="フリガナ")
    cell(0, 1, 0, 2)
    cell(0, 3, text="被保険者番号")
    for i, c in enumerate((4, 5)):
        if i == 0:
            cell(0, 4, 0, 5)
    cell(1, 0, text="被保険者氏名")
    cell(1, 1, 1, 2)
    cell(1, 3, text="個人番号")
    cell(1, 4, 1, 5)
    cell(2, 0, text="生年月日")
    cell(2, 1, 2, 2, "明・大・昭　　年　　月　　日")
    cell(2, 3, text="性　別")
    cell(2, 4, 2, 5, "男　・　女")
    cell(3, 0, text="住　所")
    cell(3, 1, 3, 5, "〒\n\n　　　　　　　　　　　　　　　　　　　　電話番号")
    cell(4, 0, text="住宅の所有者")
    cell(4, 1, 4, 3)
    cell(4, 4, text="本人との関係")
    cell(4, 5, text="（　　　　　　）")
    cell(5, 0, 7, 0, "改修の内容・箇所及び規模")
    cell(5, 1, 7, 3)
    cell(5, 4, text="業者名")
    cell(5, 5)
    cell(6, 4, text="着工日")
    cell(6, 5, text="　年　月　日")
    cell(7, 4, text="完成日")
    cell(7, 5, text="　年　月　日")
    cell(8, 0, text="改修費用")
    cell(8, 1, 8, 5, "　　　　　　　　　　　　　円")
    body = (
        "若葉市長　様\n　上記のとおり関係書類を添えて居宅介護（介護予防）住宅改修費の支給を申請します。\n　　　　　年　　月　　日\n"
        "　申請者　住　　所\n　　　　　氏　　名　　　　　　　　　　　　　　　　電話番号\n　　　　　被保険者との関係（　　　　　　　）"
    )
    cell(9, 0, 9, 5, body)
    cell(10, 0, 10, 5, "注意　この申請書の裏面に領収証、工事費内訳書、完成後の写真を添付してください。")
    d.add_paragraph("居宅介護（介護予防）住宅改修費を下記の口座に振り込んでください。")
    b = d.add_table(rows=3, cols=5)
    b.style = "Table Grid"
    b.cell(0, 0).merge(b.cell(2, 0)).text = "口座振込依頼欄"
    b.cell(0, 1).text = "金融機関名"
    b.cell(0, 2).text = "　　　　　銀行\n　　　　　信用金庫\n　　　　　農協"
    b.cell(0, 3).text = "支店名"
    b.cell(0, 4).text = "　　　　　本店\n　　　　　支店"
    b.cell(1, 1).text = "種目"
    b.cell(1, 2).text = "１ 普通　２ 当座　３ その他"
    b.cell(1, 3).text = "口座番号"
    b.cell(2, 1).text = "フリガナ"
    b.cell(2, 3).text = "口座名義人"
    d.save(path)
