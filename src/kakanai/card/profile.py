"""The kinds of card as data: applications, files, credentials, keys and algorithms (`data/profiles.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.card.errors import CardError, PinFormatError
from kakanai.card.secret import Secret

FREE = "free"

_FORMS = {
    "digits4": re.compile(rb"[0-9]{4}"),
    "digits6": re.compile(rb"[0-9]{6}"),
    "digits12": re.compile(rb"[0-9]{12}"),
    "digits14": re.compile(rb"[0-9]{14}"),
    "password": re.compile(rb"(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[0-9])[A-Z0-9]{6,16}"),
}
"""What a secret must look like before it may cost a try."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One elementary file: its number and the credentials of which any one opens it."""

    name: str
    ef: int
    opened_by: tuple[str, ...]
    record: bool = False


@dataclass(frozen=True, slots=True)
class CredentialSpec:
    """One secret: the file that holds it, its form, its Japanese name, and its tries when the card is new."""

    name: str
    ef: int
    form: str
    label: str
    tries: int

    def check(self, secret: Secret) -> None:
        """Raise PinFormatError when the secret cannot be right by its form."""
        if self.form == "password":
            secret.upper()
        if not _FORMS[self.form].fullmatch(secret.view()):
            raise PinFormatError(f"{self.name}: not of the form {self.form}")


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One private key of the card, what opens it, and how a signature command names it."""

    name: str
    ef: int
    opened_by: tuple[str, ...]
    reference: int


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the card."""

    name: str
    aid: bytes
    files: Mapping[str, FileSpec]
    credentials: Mapping[str, CredentialSpec]
    keys: Mapping[str, KeySpec]


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of card."""

    id: str
    label: str
    known: str
    algorithm: str
    certificate_algorithm: str
    token_application: str
    token_file: str
    token_names: tuple[str, ...]
    applications: Mapping[str, Application]

    def application(self, name: str) -> Application:
        """Return the application; raises CardError when this kind of card has none of that name."""
        try:
            return self.applications[name]
        except KeyError:
            raise CardError(f"{self.id} has no application {name!r}") from None


@cache
def profiles() -> tuple[Profile, ...]:
    """Return every known kind of card, in the order in which they are tried."""
    raw = yamldata.read((files("kakanai.card") / "data" / "profiles.yaml").read_text(encoding="utf-8"))
    found = tuple(_profile(entry) for entry in raw["profiles"])
    for profile in found:
        _check_names(profile)
    return found


def profile(profile_id: str = "my-number-card") -> Profile:
    """Return one kind of card by its id."""
    for candidate in profiles():
        if candidate.id == profile_id:
            return candidate
    raise CardError(f"no card profile {profile_id!r}")


def _profile(entry: dict[str, Any]) -> Profile:
    token = entry["token"]
    return Profile(
        id=entry["id"],
        label=entry["label"],
        known=entry["known"],
        algorithm=entry["algorithm"],
        certificate_algorithm=entry["certificate_algorithm"],
        token_application=token["application"],
        token_file=token["file"],
        token_names=tuple(token["starts_with"]),
        applications={name: _application(name, body) for name, body in entry["applications"].items()},
    )


def _application(name: str, body: dict[str, Any]) -> Application:
    return Application(
        name=name,
        aid=bytes.fromhex(body["aid"]),
        files={
            key: FileSpec(key, int(spec["ef"], 16), tuple(spec["opened_by"]), spec.get("kind") == "record")
            for key, spec in body["files"].items()
        },
        credentials={
            key: CredentialSpec(key, int(spec["ef"], 16), spec["form"], spec["label"], spec["tries"])
            for key, spec in body["credentials"].items()
        },
        keys={
            key: KeySpec(
                key,
                int(spec["ef"], 16),
                tuple(spec["opened_by"]),
                int(spec["reference"], 16) if "reference" in spec else 0x80 | int(spec["ef"], 16),
            )
            for key, spec in body["keys"].items()
        },
    )


def _check_names(candidate: Profile) -> None:
    token = candidate.application(candidate.token_application)
    if candidate.token_file not in token.files:
        raise CardError(f"{candidate.id}: the token file {candidate.token_file!r} is not among the files")
    for application in candidate.applications.values():
        known = {FREE, *application.credentials}
        specs: list[FileSpec | KeySpec] = [*application.files.values(), *application.keys.values()]
        for spec in specs:
            if unknown := set(spec.opened_by) - known:
                raise CardError(f"{candidate.id}/{application.name}/{spec.name}: unknown credential {unknown}")
