"""The virtual card answers as the real one is known to, refuses what nobody has seen work, and keeps its counters."""

from __future__ import annotations

import json

import pytest

from kakanai.card import profile as profiles
from kakanai.card import reader
from kakanai.card.errors import CardError
from kakanai.card.virtual import CardPerson, VirtualTransport, load_deck, make_card, make_deck
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.deck import family
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardImage

KENHOJO, JPKI = "00A4040C0AD3921000310001010408", "00A4040C0AD392F000260100000001"
COMMON, REGISTER = "00A4040C0AD3921000310001010100", "00A4040C0AD3921000310001010401"
FACE, CARD_MANAGER = "00A4040C0AD3921000310001010402", "A0000001510000"
PIN = "0020009104" + b"1985".hex()


def say(card: VirtualCard, *commands: str) -> list[str]:
    card.power_on()
    return [f"{card.transmit(bytes.fromhex(command))[1]:04X}" for command in commands]


@pytest.mark.parametrize(
    ("commands", "last"),
    [
        ([KENHOJO], "9000"),
        ([f"00A4040C07{CARD_MANAGER}"], "9000"),
        ([KENHOJO, f"00A4040C07{CARD_MANAGER}", "00B0840000"], "6A82"),
        ([KENHOJO, f"00A4040C07{CARD_MANAGER}", "00A40000"], "6A86"),
        (["00A4040C06A00000015100"], "6A82"),
        (["00A4040000"], "6A82"),
        (["00A4040C06D39210003100"], "6A82"),
        (["00A40000"], "6A86"),
        ([KENHOJO, "00A40000"], "9000"),
        (["00A4000C023F00"], "6A82"),
        ([KENHOJO, "00A4000C023F00"], "6A82"),
        ([KENHOJO, "00A4040202D392"], "6A86"),
        ([KENHOJO, "00A4010C020002"], "6A86"),
        ([KENHOJO, "00A4020C020002"], "9000"),
        ([KENHOJO, "00A40200020002"], "9000"),
        ([KENHOJO, "00A4020C0102"], "6700"),
        ([KENHOJO, "00A4020C020099"], "6A82"),
        ([KENHOJO, "00B0820000"], "6982"),
        ([KENHOJO, "00B0840000"], "9000"),
        ([KENHOJO, "00B0990000"], "6A82"),
        ([KENHOJO, "00B0910000"], "6981"),
        ([KENHOJO, "00B0000000"], "6986"),
        ([KENHOJO, "00B0800000"], "6986"),
        ([KENHOJO, "00A4020C020004", "00B0800000"], "9000"),
        ([KENHOJO, "00B0E40000"], "6A86"),
        ([KENHOJO, "00B08400"], "6700"),
        ([KENHOJO, "00B0840000000000"], "6700"),
        ([KENHOJO, "00B08400000000"], "9000"),
        ([KENHOJO, "00B0840000", "00B0023800"], "6B00"),
        ([KENHOJO, "00200091"], "63C3"),
        ([KENHOJO, "00200092"], "63C0"),
        ([KENHOJO, "002000920430303030"], "6984"),
        ([KENHOJO, PIN, "00200091"], "63C3"),
        ([KENHOJO, PIN, "00B0820000"], "9000"),
        ([KENHOJO, PIN, "00B0810000"], "9000"),
        ([KENHOJO, "00A4020C020011", "00200080"], "63C3"),
        ([KENHOJO, "0020009100"], "63C3"),
        ([KENHOJO, "00200091000000"], "63C3"),
        ([KENHOJO, "00200091000004" + b"1985".hex()], "9000"),
        ([KENHOJO, "0020009111" + "30" * 17, "00200091"], "63C3"),
        ([KENHOJO, "0020009111" + "30" * 17], "6700"),
        ([KENHOJO, "00200080"], "6986"),
        ([KENHOJO, "00200084"], "6981"),
        ([KENHOJO, "0020009104303030"], "6700"),
        ([KENHOJO, "002A00000100"], "6D00"),
        ([KENHOJO, "802A00000100"], "6700"),
        ([KENHOJO, "802A000030" + "00" * 48 + "00"], "9000"),
        ([KENHOJO, "802A060001AA00"], "6A86"),
        ([JPKI, "802A009733" + "00" * 51 + "00"], "6982"),
        ([JPKI, "00B0860000"], "9000"),
        ([JPKI, "00B0810000"], "6982"),
        ([JPKI, "0084000008"], "9000"),
        (["0084000000"], "9000"),
        (["0084000000FFFF"], "6985"),
        (["0084000108"], "6A86"),
        ([JPKI, "00320080"], "6D00"),
        ([JPKI, "8032008004" + "31" * 4], "6D00"),
        ([REGISTER, "0024019C04" + "31" * 4], "6D00"),
        ([REGISTER, "8032009C04" + "31" * 4], "6982"),
        ([REGISTER, "0020009C04" + b"1234".hex(), "8032009C04" + "31" * 4, "0020009C04" + "31" * 4], "9000"),
        ([COMMON, "80AE000000"], "66F1"),
        ([FACE, "80AE000000"], "66F1"),
        ([JPKI, "80AE000000"], "6982"),
        ([COMMON, "00B2010C00"], "9000"),
        ([COMMON, "00A4020C020001", "00B2010400"], "9000"),
        ([COMMON, "00B2010C00", "00B2010400"], "9000"),
        ([COMMON, "00B2020C00"], "6A83"),
        ([COMMON, "00B0810000"], "6981"),
        ([REGISTER, "00B0820000"], "6982"),
        (["00FF0000"], "6D00"),
        (["01A4040C00"], "6881"),
        ([KENHOJO, "04A4020C020002"], "6882"),
        ([KENHOJO, "0CB0840000"], "69FC"),
        ([KENHOJO, "0820009104" + b"1985".hex()], "69FC"),
        ([KENHOJO, "10B0840000"], "6E00"),
        (["A0A4040C00"], "6E00"),
        (["00A4"], "6700"),
        (["00B0"], "6700"),
    ],
)
def test_status_words(card, commands, last):
    assert say(card, *commands)[-1] == last


