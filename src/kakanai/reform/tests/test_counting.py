"""How often a visit writes a box, and what that costs: by the boxes that were read, never by a figure typed in."""

from dataclasses import astuple

import pytest

from kakanai.insight import klm
from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.counting import Household, Writing, assumptions, characters, savings, times, with_middle
from kakanai.reform.engine import Field, Kind
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.engine.model import Box
from kakanai.reform.queries.effect import effect
from kakanai.reform.queries.heat import NAMES, OWN, heat_map
from kakanai.reform.queries.progress import by_office, total

BOX = Box(0, 0, 100, 20)
FAMILY = Household(persons=4, children=2)


def box(kind=Kind.TEXT, **more):
    return Field(1, "氏名", kind, BOX, **more)


def test_a_box_is_written_once_a_sheet_and_a_tables_lines_as_often_as_there_are_people():
    assert times(box(), FAMILY, sheets=3) == 3
    assert times(box(repeat=4, role="member"), FAMILY) == 4
    assert times(box(repeat=8, role="member"), FAMILY) == 4
    assert times(box(repeat=3, role="child"), FAMILY) == 2
    assert times(box(repeat=3, role="member"), FAMILY, sheets=2) == 6


def test_staff_boxes_seals_and_forms_that_nobody_needs_count_nothing():
    assert times(box(Kind.OFFICE), FAMILY) == 0
    assert times(box(Kind.SEAL), FAMILY) == 0
    assert times(box(), FAMILY, sheets=0) == 0


def test_boxes_for_somebody_who_comes_instead_count_only_what_the_bundle_says():
    assert times(box(role="agent"), FAMILY, sheets=4) == 0
    assert times(box(role="agent"), FAMILY, sheets=4, said={"agent": 3}) == 3


def test_characters_follow_the_items_type_or_the_kind_of_box():
    assert characters(box(item="address.full")) == 22
    assert characters(box(item="person.birthDate", kind=Kind.DATE)) == 7
    assert characters(box(Kind.CHOICE)) == 1


def test_the_seconds_are_those_of_the_time_model():
    units = klm.load().units
    ours = {one.name: one.values for one in assumptions()}
    assert ours["character"] == pytest.approx(astuple(units["write_character"].seconds))
    assert ours["field"] == pytest.approx(astuple(units["find_box"].seconds))


def test_a_moved_slider_keeps_the_ratio_of_low_and_high():
    one = with_middle(assumptions()[0], 3.0)
    assert one.values == pytest.approx((2.0, 3.0, 4.0))


def test_questions_removed_and_counts_changed_add_up_to_the_whole_difference():
    before, after = Writing(100, 800), Writing(10, 60)
    one = savings(before, after, assumptions(), (1000, 1200), 1)
    assert one.questions_removed + one.counts_changed == pytest.approx(one.saved)
    assert one.counts_changed < 0 < one.questions_removed
    same = savings(before, after, assumptions(), (1000, 1000), 1)
    assert same.counts_changed == 0
    bands = [savings(before, after, assumptions(), (1000, 1000), band).saved for band in range(3)]
    assert bands == sorted(bands)


def test_the_map_counts_names_over_roles_and_forms_and_knows_who_holds_them(bring_in):
    bring_in("suido-kaishi", "inu-toroku-henko", "jido-teate-nintei")
    map_ = heat_map("move-in")
    names = map_.line(NAMES)
    assert names.before == sum(cell.before for cell in names.cells) >= 6
    assert {part.label for part in names.parts} >= {"児童", "配偶者"}
    assert sum(part.before for part in names.parts) == names.before
    assert any(cell.holder == "card" for cell in names.cells)
    assert map_.lines[-1].fact == OWN
    assert map_.before == sum(line.before for line in map_.lines)


def test_the_map_falls_with_each_decision_in_force_and_not_with_one_that_waits(bring_in, officer, reviewer):
    form = bring_in("juminido-todoke")["juminido-todoke"]
    row = form.fields.filter(item="person.gender").first()
    before = heat_map("move-in").line("person.gender")
    assert before.before == before.after == 4
    made = actions.decide(form, row.key, Said(Verdict.DROP, "要らない"), officer)
    assert heat_map("move-in").line("person.gender").after == 4
    actions.review_decision(made.pk, reviewer, approved=True)
    assert heat_map("move-in").line("person.gender").after == 0
    assert heat_map("move-in").line("person.gender").before == 4


def test_without_a_yearly_count_there_are_no_yearly_minutes_and_the_first_count_stays_the_baseline(bring_in, officer):
    bring_in("suido-kaishi")
    assert effect(heat_map("move-in")).bands == ()
    actions.set_plan("move-in", officer, persons=4, children=2, yearly=1200)
    plan = actions.set_plan("move-in", officer, persons=4, children=2, yearly=1500)
    assert (plan.yearly_before, plan.yearly_now) == (1200, 1500)
    found = effect(heat_map("move-in"))
    assert [name for name, _ in found.bands] == ["low", "mid", "high"]
    assert all(one.questions_removed == 0 and one.counts_changed < 0 for _, one in found.bands)


def test_progress_counts_forms_by_office_and_fields_that_are_settled(bring_in, officer):
    forms = bring_in("suido-kaishi", "inkan-toroku")
    actions.keep_the_rest(forms["suido-kaishi"], officer, "")
    lines = {line.office: line for line in by_office()}
    assert (lines["上下水道課"].decided, lines["上下水道課"].share) == (1, 100)
    assert (lines["市民課"].forms, lines["市民課"].reviewed) == (1, 0)
    assert total(list(lines.values())).forms == 2
