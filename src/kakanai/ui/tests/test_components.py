"""Every component keeps the design system's anatomy and speaks to screen readers."""

import pytest
from django import forms
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from kakanai.ui import navigation, views
from kakanai.ui.errors import UnknownIconError
from kakanai.ui.words import STATUS_WORDS
from kakanai.vocabulary.facts import Source


def draw(markup: str, /, **context: object) -> str:
    return Template("{% load ui %}" + markup).render(Context(context))


class Account(forms.Form):
    number = forms.CharField(label="口座番号", help_text="7桁", min_length=7)
    branch = forms.CharField(label="支店", required=False)


def test_a_field_has_its_label_above_its_need_in_words_and_its_error_below_tied_together() -> None:
    drawn = draw("{% field form.number %}", form=Account({"number": "12345"}))
    label, support, control, error = (drawn.index(one) for one in ("<label", "_helptext", "<input", "＊"))
    assert label < support < control < error
    assert "※必須" in drawn
    assert 'aria-describedby="id_number_helptext id_number_error"' in drawn
    assert 'id="id_number_helptext"' in drawn
    assert 'id="id_number_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "※任意" in draw("{% field form.branch %}", form=Account())


def test_a_field_without_a_form_has_the_same_anatomy() -> None:
    drawn = draw('{% text_field "phone" "電話番号" support="日中" error="数字で入力してください。" required=True %}')
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in drawn
    assert "＊数字で入力してください。" in drawn
    assert "<fieldset" in draw('{% choice_field "kind" "種目" options value=1 %}', options=[("1", "普通")])
    assert " checked" in draw('{% choice_field "kind" "種目" options value=1 %}', options=[("1", "普通")])


def test_the_error_summary_leads_to_each_field_and_takes_the_focus() -> None:
    drawn = draw("{% error_summary form %}", form=Account({"number": "1"}))
    assert 'href="#id_number"' in drawn
    assert "autofocus" in drawn
    assert draw("{% error_summary form %}", form=Account({"number": "1234567"})).strip() == ""


@pytest.mark.parametrize("source", list(Source))
def test_every_source_has_a_mark_that_a_screen_reader_says_in_words(source: Source) -> None:
    drawn = draw("{% source_mark source %}", source=source)
    assert f'aria-hidden="true">{source.mark}<' in drawn
    assert f"（{source.label}）" in drawn


@pytest.mark.parametrize("status", list(STATUS_WORDS))
def test_every_status_is_an_icon_and_a_word(status: str) -> None:
    drawn = draw("{% status_chip status %}", status=status)
    assert "<svg" in drawn
    assert STATUS_WORDS[status].word in drawn


def test_a_name_is_escaped_and_drawn_in_the_register_font_without_being_normalised() -> None:
    drawn = draw("{% person_name name %}", name="葛\U000e0102城<i>")
    assert "葛\U000e0102城&lt;i&gt;" in drawn
    assert 'class="mj' in drawn
    assert 'translate="no"' in drawn


def test_an_icon_that_nobody_drew_is_refused() -> None:
    with pytest.raises(UnknownIconError):
        draw('{% icon "no_such_icon" %}')


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503"])
def test_an_error_page_says_what_happened_that_nothing_was_lost_and_what_to_do(code: str) -> None:
    drawn = render_to_string(f"ui/errors/{code}.html")
    for part in ("起きたこと", "入力した内容", "すること"):
        assert part in drawn


def test_a_navigation_entry_with_a_permission_is_hidden_until_the_gate_lets_it_through() -> None:
    request = RequestFactory().get("/health")
    entry = navigation.NavItem("見本", "health", "eye", permission="test.only", order=1)
    before = navigation._gate
    navigation.register(entry)
    try:
        navigation.use_gate(lambda _request, _permission: False)
        assert "見本" not in [link.label for link in navigation.links(request)]
        navigation.use_gate(lambda _request, permission: permission == "test.only")
        shown = {link.label: link for link in navigation.links(request)}
        assert shown["見本"].current
    finally:
        navigation.use_gate(before)
        navigation._items.pop("health")


def test_the_gallery_answers_only_while_developing() -> None:
    request = RequestFactory().get("/ui/gallery/")
    with override_settings(DEBUG=False), pytest.raises(Http404):
        views.index(request)
    with override_settings(DEBUG=False), pytest.raises(Http404):
        views.screen(request, "components")


def test_no_template_or_script_holds_inline_style_inline_script_or_an_outside_address() -> None:
    import re

    from kakanai.ui.finders import Path

    rooms = Path(navigation.__file__).parents[1]
    bad = re.compile(r"\sstyle=|<script>|\son\w+=\"|hx-on|\beval\(|javascript:|https?://(?!www\.w3\.org/2000/svg)")
    found = [
        f"{path.name}: {match[0]}"
        for room in ("ui", "desk")
        for path in (rooms / room).rglob("*")
        if path.suffix in {".html", ".js", ".css", ".svg"} and "tests" not in path.parts
        for match in bad.finditer(re.sub(r"https://laws\.e-gov\.go\.jp/", "", path.read_text(encoding="utf-8")))
    ]
    assert found == []
    assert bad.search('<p style="x">')
    assert bad.search('src="https://example.org/a.js"')
