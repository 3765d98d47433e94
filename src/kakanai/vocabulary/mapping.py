"""Label → item, with the role, a confidence and the way it was found; or nothing, which is a good answer too.

The same mapper reads forms (reform) and screens (robots). It never matches on fewer than two characters,
never takes a part of a label for the whole (that is a proposal for a person), and leaves a label alone
whose meaning needs a section or neighbours it was not given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace

from kakanai.vocabulary.lexicon import ContextRule, Lexicon, key, lexicon
from kakanai.vocabulary.readings import Reading, readings

THRESHOLD = 0.9
"""Below this confidence a mapping is a proposal only."""
SUBJECT = "subject"
_BRACKETED = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]+)\)")
_RELATION = re.compile(r"(?P<whom>.+?)(?:との|と本人との|から見た|からみた)(?:続柄|続き柄|つづき柄|関係|間柄)")
_AFTER_ROLE = re.compile(r"^(?:\([^()]*\)|[0-9]{1,2})?(?:の|・|:|\)|/)?")
_ROLE_BEARING = ("person.", "address.", "contact.", "work.", "household.", "rel.", "pension.", "tax.", "welfare.")
_AFTER_ROLE_ITEMS = (*_ROLE_BEARING, "org.", "care.", "child.", "agent.")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a label means: the item, whose it is, how sure (0–1), and in words how it was found.

    `part` is set where the box holds only a part of the value: `era`, `year`, `month`, `day`, `era_date` (the
    date without its era), `area_code`, `head`, `tail`.
    """

    item: str
    role: str
    confidence: float
    how: str
    part: str | None = None


def map_label(
    label: str,
    section: str = "",
    neighbours: Sequence[str] = (),
    synonyms: Table[str, str] | None = None,
) -> Mapping | None:
    """Return what a label means, or `None` when unsure.

    `section` is the title (or path, parts split by `/`) under which it stands, `neighbours` the labels
    beside it, `synonyms` this municipality's answered abstentions: label → item, or → `item@role`.
    """
    found = _find(label, section, tuple(neighbours), synonyms or {})
    return found if found is not None and found.confidence >= THRESHOLD else None


def propose(label: str, section: str = "", neighbours: Sequence[str] = (), limit: int = 3) -> list[Mapping]:
    """Return what a label may mean, best first, for a person to choose from; also what `map_label` left out."""
    sure = _find(label, section, tuple(neighbours), {})
    found = [sure] if sure is not None else []
    found += sorted(_affixes(label, section), key=lambda mapping: -mapping.confidence)
    return list({mapping.item: mapping for mapping in reversed(found)}.values())[::-1][:limit]


def _find(label: str, section: str, neighbours: tuple[str, ...], synonyms: Table[str, str]) -> Mapping | None:
    words = lexicon()
    place = _Place(words, section, neighbours)
    local = {key(written): meaning for written, meaning in synonyms.items()}
    for reading in readings(label, words):
        if reading.key in local:
            return _local(local[reading.key], reading, place)
    if place.staff:
        return Mapping("office.block", SUBJECT, 0.95, "staff section")
    for reading in readings(label, words):
        found = _look_up(reading, place)
        if found is not None:
            personal = found.item.startswith("person.") and not found.how.startswith("role ")
            named = bool(found.item) and not (place.thing and personal)
            return found if named else None
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a label stands: the lexicon, the section and the neighbours as keys."""

    words: Lexicon
    section: str
    neighbours: tuple[str, ...]

    @property
    def staff(self) -> bool:
        """Whether the section is for staff only."""
        return any(word in key(self.section) for word in self.words.wording.staff_sections)

    @property
    def thing(self) -> bool:
        """Whether the section is about a dog, a vehicle, a house: nothing there is a person's."""
        return self.role is None and any(word in key(self.section) for word in self.words.wording.thing_sections)

    @property
    def role(self) -> str | None:
        """The role that the innermost part of the section names, else `None`."""
        for part in reversed(re.split(r"[/／>＞]", self.section)):
            written = key(part)
            named = [word for word in self.words.roles if word in written]
            if named:
                return self.words.roles[max(named, key=lambda word: (len(word), -written.index(word)))]
        return None

    def fits(self, rule: ContextRule) -> bool:
        """Say whether an ambiguous label has this meaning here."""
        section = key(self.section)
        beside = [key(neighbour) for neighbour in self.neighbours]
        if any(word in section for word in rule.section):
            return True
        if rule.without.intersection(beside):
            return False
        return any(word in neighbour for word in rule.neighbours for neighbour in beside)


def _look_up(reading: Reading, place: _Place) -> Mapping | None:
    """Return the meaning of one reading; with an empty item where its context says that it has none."""
    return (
        _plain(reading, place)
        or _bracketed(reading, place)
        or _joined(reading, place)
        or _relation(reading, place)
        or _with_role(reading, place)
    )


def _plain(reading: Reading, place: _Place, role: str | None = None) -> Mapping | None:
    written = reading.key
    if written in place.words.contexts:
        return _in_context(reading, place, role)
    item = place.words.items.get(written)
    if item is None and "の" in written:
        item = place.words.items.get(written.replace("の", ""))
    return None if item is None else _in_role(item, role or place.role, reading, place.words)


