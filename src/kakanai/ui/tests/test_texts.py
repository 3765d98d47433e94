"""The resident must be able to read every text in every language of the tablet."""

import pytest

from kakanai.ui import texts


def test_the_shipped_texts_have_no_problem() -> None:
    assert list(texts.problems(texts.load())) == []


def test_the_linter_finds_each_kind_of_problem() -> None:
    shipped = texts.load()
    planted = texts.Texts(
        shipped.languages[:3],
        {
            "missing": {"ja": "はい", "ja-easy": "はい"},
            "holes": {"ja": "%(a)s", "ja-easy": "%(a)s", "en": "%(b)s"},
            "long": {"ja": "あ" * 41, "ja-easy": "あ", "en": "a"},
            "abroad": {"ja": "タブレットを見る", "ja-easy": "みる", "en": "a"},
            "unread": {"ja": "見る", "ja-easy": "見る", "en": "a"},
            "extra": {"ja": "あ", "ja-easy": "あ", "en": "a", "tlh": "a"},
        },
        frozenset(),
    )
    found = {one.split(":")[0] for one in texts.problems(planted)}
    assert found == {"missing", "holes", "long", "abroad", "unread", "extra"}


def test_a_text_without_a_translation_falls_back_to_japanese() -> None:
    assert texts.load().say("back", "xx") == texts.load().say("back", "ja")


def test_a_key_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(texts.UnknownTextError) as caught:
        texts.load().say("no.such.key", "ja")
    assert caught.value.code == "ui.unknown_text"


def test_every_item_of_the_confirmation_pages_has_a_name_in_every_language() -> None:
    import yaml

    from kakanai import documents

    plan = yaml.safe_load((texts.Path(documents.__file__).parent / "data" / "confirmation.yaml").read_text("utf-8"))
    known = texts.load().entries
    items = {row["item"] for page in plan["pages"] for row in page["rows"]}
    assert {item for item in items if f"item.{item}" not in known} == set()
    assert {page["id"] for page in plan["pages"] if f"page.{page['id']}" not in known} == set()
