"""A walk over a card that changes nothing, written down without any secret or personal value.

It answers what published sources leave open: length forms, the tries of 照合番号, what ends a verified secret, who signs
the card's own key, the marks in the certificate's personal names, which optional commands work, and how long each
command takes. One afternoon with an official test card, and the reference page's open questions are closed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cryptography import x509

from kakanai.card import cvc, jpki, kenhojo, shapes, status, tlv
from kakanai.card.algorithms import ALGORITHMS, for_key
from kakanai.card.anchors import World
from kakanai.card.chain import holder
from kakanai.card.channel import Channel
from kakanai.card.errors import CardError, MalformedError
from kakanai.card.kenkaku import APPLICATION as FACE
from kakanai.card.profile import Application, Profile
from kakanai.card.reader import ATTRIBUTES, NUMBER_B, PIN, AskSecret, ask_and_verify, detect
from kakanai.card.trace import TracingTransport
from kakanai.card.transport import Transport

_PUBLIC_EFS = range(0x01, 0x1F)
_UNKNOWN_AID = bytes.fromhex("F04B414B414E414900")
_PROBES = {
    "select with FCI asked for": "00A40400 0A {aid} 00",
    "select of nothing": "00A40000",
    "get challenge of 8": "00840000 08",
    "open a logical channel": "00700000 01",
    "an unknown instruction": "00F20000",
    "an unknown class": "F0A40000",
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """How to ask for each secret; what nobody can give is left out of the walk."""

    pin: AskSecret | None = None
    number_b: AskSecret | None = None
    sign_password: AskSecret | None = None


@dataclass
class Survey:
    """One walk. Findings come first, then every exchange."""

    tracing: TracingTransport
    kind: Profile
    findings: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add a finding."""
        self.findings.append(f"# {text}")

    def status_of(self, command: str) -> str:
        """Send a command given in hex and return its status, and its data's form."""
        data, code = self.tracing.transmit(bytes.fromhex(command.replace(" ", "")))
        return f"{code:04x}" + (f", {shapes.of_object(data)}" if data else "")


def survey(transport: Transport, given: Secrets | None = None) -> list[str]:
    """Walk the card and return the trace's lines. `given` opens more of it, at the cost of no try if they are right."""
    tracing = TracingTransport(transport)
    kind = detect(Channel(tracing))
    walk = Survey(tracing, kind)
    walk.note(f"atr {transport.atr.hex()}")
    walk.note(f"first command after power-up: {tracing.lines[0].split('<')[1].strip()}")
    walk.note(f"kind {kind.id}, token name {_token(walk)!r}")
    for application in kind.applications.values():
        _application(walk, application)
    _probes(walk)
    _auth_certificate(walk)
    for secret, step in (
        (given.pin if given else None, _behind_the_pin),
        (given.number_b if given else None, _behind_number_b),
        (given.sign_password if given else None, _behind_the_password),
    ):
        if secret is not None:
            step(walk, secret)
    return [*walk.findings, "# exchanges", *tracing.lines]


def _token(walk: Survey) -> str:
    application = walk.kind.application(walk.kind.token_application)
    channel = Channel(walk.tracing)
    channel.select(application)
    return channel.read(application.files[walk.kind.token_file])[:32].decode("ascii", "replace").strip()


def _application(walk: Survey, application: Application) -> None:
    walk.note(f"application {application.name} {application.aid.hex()}")
    try:
        Channel(walk.tracing).select(application)
    except CardError as error:
        walk.note(f"  not selectable: {error.code}")
        return
    for ef in _PUBLIC_EFS:
        code = walk.tracing.transmit(bytes([0, 0xA4, 0x02, 0x0C, 2, 0, ef]))[1]
        if code != status.OK:
            continue
        data, read = walk.tracing.transmit(bytes([0, 0xB0, 0, 0, 0]))
        query = walk.tracing.transmit(bytes([0, 0x20, 0, 0x80]))[1]
        walk.note(
            f"  ef {ef:04x}: read {read:04x}, {shapes.of_object(data)}, tries {status.tries_left(query)} ({query:04x})"
        )


def _probes(walk: Survey) -> None:
    application = walk.kind.application(ATTRIBUTES)
    walk.note("optional commands, in the attribute application")
    walk.note(f"  select of an unknown application: {walk.status_of('00A4040C09' + _UNKNOWN_AID.hex())}")
    Channel(walk.tracing).select(application)
    for name, command in _PROBES.items():
        walk.note(f"  {name}: {walk.status_of(command.format(aid=application.aid.hex()))}")
        Channel(walk.tracing).select(application)
    ef = application.files["certificate"].ef
    walk.note(f"  extended length: {walk.status_of(f'00B0{0x80 | ef:02x}00000000')}")


def _auth_certificate(walk: Survey) -> None:
    application = walk.kind.application(jpki.APPLICATION)
    channel = Channel(walk.tracing)
    try:
        channel.select(application)
        data = jpki.exact_der(channel.read(application.files["auth_certificate"]))
    except CardError as error:
        walk.note(f"auth certificate: {error.code}")
        return
    walk.note(f"auth certificate {_certificate(data)}")


