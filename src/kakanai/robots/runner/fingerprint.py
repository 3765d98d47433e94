"""The fingerprint of a screen: what would change the meaning of typing, and nothing else.

Screen code, title, captions in their sections, control kinds, lengths, choices in their order, button captions.
Not ids, order of rows, markup or values: a cosmetic release of the vendor must not stop the desk.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from kakanai.robots.runner.screens import Screen


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an approved screen looks like, in lines that a person can read and compare."""

    code: str
    title: str
    controls: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()

    def digest(self) -> str:
        """SHA-256 over the canonical form."""
        body = [self.code, self.title, sorted(self.controls), sorted(self.buttons)]
        return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def take(screen: Screen) -> Fingerprint:
    """Return the fingerprint of a screen as seen now."""
    controls = tuple(sorted(c.describe() for c in screen.controls))
    return Fingerprint(screen.code, screen.title, controls, tuple(sorted(b.caption for b in screen.buttons)))


def differences(known: Fingerprint, seen: Fingerprint) -> list[str]:
    """Say in Japanese what differs; empty when the screen is the known one."""
    found = []
    if known.code != seen.code:
        found.append(f"画面コード: {known.code} → {seen.code or 'なし'}")
    if known.title != seen.title:
        found.append(f"画面名: {known.title} → {seen.title or 'なし'}")
    found += [f"なくなった項目: {line}" for line in _missing(known.controls, seen.controls)]
    found += [f"知らない項目: {line}" for line in _missing(seen.controls, known.controls)]
    found += [f"なくなったボタン: {line}" for line in _missing(known.buttons, seen.buttons)]
    found += [f"知らないボタン: {line}" for line in _missing(seen.buttons, known.buttons)]
    return found


def _missing(of: tuple[str, ...], in_: tuple[str, ...]) -> list[str]:
    return sorted((Counter(of) - Counter(in_)).elements())
