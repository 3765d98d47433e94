"""The certificate application (公的個人認証, JPKI): certificates, authentication, and signatures by the 6–16 password.

The signing certificate itself needs the password, so a signature and its certificate come from one VERIFY.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kakanai.card.algorithms import ALGORITHMS
from kakanai.card.anchors import World, world_of_certificate
from kakanai.card.cades import signed_attributes
from kakanai.card.channel import Channel
from kakanai.card.der import load_certificate
from kakanai.card.errors import CardRefusedError, MalformedError, NoCertificateError
from kakanai.card.profile import Application, CredentialSpec, Profile, profile
from kakanai.card.reader import AskSecret, TellWorld, Typed, ask_and_verify
from kakanai.card.secret import Secret
from kakanai.card.transport import Transport

APPLICATION = "jpki"


class Use(StrEnum):
    """The two key pairs of the card."""

    SIGN = "sign"
    AUTH = "auth"


_CREDENTIAL = {Use.SIGN: "sign_password", Use.AUTH: "auth_pin"}


@dataclass(frozen=True, slots=True)
class CardSignature:
    """A signature over a digest, with the holder's certificate and its authority's (both DER)."""

    signature: bytes
    certificate: bytes
    authority: bytes
    algorithm: str
    signed_attributes: bytes = b""


def credential(use: Use, kind: Profile | None = None) -> CredentialSpec:
    """Return the secret that opens a key."""
    return (kind or profile()).application(APPLICATION).credentials[_CREDENTIAL[use]]


def sign_digest(
    transport: Transport,
    password: Secret | bytes | bytearray | AskSecret,
    digest: bytes,
    *,
    use: Use = Use.SIGN,
    kind: Profile | None = None,
    cades: bool = False,
    tell_world: TellWorld = lambda _world: None,
) -> CardSignature:
    """Sign a digest with the card's signing key (or the authentication key, for challenges).

    `password` is the secret itself, or a callable that is asked with the tries left. The digest is SHA-256 (32
    bytes), or SHA-384 on the next card. With `cades` it is a document's digest, and what the card signs are the CMS
    signed attributes around it, which come back too. Raises NoCertificateError before anybody is asked for a password, and
    CardError: wrong, last or blocked password.
    """
    kind = kind or profile()
    algorithm = ALGORITHMS[kind.certificate_algorithm]
    algorithm.card_input(digest)  # refuses a digest of the wrong length before a try is spent
    application = kind.application(APPLICATION)
    channel = Channel(transport)
    channel.select(application)
    _check_presence(channel, application, use)
    authority = channel.read(application.files[f"{use}_ca"])
    tell_world(_world_of(authority))
    ask_and_verify(channel, credential(use, kind), _asker(password))
    certificate = _certificate(channel, kind, use)
    attributes = signed_attributes(digest, certificate, algorithm=algorithm.id) if cades else b""
    signed_digest = algorithm.digest(attributes) if cades else digest
    signature = channel.sign_with_current(application.keys[use], algorithm.card_input(signed_digest))
    return CardSignature(signature, certificate, authority, algorithm.id, attributes)


def authenticate(
    transport: Transport, pin: Secret | bytes | AskSecret, challenge: bytes, *, kind: Profile | None = None
) -> CardSignature:
    """Answer a challenge with the authentication key. The challenge is hashed here, never signed as it is."""
    algorithm = ALGORITHMS[(kind or profile()).certificate_algorithm]
    return sign_digest(transport, pin, algorithm.digest(challenge), use=Use.AUTH, kind=kind)


def auth_certificate(transport: Transport, *, kind: Profile | None = None) -> tuple[bytes, bytes]:
    """Return the authentication certificate and its authority's, DER. Needs no secret; holds no personal data."""
    kind = kind or profile()
    channel = Channel(transport)
    channel.select(kind.application(APPLICATION))
    return _certificate(channel, kind, Use.AUTH), channel.read(kind.application(APPLICATION).files["auth_ca"])


def _check_presence(channel: Channel, application: Application, use: Use) -> None:
    """Spare the holder a password where the card says that there is nothing to sign with.

    One source knows this file: `8F` says that a certificate is there. Only a zero is taken for its absence, and a card
    without the file, or with another value, is asked to sign like any other.
    """
    spec = application.files.get("presence")
    if spec is None:
        return
    try:
        present = channel.read(spec)
    except CardRefusedError:
        return
    place = (Use.SIGN, Use.AUTH).index(use)
    if present[place : place + 1] == b"\x00":
        raise NoCertificateError(f"the card says that it holds no {use} certificate")


def _certificate(channel: Channel, kind: Profile, use: Use) -> bytes:
    spec = kind.application(APPLICATION).files[f"{use}_certificate"]
    try:
        data = channel.read(spec)
    except CardRefusedError as error:
        raise MalformedError(f"the card holds no {use} certificate ({error.status:04X})") from error
    return exact_der(data)


def _world_of(authority: bytes) -> World | None:
    try:
        return world_of_certificate(load_certificate(exact_der(authority)))
    except MalformedError:
        return None


def exact_der(data: bytes) -> bytes:
    """Return the DER object at the start, without filler; raises MalformedError when it is no certificate."""
    if len(data) < 4 or data[:2] != b"\x30\x82":
        raise MalformedError("no certificate in the file")
    certificate = data[: 4 + int.from_bytes(data[2:4], "big")]
    load_certificate(certificate)
    return certificate


def _asker(password: Secret | bytes | bytearray | AskSecret) -> AskSecret:
    if callable(password):
        return password
    secret = password if isinstance(password, Secret) else Secret(password)
    return lambda _left: Typed(secret)
