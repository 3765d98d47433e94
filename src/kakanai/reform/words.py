"""One character and a key for each verdict, and the mark of what a box was found to be, for every screen of the room."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.reform.engine.findings import Verdict

_SHORT = {
    Verdict.KEEP: "残", Verdict.DROP: "削", Verdict.DERIVE: "転", Verdict.PREFILL_OWN: "市", Verdict.PREFILL_CARD: "証",
    Verdict.LINK: "連", Verdict.CONDITIONAL: "該", Verdict.OPTIONAL: "任", Verdict.MOVE_TO_STAFF: "職",
    Verdict.ASK_MINISTRY: "照",
}  # fmt: skip
VERDICT_KEYS = {
    Verdict.KEEP: "1", Verdict.DROP: "2", Verdict.DERIVE: "3", Verdict.PREFILL_OWN: "4", Verdict.PREFILL_CARD: "5",
    Verdict.LINK: "6", Verdict.CONDITIONAL: "7", Verdict.OPTIONAL: "8", Verdict.MOVE_TO_STAFF: "9",
    Verdict.ASK_MINISTRY: "0",
}  # fmt: skip
"""The key that gives each verdict on every screen of the room."""
HOLDER_MARKS = {"card": "証", "city": "市", "derived": "算", "again": "重", "legal": "法", "staff": "職", "": ""}
EVENT_SHOWN_FIRST = "move-in"


@dataclass(frozen=True)
class VerdictWord:
    """A verdict as a button: value, words, one character, key."""

    value: str
    ja: str
    short: str
    key: str


def verdict_words(whole_form: bool = False) -> list[VerdictWord]:
    """Return the verdicts in the order of their keys; for a form as a whole only those that make sense there."""
    from kakanai.reform.actions.decisions import OF_A_FORM

    kept = [v for v in Verdict if not whole_form or v in OF_A_FORM]
    return [VerdictWord(v.value, v.ja, _SHORT[v], VERDICT_KEYS[v]) for v in kept]


def short(verdict: Verdict | None) -> str:
    """Return a verdict's character, empty for none."""
    return _SHORT[verdict] if verdict else ""
