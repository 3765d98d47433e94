"""The tablet: one thing per page, in the resident's language, nothing of anybody else, blank when nobody is there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.desk import actions
from kakanai.desk.errors import DeskError
from kakanai.desk.models import Event, Signature, Tablet
from kakanai.ui import texts

NAMES = ("健一", "美咲", "陽菜", "桜町", "カツラギ")


def screen(tablet):
    return tablet.get(reverse("desk:tablet_page")).context["screen"]


def words(tablet):
    return tablet.get(reverse("desk:tablet_page")).content.decode()


def turn(tablet, page, **data):
    return tablet.post(reverse("desk:tablet_next"), {"page": page} | data)


def test_before_the_papers_are_pushed_the_tablet_shows_nothing_of_the_visit(tablet, known, clerk):
    assert screen(tablet).kind == "idle"
    actions.prepare_confirmation(known, clerk)
    assert screen(tablet).kind == "waiting"
    assert not any(name in words(tablet) for name in NAMES)


def test_pages_are_turned_one_by_one_and_back_and_a_second_tap_turns_nothing(tablet, papers):
    assert screen(tablet).index == 1
    turn(tablet, 1)
    turn(tablet, 1)
    assert screen(tablet).index == 2
    turn(tablet, 2, back="1")
    assert screen(tablet).index == 1
    turn(tablet, 1, back="1")
    assert screen(tablet).index == 1
    for odd in ("0", "-3", "999", "x", ""):
        assert turn(tablet, odd).status_code == 200


def test_the_clerk_sees_on_which_page_the_resident_is(tablet, papers, desk, known):
    tablet.get(reverse("desk:tablet_page"))
    turn(tablet, 1)
    seen = desk.get(reverse("desk:visit_now", args=[known.id])).context["now"].tablet
    assert (seen.index, seen.connected) == (2, True)
    Tablet.objects.update(seen_at=timezone.now() - timedelta(seconds=20))
    assert "つながっていません" in desk.get(reverse("desk:visit_now", args=[known.id])).content.decode()


def test_here_is_a_mistake_reaches_the_clerk_with_its_page_and_a_correction_makes_a_new_version(
    tablet, papers, desk, known, clerk
):
    turn(tablet, 1)
    tablet.post(reverse("desk:tablet_object"), {"page": 2, "words": "引っ越した日"})
    assert "職員" in words(tablet)
    said = desk.get(reverse("desk:visit_now", args=[known.id])).context["now"].confirmation
    assert (said.objection, said.objection_page) == ("引っ越した日", 2)
    desk.post(
        reverse("desk:value_enter", args=[known.id]),
        {"subject": "household", "item": "move.date", "value": "R8.11.21", "source": "resident"},
    )
    assert screen(tablet).kind in {"idle", "waiting"}
    actions.push_confirmation(actions.prepare_confirmation(known, clerk))
    assert screen(tablet).index == 1
    shown = desk.get(reverse("desk:visit_now", args=[known.id])).context["now"]
    assert shown.confirmation.version == 2
    assert any("11月21日" in row["value"] for page in shown.pages for row in page["rows"])
    assert "申" in {row["mark"] for page in shown.pages for row in page["rows"]}


def test_an_objection_holds_no_more_than_five_hundred_characters(tablet, papers):
    tablet.post(reverse("desk:tablet_object"), {"page": 1, "words": "長" * 9000})
    papers.refresh_from_db()
    assert len(papers.objection["words"]) == 500
    assert "長" not in str(Event.objects.filter(kind="confirmation.objection").get().detail)


@pytest.mark.parametrize("tag", [one.tag for one in texts.load().languages])
def test_every_language_of_the_menu_speaks_on_the_page_and_the_content_stays_japanese(tablet, papers, known, tag):
    tablet.post(reverse("desk:tablet_language"), {"language": tag})
    known.refresh_from_db()
    assert known.language == tag
    turn(tablet, 1)
    page = words(tablet)
    assert texts.load().say("back", tag).split("{")[0].strip() in page or tag.startswith("ja")
    assert "桜町" in page


def test_an_unknown_language_changes_nothing(tablet, papers, known):
    tablet.post(reverse("desk:tablet_language"), {"language": "tlh"})
    known.refresh_from_db()
    assert known.language == "ja"


def test_a_language_belongs_to_the_visit_and_the_next_visit_begins_in_japanese(tablet, papers, known, clerk):
    tablet.post(reverse("desk:tablet_language"), {"language": "vi"})
    actions.close_visit(known, clerk)
    actions.open_visit(event="move-in", counter="1", clerk=clerk)
    assert screen(tablet).language == "ja"


def test_thanks_are_said_for_twenty_seconds_and_then_the_face_is_blank(tablet, accepted):
    assert screen(tablet).kind == "thanks"
    Signature.objects.update(signed_at=timezone.now() - timedelta(seconds=21))
    assert screen(tablet).kind == "idle"
    assert not any(name in words(tablet) for name in NAMES)


def test_another_counters_tablet_and_an_unpaired_browser_see_nothing(papers, clerk):
    other, stranger = Client(), Client()
    other.post(reverse("desk:tablet_pair"), {"code": actions.make_pairing_code("2", clerk)})
    assert screen(other).kind == "idle"
    for name in ("tablet_next", "tablet_object", "tablet_sign", "tablet_language"):
        answer = stranger.post(reverse(f"desk:{name}"), {"page": 1})
        assert not any(one in answer.content.decode() for one in NAMES)
    assert papers.position == 0


def test_a_pairing_code_is_good_for_five_minutes_and_once(clerk):
    code = actions.make_pairing_code("1", clerk)
    Tablet.objects.update(made_at=timezone.now() - timedelta(minutes=6))
    with pytest.raises(DeskError) as refused:
        actions.pair_tablet(code)
    assert "新しい番号を出してください" in refused.value.clerk
    for wrong in ("", "990019-00000000", "000000-12345678", code[:-1]):
        with pytest.raises(DeskError):
            actions.pair_tablet(wrong)


def test_a_tablet_paired_with_another_municipality_reads_nothing_of_this_one(papers, clerk, city):
    from kakanai.trust import tenancy

    code = actions.make_pairing_code("1", clerk)
    tablet, token = actions.pair_tablet(code)
    with tenancy.tenant(city.second["code"]):
        assert actions.tablet_of(str(tablet.id), token) is None


def test_no_page_of_the_tablet_has_a_field_for_a_pin(tablet, papers):
    for page in range(1, len(papers.pages) + 2):
        shown = words(tablet)
        assert 'type="password"' not in shown
        assert "暗証番号" not in shown
        turn(tablet, page)
