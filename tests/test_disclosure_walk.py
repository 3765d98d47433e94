"""A protected household goes all the way; no address, telephone number or honseki of it comes out on any path.

Screens, fragments, PDFs, pictures, the tablet, the department, the robots' pages and API, the board, the audit export,
the logs and the database itself are searched, in many encodings. Leaks are planted and must be found.
"""

import base64
import json
import logging
import re
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

import kakanai.demo.targets as targets
from kakanai.demo.city import build_city
from kakanai.demo.family import Family
from kakanai.desk import actions
from kakanai.desk.models import Application, Confirmation, Event, StoredFact
from kakanai.desk.queries.needs import missing_values, needs_of
from kakanai.desk.tests.test_visit import STROKES
from kakanai.robots import actions as robots
from kakanai.robots.models import Evidence, MapVersion, WorkItem
from kakanai.trust import actions as trust
from kakanai.trust import gate, tenancy
from kakanai.trust.models import Municipality, Release, Role, User
from kakanai.trust.tests.leaks import leaks, text_of_pdf
from kakanai.vocabulary.facts import Source

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW, OLD, HONSEKI, PHONE = "見本市梅町", "前川市浜町", "見本県桐畑", "055-555-0199"
SECRETS = (NEW, OLD, HONSEKI, PHONE, PHONE.replace("-", ""))
PERSONAL = (*SECRETS, "守田　小夜", "モリタ　サヨ", "1991-02-14")
"""What must not stand in the database unencrypted, of a protected household as of any other."""
ANSWERS = {"living": ["water"], "wishes": ["p1:seal", "p1:sign", "certificate"]}
TYPED = {"contact.phone": "0555550199", "bank.name": "0001001", "bank.accountNo": "0123456"}


def household(city):
    """Return the sample city's protected person as a household that moves in."""
    person = {
        **city.protected[0],
        "key": "p1",
        "honseki": f"{HONSEKI}九番",
        "hittousha": "守田　小夜",
        "card": {},
    }
    assert NEW in person["address"]
    assert OLD in person["previous"]
    move = {
        "days_since_notice_date": 4,
        "days_since_move": 3,
        "from": {"municipality": "990035", "address": person["previous"]},
        "to": {"municipality": city.code, "address": person["address"], "postal_code": "9990009"},
    }
    return Family([person], move, {}, timezone.localdate())


@pytest.fixture
def city():
    built = build_city()
    with tenancy.tenant(built.code):
        yield built


@pytest.fixture
def staff(city):
    """Return a signed-in browser for each role."""
    found = {}
    for role in Role.values:
        user = User.objects.create_user(
            f"walk-{role}",
            "x" * 12,
            display_name=role,
            roles=[role],
            municipality=Municipality.objects.get(pk=city.code),
        )
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(user)
    return found


@pytest.fixture
def visit(city, staff):
    clerk = User.objects.get(username="walk-desk_clerk")
    family = household(city)
    opened = actions.open_visit(event="move-in", counter="1", clerk=clerk)
    actions.import_extract(opened, family.notice(), clerk)
    actions.import_extract(opened, family.register_extract(), clerk)
    opened.refresh_from_db()
    return opened


@pytest.fixture
def tablet(visit):
    client = Client(raise_request_exception=False)
    code = actions.make_pairing_code("1", visit.clerk)
    assert client.post(reverse("desk:tablet_pair"), {"code": code}).status_code == 302
    return client


def answer_everything(visit):
    clerk = visit.clerk
    while questions := needs_of(visit).result.questions:
        one = questions[0]
        actions.answer_question(visit, one, ANSWERS.get(one.id, []), clerk)


def enter_everything(visit, desk):
    for _ in range(20):
        missing = missing_values(visit, needs_of(visit))
        if not missing:
            return
        one = missing[0]
        page = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "values"})
        proposed = {entry.item: entry.value for entry in page.context["now"].values}
        desk.post(
            reverse("desk:value_enter", args=[visit.id]),
            {
                "subject": one.subject,
                "item": one.item,
                "value": TYPED.get(one.item) or proposed.get(one.item) or "見本",
            },
        )
    raise AssertionError(f"still missing: {missing}")


