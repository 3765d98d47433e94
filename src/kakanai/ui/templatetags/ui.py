"""`{% load ui %}`: icons, marks, chips, dates, names, fields. Values are escaped; no tag takes markup."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kakanai.ui import texts, words
from kakanai.ui.errors import UnknownIconError
from kakanai.vocabulary.facts import Source

register = template.Library()

register.filter("wareki", words.wareki)
register.filter("western", words.western)
register.filter("age", words.age)
register.filter("yen", words.yen)
register.filter("phone", words.phone)
register.filter("furigana", words.furigana)
register.filter("western_beside", lambda text: words.western_beside(str(text or "")))
register.filter("given_names", lambda text: words.given_names(str(text or "")))
register.filter("without_furigana", words.without_furigana)


@cache
def _drawing(name: str) -> SafeString:
    try:
        return mark_safe(get_template(f"ui/icons/{name}.svg").render())  # noqa: S308 - our own drawing
    except TemplateDoesNotExist as error:
        raise UnknownIconError(f"no icon {name!r}") from error


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon. Without a label it is decoration and hidden from screen readers."""
    if label:
        return format_html('<span class="icon" role="img" aria-label="{}">{}</span>', label, _drawing(name))
    return format_html('<span class="icon" aria-hidden="true">{}</span>', _drawing(name))


def _source(value: object) -> Source | None:
    try:
        return Source(str(getattr(value, "value", value)))
    except ValueError:
        return None


@register.simple_tag
def source_mark(value: object) -> SafeString:
    """Draw where a value came from (証 登 通 申 職 前 既 算), in words for screen readers. Unknown: nothing."""
    source = _source(value)
    if source is None:
        return mark_safe("")
    return format_html(
        '<span class="mark mark--{0}" title="{2}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">（{2}）</span></span>',
        source.value,
        source.mark,
        source.label,
    )


@register.simple_tag
def source_label(value: object) -> str:
    """Say where a value came from, in words."""
    source = _source(value)
    return source.label if source else ""


@register.simple_tag
def status_chip(status: object, word: str = "") -> SafeString:
    """Draw a status as icon and word."""
    drawn = words.status_word(status)
    return _chip(drawn.tone, drawn.icon, word or drawn.word)


@register.simple_tag
def days_left(deadline: object) -> SafeString:
    """Draw how many days are left until a deadline (a date or a number of days); nothing without one."""
    left = words.days_left(deadline)
    if left is None:
        return mark_safe("")
    if left.tone == "quiet":  # plenty of time needs no icon
        return format_html('<span class="chip chip--quiet chip--days">{}</span>', left.words)
    return _chip(left.tone, left.icon, left.words, "chip--days")


def _chip(tone: str, icon_name: str, word: str, extra: str = "") -> SafeString:
    return format_html('<span class="chip chip--{} {}">{}<span>{}</span></span>', tone, extra, icon(icon_name), word)


@register.simple_tag
def person_name(text: object, size: str = "") -> SafeString:
    """Write a name or address in the register's glyphs (IPAmj); nothing is normalised on the way."""
    return format_html('<span class="mj {}" translate="no">{}</span>', f"mj--{size}" if size else "", text or "")


@register.simple_tag
def words_with_names(text: object, always: bool = False) -> SafeString:
    """Write a text that may hold a name: in the name font where it needs one, else in the screen's own font."""
    written = str(text or "")
    return person_name(written) if always or words.needs_name_font(written) else format_html("{}", written)


@register.simple_tag
def key(name: str) -> SafeString:
    """Draw a key cap. Screen readers get the key from `aria-keyshortcuts` of the control instead."""
    return format_html('<kbd class="key" aria-hidden="true">{}</kbd>', name)


@register.simple_tag(takes_context=True)
def say(context: Context, name: str, **values: object) -> SafeString:
    """Say a resident text in the tablet's language (`language` in the context), with readings where it has them."""
    language = str(context.get("language", "ja"))
    return _spoken(texts.load().say(name, language, **values), language)


def _spoken(text: str, language: str) -> SafeString:
    return words.furigana(words.with_readings(text) if language.startswith("ja") else text)


@register.simple_tag
def read_out(text: object) -> SafeString:
    """Write Japanese words that come from a form with readings over them; a person's name before さん stays as it is."""
    name, san, rest = str(text or "").rpartition("さん")
    return format_html("{}{}{}", words_with_names(name), san, words.furigana(words.with_readings(rest)))


@register.simple_tag(takes_context=True)
def say_plain(context: Context, name: str, **values: object) -> str:
    """Say a resident text without readings, for titles and labels."""
    return words.without_furigana(texts.load().say(name, str(context.get("language", "ja")), **values))


@register.simple_tag
def languages() -> tuple[texts.Language, ...]:
    """Return the tablet's languages."""
    return texts.load().languages


@register.simple_tag
def language_of(tag: str) -> texts.Language:
    """Return the language of a tag."""
    return texts.load().language(tag)


_numbers = count(1)