def _certificate(data: bytes) -> str:
    found = x509.load_der_x509_certificate(data)
    extensions = sorted(item.oid.dotted_string for item in found.extensions)
    days = (found.not_valid_after_utc - found.not_valid_before_utc).days
    names = [attribute.oid.dotted_string for attribute in found.subject]
    algorithm = found.signature_algorithm_oid.dotted_string
    return f"{len(data)} bytes, {algorithm}, valid {days} days, subject of {names}, extensions {extensions}"


def _behind_the_pin(walk: Survey, ask: AskSecret) -> None:
    application, channel = _opened(walk, ATTRIBUTES, PIN, ask)
    attributes, record, certificate, card_key = (
        channel.read(application.files[name]) for name in ("attributes", "record", "certificate", "card_key")
    )
    walk.note("behind the PIN")
    walk.note(f"  attributes: {shapes.of_parts(attributes)}")
    for line in _attribute_forms(attributes):
        walk.note(f"    {line}")
    walk.note(f"  record: {shapes.of_parts(record)}")
    walk.note(f"  number: {_number_form(channel, application, certificate)}")
    walk.note(f"  the card's own key is signed by the key of EF 0004: {_signed_by_municipality(certificate, card_key)}")
    walk.note(f"  {_challenge(walk, channel, application)}")
    _persistence(walk, application, ask)


def _attribute_forms(data: bytes) -> Iterator[str]:
    try:
        read = kenhojo.parse_attributes(data)
    except MalformedError as error:
        yield f"not readable: {error}"
        return
    yield f"offsets fit: {read.offsets_fit}"
    yield f"name: {shapes.of_text(read.name)}"
    yield f"address: {shapes.of_text(read.address)}"
    yield f"birth: {shapes.of_date(read.birth)}"
    yield f"sex: {len(read.sex)} characters, among the known codes: {read.sex in set('1290')}"


def _number_form(channel: Channel, application: Application, certificate: bytes) -> str:
    # Its digits are read to see whether filler follows them, and are neither kept nor written. A person's number is not
    # read at all: no procedure's law asks for it here.
    if kenhojo.world_of(certificate) not in {World.TEST, World.VIRTUAL}:
        return "left unread: this is no test card"
    return shapes.of_object(channel.read(application.files["number"]))


def _signed_by_municipality(certificate: bytes, card_key: bytes) -> str:
    try:
        signer = cvc.parse(certificate).key
        outer = tlv.first(card_key, kenhojo.CARD_KEY)
        key, issued = outer.child(kenhojo.CARD_PUBLIC_KEY), outer.child(kenhojo.CARD_KEY_SIGNATURE).value
    except MalformedError as error:
        return f"not readable ({error})"
    return "yes" if for_key(signer).verify(signer, key.raw, issued) else "no"


def _challenge(walk: Survey, channel: Channel, application: Application) -> str:
    algorithm = ALGORITHMS[walk.kind.algorithm]
    try:
        channel.sign(application.keys["card"], algorithm.card_input(algorithm.digest(secrets.token_bytes(32))))
    except CardError as error:
        return f"the card's own signature: {error.code}"
    return f"the card's own signature took {walk.tracing.milliseconds:.1f} ms"


def _persistence(walk: Survey, application: Application, ask: AskSecret) -> None:
    other = next(one for one in walk.kind.applications.values() if one.name != application.name)
    read = f"00B0{0x80 | application.files['attributes'].ef:02x}0001"
    ways: dict[str, Callable[[], None]] = {
        "selecting the same application again": lambda: Channel(walk.tracing).select(application),
        "selecting another application and coming back": lambda: _there_and_back(walk, other, application),
        "a warm reset": lambda: _reset(walk, application),
    }
    for name, way in ways.items():
        if walk.status_of(read)[:4] != "9000":
            _opened(walk, application.name, PIN, ask)
        way()
        walk.note(f"  the PIN's right after {name}: {walk.status_of(read)[:4]}")


def _there_and_back(walk: Survey, other: Application, back: Application) -> None:
    Channel(walk.tracing).select(other)
    Channel(walk.tracing).select(back)


def _reset(walk: Survey, application: Application) -> None:
    walk.tracing.reset()
    Channel(walk.tracing).select(application)


def _behind_number_b(walk: Survey, ask: AskSecret) -> None:
    application, channel = _opened(walk, FACE, NUMBER_B, ask)
    walk.note("behind 照合番号B")
    walk.note(f"  face: {shapes.of_parts(channel.read(application.files['face']))}")


def _behind_the_password(walk: Survey, ask: AskSecret) -> None:
    application, channel = _opened(walk, jpki.APPLICATION, "sign_password", ask)
    data = jpki.exact_der(channel.read(application.files["sign_certificate"]))
    person = holder(x509.load_der_x509_certificate(data))
    walk.note("behind the signing password")
    walk.note(f"  certificate {_certificate(data)}")
    walk.note(f"  name: {shapes.of_text(person.name)}; marks: {shapes.of_marks(person.name_marks)}")
    walk.note(f"  address: {shapes.of_text(person.address)}; marks: {shapes.of_marks(person.address_marks)}")
    walk.note(f"  birth: {len(person.birth)} characters, {shapes.of_date(person.birth[1:])}")


def _opened(walk: Survey, name: str, credential: str, ask: AskSecret) -> tuple[Application, Channel]:
    application, channel = walk.kind.application(name), Channel(walk.tracing)
    channel.select(application)
    ask_and_verify(channel, application.credentials[credential], ask)
    return application, channel
