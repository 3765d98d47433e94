"""Variation sequences, character gates, candidates; the shipped tables against the installed fonts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan import tables
from kakanai.japan.errors import CharsetError
from kakanai.japan.glyphs import (
    candidates,
    charset_problems,
    graphemes,
    known_sequences,
    sequence_problems,
)

KATSU = "葛"


def test_a_character_with_its_selector_counts_as_one() -> None:
    assert graphemes("葛\U000e0102城𠮷が") == ["葛\U000e0102", "城", "𠮷", "が"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (KATSU + "\U000e0100", "other-collection"),
        (KATSU + "\U000e0150", "unknown-sequence"),
        ("あ\U000e0102", "unknown-sequence"),
        (KATSU + "\U000e0102\U000e0103", "unknown-sequence"),
        ("\U000e0102", "lone-selector"),
    ],
)
def test_a_sequence_that_would_silently_draw_another_glyph_is_refused(text: str, code: str) -> None:
    (problem,) = sequence_problems(text + "山")
    assert (problem.index, problem.code) == (0, code)


def test_the_moji_joho_sequences_pass_and_are_offered() -> None:
    assert sequence_problems("".join(KATSU + chr(s) for s in range(0xE0102, 0xE0109))) == []
    (problem,) = sequence_problems(KATSU + "\U000e0100")
    assert problem.candidates == tuple(KATSU + chr(s) for s in range(0xE0102, 0xE0109))


@pytest.mark.parametrize(
    ("text", "charset", "codes"),
    [
        ("髙﨑栁", "cp932", []),
        ("髙", "jisx0213", ["outside-charset"]),
        ("﨑栁", "jisx0213", []),
        ("𠮷", "cp932", ["outside-charset"]),
        ("𠮷", "jisx0213", ["outside-charset"]),
        ("葛\U000e0102", "cp932", ["variant-lost"]),
        ("葛\U000e0102𠮷髙", "mj", []),
        ("葛\U000e0100", "mj", ["variant-lost"]),
        ("\U00100000", "mj", ["outside-charset"]),
        ("～", "cp932", []),
        ("〜", "cp932", ["outside-charset"]),
        ("ｶﾂﾗｷﾞ A1-", "jisx0201", []),
        ("カ", "jisx0201", ["outside-charset"]),
    ],
)
def test_a_gate_lets_pass_exactly_what_the_target_can_hold(text: str, charset: str, codes: list[str]) -> None:
    assert [problem.code for problem in charset_problems(text, charset)] == codes


def test_what_a_site_has_agreed_on_passes_its_gate() -> None:
    private = "\U00100000"
    assert charset_problems(private, "mj+")
    assert charset_problems(private, "mj+", additions={private}) == []


def test_an_unknown_character_set_is_an_error_not_a_pass() -> None:
    with pytest.raises(CharsetError):
        charset_problems("あ", "ebcdic")


@pytest.mark.parametrize(
    ("character", "first"), [("髙", "高"), ("濵", "浜"), ("桒", "桑"), ("𠮷", "吉"), ("邊", "辺"), ("䶒", "齋")]
)
def test_candidates_come_from_the_national_shrink_map(character: str, first: str) -> None:
    assert first in candidates(character)


def test_the_base_is_the_first_candidate_of_a_sequence_and_a_plain_character_has_none() -> None:
    assert candidates("葛\U000e0102")[0] == "葛"
    assert candidates("山") == []
    assert candidates("") == []


@given(st.text(max_size=15))
def test_problems_name_a_cluster_that_stands_at_their_index(text: str) -> None:
    clusters = graphemes(text)
    for charset in ("cp932", "jisx0213", "jisx0201", "mj"):
        for problem in charset_problems(text, charset):
            assert clusters[problem.index] == problem.text
            assert problem.text not in problem.candidates


def test_normal_forms_change_names_so_they_are_never_used_on_them() -> None:
    assert unicodedata.normalize("NFC", "\ufa19") != "\ufa19"
    assert charset_problems("\ufa19", "mj") == []


def test_the_shipped_tables_are_what_the_fonts_and_postal_data_hold() -> None:
    missing = [path for path in (tables.MOJI_JOHO_FONT, *tables.ADOBE_JAPAN1_FONTS) if not path.exists()]
    if missing:
        pytest.skip(f"fonts not installed: {missing}")
    for name, lines in tables.build().items():
        assert (tables.DATA / name).read_text(encoding="utf-8").splitlines() == lines, name
    letters = [collections for selectors in known_sequences().values() for collections in selectors.values()]
    assert sum("M" in collections for collections in letters) > 11_000
