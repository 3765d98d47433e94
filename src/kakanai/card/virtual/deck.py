"""A deck: the virtual cards of a family, the anchors they verify against, and a sheet with their secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kakanai import yamldata
from kakanai.card.errors import CardError
from kakanai.card.virtual.authority import AUTHORITY_FILE, Authority
from kakanai.card.virtual.image import CardImage
from kakanai.card.virtual.issue import make_card
from kakanai.card.virtual.person import CardPerson, from_mapping

SUFFIX = ".card.json"
SECRETS_FILE = "secrets.tsv"
_SECRETS = ("pin", "auth_pin", "sign_password", "number_b")


def family(path: Path | None = None) -> list[CardPerson]:
    """Return the holders described by a family file; by default the sample city's family.

    Raises CardError when the file is not a family's.
    """
    source = path or files("kakanai").joinpath("demo/data/family.yaml")
    try:
        data: Mapping[str, Any] = yamldata.read(source.read_text(encoding="utf-8"))
        home, today = data["move"]["from"], datetime.now(UTC).date()
        return [
            from_mapping(person, address=home["address"], municipality=home["municipality"], on=today)
            for person in data["persons"]
            if "card" in person
        ]
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CardError(f"the family file cannot be used: {error!r}") from error


def make_deck(folder: Path, persons: Iterable[CardPerson] | None = None) -> list[Path]:
    """Write one card file per person, the anchors and the sheet of secrets. An existing world is kept and extended."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / AUTHORITY_FILE).exists():
        authority = Authority.load(folder)
    else:
        authority = Authority.create()
        authority.save(folder)
    people = list(persons if persons is not None else family())
    written = []
    for person in people:
        path = folder / f"{person.key}{SUFFIX}"
        make_card(person, authority).save(path)
        written.append(path)
    rows = ["\t".join(("card", *_SECRETS))]
    rows += ["\t".join((person.key, *(_secret(person, name) for name in _SECRETS))) for person in people]
    (folder / SECRETS_FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return written


def load_deck(folder: Path) -> dict[str, CardImage]:
    """Return the cards of a deck by their label; raises CardError when there are none."""
    cards = {path.name.removesuffix(SUFFIX): CardImage.load(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}
    if not cards:
        raise CardError(f"no virtual card (*{SUFFIX}) in {folder.name}")
    return cards


def _secret(person: CardPerson, name: str) -> str:
    return "-" if name == "sign_password" and not person.sign_certificate else person.secret(name)
