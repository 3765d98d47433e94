"""A protected household goes all the way; no address, telephone number or honseki of it comes out on any path.

Screens, fragments, PDFs, pictures, the tablet, the department, the robots' pages and API, the board, the audit export,
the logs and the database itself are searched, in many encodings. Leaks are planted and must be found.
"""

import base64
import json
import logging
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import kakanai.demo.targets as targets
from kakanai.demo.tests import protected as given
from kakanai.demo.tests.protected import (
    LEFT_OUT,
    NEW,
    OLD,
    PERSONAL,
    SECRETS,
    addresses,
    household,
    look_everywhere,
    texts_of_pages,
)
from kakanai.desk import actions
from kakanai.desk.models import Application, Confirmation, Event, StoredFact
from kakanai.desk.queries.needs import needs_of
from kakanai.robots import actions as robots
from kakanai.robots.models import WorkItem
from kakanai.trust import actions as trust
from kakanai.trust import gate, tenancy
from kakanai.trust.models import Release, Role, User
from kakanai.trust.tests.leaks import leaks, text_of_pdf
from kakanai.vocabulary.facts import Source

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
city, staff, visit = given.city, given.staff, given.visit
tablet, shown, accepted = given.tablet, given.shown, given.accepted


def test_before_the_signature_no_screen_shows_a_protected_address(visit, tablet, staff, shown):
    seen, found = look_everywhere(visit, {**staff, "tablet": tablet, "nobody": Client()}, texts_of_pages(visit))
    assert seen > 1500
    assert found == []
    withheld = staff["desk_clerk"].get(reverse("desk:visit", args=[visit.id])).content.decode()
    assert "支援措置の対象です" in withheld
    assert "非開示" in withheld


def test_every_page_of_the_tablet_keeps_it_back(shown, tablet):
    for page in range(1, len(shown.pages) + 1):
        assert leaks(tablet.get(reverse("desk:tablet_page")).content, SECRETS) == set()
        tablet.post(reverse("desk:tablet_next"), {"page": page})
    assert tablet.get(reverse("desk:tablet_page")).context["screen"].kind == "sign"


def test_after_acceptance_no_department_robot_page_or_board_shows_it(accepted, tablet, staff):
    clients = {**staff, "tablet": tablet, "nobody": Client()}
    seen, found = look_everywhere(accepted, clients, texts_of_pages(accepted))
    assert seen > 1500
    assert found == []
    assert "住所を伏せた写し" in staff["reviewer"].get(_case(accepted)).content.decode()


def test_a_leak_planted_in_the_disclosure_table_is_found_on_many_paths(accepted, tablet, staff, monkeypatch):
    open_to_all = dict.fromkeys(gate._table(), "allow") | {"robot/evidence": "allow"}
    monkeypatch.setattr(gate, "_table", lambda: open_to_all)
    _, found = look_everywhere(accepted, {role: staff[role] for role in ("desk_clerk", "reviewer", "manager")})
    where = {name for _, _, name, _, _ in found}
    assert {"desk:visit", "desk:visit_household", "desk:case", "desk:case_pdf", "desk:confirmation_pdf"} <= where
    assert {"robots:item", "robots:evidence"} & where
    assert {secret for *_, secret in found} >= {NEW, OLD}


def _case(visit):
    application = Application.objects.get(visit=visit, procedure="move_in_notice")
    return reverse("desk:case", args=[application.id])


def test_the_guidance_sheet_and_the_copies_of_the_signed_document_carry_no_address(accepted, staff):
    guidance = staff["desk_clerk"].get(reverse("desk:guidance_pdf", args=[accepted.id])).content
    copy = staff["desk_clerk"].get(reverse("desk:confirmation_pdf", args=[accepted.id])).content
    signed = staff["reviewer"].get(_case(accepted) + "signed.pdf").content
    for content in (guidance, copy, signed):
        assert content.startswith(b"%PDF-")
        assert leaks(content, SECRETS) == set()
    assert "写し・住所非開示" in text_of_pdf(copy)
    original = bytes(Confirmation.objects.get(visit=accepted, void=False).document)
    assert leaks(original, SECRETS) >= {NEW, OLD}, "the application itself needs the address"


def test_two_people_release_one_value_on_one_channel_and_nothing_else(accepted, staff):
    desk, reviewer = staff["desk_clerk"], staff["reviewer"]
    case = _case(accepted)
    asked = {
        "item": "address.new",
        "channel": "screen",
        "reason": "本人の申出を確かめるため",
        "case_id": case.split("/")[-2],
    }
    assert desk.post(reverse("desk:release_ask", args=[accepted.id]), asked).status_code == 302
    assert leaks(reviewer.get(case).content, SECRETS) == set()
    release = Release.objects.get(case=str(accepted.id))
    approve = reverse("desk:release_approve", args=[accepted.id, release.id])
    assert desk.post(approve).status_code == 403
    assert reviewer.post(approve, {"case_id": case.split("/")[-2]}).status_code == 302
    assert leaks(reviewer.get(case).content, SECRETS) == {NEW}
    assert leaks(desk.get(reverse("desk:visit_household", args=[accepted.id])).content, SECRETS) == {NEW}
    assert leaks(reviewer.get(reverse("desk:cases") + "?office=").content, SECRETS) == set()
    assert leaks(staff["manager"].get(reverse("desk:guidance_pdf", args=[accepted.id])).content, SECRETS) == set()


