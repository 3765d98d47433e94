"""Synthetic households as the values of work items: for the sample systems' tests, proofs and benchmarks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from kakanai.robots.runner.jobs import Value

_FAMILY = [("葛󠄂城", "カツラギ"), ("髙橋", "タカハシ"), ("﨑山", "サキヤマ"), ("渡邊", "ワタナベ"), ("見本", "ミホン")]
_GIVEN = [("健一", "ケンイチ"), ("美咲", "ミサキ"), ("陽菜", "ヒナ"), ("蓮", "レン"), ("①子", "マルコ")]


def family_values(moved_on: date) -> dict[str, Value]:
    """Return the sample family of four (p1 to p4), moved in on the given day."""
    values: dict[str, Value] = {
        "household:move.date": moved_on.isoformat(),
        "household:move.noticeDate": (moved_on - timedelta(days=7)).isoformat(),
        "household:move.fromAbroad": False,
        "household:address.new": "見本市桜町二丁目3番4号 見本ハイツ205",
        "household:address.previous": "前川市緑町一丁目1番1号",
        "household:address.previousMunicipality": "990035",
        "household:address.postalCode": "9990101",
        "household:household.headName": "葛󠄂城 健一",
        "household:household.size": 4,
        "household:household.protected": False,
        "household:contact.phone": "090-0000-0000",
        "household:bank.code": "9999",
        "household:bank.branchCode": "999",
        "household:bank.accountType": "普通",
        "household:bank.accountNo": "0123456",
        "household:bank.holderKana": "カツラギ ケンイチ",
    }
    people = [
        ("健一", "ケンイチ", "1985-04-12", "1", "02", "self_employed", "1", "none"),
        ("美咲", "ミサキ", "1987-09-03", "2", "12", "none", "1", "none"),
        ("陽菜", "ヒナ", "2018-06-21", "2", "20", "none", "none", "elementary"),
        ("蓮", "レン", "2023-05-05", "1", "20", "none", "none", "nursery"),
    ]
    for number, (name, kana, birth, gender, relation, work, pension, school) in enumerate(people, 1):
        values |= _person(f"p{number}", "葛󠄂城", "カツラギ", name, kana, birth, gender, relation)
        values[f"p{number}:person.occupationKind"] = work
        values[f"p{number}:pension.kind"] = pension
        values[f"p{number}:child.schoolKind"] = school
    return values


def _person(
    who: str, family: str, family_kana: str, name: str, kana: str, birth: str, gender: str, relation: str
) -> dict[str, Value]:
    return {
        f"{who}:person.fullName": f"{family} {name}",
        f"{who}:person.nameKana": f"{family_kana} {kana}",
        f"{who}:person.birthDate": birth,
        f"{who}:person.gender": gender,
        f"{who}:household.relToHead": relation,
        f"{who}:person.nationality": "JPN",
        f"{who}:person.honseki": "見本市桜町二丁目3番",
        f"{who}:person.hittousha": f"{family} 健一",
        f"{who}:person.hasCard": True,
        f"{who}:person.cardExpiry": "2031-04-12",
        f"{who}:insurance.kind": "kokuho",
        f"{who}:care.certified": False,
        f"{who}:person.wantsSeal": gender == "1",
        f"{who}:person.wantsSignCert": gender == "2",
    }


def random_values(seed: int) -> dict[str, Value]:
    """Return another synthetic household, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - synthetic people, not secrets
    moved_on = date(2026, 4, 1) + timedelta(days=random.randrange(300))
    values = family_values(moved_on)
    family, family_kana = random.choice(_FAMILY)
    for who in ("p1", "p2", "p3", "p4"):
        name, kana = random.choice(_GIVEN)
        values[f"{who}:person.fullName"] = f"{family} {name}"
        values[f"{who}:person.nameKana"] = f"{family_kana} {kana}"
        birth = date(1940, 1, 1) + timedelta(days=random.randrange(30000))
        values[f"{who}:person.birthDate"] = birth.isoformat()
    block = f"{random.randrange(1, 30)}番{random.randrange(1, 30)}号"
    values["household:address.new"] = (
        f"見本市桜町{random.choice('一二三四')}丁目{block} 見本ハイツ{random.randrange(101, 999)}"
    )
    return values
