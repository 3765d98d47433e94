"""The room in a real Chromium: no accessibility violation, nothing the policy refuses, everything by keyboard, twice the size."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models import Decision, FormField, Publication
from kakanai.reform.queries.decisions import standings
from kakanai.ui.finders import node_modules

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PROTOCOL = {
    "purpose": "assess",
    "used_by": "上下水道課",
    "used_for": "開栓の手配",
    "retention": "5年",
    "if_wrong": "開栓が遅れる",
}


@pytest.fixture
def forms(bring_in, officer):
    """Three forms, one of them published, one decision that waits for its reviewer, a plan, an answered label."""
    forms = bring_in("suido-kaishi", "juminido-todoke", "inu-toroku-henko")
    water = forms["suido-kaishi"]
    actions.describe_form(water, officer, catalogue_form="water_start", procedures=["water_start"])
    actions.set_plan("move-in", officer, persons=4, children=2, yearly=2400)
    actions.answer_meaning(water.fields.get(label="使用場所"), "address.full@subject", officer)
    actions.keep_the_rest(water, officer, "")
    actions.write_protocol(water.fields.all(), PROTOCOL, officer)
    actions.publish_form(water, officer, valid_from=timezone.localdate())
    row = forms["juminido-todoke"].fields.filter(item="person.gender").first()
    actions.decide(forms["juminido-todoke"], row.key, Said(Verdict.DROP, "審査に使わない"), officer)
    keep = forms["inu-toroku-henko"].fields.get(label="毛色")
    actions.decide(forms["inu-toroku-henko"], keep.key, Said(Verdict.KEEP, ""), officer)
    return forms


@pytest.fixture
def open_as(page, live_server):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_as(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url, "sameSite": "Strict"}]
        )
        return page

    page.complaints = complaints
    return open_as


def violations(page):
    page.evaluate((node_modules() / "axe-core/axe.min.js").read_text(encoding="utf-8"))
    return page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 160)))",
        TAGS,
    )


def addresses(forms):
    transfer, water = forms["juminido-todoke"], forms["suido-kaishi"]
    return {
        "home": reverse("reform:home"),
        "forms": reverse("reform:forms"),
        "form": reverse("reform:form", args=[transfer.pk]),
        "decided form": reverse("reform:form", args=[water.pk]),
        "settings": reverse("reform:settings", args=[transfer.pk]),
        "not ready": reverse("reform:prospect", args=[transfer.pk]),
        "ready": reverse("reform:prospect", args=[water.pk]),
        "heat": reverse("reform:heat", args=["move-in"]),
        "effect": reverse("reform:effect", args=["move-in"]),
        "queue": reverse("reform:queue"),
        "meanings": reverse("reform:meanings"),
        "protocols": reverse("reform:protocols"),
        "reviews": reverse("reform:reviews"),
        "catalogue": reverse("reform:catalogue"),
        "publication": reverse("reform:publication", args=[Publication.objects.get().pk]),
    }


def test_no_page_has_an_accessibility_violation_or_needs_what_the_policy_refuses(forms, open_as, officer, live_server):
    page = open_as(officer)
    found = {}
    for name, address in addresses(forms).items():
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, name
        assert "unsafe" not in answer.headers["content-security-policy"]
        found[name] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert page.complaints == []


def test_the_reviewers_and_managers_pages_have_no_violation_either(forms, open_as, reviewer, live_server):
    page = open_as(reviewer)
    for name in ("home", "form", "queue", "reviews", "catalogue"):
        page.goto(live_server.url + addresses(forms)[name])
        assert violations(page) == [], name


def test_a_planted_violation_is_found(forms, open_as, officer, live_server):
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:queue"))
    page.evaluate("document.querySelector('#reason').removeAttribute('id')")
    assert any(one.startswith("label ") for one in violations(page))


def test_the_queue_is_worked_by_keys_alone_proposal_verdict_skip_and_undo(forms, open_as, officer, live_server):
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:queue"))
    count = Decision.objects.count()
    first = page.inner_text("#finding")
    page.keyboard.press("Enter")
    page.wait_for_function("text => document.querySelector('#finding').innerText !== text", arg=first)
    taken = Decision.objects.count()
    assert taken > count
    second = page.inner_text("#finding")
    page.keyboard.press("1")
    page.wait_for_function("text => document.querySelector('#finding').innerText !== text", arg=second)
    assert Decision.objects.count() > taken
    third = page.inner_text("#finding")
    page.keyboard.press("n")
    page.wait_for_function("text => document.querySelector('#finding').innerText !== text", arg=third)
    page.keyboard.press("u")
    page.wait_for_selector("text=決定を取り消しました")
    assert Decision.objects.filter(verdict="undecided").exists()


def test_a_field_is_reached_and_decided_by_keys_and_its_box_follows(forms, open_as, officer, live_server):
    form = forms["juminido-todoke"]
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:form", args=[form.pk]))
    first = page.get_attribute("#field", "data-chosen")
    page.keyboard.press("n")
    page.wait_for_function("key => document.querySelector('#field').dataset.chosen !== key", arg=first)
    chosen = page.get_attribute("#field", "data-chosen")
    assert page.get_attribute(".spot--chosen", "data-spot") == chosen
    assert page.get_attribute(".spot--chosen", "aria-current") == "true"
    page.keyboard.press("1")
    page.wait_for_load_state()
    page.wait_for_function("key => document.querySelector('#field').dataset.chosen !== key", arg=chosen)
    assert standings([form.pk])[form.pk, chosen].verdict is Verdict.KEEP


def test_boxes_are_reached_with_the_tab_key_and_opened_with_enter(forms, open_as, officer, live_server):
    form = forms["juminido-todoke"]
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:form", args=[form.pk]))
    page.locator("[data-spot]").nth(3).focus()
    key = page.evaluate("document.activeElement.dataset.spot")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.spot") not in {key, None}
    wanted = page.evaluate("document.activeElement.dataset.spot")
    page.keyboard.press("Enter")
    page.wait_for_function("key => document.querySelector('#field').dataset.chosen === key", arg=wanted)
    row = FormField.objects.get(form=form, key=wanted)
    assert row.label in page.inner_text("#field-title")


def test_a_reviewer_agrees_with_one_key(forms, open_as, reviewer, live_server):
    form = forms["juminido-todoke"]
    page = open_as(reviewer)
    page.goto(live_server.url + reverse("reform:reviews"))
    page.keyboard.press("y")
    page.wait_for_selector("text=決定に同意しました")
    row = form.fields.filter(item="person.gender").first()
    assert standings([form.pk])[form.pk, row.key].verdict is Verdict.DROP


def test_a_moved_slider_changes_the_figures_without_a_new_page(forms, open_as, officer, live_server):
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:effect", args=["move-in"]))
    before = page.inner_text("#figures tbody tr:nth-child(2) td:nth-child(2)")
    page.evaluate("window.kept = true")
    page.focus("#s-character")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.inner_text("output[for=s-character]") == "2.0"
    page.wait_for_function(
        "text => document.querySelector('#figures tbody tr:nth-child(2) td:nth-child(2)').innerText !== text",
        arg=before,
    )
    assert page.evaluate("window.kept")


def test_a_folder_is_brought_in_with_the_offices_that_its_folders_name(
    forms, open_as, officer, live_server, tmp_path, drawn
):
    folder = tmp_path / "様式" / "環境課"
    folder.mkdir(parents=True)
    (folder / "届.docx").write_bytes(drawn("inu-toroku-henko"))
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:forms"))
    page.keyboard.press("a")
    page.set_input_files("#folder", tmp_path / "様式")
    page.click("dialog[open] button.button--primary")
    page.wait_for_selector("#import")
    from kakanai.reform.models import ImportFile

    assert ImportFile.objects.get().name == "環境課/届.docx"


def test_at_twice_the_size_no_page_scrolls_sideways_and_each_is_reached_by_the_tab_key(
    forms, open_as, officer, live_server
):
    page = open_as(officer)
    page.set_viewport_size({"width": 683, "height": 384})
    for name, address in addresses(forms).items():
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        main = "document.querySelector('main')"
        assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth"), name
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), name


def test_the_mayors_page_prints_without_its_sliders(forms, open_as, officer, live_server):
    page = open_as(officer)
    page.goto(live_server.url + reverse("reform:effect", args=["move-in"]))
    page.emulate_media(media="print")
    assert not page.is_visible(".effect__sliders")
    assert page.is_visible("#figures table")
    assert page.evaluate("getComputedStyle(document.body).overflow") == "visible"
