"""A hand-over file is read whole or not at all, and a bad one says what is wrong, where and what to do."""

from datetime import date

import pytest

from kakanai.demo.family import load_family
from kakanai.desk.errors import ExtractError
from kakanai.desk.extracts import LARGEST_FILE, read_extract
from kakanai.vocabulary.facts import Facts, Source

FAMILY = load_family(date(2026, 11, 23))
NOTICE = FAMILY.notice()


def lines(content=NOTICE):
    return content.decode().splitlines()


def joined(rows):
    return "\r\n".join(rows).encode()


def test_the_notice_gives_the_whole_household_with_its_source():
    extract = read_extract(NOTICE)
    facts = Facts(extract.facts)
    assert extract.persons == 4
    assert facts.persons() == ["p1", "p2", "p3", "p4"]
    assert facts.value("p3", "person.birthDate") == "2018-06-21"
    assert facts.value("household", "address.previous") == FAMILY.move["from"]["address"]
    assert {fact.source for fact in extract.facts} == {Source.NOTICE}


def test_variation_sequences_survive_the_file():
    assert "\U000e0102" in str(Facts(read_extract(NOTICE).facts).value("p1", "person.fullName"))


def test_the_register_extract_is_another_source():
    extract = read_extract(FAMILY.register_extract())
    assert {fact.source for fact in extract.facts} == {Source.REGISTER}


def test_a_byte_order_mark_and_an_era_date_are_understood():
    rows = [row.replace("1985-04-12", "昭和60年4月12日") for row in lines()]
    facts = Facts(read_extract(b"\xef\xbb\xbf" + joined(rows)).facts)
    assert facts.value("p1", "person.birthDate") == "1985-04-12"


BROKEN = {
    "空": (b"", "空"),
    "途中で切れた": (joined(lines()[:-3]), "終端"),
    "件数が違う": (joined(lines()[:5] + lines()[6:]), "件数"),
    "文字コード": (NOTICE.decode().replace("\U000e0102", "").encode("cp932"), "UTF-8"),
    "知らない見出し": (joined(["請求書,1", *lines()[1:]]), "1行目"),
    "知らない版": (joined(["転出証明書情報,9", *lines()[1:]]), "版"),
    "知らない項目": (joined([r.replace("フリガナ", "フリガカ") for r in lines()]), "様式にない項目"),
    "ない日": (joined([r.replace("1985-04-12", "1985-02-30") for r in lines()]), "日付"),
    "ない性別": (joined([r.replace(",男", ",甲") for r in lines()]), "選択肢"),
    "検査数字": (joined([r.replace("990035", "990036") for r in lines()]), "検査数字"),
    "列の数": (joined([r + ",余分" if "フリガナ" in r else r for r in lines()]), "列の数"),
    "世帯員の番号": (joined([r.replace("世帯員,4", "世帯員,9") for r in lines()]), "1から"),
    "文書でない": (b"\x00\x01" * 50, "文書ではない"),
    "大きすぎる": (b"a" * (LARGEST_FILE + 1), "大きすぎ"),
    "壊れたCSV": (b'"abc\n' + NOTICE, "CSV"),
    "異体字": (joined([r.replace("\U000e0102", "\U000e0100") for r in lines()]), "異体字"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_says_what_is_wrong_and_that_nothing_was_taken(kind):
    content, words = BROKEN[kind]
    with pytest.raises(ExtractError) as refused:
        read_extract(content)
    assert words in refused.value.clerk
    assert "何も取り込んでいません" in refused.value.clerk


def test_the_operators_text_of_an_error_holds_no_personal_value():
    content, _ = BROKEN["ない日"]
    with pytest.raises(ExtractError) as refused:
        read_extract(content)
    assert "1985" not in str(refused.value)
