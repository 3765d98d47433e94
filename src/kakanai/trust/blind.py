"""Search without plaintext: keyed digests of a normalised value."""

from __future__ import annotations

from kakanai.japan.kana import search_key
from kakanai.trust import tenancy
from kakanai.trust.crypto import keyed_digest


def index(value: str, purpose: str, municipality: str | None = None) -> str:
    """Return the blind index of `value` for one purpose (`name`, `birth`, `ticket` …).

    Width, kana kind and spaces do not matter: the value is folded by `japan.kana.search_key` first. Two
    municipalities never share an index.
    """
    return keyed_digest(search_key(value), municipality=municipality or tenancy.current(), purpose=purpose)
