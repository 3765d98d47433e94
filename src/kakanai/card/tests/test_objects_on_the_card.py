"""Objects are read in every length form, filler is ignored, and nothing a card may hold makes the reader crash."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.card import kenhojo, tlv
from kakanai.card.errors import MalformedError
from kakanai.card.virtual.issue import attribute_file

PUBLISHED = bytes.fromhex("ff2065df2108000e002000590064df220f") + "黒桐　幹也".encode() + bytes.fromhex("df2336") + (
    "東京都清瀬市観布子南１２－７－２０２".encode()
) + bytes.fromhex("df24083139383030323137df250131")  # fmt: skip
"""The bytes of an official test card, as one published implementation shows them."""

TAGS = st.sampled_from([0xFF20, 0xDF21, 0xDF22, 0x7F21, 0x5F4E, 0x90, 0x91, 0xA1, 0x86])
CARD_TAGS = st.sampled_from([0xFF20, 0xFF30, 0xDF21, 0xDF22, 0x90, 0xA1])


def test_the_published_test_card_is_read_and_written_alike():
    read = kenhojo.parse_attributes(PUBLISHED)
    assert (read.family_name, read.given_name, read.birth_iso, read.sex) == ("黒桐", "幹也", "1980-02-17", "1")
    assert read.address == "東京都清瀬市観布子南１２－７－２０２"
    assert read.offsets_fit
    from kakanai.card.tests.conftest import PERSON

    person = replace(PERSON, name=read.name, address=read.address, birth="19800217", sex="1")
    assert attribute_file(person) == PUBLISHED


@pytest.mark.parametrize("characters", [0, 1, 10, 18, 30, 31, 60, 85, 120, 400])
@pytest.mark.parametrize("long_lengths", [False, True])
def test_addresses_of_every_length_are_read_in_both_length_forms(characters, long_lengths, person):
    written = attribute_file(replace(person, address="丁" * characters), long_lengths=long_lengths)
    read = kenhojo.parse_attributes(written + b"\xff" * 7)
    assert read.address == "丁" * characters
    assert read.offsets_fit


@pytest.mark.parametrize(
    ("birth", "iso"),
    [
        ("19850412", "1985-04-12"),
        ("19800000", None),
        ("00000000", None),
        ("19801300", None),
        ("19850231", None),
        ("１９８５０４１２", None),
        ("", None),
        ("二〇二六", None),
    ],
)
def test_a_birth_date_that_is_unknown_is_no_date_and_no_crash(birth, iso):
    assert kenhojo.Attributes("x", "y", birth, "1", b"").birth_iso == iso


@pytest.mark.parametrize(
    "name", ["SMITH JOHN ALBERT", "スミス　ジョン", "葛\U000e0102城　健一", "𠮷田　太郎", "", "\ud7a3"]
)
def test_names_of_any_kind_come_through_as_they_are(name, person):
    read = kenhojo.parse_attributes(attribute_file(replace(person, name=name)))
    assert read.name == name
    assert read.family_name == name.split("　")[0]


def test_bytes_that_are_no_text_do_not_crash_and_stay_in_raw(person):
    written = attribute_file(person).replace("健一".encode(), b"\xff\xfe\x80\x81\x00\x01")
    read = kenhojo.parse_attributes(written)
    assert read.raw == written
    assert "\ufffd" in read.name
    read.name.encode()  # can be written as JSON


def test_offsets_that_do_not_fit_are_noticed_and_the_tags_win(person):
    written = bytearray(attribute_file(person))
    written[7] ^= 1
    read = kenhojo.parse_attributes(bytes(written))
    assert not read.offsets_fit
    assert read.name == person.name


@given(st.lists(st.tuples(TAGS, st.binary(max_size=400)), max_size=6), st.booleans())
def test_what_is_written_is_read_again(objects, long_form):
    data = b"".join(tlv.encode(tag, value, long_form=long_form) for tag, value in objects)
    assert [(item.tag, item.value) for item in tlv.parse(data)] == objects


@given(st.lists(st.tuples(CARD_TAGS, st.binary(max_size=300)), min_size=1, max_size=4), st.integers(0, 40))
def test_filler_between_and_after_objects_changes_nothing(objects, count):
    data = b"".join(tlv.encode(tag, value) + b"\xff" * count for tag, value in objects)
    assert [(item.tag, item.value) for item in tlv.parse(data)] == objects


@given(st.binary(max_size=600))
def test_any_bytes_are_either_read_or_refused_in_words(data):
    for read in (kenhojo.parse_attributes, kenhojo.signed_attribute_bytes, kenhojo.number_digits, tlv.total_length):
        with contextlib.suppress(MalformedError):
            read(data)


@given(st.data())
def test_a_damaged_attribute_file_never_crashes(data):
    damaged = bytearray(PUBLISHED)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    try:
        read = kenhojo.parse_attributes(bytes(damaged[:cut]))
    except MalformedError:
        return
    assert read.birth_iso is None or len(read.birth_iso) == 10


def test_the_number_file_ends_with_filler_and_holds_twelve_digits(person):
    written = tlv.encode(0xFF10, person.twelve_digits.encode()) + b"\xff\xff"
    assert len(written) == 17
    assert kenhojo.number_digits(written) == person.twelve_digits
    from kakanai.japan.codes import is_individual_number

    assert not is_individual_number(person.twelve_digits)  # nobody's number
