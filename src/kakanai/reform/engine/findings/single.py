"""Findings within one form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kakanai.reform.engine.findings.model import CERTAINTY, Finding, Ground, Holdings, Place, Verdict, finding
from kakanai.reform.engine.model import Field, FormDocument, Kind
from kakanai.reform.engine.words import squeeze

_REGISTERED_SEAL = re.compile(r"登録|実印|印鑑|届出印|金融機関|契約")
_TOTAL = re.compile(r"^(合計|総計|小計|計|合計金額|合計人数)$")


def findings_of(document: FormDocument, holdings: Holdings, event: str = "") -> list[Finding]:
    """Everything that one form shows by itself. `event`: newcomers are not in the register yet."""
    found: list[Finding] = []
    for index, item in enumerate(document.fields):
        place = Place(document.name, index)
        found.extend(_held(item, place, holdings, event))
        found.extend(_derivable(item, place, holdings))
        found.extend(_kind_rules(document, item, place))
        found.extend(_flag_rules(item, place, holdings))
        found.extend(_eras(item, place))
    found.extend(_duplicates(document))
    found.extend(_paper_age(document, holdings))
    return found


def is_sensitive(item: Field, holdings: Holdings) -> bool:
    """Whether tax, assets, sex, 本籍 or 個人番号 is asked: nothing is proposed without a legal reviewer."""
    listed = {i for group in holdings.raw["legal_items"].values() for i in group}
    return item.item in listed or _is_tax(item, holdings)


def _is_tax(item: Field, holdings: Holdings) -> bool:
    if (item.item or "").startswith(tuple(holdings.raw["legal_prefixes"])):
        return True
    return bool(re.search(r"課税|所得|収入|税額|預貯金|有価証券", item.label)) and item.kind in {
        Kind.AMOUNT,
        Kind.CHOICE,
        Kind.CHECK,
        Kind.TEXT,
    }


def _held(item: Field, place: Place, holdings: Holdings, event: str) -> Iterator[Finding]:
    holding = holdings.of(item.item)
    if holding is None or item.kind is Kind.OFFICE or is_sensitive(item, holdings):
        return
    allowed, why = holdings.may_prefill(item)
    if not allowed:
        if why:
            yield finding(
                "held_unsure", (place,), (holding["law"],), label=item.label, why=why, item=item.item, role=item.role
            )
        return
    ground = f"{holding['law']}（出典：{holdings.raw['source']}、確認日：{holdings.raw['verified_on']}、確かさ：{CERTAINTY.get(holdings.raw['certainty'], holdings.raw['certainty'])}）"
    evidence = (f"項目 {item.item}", f"見出し「{item.label_raw or item.label}」", item.evidence)
    words = {"label": item.label, "system": holding["system"], "population": holdings.raw["population"]}
    if event not in holdings.raw["newcomer_events"]:
        yield finding(
            "held_by_city", (place,), evidence, law=ground, ground=Ground.FOUND, item=item.item, role=item.role, **words
        )
    if item.item in holdings.raw["card_items"] and item.role in holdings.raw["card_roles"] and item.repeat == 1:
        yield finding("held_by_card", (place,), evidence, label=item.label, item=item.item, role=item.role)


def _derivable(item: Field, place: Place, holdings: Holdings) -> Iterator[Finding]:
    source = holdings.raw["derivable"].get(item.item or "")
    if source is None and _TOTAL.match(squeeze(item.label)):
        source = "内訳"
    if source and item.kind is not Kind.OFFICE:
        yield finding(
            "derivable",
            (place,),
            (f"見出し「{item.label}」",),
            label=item.label,
            source=source,
            item=item.item,
            role=item.role,
        )


def _kind_rules(document: FormDocument, item: Field, place: Place) -> Iterator[Finding]:
    if item.kind is Kind.SEAL:
        context = document.title + "".join(item.section) + item.label + item.label_raw
        rule = "seal_registered" if _REGISTERED_SEAL.search(context) else "seal"
        yield finding(rule, (place,), (f"「{item.label_raw or item.label}」", item.evidence), label=item.label)
    elif item.kind is Kind.SIGN:
        yield finding("signature", (place,), (f"「{item.label}」",))
    elif item.kind is Kind.OFFICE:
        yield finding("staff_box", (place,), ("見出し：" + "／".join((*item.section, item.label)),), label=item.label)


_FLAGS = {"contact.fax": "fax", "contact.yobidashi": "yobidashi", "person.occupation": "occupation"}


def _flag_rules(item: Field, place: Place, holdings: Holdings) -> Iterator[Finding]:
    if item.kind is Kind.OFFICE:
        return
    rule = _FLAGS.get(item.item or "") or ("fax" if re.fullmatch(r"FAX(番号)?", squeeze(item.label).upper()) else None)
    for name, listed in holdings.raw["legal_items"].items():
        rule = name if item.item in listed else rule
    if rule is None and _is_tax(item, holdings):
        rule = "tax"
    if rule is not None:
        yield finding(rule, (place,), (f"見出し「{item.label}」",), label=item.label, item=item.item, role=item.role)


def _eras(item: Field, place: Place) -> Iterator[Finding]:
    eras = tuple(e for e in item.eras if e in "明大昭平令")
    if len(eras) < 2 and not (eras and item.item == "person.birthDate"):
        return
    child = item.role == "child" or any(
        re.search(r"児童|子ども|お子|園児|生徒|赤ちゃん", s) for s in (*item.section, item.label)
    )
    missing = "・".join(e for e in "平令" if e not in eras)
    if child and "令" not in eras:
        yield finding("era_child", (place,), (f"印刷：{'・'.join(eras)}",), label=item.label, eras="・".join(eras))
    elif missing and set(eras) & set("明大昭"):
        yield finding(
            "era_outdated",
            (place,),
            (f"印刷：{'・'.join(eras)}",),
            label=item.label,
            eras="・".join(eras),
            missing=missing,
        )


def _duplicates(document: FormDocument) -> Iterator[Finding]:
    """The same item of the same role under the same headings. The row or block heading counts as part of the role."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, item in enumerate(document.fields):
        if item.item and item.kind not in {Kind.OFFICE, Kind.SEAL}:
            groups[item.item, item.role, (*item.section, item.label)].append(index)
    for (name, role, _), indexes in groups.items():
        rows = {round(document.fields[i].box.y0 / 6) for i in indexes}
        first = document.fields[indexes[0]]
        once = all(document.fields[i].repeat == 1 for i in indexes)
        if len(indexes) > 1 and len(rows) > 1 and once and not first.section:
            places = tuple(Place(document.name, i) for i in indexes)
            evidence = (f"{len(indexes)} か所",)
            yield finding("duplicate", places, evidence, label=first.label, count=len(indexes), item=name, role=role)


def _paper_age(document: FormDocument, holdings: Holdings) -> Iterator[Finding]:
    pattern = re.compile("|".join(f"(?:{p})" for p in holdings.raw["paper_age"]))
    for text in dict.fromkeys((*document.notes, *document.texts)):
        if pattern.search(text):
            yield finding("paper_age", (Place(document.name, -1),), (text[:120],), text=text[:60])


def strongest(proposals: list[Verdict]) -> Verdict | None:
    """The proposal shown first where several apply to one field."""
    order = (
        Verdict.MOVE_TO_STAFF,
        Verdict.PREFILL_CARD,
        Verdict.PREFILL_OWN,
        Verdict.DERIVE,
        Verdict.ASK_MINISTRY,
        Verdict.OPTIONAL,
        Verdict.DROP,
    )
    return next((v for v in order if v in proposals), None)