@register.simple_tag
def unique_id(prefix: str = "u") -> str:
    """Return an id that no other element of this process has, for popovers and descriptions."""
    return f"{prefix}-{next(_numbers)}"


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, **extra: Any) -> dict[str, Any]:
    """Draw a Django form field: label above, ※必須 or ※任意, support text, control, error below."""
    return {
        "control": bound,
        "id": bound.id_for_label or bound.auto_id,
        "base_id": bound.auto_id,
        "label": bound.label,
        "required": bound.field.required,
        "support": bound.help_text,
        "errors": list(bound.errors),
        "grouped": bound.use_fieldset,
        **extra,
    }


@register.inclusion_tag("ui/components/input.html")
def text_field(name: str, label: str, **more: Any) -> dict[str, Any]:
    """Draw a text field without a Django form.

    `more`: value, support, error, required, input_type (text), inputmode, autocomplete, rows (a textarea),
    width (in characters, one of 4 8 12 20 40), autofocus, lang.
    """
    base_id = str(more.pop("id", "") or f"id_{name}")
    described = [f"{base_id}_{part}" for part, has in (("helptext", "support"), ("error", "error")) if more.get(has)]
    return {"name": name, "label": label, "base_id": base_id, "described": " ".join(described), **more}


@register.inclusion_tag("ui/components/choice.html")
def choice_field(name: str, label: str, options: Any, **more: Any) -> dict[str, Any]:
    """Draw radio buttons (`multiple=True`: tick boxes). `options` are (value, label) pairs; `value` is the chosen one."""
    base_id = str(more.pop("id", "") or f"id_{name}")
    chosen = more.pop("value", None)
    chosen_values = {str(one) for one in chosen} if isinstance(chosen, (list, tuple, set)) else {str(chosen)}
    drawn = [
        {"value": value, "label": text, "id": f"{base_id}_{number}", "checked": str(value) in chosen_values}
        for number, (value, text) in enumerate(options)
    ]
    return {"name": name, "label": label, "base_id": base_id, "drawn": drawn, **more}


@register.inclusion_tag("ui/components/select.html")
def select_field(name: str, label: str, options: Any, **more: Any) -> dict[str, Any]:
    """Draw a drop-down list. `options` are (value, label) pairs; `value` is the chosen one."""
    return {**choice_field(name, label, options, **more)}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(errors: Any) -> dict[str, Any]:
    """List errors on top, each leading to its field; takes the focus. Takes a form or (field id, sentence) pairs."""
    if hasattr(errors, "errors") and hasattr(errors, "non_field_errors"):
        return {"errors": _form_errors(errors)}
    return {"errors": [tuple(one) for one in errors or ()]}


def _form_errors(form: Any) -> list[tuple[str, str]]:
    found = [("", str(sentence)) for sentence in form.non_field_errors()]
    for bound in form:
        found += [(bound.id_for_label or bound.auto_id, str(sentence)) for sentence in bound.errors]
    return found


@register.inclusion_tag("ui/components/dots.html", takes_context=True)
def progress_dots(context: Context, position: int, total: int) -> dict[str, Any]:
    """Draw the resident's progress as a line of dots and as words."""
    language = context.get("language", "ja")
    return {"position": position, "total": total, "dots": range(1, total + 1), "language": language}


@register.simple_tag
def posts_to(
    url_name: str, *args: object, target: str = "#now", swap: str = "outerHTML", sync: str = "this:drop"
) -> SafeString:
    """Write a form's attributes: a plain POST that htmx takes over. An unknown URL name fails loudly.

    `sync` is htmx's rule for requests that meet; where a fragment also polls, the post must replace the poll under
    way, or its old answer would bring the page before back.
    """
    return format_html(
        'method="post" action="{0}" hx-post="{0}" hx-target="{1}" hx-swap="{2}" hx-sync="{3}"',
        reverse(url_name, args=args),
        target,
        swap,
        sync,
    )


@register.simple_tag
def steps_of(current: object, way: str) -> list[dict[str, Any]]:
    """Return the steps of a way for drawing. `way` is `name name:label` separated by commas; names of one step are alike."""
    steps = [(names.split(), label) for names, _, label in (part.strip().partition(":") for part in way.split(","))]
    here = next((number for number, (names, _) in enumerate(steps) if str(current) in names), 0)
    states = ["done" if number < here else "current" if number == here else "ahead" for number in range(len(steps))]
    return [
        {"name": names[0], "label": label, "state": state} for (names, label), state in zip(steps, states, strict=True)
    ]


@register.simple_tag(takes_context=True)
def item_words(context: Context, item: object, label: object) -> SafeString:
    """Name an item in the tablet's language, or by its Japanese label where no text has been written for it."""
    known = texts.load()
    name = f"item.{item}"
    if item and name in known.entries:
        language = str(context.get("language", "ja"))
        return _spoken(known.say(name, language), language)
    return read_out(label)


@register.simple_tag(takes_context=True)
def page_words(context: Context, page_id: object) -> SafeString:
    """Name a confirmation page in a language that is not plain Japanese; for Japanese its own title is enough."""
    name = f"page.{str(page_id or '').partition('-')[0]}"
    language = str(context.get("language", "ja"))
    known = texts.load()
    return words.furigana(known.say(name, language)) if language != "ja" and name in known.entries else mark_safe("")
