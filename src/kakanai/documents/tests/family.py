"""A made-up household for the tests of this room."""

from __future__ import annotations

from datetime import date

from kakanai.catalogue.forms import load_forms
from kakanai.documents import DocumentMeta, FormUse
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

SURNAME = "葛\U000e0102城"
META = DocumentMeta(
    "見本市", "V-0007", date(2026, 11, 23), clerk_label="窓口 佐藤", office="市民課", counter="3番窓口", event="move-in"
)
_PERSONS = (
    ("p1", "健一", "ケンイチ", "1985-04-12", "1", "02"),
    ("p2", "美咲", "ミサキ", "1987-09-03", "2", "12"),
    ("p3", "陽菜", "ヒナ", "2018-06-21", "2", "20"),
    ("p4", "蓮", "レン", "2023-05-05", "1", "20"),
)
SUBJECTS = {
    "resident_transfer": ("p1", "p2", "p3", "p4"),
    "card_update": ("p1", "p2", "p3", "p4"),
    "sign_certificate": ("p1", "p2"),
    "nhi_enrolment": ("p1", "p2", "p3", "p4"),
    "account_transfer": (),
    "pension_notice": ("p1", "p2"),
    "child_allowance": ("p3", "p4"),
    "child_medical": ("p3", "p4"),
    "school_transfer": ("p3",),
    "nursery": ("p4",),
    "seal_registration": ("p1",),
    "resident_certificate": (),
    "water_start": (),
    "dog_registration": (),
}


def facts(surname: str = SURNAME) -> Facts:
    """Return what is known of the family of four."""
    found = [fact for person in _PERSONS for fact in _person(surname, *person)]
    return Facts([*found, *_household()])


def uses() -> list[FormUse]:
    """Return the forms of the visit with the persons they are about."""
    forms = load_forms("990019", META.received_on)
    return [FormUse(forms[name], subjects) for name, subjects in SUBJECTS.items()]


def _person(surname: str, who: str, name: str, kana: str, born: str, gender: str, relation: str) -> list[Fact]:
    grown = relation in {"02", "12"}
    proven = Source.CARD if grown else Source.NOTICE
    values: list[tuple[str, object, Source]] = [
        ("person.fullName", f"{surname}　{name}", proven),
        ("person.nameKana", f"カツラギ　{kana}", Source.NOTICE),
        ("person.birthDate", born, proven),
        ("person.gender", gender, proven),
        ("household.relToHead", relation, Source.NOTICE),
        ("person.hasCard", True, Source.CARD),
        ("insurance.kind", "kokuho", Source.RESIDENT),
    ]
    if grown:
        values += [
            ("person.occupationKind", "self_employed", Source.RESIDENT),
            ("pension.kind", "1", Source.RESIDENT),
            ("person.wantsSignCert", True, Source.RESIDENT),
            ("person.wantsSeal", who == "p1", Source.RESIDENT),
        ]
    else:
        values.append(("child.schoolKind", "elementary" if who == "p3" else "nursery", Source.RESIDENT))
    return [Fact(who, item, value, source) for item, value, source in values]


def _household() -> list[Fact]:
    values = {
        "household.dog": True,
        "household.waterStart": True,
        "household.certificateCopies": 2,
        "contact.phone": "090-0000-1234",
        "bank.name": "見本銀行",
        "bank.branch": "桜町支店",
        "bank.accountType": "ordinary",
        "bank.accountNo": "0001234",
        "bank.holderKana": "ｶﾂﾗｷﾞ ｹﾝｲﾁ",
    }
    told = [Fact(HOUSEHOLD, item, value, Source.RESIDENT) for item, value in values.items()]
    return [
        *told,
        Fact(HOUSEHOLD, "address.new", "見本市桜町二丁目3番4号 見本ハイツ205", Source.CLERK),
        Fact(HOUSEHOLD, "address.previous", "前川市本町一丁目1番1号 前川コーポ101", Source.NOTICE),
        Fact(HOUSEHOLD, "move.date", "2026-11-16", Source.CLERK),
    ]
