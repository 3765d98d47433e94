"""Findings across the forms of a bundle or of a whole city."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kakanai.reform.engine.findings.model import Bundle, Finding, FormInBundle, Ground, Holdings, Place, finding
from kakanai.reform.engine.findings.single import findings_of, is_sensitive
from kakanai.reform.engine.model import Field, FormDocument, Kind
from kakanai.reform.engine.survey import Link
from kakanai.reform.engine.words import bare

NEAR = 0.8
"""Share of common questions from which two forms are called near copies."""


def judge(
    bundle: Bundle,
    holdings: Holdings | None = None,
    links: dict[str, Link | None] | None = None,
    ordinances: str | None = None,
    current: dict[str, FormDocument] | None = None,
) -> list[Finding]:
    """All findings for a life event's bundle.

    Args:
        bundle: the forms with offices and sheets.
        holdings: what the city holds; the delivered draft if `None`.
        links: form name → its procedure in the survey; a form missing here was not searched, `None` was not found.
        ordinances: text of the city's 例規; `None` means that it was not searched.
        current: form number → the rule's current form, to notice older ones.
    """
    holdings = holdings or Holdings.load()
    found: list[Finding] = []
    for form in bundle.forms:
        found.extend(findings_of(form.document, holdings, bundle.event))
        found.extend(_ground(form.document, links, ordinances))
        found.extend(_attachments(form.document, (links or {}).get(form.document.name)))
        found.extend(_drift(form.document, current or {}))
    found.extend(_asked_again(bundle, holdings))
    found.extend(_variants(bundle))
    found.extend(near_duplicates([f.document for f in bundle.forms]))
    return sorted(
        found,
        key=lambda f: (
            {"high": 0, "medium": 1, "low": 2, "info": 3}[f.severity],
            f.rule,
            f.places[0].form,
            f.places[0].index,
        ),
    )


def asked_count(item: Field, sheets: int = 1) -> int:
    """How often one visit writes this field: rows of a table count, staff's boxes do not."""
    return 0 if item.kind in {Kind.OFFICE, Kind.SEAL} else item.repeat * sheets


def heat_map(bundle: Bundle) -> dict[tuple[str, str], dict[str, int]]:
    """(role, item) → form → times asked in one visit. Fields that the vocabulary leaves alone are not in it."""
    table: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for form in bundle.forms:
        for item in form.document.fields:
            if item.item and asked_count(item, form.sheets):
                row = table[item.role, item.item]
                row[form.document.name] = row.get(form.document.name, 0) + asked_count(item, form.sheets)
    return dict(table)


def _asked_again(bundle: Bundle, holdings: Holdings) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[tuple[FormInBundle, int]]] = defaultdict(list)
    for form in bundle.forms:
        for index, item in enumerate(form.document.fields):
            if item.item and not item.item.startswith("filing.") and asked_count(item):
                groups[item.role, item.item].append((form, index))
    for (role, name), where in groups.items():
        forms = {f.document.name for f, _ in where}
        if len(forms) < 2:
            continue
        count = sum(asked_count(f.document.fields[i], f.sheets) for f, i in where)
        first = where[0][0].document.fields[where[0][1]]
        places = tuple(Place(f.document.name, i) for f, i in where)
        evidence = tuple(f"{f.document.title}「{f.document.fields[i].label}」" for f, i in where[:12])
        made = finding(
            "asked_again", places, evidence, label=first.label, count=count, forms=len(forms), item=name, role=role
        )
        if is_sensitive(first, holdings):
            made = Finding(
                made.rule,
                made.severity,
                made.ja,
                made.places,
                made.evidence,
                None,
                legal=True,
                law=made.law,
                item=name,
                role=role,
            )
        yield made


