"""The record proves the four attributes up to a trust anchor; whatever is changed, it says so, and says what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kakanai.card import anchors as anchor_files
from kakanai.card import kenhojo, kenkaku, reader
from kakanai.card.anchors import Anchors, World
from kakanai.card.errors import AnchorError
from kakanai.card.kenhojo import Verdict
from kakanai.card.virtual import VirtualTransport, make_card
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.engine import VirtualCard


@pytest.fixture(scope="module")
def proof(issued):
    from kakanai.card.reader import Typed
    from kakanai.card.secret import Secret

    with VirtualTransport(VirtualCard(issued)) as transport:
        return reader.read_attributes(transport, lambda _: Typed(Secret(b"1985")), challenge=b"c" * 40).proof


def verdict(proof, anchors, **changed) -> Verdict:
    files = {"ef0002": proof.ef0002, "ef0003": proof.ef0003, "ef0004": proof.ef0004, **changed}
    return kenhojo.verify_record(files["ef0002"], files["ef0003"], files["ef0004"], anchors).verdict


def test_sizes_are_those_of_the_real_card(proof):
    assert (len(proof.ef0003), len(proof.ef0004), len(proof.ef0007)) == (336, 568, 536)


def test_a_good_record_names_its_issuer_and_its_world(proof, anchors):
    integrity = kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, anchors)
    assert integrity.good
    assert integrity.world is World.VIRTUAL
    assert integrity.virtual
    assert bytes.fromhex(integrity.issuer_id).startswith(b"9000033\x08\x05001")


def test_every_flipped_bit_of_the_signed_files_is_found(proof, anchors):
    good = {Verdict.GOOD}
    for name in ("ef0002", "ef0003", "ef0004"):
        data = getattr(proof, name)
        for position in range(0, len(data), 3):
            changed = data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]
            found = verdict(proof, anchors, **{name: changed})
            # The header and the offset table of EF 0002 are not signed; nothing is read from them.
            if found in good:
                assert name == "ef0002"
                assert kenhojo.parse_attributes(changed).name == kenhojo.parse_attributes(data).name
                assert position < 14


def test_a_changed_value_a_cut_file_and_an_unknown_issuer_are_told_apart(proof, anchors, world):
    changed = proof.ef0002.replace("健一".encode(), "健二".encode())
    assert verdict(proof, anchors, ef0002=changed) is Verdict.CHANGED
    assert verdict(proof, anchors, ef0003=proof.ef0003[:200]) is Verdict.MALFORMED
    assert verdict(proof, Anchors()) is Verdict.UNKNOWN_ISSUER
    stranger = Authority.create()
    posing = replace(anchors, record_roots={key_id: next(iter(stranger.issuers.values())).root.public_key()
                                            for key_id in anchors.record_roots})  # fmt: skip
    assert verdict(proof, posing) is Verdict.BAD_CERTIFICATE


def test_the_record_of_one_card_does_not_prove_the_attributes_of_another(proof, anchors, world, person):
    other = make_card(replace(person, name="別人　花子"), world)
    assert verdict(proof, anchors, ef0002=other.applications[1].files[2].content) is Verdict.CHANGED


def test_a_copy_without_the_cards_key_does_not_answer_a_challenge(proof, anchors, world, person):
    other = make_card(person, world)  # same holder, same signer, another key
    forged = kenhojo.verify_card_key(
        proof.ef0004, other.applications[1].files[7].content, b"c" * 40, proof.challenge_signature, anchors
    )
    assert forged.verdict is Verdict.BAD_SIGNATURE
    spoiled = bytearray(proof.ef0007)
    spoiled[100] ^= 1
    changed = kenhojo.verify_card_key(proof.ef0004, bytes(spoiled), b"c" * 40, proof.challenge_signature, anchors)
    assert changed.verdict is Verdict.BAD_CERTIFICATE


def test_the_face_is_signed_too_and_its_photo_opens(card, person, anchors, typed):
    with VirtualTransport(card) as transport:
        files = kenkaku.read_face(transport, typed(person.number_b))
    assert kenkaku.verify_face(files, anchors).good
    face = kenkaku.parse_face(files.face)
    assert face.expires == f"{person.expires:%Y%m%d}"
    import io

    from PIL import Image

    assert Image.open(io.BytesIO(face.photo)).format == "JPEG2000"
    position = files.face.index(face.photo) + 50
    spoiled = files.face[:position] + bytes([files.face[position] ^ 1]) + files.face[position + 1 :]
    changed = kenkaku.verify_face(kenkaku.FaceFiles(spoiled, files.certificate), anchors)
    assert changed.verdict is Verdict.BAD_SIGNATURE


def test_worlds_never_mix(world, tmp_path, anchors):
    data = world.anchors_json()
    for lie in ("production", "test"):
        with pytest.raises(AnchorError):
            anchor_files._from_json({**data, "world": lie})
    assert anchors.only(World.PRODUCTION) == Anchors()
    assert anchors.only(World.VIRTUAL).record_roots == anchors.record_roots
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(AnchorError):
        anchor_files.load(tmp_path / "broken.json")