def test_the_original_is_shown_only_while_two_peoples_release_of_the_document_is_in_force(accepted, staff):
    desk, reviewer = staff["desk_clerk"], staff["reviewer"]
    clerk, second = (User.objects.get(username=f"walk-{role}") for role in ("desk_clerk", "reviewer"))
    address = reverse("desk:confirmation_pdf", args=[accepted.id])
    release = trust.ask_release(
        case=str(accepted.id), item="document", channel="document", reason="窓口で本人に見せるため", by=clerk
    )
    assert leaks(desk.get(address).content, SECRETS) == set()
    trust.approve_release(release, second)
    assert leaks(desk.get(address).content, SECRETS) >= {NEW, OLD}
    assert leaks(reviewer.get(_case(accepted)).content, SECRETS) == set()
    Release.objects.filter(pk=release.pk).update(expires_at=timezone.now())
    assert leaks(desk.get(address).content, SECRETS) == set()


def test_a_robot_gets_the_address_only_after_two_people_released_the_item(accepted):
    for path in sorted(_maps().glob("*.yaml")):
        robots.approve_map(robots.propose_map(path.read_text()), by="見本市 担当")
    token = robots.enrol_runner("walk-robot", ["juki", "jidoteate"], actor="test")
    runner = Client(headers={"Authorization": f"Bearer {token}"})

    def claim():
        return runner.post("/api/robots/claim", {"targets": ["juki"]}, content_type="application/json")

    assert claim().status_code == 204
    item = WorkItem.objects.filter(target="juki", reason="protected")[0]
    one, two = (User.objects.get(username=f"walk-{role}").id for role in ("robot_operator", "reviewer"))
    assert robots.release_item(str(item.id), by=one) is False
    assert claim().status_code == 204
    assert robots.release_item(str(item.id), by=two) is True
    handed = claim()
    assert handed.status_code == 200
    assert NEW in json.dumps(handed.json(), ensure_ascii=False), "the register itself must have it"


def _maps():
    return Path(targets.__file__).parent / "maps"


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        return [name for (name,) in cursor.fetchall()]


def stored_plainly():
    """Return the tables in whose rows a secret can be read."""
    found = set()
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            if any(leaks(row.encode(), PERSONAL) for (row,) in cursor.fetchall()):
                found.add(table)
    return found


def test_nothing_of_it_stands_in_the_database_unencrypted_and_a_planted_row_is_found(accepted):
    assert StoredFact.objects.filter(visit=accepted, item="address.new").exists()
    assert stored_plainly() == set()
    Event.objects.create(municipality=accepted.municipality, visit=accepted, kind="x", by="x", detail={"a": NEW})
    assert stored_plainly() == {"desk_event"}


def test_the_audit_export_and_the_logs_hold_nothing_of_it(accepted, staff, caplog):
    caplog.set_level(logging.DEBUG)
    staff["desk_clerk"].get(reverse("desk:visit", args=[accepted.id]))
    staff["reviewer"].get(_case(accepted))
    lines = "\n".join(trust.export_audit()).encode()
    assert b"visit.accept" in lines
    assert leaks(lines, SECRETS) == set()
    assert leaks(caplog.text.encode(), SECRETS) == set()


def test_staff_of_another_municipality_find_no_trace_of_the_visit_at_any_address(accepted, city):
    other = city.second["code"]
    with tenancy.tenant(other):
        stranger = User.objects.create_user(
            "stranger", "x" * 12, display_name="x", roles=list(Role.values), municipality_id=other
        )
    client = Client(raise_request_exception=False)
    client.force_login(stranger)
    own = {str(accepted.id), accepted.number, *map(str, Application.objects.values_list("id", flat=True))}
    for name, address in addresses(accepted):
        if name in LEFT_OUT:
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert leaks(content, PERSONAL) == set(), (name, method)
            assert not {one for one in own if one.encode() in content and one not in address}, (name, method)
            assert not (method == "get" and answer.status_code == 200 and str(accepted.id) in address), name


def test_a_corrected_name_does_not_take_the_protection_away(visit, staff):
    actions.enter_values(
        visit,
        subject="p1",
        values={"person.fullName": "守田　さよ"},
        source=Source.CLERK,
        clerk=visit.clerk,
        typed=5,
    )
    page = staff["desk_clerk"].get(reverse("desk:visit", args=[visit.id])).content
    assert leaks(page, SECRETS) == set()
    assert "支援措置の対象です".encode() in page


def test_a_household_that_says_so_itself_is_protected_from_that_moment(city, staff):
    clerk = User.objects.get(username="walk-desk_clerk")
    family = household(city)
    family.persons[0]["name"], family.persons[0]["birth"] = "別名　花子", "1980-01-01"
    opened = actions.open_visit(event="move-in", counter="2", clerk=clerk)
    actions.import_extract(opened, family.notice(), clerk)
    address = reverse("desk:visit_household", args=[opened.id])
    assert NEW in staff["desk_clerk"].get(address).content.decode()
    question = next(one for one in needs_of(opened).result.questions if one.id == "living")
    actions.answer_question(opened, question, ["protected"], clerk)
    assert leaks(staff["desk_clerk"].get(address).content, SECRETS) == set()


def test_every_form_in_which_a_secret_may_lie_is_looked_for():
    for content in (
        NEW.encode(),
        NEW.encode("utf-16-le"),
        NEW.encode("cp932"),
        json.dumps({"a": f"x{NEW}y"}).encode(),
        base64.b64encode(f"{NEW}一丁目".encode()),
        base64.b64encode(f"a{NEW}一丁目".encode()),
        base64.b64encode(f"ab{NEW}一丁目".encode()),
        NEW.encode().hex().encode(),
        "".join(f"&#{ord(ch)};" for ch in NEW).encode(),
    ):
        assert leaks(content, SECRETS) == {NEW}, content
    assert leaks("桜町".encode(), SECRETS) == set()
