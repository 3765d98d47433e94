"""The character gate: what the target cannot hold goes to a person before the first key, with candidates shown.

Nothing is replaced here except by a replacement that people agreed on and wrote into the map.
"""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.japan import glyphs


@dataclass(frozen=True, slots=True)
class Misfit:
    """A text that does not fit: which characters, or by how much it is too long."""

    caption: str
    what: str
    candidates: tuple[str, ...] = ()


def replaced(text: str, replacements: dict[str, str]) -> str:
    """Return the text after the agreed replacements, longest first."""
    for old in sorted(replacements, key=len, reverse=True):
        text = text.replace(old, replacements[old])
    return text


def length(text: str, unit: str) -> int:
    """Count in the target's unit: `utf16` (maxlength of a browser), `cp932_bytes`, `characters` (as seen)."""
    if unit == "utf16":
        return len(text.encode("utf-16-le")) // 2
    if unit == "cp932_bytes":
        return len(text.encode("cp932", "replace"))
    return len(glyphs.graphemes(text))


def foreign(text: str, character_set: str) -> list[glyphs.Problem]:
    """Return the characters that a target's set does not hold, with what may stand for each."""
    return list(glyphs.charset_problems(text, "mj+" if character_set == "mj_plus" else character_set))


def misfits(caption: str, text: str, *, character_set: str, unit: str, limit: int) -> list[Misfit]:
    """Say what does not fit. `limit` 0 means that the target states none."""
    problems = foreign(text, character_set)
    found = [Misfit(caption, f"「{p.text}」は業務システムで使えない文字です", tuple(p.candidates)) for p in problems]
    size = length(text, unit)
    if limit and size > limit:
        found.append(Misfit(caption, f"長すぎます({size}、上限{limit})"))
    if any(ord(c) < 32 for c in text):
        found.append(Misfit(caption, "改行などの制御文字があります"))
    return found