def test_a_select_with_room_for_an_answer_names_the_application(card):
    aid = KENHOJO[10:]
    for command, answer in (
        (f"00A404000A{aid}00", f"6F0C840A{aid}"),
        (f"00A404000A{aid}", ""),
        (f"00A4040C0A{aid}00", ""),
        (f"00A4040007{CARD_MANAGER}00", f"6F098407{CARD_MANAGER}"),
    ):
        assert card.transmit(bytes.fromhex(command)) == (bytes.fromhex(answer), 0x9000)


def test_the_files_have_their_published_sizes(card, person):
    sizes = {}
    for name, opened_by, files in (
        (KENHOJO, "0020009104" + b"1985".hex(), "01 03 04 05 06 07 08"),
        (FACE, "002000930C" + person.twelve_digits.encode().hex(), "03"),
    ):
        assert say(card, name, opened_by)[-1] == "9000"
        for ef in files.split():
            data, code = card.transmit(bytes.fromhex(f"00B0{0x80 | int(ef, 16):02X}00000000"))
            sizes[f"{name[-2:]}/{ef}"] = len(data)
            assert code == 0x9000
    assert sizes == {
        "08/01": 17, "08/03": 336, "08/04": 568, "08/05": 256, "08/06": 269, "08/07": 536, "08/08": 16, "02/03": 320,
    }  # fmt: skip


def test_a_blocked_secret_says_so_in_the_ways_that_outside_software_expects(card):
    wrong = "0020009104" + b"0000".hex()
    assert say(card, KENHOJO, wrong, wrong, wrong, wrong, PIN, "00200091") == [
        "9000", "63C2", "63C1", "63C0", "6984", "6984", "63C0",
    ]  # fmt: skip


def test_the_common_record_and_the_token_have_their_published_sizes(card):
    card.power_on()
    card.transmit(bytes.fromhex(COMMON))
    record = card.transmit(bytes.fromhex("00B2010C00"))[0]
    assert record[:2] == b"\x01\x1c"
    assert len(record) == 30
    card.transmit(bytes.fromhex(JPKI))
    token = card.transmit(bytes.fromhex("00B0860000"))[0]
    assert len(token) == 160
    assert token[:32].rstrip() == b"JPKIAPICCTOKEN2"
    assert card.transmit(bytes.fromhex("00B0880000"))[0] == b"\x8f\x8f\x00"


@pytest.mark.parametrize(("strict", "after_select"), [(False, "9000"), (True, "6982")])
def test_how_long_a_verified_secret_lasts_can_be_switched(card, strict, after_select):
    card.strict = strict
    assert say(card, KENHOJO, PIN, KENHOJO, "00B0820000")[-1] == after_select
    card.transmit(bytes.fromhex(KENHOJO))
    card.transmit(bytes.fromhex(PIN))
    card.reset()
    card.transmit(bytes.fromhex(KENHOJO))
    assert f"{card.transmit(bytes.fromhex('00B0820000'))[1]:04X}" == after_select
    card.power_off()
    card.transmit(bytes.fromhex(KENHOJO))
    assert card.transmit(bytes.fromhex("00B0820000"))[1] == 0x6982


def test_number_a_opens_the_number_and_not_the_attributes_and_b_the_other_way_round(card, person):
    a = "002000940C" + person.twelve_digits.encode().hex()
    b = "002000950E" + person.number_b.encode().hex()
    assert say(card, KENHOJO, a, "00B0810000", "00B0820000", "00B0830000") == ["9000", "9000", "9000", "6982", "9000"]
    assert say(card, KENHOJO, b, "00B0810000", "00B0820000", "00B0830000") == ["9000", "9000", "6982", "9000", "9000"]


def test_number_b_follows_the_published_example(person):
    from dataclasses import replace
    from datetime import date

    example = replace(person, birth="19800217", expires=date(2035, 2, 17), security_code="2285")
    assert example.number_b == "55021720352285"


