"""Fields to items of the vocabulary; tolerant of a vocabulary that is not installed yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kakanai.reform.engine.model import Field, Kind


def with_items(fields: list[Field]) -> list[Field]:
    """Give each field the item and role that the vocabulary's mapping is sure of."""
    mapper = _mapper()
    if mapper is None:
        return fields
    return [_mapped(f, fields, mapper) for f in fields]


def _mapper() -> Callable[..., Any] | None:
    try:
        from kakanai.vocabulary.mapping import map_label
    except ImportError:
        return None
    mapper: Callable[..., Any] = map_label
    return mapper


def _mapped(field: Field, fields: list[Field], mapper: Callable[..., Any]) -> Field:
    if field.kind is Kind.OFFICE:
        return field
    neighbours = tuple(
        f.label for f in fields if f.page == field.page and f.section == field.section and f is not field
    )
    mapping = mapper(field.label, section="/".join(field.section), neighbours=neighbours)
    if mapping is None:
        return field
    return replace(field, item=mapping.item, role=mapping.role or field.role, item_confidence=float(mapping.confidence))


def named(role: str, item: str) -> tuple[str, str]:
    """Role and item as people say them; the ids themselves where the vocabulary does not know them."""
    try:
        from kakanai.vocabulary.items import load
    except ImportError:
        return role or "―", item
    known = load()
    whose = known.roles[role].ja if role in known.roles else role or "―"
    return whose, known[item].ja if item in known else item
