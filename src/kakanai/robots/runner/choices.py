"""The words by which screens offer an item's values: `data/choices.yaml`, and the relations of the register."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from kakanai import yamldata
from kakanai.vocabulary.items import load as load_items

ERAS = {"明治": "M明", "大正": "T大", "昭和": "S昭", "平成": "H平", "令和": "R令"}
_NUMBERED = re.compile(r"^\d{1,3}\s*[:.・ ]\s*(?=\D)|\s*\([^)]*\)$|(?<=[ぁ-ヿ一-鿿])\s+[A-Za-z][A-Za-z ]*$")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    text = (files("kakanai.robots.runner") / "data" / "choices.yaml").read_text("utf-8")
    return dict(yamldata.read(text))


def plain(option: str) -> str:
    """Return a choice without its running number and notes: `01:男` → 男."""
    return _NUMBERED.sub("", unicodedata.normalize("NFKC", option)).strip()


def table(item: str, kind: str, options: tuple[str, ...]) -> dict[str, str] | None:
    """Return value → choice of the screen, `None` when a value that must be told apart finds none or several."""
    words = _words().get(item) or (_words()["flag"] if kind in ("flag", "check") or _yes_or_no(options) else None)
    if words is None:
        return None
    found = {value: [o for o in options if plain(o) in named] for value, named in words.items()}
    if any(len(choices) != 1 for choices in found.values()):
        return None
    blank = next((o for o in options if not re.search(r"[\w○×]", o)), None)
    return {value: choices[0] for value, choices in found.items()} | ({} if blank is None else {"": blank})


def _yes_or_no(options: tuple[str, ...]) -> bool:
    said = [plain(o) for o in options if re.search(r"[\w○×]", o)]
    flag = _words()["flag"]
    return len(said) == 2 and {said[0] in flag["true"], said[1] in flag["true"]} == {True, False}


def relations(options: tuple[str, ...]) -> dict[str, str] | None:
    """Return code of the relation to the head → choice; `None` when fewer than three choices are relations."""
    names = {name: code for code, name in load_items()["household.relToHead"].choices.items()}
    found = {names[plain(o)]: o for o in options if plain(o) in names}
    return found if len(found) >= 3 else None


def eras(options: tuple[str, ...]) -> dict[str, str]:
    """Return era → the screen's word for it, for each era that the screen offers."""
    found = {}
    for option in options:
        bare = plain(option)
        for era, short in ERAS.items():
            if bare and (bare == era or bare in short):
                found[era] = option
    return found