def test_changing_a_pin_needs_the_old_one_and_lasts(image, tmp_path):
    image.save(tmp_path / "p1.card.json")
    card = VirtualCard(image)
    change = "0024019104" + b"7777".hex()
    assert say(card, KENHOJO, change)[-1] == "6982"
    assert say(card, KENHOJO, PIN, change)[-1] == "9000"
    again = VirtualCard(CardImage.load(tmp_path / "p1.card.json"))
    assert say(again, KENHOJO, PIN)[-1] == "63C2"
    assert say(again, KENHOJO, "0020009104" + b"7777".hex())[-1] == "9000"


def test_a_try_is_on_disk_before_the_card_answers(image, tmp_path):
    path = tmp_path / "p1.card.json"
    image.save(path)
    card = VirtualCard(image)
    seen = []
    original = type(image).save_counters

    def noting(self):
        original(self)
        seen.append(CardImage.load(path).applications[1].pins[0x11].left)

    type(image).save_counters = noting
    try:
        say(card, KENHOJO, "0020009104" + b"0000".hex(), PIN)
    finally:
        type(image).save_counters = original
    assert seen == [2, 1, 3]  # a wrong try; then the right one, spent first and given back


def test_no_secret_lies_in_a_cards_file(image, tmp_path, person):
    image.save(tmp_path / "p1.card.json")
    text = (tmp_path / "p1.card.json").read_text()
    for secret in (person.number_b, "KENICHI85"):
        assert secret not in text
    json.loads(text)


def test_a_file_that_is_no_card_is_refused_in_words(tmp_path):
    for content in ("", "{}", "[]", '{"format": "other"}'):
        (tmp_path / "x").write_text(content)
        with pytest.raises(CardError):
            CardImage.load(tmp_path / "x")
    with pytest.raises(CardError):
        load_deck(tmp_path)


def test_a_deck_of_the_sample_family_has_four_cards_that_verify(tmp_path):
    from kakanai.card import anchors as anchor_files
    from kakanai.card import kenhojo
    from kakanai.card.secret import Secret

    people = family()
    assert [person.key for person in people] == ["p1", "p2", "p3", "p4"]
    make_deck(tmp_path)
    before = (tmp_path / "anchors.json").read_text()
    found = anchor_files.load(tmp_path)
    for person in people:
        card = VirtualCard(load_deck(tmp_path)[person.key])
        with VirtualTransport(card) as transport:
            secret = Secret(person.secret("pin").encode())
            proof = reader.read_attributes(transport, lambda _, s=secret: reader.Typed(s)).proof
        assert kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, found).good
    make_deck(tmp_path, people[:1])
    assert (tmp_path / "anchors.json").read_text() == before  # the world is kept, so that older cards stay good
    children = [line.split("\t") for line in (tmp_path / "secrets.tsv").read_text().splitlines()]
    assert children[0][0] == "card"


def test_the_next_card_is_data_another_algorithm_and_another_file_map():
    from kakanai.card import anchors as anchor_files
    from kakanai.card import channel, jpki, kenhojo
    from kakanai.card.secret import Secret

    world = Authority.create("ecdsa-p384-sha384")
    found = anchor_files._from_json(world.anchors_json())
    person = CardPerson(
        "n1", "見本　次郎", "見本県前川市本町一丁目１番", "20000101", "1", pins={"sign_password": "NEXT2028"}
    )
    kind = profiles.profile("next-card")
    card = VirtualCard(make_card(person, world, kind=kind))
    with VirtualTransport(card) as transport:
        assert reader.detect(channel.Channel(transport)).id == "next-card"
    challenge = reader.challenge_bytes(b"n" * 32, "job")
    with VirtualTransport(card) as transport:
        proof = reader.read_attributes(
            transport, lambda _: reader.Typed(Secret(b"1234")), kind=kind, challenge=challenge
        ).proof
    assert kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, found).good
    assert kenhojo.verify_card_key(proof.ef0004, proof.ef0007, challenge, proof.challenge_signature, found).good
    with VirtualTransport(card) as transport:
        made = jpki.sign_digest(transport, b"NEXT2028", b"\x01" * 48, kind=kind)
    assert made.algorithm == "ecdsa-p384-sha384"
    with VirtualTransport(card) as transport, pytest.raises(CardError):
        jpki.sign_digest(transport, b"NEXT2028", b"\x01" * 32, kind=kind)


def test_the_table_of_cards_is_checked():
    from importlib.resources import files

    import jsonschema
    import yaml

    assert {item.known for item in profiles.profiles()} == {"public", "assumed"}
    data = files("kakanai.card") / "data"
    raw = yaml.safe_load((data / "profiles.yaml").read_text("utf-8"))
    raw["profiles"][0]["applications"]["jpki"]["files"]["token"]["ef"] = "01FF"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, json.loads((data / "profiles.schema.json").read_text("utf-8")))
