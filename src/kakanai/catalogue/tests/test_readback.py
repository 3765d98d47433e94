"""Conditions and reasons read as sentences that an official, a resident and a foreigner can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from kakanai.catalogue import load
from kakanai.catalogue.conditions import Condition, parse
from kakanai.catalogue.furigana import Furigana, in_brackets, unread
from kakanai.catalogue.readback import Phrases

ON = date(2026, 11, 23)
CATALOGUE = load("990019", ON)
LANGUAGES = ("ja", "plain", "en")


def conditions() -> Iterator[tuple[str, str, Condition]]:
    for each in CATALOGUE.procedures.values():
        papers = [paper.when for paper in each.papers if paper.when is not None]
        for condition in (each.condition, *(rule.when for rule in each.confirm), *papers):
            yield each.id, each.events[0], condition


@pytest.mark.parametrize(
    ("procedure", "ja", "opposite", "plain", "en"),
    [
        (
            "sign_certificate",
            "マイナンバーカードを持っており、15歳以上であり、署名用電子証明書の発行を希望している",
            "マイナンバーカードを持っていない、又は15歳未満である、又は署名用電子証明書の発行を希望していない",
            "マイナンバーカードがあって、15歳以上で、署名用電子証明書がほしい",
            "the person has a My Number Card, is aged 15 or over and wants a signature certificate",
        ),
        (
            "pension_notice",
            "20歳以上60歳未満であり、国民年金の第1号被保険者である",
            "20歳未満又は60歳以上である、又は国民年金の第1号被保険者ではない",
            "20歳から59歳までで、自分で年金のお金を払う人だ",
            "the person is aged 20 to 59 and is in pension category 1",
        ),
        (
            "child_rearing_allowance_move",
            "18歳年度末までの子がおり、児童扶養手当を受けている",
            "18歳年度末までの子がいない、又は児童扶養手当を受けていない",
            "家族に子ども(高校生まで)がいて、児童扶養手当をもらっている",
            "there is a child up to the 31 March after turning 18 and the household receives the child rearing allowance",
        ),
        (
            "kouki_death",
            "亡くなった方であり、「死亡の日に75歳以上である」「健康保険が後期高齢者医療である」のいずれかに当てはまる",
            "亡くなった方ではない、又は「死亡の日に75歳未満であり、健康保険が後期高齢者医療ではない」",
            "亡くなった人で、「その日に75歳以上だ」か「健康保険が75歳からの健康保険だ」のどれかだ",
            "the person has died and either is aged 75 or over on the day of the death or is covered by medical care for the very old",
        ),
        (
            "school_transfer",
            "小・中学生の年齢であり、市立小学校か市立中学校に通う",
            "小・中学生の年齢ではない、又は市立小学校か市立中学校に通わない",
            "小学生か中学生の年で、市の小学校か、市の中学校に行く",
            "the person is of elementary or junior high school age and goes to a municipal elementary school or municipal junior high school",
        ),
        (
            "certificate_renewal",
            "マイナンバーカードを持っており、電子証明書の有効期限が過ぎているか、来庁日から3か月以内である",
            "マイナンバーカードを持っていない、又は来庁日から電子証明書の有効期限まで3か月を超えて残っている",
            "マイナンバーカードがあって、カードの電子証明書が使える最後の日まで3か月より短い",
            "the person has a My Number Card and the expiry of the certificates is less than 3 months from the day of the visit, or over",
        ),
        (
            "head_change_death",
            "亡くなった世帯主がおり、残された方が2人以上いる",
            "亡くなった世帯主がいない、又は残された方が2人未満である",
            "家族に亡くなった世帯主がいて、家族に亡くなった人ではない人が2人以上いる",
            "there is a head of household who died and there are 2 or more of this kind (surviving member)",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence_in_every_language(
    procedure: str, ja: str, opposite: str, plain: str, en: str
) -> None:
    each = CATALOGUE.procedures[procedure]
    said = {language: Phrases(CATALOGUE, language, each.events[0]) for language in LANGUAGES}
    assert said["ja"].condition(each.condition) == ja
    assert said["ja"].condition(each.condition, holds=False) == opposite
    assert said["plain"].condition(each.condition) == plain
    assert said["en"].condition(each.condition) == en


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_condition_of_the_catalogue_reads_broken(language: str) -> None:
    for procedure, event, condition in conditions():
        phrases = Phrases(CATALOGUE, language, event)
        for holds in (True, False):
            said = phrases.condition(condition, holds)
            assert said, procedure
            assert not re.search(r"[{}]|、、|。|である方|だ人|  ", said), (procedure, said)
            assert said.count("「") == said.count("」"), (procedure, said)
            assert said.count("『") == said.count("』"), (procedure, said)
            if language != "en":  # a phrase before another is in its joining form
                before = re.split(r"(?:、又は|」か「|」「|「|」)", said)
                unjoined = [
                    part
                    for each in before
                    for part in each.split("、")[:-1]
                    if re.search(r"(である|だ|[ぁ-ん]る|した|ない)\Z", part)
                ]
                assert not unjoined, (procedure, said)


def test_the_words_of_any_condition_that_may_be_written_are_there() -> None:
    written: list[tuple[Any, str]] = [
        ({"age": {"at_least": 3, "at_most": 5}}, "3歳以上6歳未満である"),
        ({"age": {"over": 64}}, "65歳以上である"),
        ({"school_age": {"at_least": 18, "below": 22}}, "18歳年度末の翌日から22歳年度末までである"),
        (
            {"members": {"age": {"at_least": 65}}, "exactly": 2},
            "65歳以上の方が2人以上おり、65歳以上の方が3人未満である",
        ),
        ({"elapsed": "move.date", "over_days": 14}, "異動日から来庁日まで14日を過ぎている"),
        ({"elapsed": "move.date", "at_most_days": 14}, "異動日から来庁日まで14日以内である"),
        ({"date": "person.deathDate", "on_or_before": "event"}, "死亡年月日が事由が生じた日以前である"),
        ({"date": "move.date", "after": "2026-04-01"}, "異動日が2026-04-01より後である"),
        ({"item": "household.certificateCopies", "at_least": 3}, "住民票の写しの通数が3以上である"),
        ({"item": "insurance.kind", "not_in": ["kokuho", "kouki"]}, "健康保険が国民健康保険か後期高齢者医療ではない"),
        (
            {"not": {"any": [{"age": {"below": 15}}, {"item": "person.hasCard", "is": False}]}},
            "15歳以上であり、マイナンバーカードを持っている",
        ),
        ({"known": {"item": "household.welfare", "is": True}}, "生活保護を受けている"),
    ]
    for raw, said in written:
        assert Phrases(CATALOGUE).condition(parse(raw, "here")) == said


def test_every_kanji_of_the_easy_language_carries_its_reading() -> None:
    for _, event, condition in conditions():
        phrases = Phrases(CATALOGUE, "ja-easy", event)
        for holds in (True, False):
            said = phrases.finished(phrases.condition(condition, holds))
            assert unread(said) == "", said


def test_readings_go_by_the_longest_word_and_a_number_is_read_with_its_counter() -> None:
    furigana = Furigana(
        {"日": "ひ", "#日": "にち", "4日": "よっか", "14日": "じゅうよっか", "住所": "じゅうしょ", "住む": "すむ"}
    )
    assert furigana.over("住所に住む日") == "{住所|じゅうしょ}に{住|す}む{日|ひ}"
    assert furigana.over("4日、14日、30日") == "{4日|よっか}、{14日|じゅうよっか}、30{日|にち}"
    assert in_brackets(furigana.over("住所")) == "住所(じゅうしょ)"
    assert unread(furigana.over("住居")) == "住居"


def test_a_language_that_the_catalogue_does_not_speak_is_answered_in_official_japanese() -> None:
    condition = CATALOGUE.procedures["care_insured"].condition
    assert Phrases(CATALOGUE, "vi").condition(condition) == "65歳以上である"
