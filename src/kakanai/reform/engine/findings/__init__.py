"""What an audit finds in forms: the machine proposes with evidence, a named person decides."""

from kakanai.reform.engine.findings.across import asked_count, heat_map, judge, near_duplicates
from kakanai.reform.engine.findings.model import Bundle, Finding, FormInBundle, Ground, Holdings, Place, Verdict
from kakanai.reform.engine.findings.single import findings_of, is_sensitive, strongest

__all__ = [
    "Bundle", "Finding", "FormInBundle", "Ground", "Holdings", "Place", "Verdict", "asked_count", "findings_of", "heat_map", "is_sensitive", "judge",
    "near_duplicates", "strongest",
]  # fmt: skip
