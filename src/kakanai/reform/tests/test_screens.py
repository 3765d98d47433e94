"""The screens as the server answers them: who sees and does what, and that a refusal loses nothing."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.reform import actions, tasks
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models import BundleEntry, Decision, Finding, Form, Import, Publication
from kakanai.reform.queries.decisions import standings
from kakanai.trust.models import AuditEntry, User

PROTOCOL = {
    "purpose": "assess",
    "used_by": "上下水道課",
    "used_for": "開栓の手配",
    "retention": "5年",
    "if_wrong": "開栓が遅れる",
}


@pytest.fixture
def forms(bring_in):
    return bring_in("suido-kaishi", "juminido-todoke")


@pytest.fixture
def form(forms):
    return forms["suido-kaishi"]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(officer):
    return signed_in(officer)


def text(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def pages(form):
    return [
        reverse("reform:home"),
        reverse("reform:forms"),
        reverse("reform:form", args=[form.pk]),
        reverse("reform:field", args=[form.pk, form.fields.first().key]),
        reverse("reform:prospect", args=[form.pk]),
        reverse("reform:heat", args=["move-in"]),
        reverse("reform:effect", args=["move-in"]),
        reverse("reform:queue"),
        reverse("reform:meanings"),
        reverse("reform:protocols"),
        reverse("reform:reviews"),
        reverse("reform:catalogue"),
    ]


def test_officers_reviewers_managers_and_auditors_see_every_page_and_clerks_none(city, form):
    for role in ("reform_officer", "reviewer", "manager", "auditor"):
        client = signed_in(User.objects.get(username=city.username(role)))
        for page in pages(form):
            assert client.get(page).status_code == 200, (role, page)
    clerk = signed_in(User.objects.get(username=city.username("desk_clerk")))
    assert {clerk.get(page).status_code for page in pages(form)} == {403}


def test_who_may_only_look_gets_no_buttons_that_decide(city, form):
    manager = signed_in(User.objects.get(username=city.username("manager")))
    for page in pages(form):
        assert 'method="post"' not in re.sub(
            r'<form method="post" action="/trust/[^>]*>', "", text(manager.get(page))
        ), page


def test_uploaded_files_are_read_in_the_background_and_the_page_follows(desk, drawn):
    files = [
        SimpleUploadedFile("suido.docx", drawn("suido-kaishi")),
        SimpleUploadedFile("bad.xlsx", b"PK\x03\x04no"),
    ]
    paths = ["上下水道課/水道使用開始届.docx", "上下水道課/壊れた.xlsx"]
    answer = desk.post(reverse("reform:import"), {"files": files, "paths": paths})
    batch = Import.objects.get()
    assert answer.url == reverse("reform:import_progress", args=[batch.pk])
    assert "読み取り中です。0 / 2" in text(desk.get(answer.url))
    tasks.read_files("990019", str(batch.pk))
    page = text(desk.get(answer.url, headers={"HX-Request": "true"}))
    assert "2ファイルを読み終えました" in page and "hx-trigger" not in page
    assert "壊れた.xlsx" in page and "保存し直してください" in page
    assert Form.objects.get().office == "上下水道課"
    assert "壊れた.xlsx" in text(desk.get(reverse("reform:forms")))


def test_an_import_without_a_file_says_so(desk):
    page = desk.post(reverse("reform:import"), {}, follow=True)
    assert "ファイルが選ばれていません" in text(page)


def test_the_job_is_queued_in_the_same_transaction_as_the_files(desk, drawn):
    desk.post(reverse("reform:import"), {"files": [SimpleUploadedFile("a.docx", drawn("suido-kaishi"))]})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'kakanai.reform.read_files'")
        (found,) = cursor.fetchone()
    found = json.loads(found) if isinstance(found, str) else found
    assert found == {"municipality": "990019", "batch": str(Import.objects.get().pk)}


def test_a_field_shows_its_evidence_law_certainty_and_its_box_on_the_page(desk, form):
    row = form.fields.filter(item="person.fullName").first()
    page = text(desk.get(reverse("reform:form", args=[form.pk]), {"field": row.key}))
    assert "券面事項入力補助で氏名" in page and "確かさ：公開ページで確認" in page
    assert f'data-spot="{row.key}"' in page and "spot--chosen" in page
    assert page.count("data-spot=") == form.fields.count()
    assert "水" in page and "道" in page  # the printed characters are drawn


def test_a_decision_from_the_page_goes_on_to_the_next_open_field_and_keeps_a_refused_one_in_words(desk, form):
    row = form.fields.get(label="建物の所有者")
    url = reverse("reform:decide", args=[form.pk, row.key])
    back = f"{reverse('reform:form', args=[form.pk])}?field={row.key}"
    refused = desk.post(url, {"verdict": "drop", "reason": "", "back": back}, follow=True)
    assert "理由を入力してください" in text(refused)
    assert not Decision.objects.exists()
    answer = desk.post(url, {"verdict": "drop", "reason": "要らない", "back": back})
    assert answer.status_code == 302 and row.key not in answer.url
    assert standings([form.pk])[form.pk, row.key].verdict is Verdict.DROP
    again = desk.post(url, {"verdict": "keep", "seen": "", "back": back}, follow=True)
    assert "ほかの職員が先に決定しました" in text(again)


def test_the_queue_shows_one_finding_and_a_verdict_takes_it_off_and_undo_brings_it_back(desk, form):
    page = desk.get(reverse("reform:queue"))
    finding = page.context["found"].finding
    total = page.context["found"].total
    answer = desk.post(
        reverse("reform:queue_decide", args=[finding.pk]),
        {"verdict": "keep", "event": "move-in", "rule": finding.rule},
        follow=True,
    )
    assert answer.context["found"].total < total
    assert answer.context["found"].finding.pk != finding.pk
    assert "取り消す" in text(answer)
    desk.post(reverse("reform:undo"), {"batch": answer.context["last"].batch})
    assert desk.get(reverse("reform:queue")).context["found"].finding.pk == finding.pk


def test_skipping_goes_round_and_an_unknown_finding_is_not_found(desk, form):
    first = desk.get(reverse("reform:queue")).context["found"]
    seen, after = [first.finding.pk], first.finding.pk
    for _ in range(first.total):
        after = desk.get(reverse("reform:queue"), {"after": after}).context["found"].finding.pk
        seen.append(after)
    assert seen[0] == seen[-1] and len(set(seen)) == first.total
    assert desk.get(reverse("reform:queue"), {"finding": "x"}).status_code == 404


def test_a_reviewer_agrees_or_sends_back_and_the_one_who_decided_gets_no_button(forms, officer, reviewer, desk):
    transfer = forms["juminido-todoke"]
    row = transfer.fields.filter(item="person.gender").first()
    made = actions.decide(transfer, row.key, Said(Verdict.DROP, "要らない"), officer)
    assert "あなたの決定です" in text(desk.get(reverse("reform:reviews")))
    client = signed_in(reviewer)
    url = reverse("reform:review", args=[made.pk])
    assert "差し戻す理由" in text(client.post(url, {"word": "return", "back": reverse("reform:reviews")}, follow=True))
    assert desk.post(url, {"word": "approve"}).status_code == 403
    client.post(url, {"word": "approve", "note": "確認"})
    assert standings([transfer.pk])[transfer.pk, row.key].verdict is Verdict.DROP


def test_settings_put_a_form_into_events_with_sheets_and_agents(desk, form):
    url = reverse("reform:save_settings", args=[form.pk])
    given = {
        "office": "上下水道課",
        "events": ["move-in", "move-within"],
        "sheets-move-in": "２",
        "agents-move-in": "1",
        "sheets-move-within": "0",
        "catalogue_form": "water_start",
        "procedures": ["water_start"],
        "yearly": "1,200",
    }
    desk.post(url, given)
    entries = {one.event: (one.sheets, one.times) for one in BundleEntry.objects.filter(form=form)}
    assert entries == {"move-in": (2, {"agent": 1}), "move-within": (0, {})}
    form.refresh_from_db()
    assert (form.yearly, form.yearly_source, form.procedures) == (1200, "市の統計", ["water_start"])
    desk.post(url, given | {"events": ["move-in"]})
    assert BundleEntry.objects.filter(form=form).count() == 1


def test_publishing_from_the_screen_and_taking_it_back(desk, form, officer):
    actions.describe_form(form, officer, catalogue_form="water_start", procedures=["water_start"])
    page = text(desk.get(reverse("reform:prospect", args=[form.pk])))
    assert "まだ決めていない欄が" in page and "使い始める日" not in page
    desk.post(reverse("reform:keep_rest", args=[form.pk]), {})
    actions.write_protocol(form.fields.all(), PROTOCOL, officer)
    today = timezone.localdate().isoformat()
    desk.post(reverse("reform:publish", args=[form.pk]), {"valid_from": today, "note": "第1回会議"})
    made = Publication.objects.get()
    assert "第1回会議" in text(desk.get(reverse("reform:catalogue")))
    shown = text(desk.get(reverse("reform:publication", args=[made.pk])))
    assert made.digest in shown and "id: water_start" in shown and "&amp;id" not in shown
    desk.post(reverse("reform:withdraw", args=[made.pk]), {"reason": "誤植"})
    assert "取りやめ：誤植" in text(desk.get(reverse("reform:catalogue")))
    desk.post(reverse("reform:restore", args=[made.pk]), {})
    assert Publication.objects.count() == 2


def test_protocols_are_written_once_for_all_fields_of_a_fact(desk, forms, officer):
    for form in forms.values():
        actions.keep_the_rest(form, officer, "")
    first = desk.get(reverse("reform:protocols")).context["first"]
    assert len(first.rows) >= 2
    refused = desk.post(
        reverse("reform:write_protocols"), {"fact": first.fact, "back": reverse("reform:protocols")}, follow=True
    )
    assert "たずねる理由を4つから" in text(refused)
    desk.post(reverse("reform:write_protocols"), {"fact": first.fact, **PROTOCOL})
    assert first.fact not in {one.fact for one in desk.get(reverse("reform:protocols")).context["groups"]}


def test_meanings_are_answered_from_the_screen(desk, form):
    row = form.fields.get(label="使用場所")
    page = desk.get(reverse("reform:meanings"), {"label": "使用場所"})
    assert page.context["first"].label == "使用場所"
    desk.post(reverse("reform:answer_meaning"), {"field": row.pk, "item": "address.full", "role": "subject"})
    row.refresh_from_db()
    assert (row.item, row.item_by) == ("address.full", "city")
    assert "この市の答え" in text(desk.get(reverse("reform:field", args=[form.pk, row.key])))
    refused = desk.post(reverse("reform:answer_meaning"), {"field": row.pk, "item": "x.y"}, follow=True)
    assert "一覧から選んでください" in text(refused)


def test_the_mayors_page_follows_the_sliders_and_refuses_senseless_values(desk, form, officer):
    url = reverse("reform:effect", args=["move-in"])
    assert "1年の件数を入れると" in text(desk.get(url))
    actions.set_plan("move-in", officer, persons=4, children=2, yearly=1000)
    plain = desk.get(url).context["effect"].bands[1][1].before
    doubled = desk.get(url, {"character": "3.0", "field": "5.4"}).context["effect"].bands[1][1].before
    assert doubled == pytest.approx(2 * plain)
    assert desk.get(url, {"before": "2000", "now": "2000"}).context["effect"].bands[1][1].before == pytest.approx(
        2 * plain
    )
    assert desk.get(url, {"character": "-1", "field": "x"}).context["effect"].bands[1][1].before == plain


def test_files_and_lists_come_as_downloads_and_are_recorded(desk, form):
    answer = desk.get(reverse("reform:form_file", args=[form.pk, "slim-docx"]))
    assert answer["Content-Disposition"].startswith("attachment") and answer.content[:2] == b"PK"
    assert AuditEntry.objects.filter(action="reform.file", case=f"reform:{form.pk}").exists()
    assert desk.get(reverse("reform:list_file", args=["heatmap"]), {"event": "move-in"}).content[:3] == b"\xef\xbb\xbf"
    assert desk.get(reverse("reform:form_file", args=[form.pk, "nothing"])).status_code == 404
    assert desk.get(reverse("reform:list_file", args=["nothing"])).status_code == 404


def test_a_refusal_never_leads_outside_this_room(desk, form):
    row = form.fields.first()
    for evil in ("https://example.com/", "//example.com/", "/reform/..//example.com", "/desk/"):
        answer = desk.post(reverse("reform:decide", args=[form.pk, row.key]), {"verdict": "x", "back": evil})
        assert answer.url == reverse("reform:home")


def test_retired_forms_leave_lists_and_counts_and_their_record_stays(desk, forms):
    form = forms["suido-kaishi"]
    retired = desk.post(reverse("reform:retire", args=[form.pk]), {"reason": "窓口で受けなくなった"}, follow=True)
    assert "決定と公開の記録は残ります" in text(retired)
    assert "水道使用開始届" not in text(desk.get(reverse("reform:heat", args=["move-in"])))
    assert not Finding.objects.filter(event="move-in", places__form=form).exists()
    assert "水道使用開始届" in text(desk.get(reverse("reform:forms"), {"status": "retired"}))


def test_a_city_without_forms_sees_pages_that_say_what_to_do(desk, city):
    for name, args in (
        ("home", ()),
        ("forms", ()),
        ("heat", ("move-in",)),
        ("effect", ("move-in",)),
        ("queue", ()),
        ("meanings", ()),
        ("protocols", ()),
        ("reviews", ()),
        ("catalogue", ()),
    ):
        assert desk.get(reverse(f"reform:{name}", args=args)).status_code == 200, name
    assert "様式はまだありません" in text(desk.get(reverse("reform:home")))
    assert desk.get(reverse("reform:heat", args=["no-such-event"])).status_code == 404
    assert desk.post(reverse("reform:plan", args=["no-such-event"]), {"persons": 1}).status_code == 404


def test_looking_up_the_law_says_when_nobody_has_given_the_survey(desk, form):
    page = desk.post(reverse("reform:look_up"), {"back": reverse("reform:forms")}, follow=True)
    assert "棚卸調査のファイルが設定されていません" in text(page)


def test_a_form_says_what_the_survey_knows_of_it_and_a_count_that_is_missing_is_not_none_at_all(desk, form):
    link = {"law": "水道法", "article": "第15条", "name": "給水の申込み", "waiver": "2 撤廃・省略予定"}
    form.link_state = "found"
    for yearly, words in ((1200, "年1,200件"), (None, "回答なし"), (0, "回答なし")):
        form.link = link | {"yearly": yearly, "attachments": ["住民票"]}
        form.save()
        page = text(desk.get(reverse("reform:form", args=[form.pk])))
        assert f"全国の件数：{words}" in page
        assert "住民票（撤廃・省略予定）" in page
