"""Forms put together by chance from municipal questions and ways of asking them, written as HTML, Word, Excel and PDF.

Another mind than the gold set's drawing language: a form is a list of sections, each section asks its questions in
one way (pairs in a table, label above the blank, caption inside the box, rules to write on, colons, brackets, a list
of people, ticks, yes or no …). `sections(seed)` gives the same form for the same seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Truth = dict[str, str]
PEOPLE = {
    "申請者": ["フリガナ", "氏名", "生年月日", "住所", "電話番号", "個人番号", "性別", "職業", "メールアドレス"],
    "届出人": ["氏名", "住所", "電話番号", "本人との続柄", "生年月日"],
    "保護者": ["ふりがな", "氏名", "生年月日", "住所", "勤務先", "勤務先電話番号", "携帯電話", "続柄"],
    "児童": ["ふりがな", "氏名", "生年月日", "性別", "在籍園・学校名", "学年", "アレルギーの有無"],
    "世帯主": ["氏名", "個人番号", "住所", "電話番号", "記号番号"],
    "被保険者": ["被保険者番号", "フリガナ", "氏名", "生年月日", "性別", "住所", "電話番号", "要介護度"],
    "所有者": ["氏名又は名称", "住所", "電話番号", "代表者氏名"],
    "代理人": ["氏名", "住所", "電話番号", "本人との関係"],
    "死亡者": ["氏名", "生年月日", "死亡年月日", "最後の住所", "本籍", "筆頭者"],
    "団体": ["団体名", "代表者氏名", "所在地", "連絡先電話番号", "会員数", "設立年月日"],
    "事業者": ["商号又は名称", "代表者職氏名", "所在地", "担当者氏名", "担当者連絡先", "法人番号"],
    "緊急連絡先": ["氏名", "続柄", "電話番号", "勤務先"],
}
MATTERS = {
    "申請内容": ["申請区分", "申請理由", "変更年月日", "変更前", "変更後"],
    "利用内容": ["利用施設", "利用日時", "利用人数", "利用目的", "使用料", "冷暖房の使用"],
    "工事の内容": ["工事場所", "工事の種類", "工事期間", "施工業者名", "見積金額", "面積"],
    "給付の内容": ["申請金額", "給付の種類", "対象期間", "支払方法"],
    "車両": ["標識番号", "車名", "車台番号", "総排気量", "使用の本拠の位置", "取得年月日"],
    "建物": ["建物の所在地", "家屋番号", "構造", "用途", "延べ床面積", "建築年月日"],
    "振込先": ["金融機関名", "支店名", "預金種別", "口座番号", "口座名義人（カナ）"],
    "犬": ["犬の名前", "犬の種類", "毛色", "生年月日", "性別", "登録番号"],
    "医療": ["傷病名", "医療機関名", "医療機関の所在地", "入院期間", "自己負担額", "第三者行為の有無"],
    "住まい": ["前住所", "新住所", "異動日", "住居の種類", "家賃月額"],
}
KINDS = {
    "生年月日": "date", "死亡年月日": "date", "変更年月日": "date", "取得年月日": "date", "建築年月日": "date", "設立年月日": "date", "異動日": "date",
    "利用日時": "daterange", "工事期間": "daterange", "対象期間": "daterange", "入院期間": "daterange", "使用料": "amount", "見積金額": "amount",
    "申請金額": "amount", "自己負担額": "amount", "家賃月額": "amount",
}  # fmt: skip
CHOICES = {
    "性別": ["男", "女"], "アレルギーの有無": ["有", "無"], "申請区分": ["新規", "変更", "更新", "廃止"], "預金種別": ["普通", "当座"],
    "冷暖房の使用": ["する", "しない"], "工事の種類": ["新築", "増築", "改築", "修繕"], "給付の種類": ["一時金", "年金", "手当"], "支払方法": ["口座振込", "窓口払い"],
    "構造": ["木造", "鉄骨造", "鉄筋コンクリート造"], "用途": ["居宅", "店舗", "倉庫"], "第三者行為の有無": ["有", "無"], "住居の種類": ["持家", "借家", "公営住宅"],
    "利用施設": ["大会議室", "小会議室", "和室"],
}  # fmt: skip
UNITS = {"利用人数": "人", "会員数": "人", "面積": "㎡", "延べ床面積": "㎡", "総排気量": "cc", "学年": "年"}
DIGITS = {"個人番号": 12, "口座番号": 7, "被保険者番号": 10, "法人番号": 13}
TITLES = [
    "認定申請書",
    "交付申請書",
    "利用許可申請書",
    "変更届",
    "補助金交付申請書",
    "減免申請書",
    "登録申請書",
    "資格取得届",
    "給付費支給申請書",
    "開始届",
]
SUBJECTS = [
    "乳幼児医療費",
    "介護保険",
    "学童保育",
    "公園施設",
    "浄化槽設置",
    "空き家改修",
    "高齢者見守り",
    "障害福祉サービス",
    "防災倉庫",
    "地域活動",
    "放置自転車",
    "農業体験",
]
WAYS_PERSON = ["pairs", "single", "above", "caption", "rules", "colons", "side"]
WAYS_MATTER = ["pairs", "single", "above", "ticks", "colons", "brackets", "numbered"]


@dataclass
class Section:
    """One block: a heading, the questions and the way they are asked."""

    heading: str
    items: list[str]
    way: str


@dataclass
class Form:
    """A whole form and what chance decided about its look."""

    name: str
    title: str
    sections: list[Section]
    dated: bool
    staff: list[str]
    consent: bool
    rng: random.Random
    eras: str
    dots: str
    numbered_choices: bool
    boxed_choices: bool

    def slot(self, item: str) -> str:
        """What is printed in the blank of a question."""
        if item in CHOICES:
            options = CHOICES[item]
            if self.boxed_choices:
                return "　".join("□" + o for o in options)
            if self.numbered_choices:
                return "　".join(f"{i}．{o}" for i, o in enumerate(options, 1))
            return self.dots.join(options)
        kind = KINDS.get(item, "text")
        if kind == "date":
            return (self.eras if item in {"生年月日", "死亡年月日"} else "令和") + "　　　年　　月　　日"
        if kind == "daterange":
            return "　　年　　月　　日　～　　　年　　月　　日"
        if kind == "amount":
            return "　　　　　　　　円"
        if item in UNITS:
            return "　　　　　　" + UNITS[item]
        return ""

    def kind(self, item: str) -> str:
        """The kind that a person would note for a question."""
        if item in CHOICES:
            return "check" if self.boxed_choices else "choice"
        return KINDS.get(item, "text")

    def truth(self) -> list[Truth]:
        """The labels of the whole form."""
        rows = [{"section": "", "label": date_label(self.title), "kind": "date"}] if self.dated else []
        for part in self.sections:
            rows += [{"section": part.heading, "label": i, "kind": self.kind(i)} for i in part.items]
        if self.consent:
            rows.append({"section": "", "label": CONSENT, "kind": "check"})
        return rows + [{"section": "職員記入欄", "label": s, "kind": "office"} for s in self.staff]


CONSENT = "市が住民基本台帳を確認することに同意します"
PEOPLE_TABLE = ["氏名", "続柄", "生年月日", "職業又は学校名", "同居・別居の別"]


def date_label(title: str) -> str:
    """The documented name of a date beside the addressee."""
    return "申請日" if title.endswith("申請書") else "届出日"


def form(seed: int) -> Form:
    """The form of a seed."""
    rng = random.Random(seed)
    people = rng.sample(list(PEOPLE), rng.randint(1, 3))
    matters = rng.sample(list(MATTERS), rng.randint(1, 3))
    sections = []
    for index, name in enumerate(people):
        items = [i for i in PEOPLE[name] if rng.random() < 0.8] or PEOPLE[name][:3]
        way = "letter" if index == 0 and rng.random() < 0.35 else rng.choice(WAYS_PERSON)
        if way in {"letter", "rules", "colons"}:
            items = [i for i in items if i not in CHOICES and i not in DIGITS][:5]
        sections.append(Section(name, items, way))
    for name in matters:
        items = [i for i in MATTERS[name] if rng.random() < 0.85] or MATTERS[name][:2]
        sections.append(Section(name, items, rng.choice(WAYS_MATTER)))
    if rng.random() < 0.4:
        sections.append(
            Section(rng.choice(["世帯の状況", "同居の家族", "利用者名簿"]), PEOPLE_TABLE[: rng.randint(3, 5)], "people")
        )
    staff = (
        rng.sample(["受付", "入力", "審査", "決裁", "台帳", "通知"], rng.randint(3, 5)) if rng.random() < 0.7 else []
    )
    return Form(
        f"mixed{seed:03}", rng.choice(SUBJECTS) + rng.choice(TITLES), sections, rng.random() < 0.9, staff, rng.random() < 0.3, rng,
        rng.choice(["明・大・昭・平・令", "大正・昭和・平成・令和", "□昭和□平成□令和", "昭・平", "T・S・H・R", ""]), rng.choice(["　・　", " ・ ", "・", "　／　"]),
        rng.random() < 0.3, rng.random() < 0.45,
    )  # fmt: skip
