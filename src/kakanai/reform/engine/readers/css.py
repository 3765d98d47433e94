"""As much of a style sheet as the look of a form needs: simple selectors, a dozen properties.

A selector is a chain of elements within each other (`.form td`); media, states and functions are left out.
"""

from __future__ import annotations

import re
from typing import Any

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_WANTED = (
    "display", "text-align", "border", "border-bottom", "border-top", "border-left", "border-right", "background",
    "background-color", "writing-mode", "font-size", "white-space", "text-decoration", "width", "min-width", "height",
    "min-height", "float", "vertical-align", "grid-template-columns", "grid-column", "visibility", "color", "flex", "flex-direction",
)  # fmt: skip
_MAX_RULES = 400
_Part = tuple[str, frozenset[str]]
"""A tag (or `*`) and the classes and the id that an element must have."""


class StyleSheet:
    """The rules of a document's `style` elements, applied by `of`."""

    def __init__(self, text: str) -> None:
        plain = re.sub(r"/\*.*?\*/", "", text[:200_000], flags=re.DOTALL)
        self._rules: list[tuple[list[_Part], dict[str, str]]] = []
        for selectors, body in _RULE.findall(_without_media(plain))[:_MAX_RULES]:
            style = declarations(body)
            for selector in selectors.split(",") if style else ():
                self._add(selector.strip(), style)

    def _add(self, selector: str, style: dict[str, str]) -> None:
        parts = [_SIMPLE.fullmatch(p) for p in re.split(r"[\s>]+", selector) if p]
        found = [
            (p.group(1) or "*", frozenset(re.findall(r"[.#][\w-]+", p.group(2)))) for p in parts if p and p.group()
        ]
        if found and len(found) == len(parts):
            self._rules.append((found, style))

    def of(self, node: Any) -> dict[str, str]:
        """The properties of an element: rules in their order, its own `style` last."""
        found: dict[str, str] = {}
        for parts, style in self._rules:
            if _fits(node, parts[-1]) and (len(parts) == 1 or _within(node, parts[:-1])):
                found.update(style)
        return {**found, **declarations(node.get("style") or "")}


def _fits(node: Any, part: _Part) -> bool:
    tag, wanted = part
    if tag not in {"*", node.tag}:
        return False
    return not wanted or wanted <= {"." + c for c in (node.get("class") or "").split()} | {"#" + (node.get("id") or "")}


def _within(node: Any, parts: list[_Part]) -> bool:
    """Whether elements that fit the parts stand around the node, the last of them innermost."""
    wanted = list(parts)
    for around in node.iterancestors():
        if wanted and isinstance(around.tag, str) and _fits(around, wanted[-1]):
            wanted.pop()
    return not wanted


def declarations(text: str) -> dict[str, str]:
    """`a: b; c: d` as a dictionary of the properties that matter."""
    found = {}
    for part in text.split(";"):
        name, _, value = part.partition(":")
        if name.strip().lower() in _WANTED and value.strip():
            found[name.strip().lower()] = value.strip().lower()
    return found


def _without_media(text: str) -> str:
    """`@media print { … }` and the like are left out, whatever nests in them."""
    out, depth, skip = [], 0, False
    for piece in re.split(r"([{}])", text):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth -= 1
            if skip and depth == 0:
                skip = False
                continue
        elif depth == 0 and piece.strip().startswith("@"):
            skip = True
        if not skip:
            out.append(piece)
    return "".join(out)


def is_drawn(border: str | None) -> bool:
    """Whether a border value draws a line."""
    return bool(border) and not re.match(r"(0(px|pt|mm)?\b|none|hidden)", border or "")


def length(value: str | None) -> float | None:
    """A length in points; `None` for percentages and what is not a length."""
    found = re.match(r"([\d.]+)(pt|px|mm|cm|em|rem|ch)?$", value or "")
    if not found:
        return None
    unit = {"pt": 1.0, "px": 0.75, "mm": 2.835, "cm": 28.35, "em": 10.5, "rem": 10.5, "ch": 5.25}
    return float(found.group(1)) * unit.get(found.group(2) or "px", 0.75)
