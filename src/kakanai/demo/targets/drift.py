"""Changes of a screen between two releases of a core system: cosmetic ones, and ones that change the meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kakanai.demo.targets.definition import FieldDef, Screen, SectionDef, System

Change = Callable[[System], System]


def _sections(system: System, alter: Callable[[SectionDef], SectionDef]) -> System:
    return replace(system, sections=tuple(alter(s) for s in system.sections))


def _look(**changes: object) -> Change:
    return lambda system: replace(system, look=replace(system.look, **changes))  # type: ignore[arg-type]


def reverse_rows(system: System) -> System:
    """The rows of each section stand in another order."""
    return _sections(system, lambda s: replace(s, fields=tuple(reversed(s.fields))))


def reverse_sections(system: System) -> System:
    """The sections stand in another order."""
    return replace(system, sections=tuple(reversed(system.sections)))


def insert_field(system: System) -> System:
    """A new field stands in the first section."""
    new = FieldDef("shinki", "連絡区分", max=4)
    first, *rest = system.sections
    return replace(system, sections=(replace(first, fields=(new, *first.fields)), *rest))


def _last(system: System, kind: str = "text") -> FieldDef:
    plain = [f for f in system.fields() if not f.options and f.kind == kind and f.caption != system.key]
    return plain[-1]


def remove_field(system: System) -> System:
    """The last plain field is gone."""
    gone = _last(system)
    return _sections(system, lambda s: replace(s, fields=tuple(f for f in s.fields if f is not gone)))


def reword(system: System) -> System:
    """A caption reads otherwise."""
    field = _last(system)
    return system.change_field(field.id, caption=f"{field.caption}(変更後)")


def second_caption(system: System) -> System:
    """A section holds the same caption twice."""
    twin = replace(_last(system), id="twin")
    return _sections(
        system, lambda s: replace(s, fields=(*s.fields, twin)) if any(f.id == _last(system).id for f in s.fields) else s
    )


def swap_captions(system: System) -> System:
    """Two fields of the same kind and length keep their names but change their captions."""
    texts = [f for f in system.fields() if not f.options and f.kind == "text" and f.caption != system.key]
    one, two = texts[-1], texts[-2]
    return system.change_field(one.id, caption=two.caption).change_field(two.id, caption=one.caption)


def shorten(system: System) -> System:
    """The longest field takes fewer characters."""
    longest = max((f for f in system.fields() if not f.options), key=lambda f: f.max)
    return system.change_field(longest.id, max=longest.max // 3)


def _choice(system: System) -> FieldDef:
    return max((f for f in system.fields() if f.options), key=lambda f: len(f.options))


def reorder_options(system: System) -> System:
    """A list of choices stands in another order, codes and words as before."""
    field = _choice(system)
    return system.change_field(field.id, options=dict(reversed(field.options.items())))


def shift_options(system: System) -> System:
    """The same codes mean other words."""
    field = _choice(system)
    words = list(field.options.values())
    return system.change_field(field.id, options=dict(zip(field.options, words[1:] + words[:1], strict=True)))


def drop_option(system: System) -> System:
    """A choice is gone."""
    field = _choice(system)
    return system.change_field(field.id, options=dict(list(field.options.items())[:-1]))


def change_kind(system: System) -> System:
    """A list of choices became a text field."""
    return system.change_field(_choice(system).id, options={}, max=2)


def wrong_screen(system: System) -> System:
    """Another procedure's screen with the same layout."""
    return replace(system, entry=Screen("ZZ0999", "別の届出入力"))


def other_title(system: System) -> System:
    """The screen code is the same, the title says something else."""
    return replace(system, entry=replace(system.entry, title=system.entry.title + "(訂正)"))


def rename_section(system: System) -> System:
    """A section is about somebody else."""
    last = system.sections[-1]
    return replace(system, sections=(*system.sections[:-1], replace(last, title="代理人")))


def move_field(system: System) -> System:
    """A field moved to another section."""
    field = _last(system)
    without = remove_field(system)
    first, *rest = without.sections
    return replace(without, sections=(replace(first, fields=(*first.fields, field)), *rest))


COSMETIC: dict[str, Change] = {
    "random_ids": _look(ids="random"),
    "renamed_ids": _look(ids="new"),
    "td_captions": _look(markup="td"),
    "reverse_rows": reverse_rows,
    "reverse_sections": reverse_sections,
    "banner": _look(banner="システム更改のお知らせ"),
}
"""The runner must go on and type right."""

MEANINGFUL: dict[str, Change] = {
    "insert_field": insert_field,
    "remove_field": remove_field,
    "reword": reword,
    "second_caption": second_caption,
    "swap_options": shift_options,
    "shorten": shorten,
    "reorder_options": reorder_options,
    "drop_option": drop_option,
    "change_kind": change_kind,
    "wrong_screen": wrong_screen,
    "other_title": other_title,
    "rename_section": rename_section,
    "move_field": move_field,
    "save_renamed": _look(save_caption="更新"),
    "no_section_marks": _look(section_marks=False),
}
"""The runner must stop before the first key."""

HARMLESS_MEANING: dict[str, Change] = {"swap_captions": swap_captions}
"""The meaning moves with the caption: either outcome is right, as long as what is saved is right."""


def apply(system: System, names: str | list[str]) -> System:
    """Return the system after the named changes. `KeyError` for an unknown name."""
    table = {**COSMETIC, **MEANINGFUL, **HARMLESS_MEANING}
    for name in [names] if isinstance(names, str) else names:
        system = table[name](system)
    return system
