"""A protected household that moves in, what must stay secret of it, and a walk over every address of the desk."""

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kakanai.demo.city import build_city
from kakanai.demo.family import Family
from kakanai.desk import actions
from kakanai.desk.models import Application, Confirmation
from kakanai.desk.queries.needs import needs_of
from kakanai.desk.tests.test_visit import STROKES, enter_all
from kakanai.robots.models import Evidence, MapVersion, WorkItem
from kakanai.trust import tenancy
from kakanai.trust.models import Municipality, Release, Role, User
from kakanai.trust.tests.leaks import leaks

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


def signed_in(city):
    """Return a signed-in browser for each role, `walk-<role>` by name."""
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
def staff(city):
    return signed_in(city)


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


@pytest.fixture
def shown(visit, tablet, staff):
    """The visit with its papers on the tablet."""
    answer_everything(visit)
    enter_all(staff["desk_clerk"], visit, TYPED)
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
        filled = number.sub(lambda found: str(ids.get(found[1]) or sample(found[1])), pattern)
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


def sample(name):
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
