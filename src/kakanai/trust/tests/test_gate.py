"""No protected address past the gate."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.trust import actions, queries, tenancy
from kakanai.trust.errors import ReleaseRefusedError
from kakanai.trust.gate import WITHHELD, Audience, Guarded, _table, can_be_released, decides
from kakanai.trust.models import Municipality, User

CITY = "990019"
SECRET = "見本市桜町二丁目3番4号"


def test_what_is_not_protected_passes():
    assert decides(False, Audience("export", "file"))


@given(st.text(max_size=12), st.text(max_size=12), st.booleans())
def test_an_audience_that_the_table_does_not_name_sees_nothing(who, channel, released):
    audience = Audience(who, channel)
    if audience.key not in _table():
        assert not decides(True, audience, released=released)


@pytest.mark.parametrize("pair", ["export/file", "log/line", "search/result", "department/list", "robot/evidence"])
def test_no_release_opens_what_is_never_shown(pair):
    audience = Audience(*pair.split("/"))
    assert not decides(True, audience, released=True)
    assert not can_be_released(audience)


def test_a_guarded_value_cannot_be_had_by_printing_formatting_or_pickling():
    value = Guarded(SECRET, item="address.new", protected=True)
    for text in (str(value), repr(value), f"{value}", f"{value!r}"):
        assert SECRET not in text
    with pytest.raises(TypeError):
        pickle.dumps(value)
    assert value.open_for(Audience("resident", "application")) == SECRET
    assert value.open_for(Audience("resident", "guidance")) == WITHHELD


@pytest.fixture
def people(db):
    city = Municipality.objects.create(code=CITY, name="見本市")
    with tenancy.tenant(CITY):
        yield [
            User.objects.create_user(name, "correct horse battery", display_name=name, municipality=city)
            for name in ("一人目", "二人目")
        ]


def test_a_release_needs_a_reason_and_a_second_person(people):
    first, second = people
    with pytest.raises(ReleaseRefusedError):
        actions.ask_release(case="c", item="address.new", channel="screen", reason=" ", by=first)
    release = actions.ask_release(case="c", item="address.new", channel="screen", reason="本人の申出の確認", by=first)
    assert not queries.is_released("c", "address.new", "screen")
    with pytest.raises(ReleaseRefusedError):
        actions.approve_release(release, first)
    actions.approve_release(release, second)
    assert queries.is_released("c", "address.new", "screen")
    assert not queries.is_released("c", "address.new", "tablet")
    assert not queries.is_released("other", "address.new", "screen")


def test_a_planned_end_never_releases_by_itself(people):
    from datetime import date

    actions.register_protection(
        name="保護 花子", birth="1990-01-01", starts_on=date(2020, 1, 1), planned_end=date(2021, 1, 1), actor="x"
    )
    assert queries.is_protected([("保護 花子", "1990-01-01")])
    assert queries.is_protected([("保護　花子", "1990-01-01")])
    assert not queries.is_protected([("別人 太郎", "1990-01-01")])


def test_the_gate_fails_closed_when_the_flag_cannot_be_read(people, monkeypatch):
    from django.db import OperationalError

    def broken(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("kakanai.trust.queries.Protection.objects.filter", broken)
    assert queries.is_protected([("別人 太郎", "1990-01-01")])