@pytest.fixture
def shown(visit, tablet, staff):
    """The visit with its papers on the tablet."""
    answer_everything(visit)
    enter_everything(visit, staff["desk_clerk"])
    answer = staff["desk_clerk"].post(reverse("desk:prepare", args=[visit.id]))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    staff["desk_clerk"].post(reverse("desk:push", args=[visit.id]))
    visit.refresh_from_db()
    return Confirmation.objects.get(visit=visit, void=False)


@pytest.fixture
def accepted(shown, tablet, visit):
    """The visit signed and accepted, with a picture filed for one of its items."""
    body = {"digest": shown.document_digest, "strokes": STROKES, "width": 600, "height": 240}
    sent = tablet.post(reverse("desk:tablet_sign"), json.dumps(body), content_type="application/json")
    assert sent.json() == {"ok": True}
    visit.refresh_from_db()
    item = WorkItem.objects.filter(target="juki")[0]
    picture = Evidence(
        municipality=visit.municipality, item=item, kind="after", token=1, body=f"絵 {NEW} {OLD}".encode()
    )
    picture.save(force_insert=True)
    table = [{"section": "新住所", "caption": "住所", "meant": NEW, "shown": NEW, "verdict": "exact"}]
    rows = Evidence(
        municipality=visit.municipality, item=item, kind="read_back", token=1, body=json.dumps(table).encode()
    )
    rows.save(force_insert=True)
    return visit


def addresses(visit):
    """Yield every address of the product with the visit's own ids in it, beside the names of their views."""
    application = Application.objects.filter(visit=visit, procedure="move_in_notice").first()
    item, picture = WorkItem.objects.filter(target="juki").first(), Evidence.objects.filter(kind="after").first()
    ids = {
        "visit_id": visit.id,
        "application_id": application and application.id,
        "item_id": item and item.id,
        "evidence_id": picture and picture.id,
        "map_id": (found := MapVersion.objects.first()) and found.id,
        "release_id": (asked := Release.objects.first()) and asked.id,
    }
    number = re.compile(r"<(?:\w+:)?(\w+)>")
    for name, pattern in walk_raw():
        filled = number.sub(lambda found: str(ids.get(found[1]) or _sample(found[1])), pattern)
        yield name, filled


def walk_raw():
    def inside(resolver, prefix, namespace):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from inside(
                    entry,
                    prefix + str(entry.pattern),
                    f"{namespace}{entry.namespace}:" if entry.namespace else namespace,
                )
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}", "/" + prefix + str(entry.pattern)

    return list(inside(get_resolver(), "", ""))


def _sample(name):
    return {"number": "2", "code": "juki", "target": "juki", "operation": "transfer_in", "slug": "x"}.get(
        name, uuid.UUID(int=7)
    )


LEFT_OUT = {"sign_out", "lock", "desk:close"}
"""They would end the walk; the lock's page holds nothing of a visit."""


def look_everywhere(visit, clients, more=()):
    """Ask every URL as every role by GET and by an empty POST; return the answers, and where a secret stood."""
    seen, found = 0, []
    for name, address in [*addresses(visit), *more]:
        if name in LEFT_OUT:
            continue
        for role, client in clients.items():
            for method in ("get", "post"):
                if method == "post" and name in CHANGES:
                    continue
                answer = getattr(client, method)(address)
                content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
                seen += 1
                heads = "\n".join(f"{key}: {value}" for key, value in answer.headers.items()).encode()
                where = (role, method, name, answer.status_code)
                found += [(*where, secret) for secret in sorted(leaks(content + heads, SECRETS))]
    return seen, found


CHANGES = {
    "desk:prepare", "desk:hold", "desk:resume", "desk:visit_open", "desk:tablet_next", "desk:tablet_object", "desk:push",
    "desk:case_approve", "desk:case_again", "robots:switch_all", "robots:decide", "desk:tablet_pair", "desk:value_withdraw",
}  # fmt: skip
"""An empty POST to these would move the visit on, or let the tablet go."""


def texts_of_pages(visit):
    """Yield what the steps, filters and fragments show beyond their plain addresses."""
    for step in ("start", "questions", "values", "ready", "preview"):
        yield "desk:visit_now", reverse("desk:visit_now", args=[visit.id]) + f"?step={step}"
    yield "desk:visit_procedures", reverse("desk:visit_procedures", args=[visit.id]) + "?show=all"
    for state in ("accepted", "returned", "approved", ""):
        yield "desk:cases", reverse("desk:cases") + f"?state={state}&office="


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
