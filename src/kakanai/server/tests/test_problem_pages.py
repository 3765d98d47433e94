"""What people see when something is wrong: plain Japanese, nothing lost, no detail of the machine."""

import logging

import pytest
from django.db import connection, connections
from django.test import Client, RequestFactory

from kakanai.server import views
from kakanai.server.logs import DiscreetFormatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def closed_database(monkeypatch):
    """Point Django at a database that does not answer."""
    connection.close()
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nonexistent")
    yield
    monkeypatch.undo()
    connection.close()


def test_the_health_check_says_ok_and_nothing_else(visitor):
    answer = visitor.get("/health")
    assert answer.json() == {"status": "ok"}
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_a_closed_database_is_told_in_japanese_with_what_to_do(visitor, closed_database):
    answer = visitor.get("/health")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "データベースにつながりません" in page
    assert "保存した内容は失われていません" in page
    assert "再読み込み（F5キー）してください" in page
    assert "もう一度送られます" not in page
    assert answer["Retry-After"] == "10"
    assert "nonexistent" not in page


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_while_the_database_was_closed_is_sent_again_by_reloading(visitor, closed_database):
    visitor.cookies["kakanai_session"] = "0" * 32
    answer = visitor.post("/trust/sign-in/", {"username": "1001", "password": "words of twelve"})
    assert answer.status_code == 503
    assert "もう一度送られます" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_closed_database_is_told_to_programs_as_json(visitor, closed_database):
    visitor.cookies["kakanai_session"] = "0" * 32
    answer = visitor.get("/api/openapi.json")
    assert answer.status_code == 503
    assert answer.json()["code"] == "database-closed"
    assert "失われていません" in answer.json()["clerk"]


@pytest.mark.django_db(transaction=True)
def test_after_the_database_is_back_the_same_request_succeeds(visitor, monkeypatch):
    place = connections["default"].settings_dict
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(place, "HOST", "/nonexistent")
        assert visitor.get("/health").status_code == 503
    connection.close()
    assert visitor.get("/health").status_code == 200


def test_a_form_of_another_sign_in_is_told_in_japanese():
    answer = Client(enforce_csrf_checks=True).post("/trust/sign-in/", {"username": "1001", "password": "x"})
    assert answer.status_code == 403
    assert "画面が古くなっています" in answer.content.decode()


def test_the_sixth_wrong_password_finds_the_door_locked(visitor):
    wrong = {"username": "1001", "password": "not the password"}
    answers = [visitor.post("/trust/sign-in/", wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[5].status_code == 429
    assert "15分間サインインできません" in answers[5].content.decode()


def test_an_unknown_address_is_not_repeated(visitor):
    answer = visitor.get("/葛城健一")
    assert answer.status_code == 404
    assert "葛城" not in answer.content.decode()


def test_another_error_is_a_number_that_is_in_the_log_too(caplog):
    request = RequestFactory().get("/desk/")
    try:
        raise ValueError("葛城健一")
    except ValueError:
        answer = views.server_error(request)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "葛城" not in page
    number = page.split("<strong>")[1].split("<")[0]
    assert number in caplog.text
    assert "葛城" not in caplog.text


def test_every_page_carries_the_strict_policy(visitor):
    policy = visitor.get("/health")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy


def test_a_log_line_keeps_places_and_drops_values():
    formatter = DiscreetFormatter("%(message)s")
    try:
        raise ValueError("Key (name)=(葛城健一) already exists")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "saving failed", (), (type(error), error, error.__traceback__)
        )
    record.exc_text = "ValueError: 葛城健一"
    line = formatter.format(record)
    assert "葛城" not in line
    assert "ValueError" in line
    assert "test_problem_pages.py" in line


@pytest.mark.parametrize("number", ["123456789018", "1234 5678 9018", "1234-5678-9018", "１２３４５６７８９０１８"])
def test_a_number_as_long_as_an_individual_number_is_masked(number):
    record = logging.LogRecord("x", logging.INFO, "f", 1, "read %s", (number,), None)
    assert DiscreetFormatter("%(message)s").format(record) == "read ************"


def test_shorter_numbers_stay_readable():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "visit 20261123-0042", (), None)
    assert DiscreetFormatter("%(message)s").format(record) == "visit 20261123-0042"
