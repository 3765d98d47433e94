"""The face application (券面事項確認, "Kenkaku"): the photo for the clerk's look, the card's expiry, what is printed on it."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.card import cvc, tlv
from kakanai.card.algorithms import for_key
from kakanai.card.anchors import Anchors, world_of_issuer
from kakanai.card.channel import Channel
from kakanai.card.errors import MalformedError, WrongCardError
from kakanai.card.kenhojo import Integrity, Verdict, world_of
from kakanai.card.profile import Profile, profile
from kakanai.card.reader import AskSecret, TellWorld, ask_and_verify
from kakanai.card.transport import Transport

APPLICATION = "face"
FACE, BIRTH, SEX, KEY, NAME_IMAGE, ADDRESS_IMAGE, PHOTO, SIGNATURE, EXPIRY = (
    0xFF20, 0xDF22, 0xDF23, 0xDF24, 0xDF25, 0xDF26, 0xDF27, 0xDF28, 0xDF29,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaceFiles:
    """The raw files of the face application."""

    face: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Face:
    """What the card's face says. `photo` is JPEG 2000, the images PNG. `expires` is `YYYYMMDD` and is not signed."""

    birth: str
    sex: str
    photo: bytes
    name_image: bytes
    address_image: bytes
    expires: str


def read_face(
    transport: Transport,
    ask: AskSecret,
    *,
    credential: str = "number_b",
    kind: Profile | None = None,
    tell_world: TellWorld = lambda _world: None,
) -> FaceFiles:
    """Read the face by 照合番号B (typed or read from the card's face) and the certificate of its signer."""
    kind = kind or profile()
    if APPLICATION not in kind.applications:
        raise WrongCardError(f"{kind.id} has no face application")
    application = kind.application(APPLICATION)
    channel = Channel(transport)
    channel.select(application)
    certificate = channel.read(application.files["certificate"])
    tell_world(world_of(certificate))
    ask_and_verify(channel, application.credentials[credential], ask)
    return FaceFiles(channel.read(application.files["face"]), certificate)


def parse_face(data: bytes) -> Face:
    """Read the face file; raises MalformedError."""
    items = {item.tag: item.value for item in tlv.first(data, FACE).children()}
    try:
        return Face(
            items[BIRTH].decode("ascii", "replace"),
            items[SEX].decode("ascii", "replace"),
            items[PHOTO],
            items[NAME_IMAGE],
            items[ADDRESS_IMAGE],
            items.get(EXPIRY, b"").decode("ascii", "replace"),
        )
    except KeyError as error:
        raise MalformedError(f"missing in the face file: {error}") from error


def verify_face(files: FaceFiles, anchors: Anchors) -> Integrity:
    """Check the face file's signature up to a trust anchor. The expiry and the security code are not covered by it."""
    try:
        certificate = cvc.parse(files.certificate)
        items = {item.tag: item for item in tlv.first(files.face, FACE).children()}
        groups = ((BIRTH, SEX, KEY), (NAME_IMAGE, ADDRESS_IMAGE), (PHOTO,))
        parts = [b"".join(items[tag].raw for tag in group) for group in groups]
        signature = items[SIGNATURE].value
    except (MalformedError, KeyError):
        return Integrity(Verdict.MALFORMED)
    world, ids = world_of_issuer(certificate.issuer_id), (certificate.issuer_id.hex(), certificate.subject_id.hex())
    root = anchors.record_roots.get(certificate.issuer_id)
    if root is None:
        return Integrity(Verdict.UNKNOWN_ISSUER, world, *ids)
    if not certificate.signed_by(root):
        return Integrity(Verdict.BAD_CERTIFICATE, world, *ids)
    algorithm = for_key(certificate.key)
    signed = b"".join(algorithm.digest(part) for part in parts)
    good = algorithm.verify(certificate.key, signed, signature)
    return Integrity(Verdict.GOOD if good else Verdict.BAD_SIGNATURE, world, *ids)
