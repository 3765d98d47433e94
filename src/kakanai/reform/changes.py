"""What a new file of a form asks that the old one did not, and the other way round."""

from __future__ import annotations

from kakanai.reform.engine import Field, FormDocument
from kakanai.reform.fields import keys_of

ADDED, GONE, ALTERED = "増えた欄", "なくなった欄", "変わった欄"


def changes_between(old: FormDocument, new: FormDocument) -> dict[str, list[str]]:
    """Return the names of added, gone and altered fields; empty when both ask the same in the same way."""
    before = dict(zip(keys_of(old), old.fields, strict=True))
    after = dict(zip(keys_of(new), new.fields, strict=True))
    found = {
        ADDED: [_name(after[key]) for key in after if key not in before],
        GONE: [_name(before[key]) for key in before if key not in after],
        ALTERED: [_name(after[key]) for key in after if key in before and _asks(before[key]) != _asks(after[key])],
    }
    return {name: names for name, names in found.items() if names}


def _asks(item: Field) -> tuple[object, ...]:
    return item.options, item.eras, item.unit, item.repeat


def _name(item: Field) -> str:
    return "　".join((*item.section, item.label))
