"""Findings follow the inventory: made anew, the same ones known again, decisions untouched."""

from dataclasses import replace

import pytest

from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models import Decision, Finding, Form
from kakanai.reform.queries.queue import open_findings, waiting


@pytest.fixture
def forms(bring_in):
    return bring_in("suido-kaishi", "juminido-todoke", "jichikai-kanyu")


def test_findings_carry_rule_law_evidence_proposal_and_their_places(forms):
    fax = Finding.objects.get(event="move-in", rule="fax")
    assert (fax.proposal, fax.legal) == ("drop", False)
    assert fax.evidence and fax.places.get().form == forms["jichikai-kanyu"]
    number = Finding.objects.filter(event="move-in", rule="my_number").first()
    assert number.legal and not number.proposal and "番号法" in number.law and "一般知識（要確認）" in number.law


def test_judging_again_finds_the_same_and_keeps_every_decision(forms, officer):
    row = forms["jichikai-kanyu"].fields.get(item="contact.fax")
    actions.decide(forms["jichikai-kanyu"], row.key, Said(Verdict.DROP, "使わない"), officer)
    before = set(Finding.objects.values_list("event", "digest"))
    actions.judge_all()
    assert set(Finding.objects.values_list("event", "digest")) == before
    assert Decision.objects.count() == 1


def test_a_decided_finding_leaves_the_queue_and_the_gravest_comes_first(forms, officer):
    ranks = [one.rank for one in open_findings("move-in")]
    assert ranks == sorted(ranks)
    assert "info" not in {one.severity for one in open_findings("move-in")}
    first = waiting("move-in")
    actions.decide_finding(first.finding, Said(Verdict.KEEP, ""), officer)
    assert first.finding.pk not in {one.pk for one in open_findings("move-in")}


def test_newcomers_get_no_prefill_from_a_register_that_does_not_know_them_yet(forms, bring_in):
    assert not Finding.objects.filter(event="move-in", rule="held_by_city").exists()
    bring_in("shussei-oiwai", event="birth")
    assert Finding.objects.filter(event="birth", rule="held_by_city").exists()


def test_nothing_that_touches_tax_sex_honseki_or_numbers_carries_a_proposal_but_sex_and_honseki_to_a_lawyer(forms):
    for one in Finding.objects.filter(legal=True):
        assert one.proposal in {"", "optional", "ask_ministry"}


def test_forms_of_no_life_event_are_judged_one_by_one(forms, officer):
    form = forms["jichikai-kanyu"]
    from kakanai.reform.actions.bundles import remove_entry

    remove_entry(form, "move-in", officer)
    assert Finding.objects.filter(event="", rule="fax", places__form=form).exists()
    assert not Finding.objects.filter(event="", rule="asked_again").exists()


def test_a_form_older_than_the_rules_own_is_told_with_what_differs(forms, officer, read_drawn, drawn):
    read = read_drawn("juminido-todoke")
    kept = tuple(one for one in read.document.fields if one.label != "本籍")
    newer = replace(read, document=replace(read.document, fields=kept, sha256="0" * 64))
    actions.store_form("例規/住民異動届.docx", "例規", drawn("juminido-todoke"), newer, officer)
    actions.judge_all()
    drift = Finding.objects.get(event="move-in", rule="version_drift")
    assert drift.places.get().form == forms["juminido-todoke"]
    assert "person.honseki" in drift.ja or "本籍" in drift.ja


def test_what_the_city_says_it_holds_replaces_the_delivered_draft(forms, settings, tmp_path):
    from kakanai.reform.engine.findings import Holdings

    own = dict(Holdings.load().raw)
    own["card_items"] = []
    import yaml

    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), "utf-8")
    assert Finding.objects.filter(rule="held_by_card").exists()
    settings.KAKANAI_HOLDINGS = str(tmp_path / "own.yaml")
    actions.judge_all()
    assert not Finding.objects.filter(rule="held_by_card").exists()


def test_the_citys_ordinances_are_searched_for_a_forms_number(forms, settings, tmp_path):
    ground = {"event": "move-in", "rule": "no_ground", "places__form": forms["juminido-todoke"]}
    assert Finding.objects.get(**ground).ground == "not_searched"
    (tmp_path / "reiki.txt").write_text("見本市住民規則 様式第1号（第3条関係）", "utf-8")
    settings.KAKANAI_ORDINANCES = str(tmp_path / "reiki.txt")
    actions.judge_all()
    assert Finding.objects.get(**ground).ground == "found"
    other = Form.objects.get(title="水道使用開始届")
    assert Finding.objects.get(event="move-in", rule="no_ground", places__form=other).ground == "not_found"