def _in_context(reading: Reading, place: _Place, role: str | None) -> Mapping | None:
    for rule in place.words.contexts[reading.key]:
        certain = place.fits(rule)
        if certain or rule.always:
            if rule.item is None:
                return Mapping("", SUBJECT, 0.0, "context rules it out")
            how = f"{reading.how}, {'by context' if certain else 'usual meaning'}"
            sure = replace(reading, how=how, confidence=min(reading.confidence, 0.97 if certain else 0.95))
            return _in_role(rule.item, rule.role or role or place.role, sure, place.words)
    return Mapping("", SUBJECT, 0.0, "needs context")


def _in_role(item_id: str, role: str | None, reading: Reading, words: Lexicon) -> Mapping:
    item = words.vocabulary[item_id]
    if role and not item.role and (special := words.vocabulary.in_role(item_id, role)):
        item = special
    if item.role:
        own = item.role if not item.carries_role else role if role and role != item.role else SUBJECT
        return Mapping(item.id, own, reading.confidence, reading.how)
    bears = item_id.startswith(_ROLE_BEARING)
    return Mapping(item_id, (role if bears else None) or SUBJECT, reading.confidence, reading.how)


def _bracketed(reading: Reading, place: _Place) -> Mapping | None:
    match = _BRACKETED.fullmatch(reading.key)
    if match is None:
        return None
    outer, inner = match["outer"], match["inner"]
    step = 0.97
    if outer in place.words.roles:
        return _plain(_part(reading, inner, "bracket after a role", step), place, place.words.roles[outer])
    found = _look_up(_part(reading, outer, reading.how, 1.0), place) if len(outer) > 1 else None
    if found is None or not found.item:
        return found
    if inner in place.words.roles:
        role = place.words.roles[inner]
        return _in_role(found.item, role, _part(reading, outer, "role in brackets", step), place.words)
    return _qualified(found, inner, reading, place)


def _qualified(found: Mapping, inner: str, reading: Reading, place: _Place) -> Mapping | None:
    """Return what the words in brackets make of the mapping before them."""
    wording = place.words.wording
    if inner in wording.changes:
        changed = wording.changes[inner].get(found.item)
        return replace(found, item=changed, how="bracket changes it") if changed else None
    if inner in wording.parts:
        return replace(found, part=wording.parts[inner], how="part of the value")
    same = _plain(_part(reading, inner, reading.how, 1.0), place)
    neutral = inner in wording.neutral or inner.endswith(wording.neutral_endings)
    if neutral or (same is not None and same.item == found.item):
        return replace(found, confidence=found.confidence * 0.97, how="note in brackets removed")
    return replace(found, confidence=found.confidence * 0.7, how="unknown words in brackets")


def _joined(reading: Reading, place: _Place) -> Mapping | None:
    parts = [part for part in re.split(r"[/・]", reading.key) if part]
    if len(parts) < 2 or not all(len(part) > 1 for part in parts):
        return None
    found = [_plain(_part(reading, part, "one thing twice", 0.97), place) for part in parts]
    items = {mapping.item if mapping else None for mapping in found}
    return found[0] if len(items) == 1 and found[0] and found[0].item else None


def _relation(reading: Reading, place: _Place) -> Mapping | None:
    match = _RELATION.fullmatch(reading.key)
    if match is None:
        return None
    role = place.words.roles.get(match["whom"]) or place.words.roles.get(match["whom"] + "の")
    item = "household.relToHead" if role == "headOfHousehold" else "rel.toSubject" if role else None
    if item is None:
        return None
    return _in_role(item, place.role, _part(reading, "", "relation to a role", 0.97), place.words)


def _with_role(reading: Reading, place: _Place) -> Mapping | None:
    words = place.words
    named = [(word, words.roles[word]) for word in sorted(words.roles, key=len, reverse=True)]
    for word, role in [*named, *words.short_roles.items()]:
        if not reading.key.startswith(word):
            continue
        rest = _AFTER_ROLE.sub("", reading.key[len(word) :]) if len(word) > 1 else reading.key[1:]
        if len(rest) < 2:
            continue
        found = _plain(_part(reading, rest, f"role {word} before it", 0.97), place, role)
        if found is None and len(word) > 1:
            found = _bracketed(_part(reading, rest, reading.how, 0.97), replace(place, section=word))
        if found is not None and (not found.item or found.item.startswith(_AFTER_ROLE_ITEMS)):
            return found
    return None


def _local(meaning: str, reading: Reading, place: _Place) -> Mapping | None:
    item, _, role = meaning.partition("@")
    if item not in place.words.vocabulary:
        return None
    return _in_role(item, role or place.role, replace(reading, how="this city's synonym"), place.words)


def _part(reading: Reading, written: str, how: str, factor: float) -> Reading:
    return Reading(written, how, reading.confidence * factor)


def _affixes(label: str, section: str) -> Iterator[Mapping]:
    words = lexicon()
    place = _Place(words, section, ())
    for reading in readings(label, words):
        for written in words.items:
            if (
                len(written) > 1
                and written != reading.key
                and (reading.key.endswith(written) or reading.key.startswith(written))
            ):
                share = len(written) / len(reading.key)
                yield _in_role(
                    words.items[written], place.role, Reading(written, "part of the label", 0.8 * share), words
                )
