"""Values must read the same on every screen: dates by era, days left, money, telephone numbers, readings, glyphs."""

import re
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
import yaml

from kakanai.catalogue.forms import load_forms
from kakanai.ui import texts, words
from kakanai.ui.templatetags.ui import read_out


def test_a_day_is_written_by_era_and_a_partial_date_as_it_was_written() -> None:
    assert words.wareki("2019-05-01") == "令和元年5月1日"
    assert words.wareki(date(1985, 4, 12)) == "昭和60年4月12日"
    assert words.wareki("昭和20年頃") == "昭和20年頃"
    assert words.wareki(None) == ""


def test_a_moment_belongs_to_the_day_of_the_desk_and_not_of_greenwich() -> None:
    assert words.wareki(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) == "令和8年11月24日"


def test_an_era_date_gets_its_western_form_and_other_text_gets_none() -> None:
    assert words.western_beside("令和8年11月16日") == "2026-11-16"
    assert words.western_beside("見本市桜町2-3") == ""
    assert words.western_beside("昭和64年2月30日") == ""


@pytest.mark.parametrize(
    ("days", "said", "icon"),
    [(-2, "2日超過", "overdue"), (0, "今日まで", "warning"), (3, "あと3日", "clock"), (30, "あと30日", "clock")],
)
def test_a_deadline_is_said_in_days_and_never_by_colour_alone(days: int, said: str, icon: str) -> None:
    left = words.days_left(days)
    assert left is not None
    assert (left.words, left.icon) == (said, icon)


def test_a_deadline_is_counted_from_today() -> None:
    left = words.days_left("2026-11-24", today=date(2026, 11, 23))
    assert left is not None
    assert left.words == "あと1日"
    assert words.days_left(None) is None


def test_money_and_telephone_numbers_are_written_as_people_write_them() -> None:
    assert words.yen(12300) == "12,300円"
    assert words.yen(0) == "無料"
    assert words.yen(None) == ""
    assert words.phone("09012345678") == "090-1234-5678"
    assert words.phone("内線 12") == "内線 12"


def test_readings_become_ruby_and_everything_else_is_escaped() -> None:
    assert words.furigana("{住所|じゅうしょ}<b>") == (
        "<ruby>住所<rp>（</rp><rt>じゅうしょ</rt><rp>）</rp></ruby>&lt;b&gt;"
    )
    assert words.without_furigana("{住所|じゅうしょ}です") == "住所です"


def test_every_status_has_a_word_and_an_unheard_of_one_is_shown_as_a_warning() -> None:
    assert all(one.word and one.icon for one in words.STATUS_WORDS.values())
    assert words.status_word("brand_new").tone == "warning"
    assert words.status_word("brand_new").word == "brand_new"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("葛\U000e0102城さん", True), ("𠮷野家", True), ("髙橋", False), ("引っ越し", False), ("Tiếng Việt", False)],
)
def test_the_name_font_is_asked_for_only_where_the_screen_font_would_draw_another_glyph(
    text: str, wanted: bool
) -> None:
    assert words.needs_name_font(text) is wanted


def test_a_household_is_read_aloud_by_given_names_and_a_name_without_a_clear_parting_stays_whole() -> None:
    assert words.given_names("葛城　健一、葛城　美咲") == "健一・美咲"
    assert words.given_names("NGUYEN THI HOA") == "NGUYEN THI HOA"
    assert words.given_names("世帯の全員") == "世帯の全員"


def test_a_reading_stands_over_the_kanji_alone():
    assert words.with_readings("今日する手続き") == "{今日|きょう}する{手続|てつづ}き"
    assert words.with_readings("お金の口座番号") == "お{金|かね}の{口座番号|こうざばんごう}"
    assert (
        words.with_readings("子どもの医療費を助けてもらう") == "{子|こ}どもの{医療費|いりょうひ}を{助|たす}けてもらう"
    )


def test_a_word_that_has_its_reading_is_left_alone_and_a_longer_word_wins():
    assert words.with_readings("{水道|みずみち}と水道") == "{水道|みずみち}と{水道|すいどう}"
    assert words.with_readings("国民健康保険") == "{国民健康保険|こくみんけんこうほけん}"


def test_a_persons_name_is_never_read_by_the_table():
    drawn = read_out("犬養さんの仕事")
    assert drawn.startswith("犬養さんの")
    assert "しごと" in drawn
    assert "いぬ" not in drawn
    assert "&lt;b&gt;" in read_out("<b>さんのこと")


def words_on_the_tablet():
    """Yield every Japanese word that the tablet shows beside values: texts, titles, labels, forms' plain names."""
    for key, by_language in texts.load().entries.items():
        yield key, by_language["ja"]
    plan = yaml.safe_load((files("kakanai.documents") / "data" / "confirmation.yaml").read_text("utf-8"))
    for page in [*plan["pages"], plan["rest"], plan["procedures"]]:
        yield page["id"], page["title"].rpartition("さん")[2]
    for form in load_forms("990019", date(2026, 11, 27)).values():
        yield form.id, form.plain_title
    yield "whom", "世帯の全員"


def test_every_kanji_that_the_tablet_says_in_japanese_carries_a_reading():
    bare = {key: left for key, text in words_on_the_tablet() if (left := unread(words.with_readings(text)))}
    assert bare == {}
    assert unread(words.with_readings("謄本")) == "謄本"


def unread(text):
    return "".join(re.findall(r"[\u3400-\u9fff]", re.sub(r"\{[^{}|]+\|[^{}|]+\}", "", text)))
