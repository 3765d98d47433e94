"""Certificates for virtual cards: the subject forms, policies and personal names of the real profile."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta

from asn1crypto.core import UTF8String
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from kakanai.card.algorithms import PublicKey
from kakanai.card.virtual.authority import AUTH, SIGN, Authority, end_usage, table_entry
from kakanai.card.virtual.person import CardPerson

_PERSONAL = "1.2.392.200149.8.5.5."
_POLICIES = {SIGN: "1.2.392.200149.8.5.1.1.20", AUTH: "1.2.392.200149.8.5.1.3.30"}
_YEARS = 5
RESPONDER_URL = "http://ocsp.invalid/"
"""Looks like a responder's address and leads nowhere (RFC 6761): nothing is ever fetched."""


def issue(
    world: Authority,
    use: str,
    person: CardPerson,
    key: PublicKey,
    *,
    generation: int = -1,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> x509.Certificate:
    """Issue a holder's certificate. By default it is two months old and ends on the fifth birthday after issue,
    never later than the card or its authority; of an authority that is no more, it is from its last year."""
    authority = world.authorities[use][generation]
    last = authority.certificate.not_valid_after_utc
    recent = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    start = valid_from or min(recent, last - timedelta(days=365))
    end = valid_to or min(_fifth_birthday(person, start), _at(person.expires), last)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(use, person, start))
        .issuer_name(authority.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(end_usage(use), critical=True)
        .add_extension(_policy(use), critical=True)
        .add_extension(_responder_address(), critical=False)
        .add_extension(_revocation_list(authority.certificate.subject), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    if use == SIGN:
        builder = builder.add_extension(x509.SubjectAlternativeName(_personal_names(person)), critical=False)
    return builder.sign(authority.key, table_entry(world.algorithm).hash)


def substitute(text: str) -> tuple[str, str]:
    """Return the text with the characters that certificates may hold, and a 0/1 mark for each character.

    Certificates hold JIS X 0208 and JIS X 0212 only. What exactly the marks look like on a real card is not
    published; one mark per character of the substituted text is an assumption.
    """
    shown, marks = "", ""
    for index, character in enumerate(text):
        if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
            if index and marks:
                marks = marks[:-1] + "1"
            continue
        fits = _fits(character)
        shown += character if fits else "〓"
        marks += "0" if fits else "1"
    return shown, marks


def _fits(character: str) -> bool:
    try:
        character.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True


def _subject(use: str, person: CardPerson, start: datetime) -> x509.Name:
    opaque = secrets.token_hex(8).upper()
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "JP")
    if use == AUTH:
        return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, f"99{opaque}VIRTUAL")])
    return x509.Name(
        [
            country,
            x509.NameAttribute(NameOID.LOCALITY_NAME, person.prefecture),
            x509.NameAttribute(NameOID.LOCALITY_NAME, person.city),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{start:%Y%m%d%H%M%S}{opaque}"),
        ]
    )


def _personal_names(person: CardPerson) -> list[x509.GeneralName]:
    name, name_marks = substitute(person.name)
    address, address_marks = substitute(person.address)
    values = (name, name_marks, person.sex, person.certificate_birth, address, address_marks)
    return [
        x509.OtherName(x509.ObjectIdentifier(f"{_PERSONAL}{number}"), UTF8String(value).dump())
        for number, value in enumerate(values, start=1)
    ]


def _policy(use: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(_POLICIES[use]), None)])


def _responder_address() -> x509.AuthorityInformationAccess:
    location = x509.UniformResourceIdentifier(RESPONDER_URL)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location)])


def _revocation_list(issuer: x509.Name) -> x509.CRLDistributionPoints:
    """Name the list by a directory entry, as the real profile does; nothing can be fetched from it."""
    entry = x509.Name([*issuer, x509.NameAttribute(NameOID.COMMON_NAME, "CRLDP1")])
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.DirectoryName(entry)], None, None, None)])


def _fifth_birthday(person: CardPerson, start: datetime) -> datetime:
    birth = person.birth_date or start.date()
    passed = (start.month, start.day) >= (birth.month, birth.day)
    year = start.year + _YEARS - (0 if passed else 1)
    day = min(birth.day, 28) if birth.month == 2 else birth.day
    return _at(date(year, birth.month, day))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(14, 59, 59), tzinfo=UTC)
