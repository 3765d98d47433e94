"""The drawer: at least thirty drawn forms, read like any city's, with the move-in family's names counted from them."""

import pytest

from kakanai.demo.city import build_city
from kakanai.demo.drawer import drawer, drawn_forms, load_drawer
from kakanai.reform import actions
from kakanai.reform.models import Decision, Form, Publication, Review
from kakanai.reform.queries.decisions import waiting_reviews
from kakanai.reform.queries.heat import NAMES, heat_map
from kakanai.reform.queries.inventory import refused_files
from kakanai.reform.queries.progress import by_office, total
from kakanai.trust import tenancy
from kakanai.trust.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def filled():
    city = build_city()
    load_drawer(city)
    with tenancy.tenant(city.code):
        yield city


def test_the_drawer_holds_thirty_forms_for_three_life_events_and_no_figure_of_its_own():
    raw = drawer()
    assert len(drawn_forms(raw)) >= 30
    assert set(raw["plans"]) == {"move-in", "birth", "death"}
    assert "52" not in str(raw)


def test_the_move_in_family_writes_its_names_fifty_two_times_and_never_after_the_decisions(filled):
    assert refused_files() == []
    assert Form.objects.count() >= 30
    map_ = heat_map("move-in")
    names = map_.line(NAMES)
    assert (names.before, names.after) == (52, 0)
    assert map_.sheets == 20
    per_form = {one.form.title: cell.before for one, cell in zip(map_.forms, names.cells, strict=True)}
    assert per_form["住民異動届"] == per_form["個人番号カード券面記載事項変更届"] == 7
    assert map_.after < map_.before


def test_part_is_decided_part_is_open_some_waits_some_is_published_and_loading_again_changes_nothing(filled):
    assert waiting_reviews()
    assert Review.objects.filter(approved=True).exists()
    assert Publication.objects.count() == len(drawer()["publish"])
    done = total(by_office())
    assert 0 < done.settled < done.fields
    assert done.published >= 2
    counts = (Form.objects.count(), Decision.objects.count(), Publication.objects.count())
    load_drawer(filled)
    assert (Form.objects.count(), Decision.objects.count(), Publication.objects.count()) == counts


def test_the_names_come_back_where_a_decision_is_taken_back(filled):
    officer = User.objects.get(username=filled.username("reform_officer"))
    one = Decision.objects.filter(form__title="住民異動届", label__contains="氏名", superseded_by=None).first()
    actions.undo(one.batch, officer)
    assert heat_map("move-in").line(NAMES).after > 0