def _ground(document: FormDocument, links: dict[str, Link | None] | None, ordinances: str | None) -> Iterator[Finding]:
    """Found, not found and not searched are told apart, for the form as a whole."""
    place = (Place(document.name, -1),)
    link = (links or {}).get(document.name)
    if link is not None:
        yield finding(
            "no_ground",
            place,
            link.evidence,
            state=f"{Ground.FOUND.ja}（{link.law} {link.article}）",
            ground=Ground.FOUND,
            law=link.citation,
        )
        return
    searched = links is not None and document.name in links
    number = document.form_number or document.title
    if ordinances is not None and number and number in ordinances:
        yield finding(
            "no_ground", place, (f"例規に「{number}」",), state=f"{Ground.FOUND.ja}（例規の様式）", ground=Ground.FOUND
        )
    elif searched or ordinances is not None:
        looked = [name for name, done in (("棚卸調査", searched), ("例規", ordinances is not None)) if done]
        yield finding(
            "no_ground", place, ("調べた先：" + "・".join(looked),), state=Ground.NOT_FOUND.ja, ground=Ground.NOT_FOUND
        )
    else:
        yield finding(
            "no_ground",
            place,
            ("棚卸調査も例規も渡されていない",),
            state=Ground.NOT_SEARCHED.ja,
            ground=Ground.NOT_SEARCHED,
        )


def _attachments(document: FormDocument, link: Link | None) -> Iterator[Finding]:
    if link is None or not link.attachments:
        return
    place = (Place(document.name, -1),)
    listed = "、".join(link.attachments)
    if re.match(r"[12] ?(全体|一部)?.*済|.*実施済", link.waiver):
        yield finding(
            "waived_attachment", place, (link.citation,), state=link.waiver, attachments=listed, law=link.citation
        )
    elif "不可" in link.waiver or "できない" in link.waiver:
        yield finding("attachment_refused", place, (link.citation,), attachments=listed, law=link.citation)


def _drift(document: FormDocument, current: dict[str, FormDocument]) -> Iterator[Finding]:
    now = current.get(document.form_number)
    if now is None or now.sha256 == document.sha256:
        return
    old, new = _questions(document), _questions(now)
    if old != new:
        missing = "、".join(sorted(f"{k[1]}" for k in new - old)[:8]) or "なし"
        extra = "、".join(sorted(f"{k[1]}" for k in old - new)[:8]) or "なし"
        yield finding("version_drift", (Place(document.name, -1),), (f"現行 {now.name}",), missing=missing, extra=extra)


def _questions(document: FormDocument) -> set[tuple[str, str]]:
    return {(f.role, f.item or bare(f.label)) for f in document.fields if f.kind is not Kind.OFFICE}


def _variants(bundle: Bundle) -> Iterator[Finding]:
    """One item under different labels: people take them for different questions."""
    names: dict[tuple[str, str], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for form in bundle.forms:
        for index, item in enumerate(form.document.fields):
            if item.item and item.kind is not Kind.OFFICE:
                names[item.role, item.item][bare(item.label)].append(Place(form.document.name, index))
    for (role, name), labels in names.items():
        if len(labels) > 1:
            places = tuple(p for found in labels.values() for p in found)
            shown = "・".join(sorted(labels)[:8])
            yield finding("label_variants", places, (name,), count=len(labels), labels=shown, item=name, role=role)


def near_duplicates(documents: list[FormDocument]) -> list[Finding]:
    """Pairs of forms that ask nearly the same (Jaccard of questions at least `NEAR`)."""
    questions = {d.name: _questions(d) for d in documents}
    found = []
    for one, two in combinations(documents, 2):
        a, b = questions[one.name], questions[two.name]
        share = len(a & b) / len(a | b) if a | b else 0.0
        if share >= NEAR and min(len(a), len(b)) >= 4:
            places = (Place(one.name, -1), Place(two.name, -1))
            found.append(
                finding(
                    "near_duplicate",
                    places,
                    (f"共通 {len(a & b)} 項目",),
                    one=one.title,
                    two=two.title,
                    share=f"{share:.0%}",
                )
            )
    return found
