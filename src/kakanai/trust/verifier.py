"""Verify an exported audit log: no Django, no database, nothing but the standard library and Ed25519.

Input is JSON Lines: audit entries in any order of cases, and one `{"checkpoint": …}` line at the end, signed by
the municipality's audit key. The checkpoint fixes how many entries each case had and its last digest, so that a
chain cut short is found as surely as a changed one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIRST = "0" * 64
_HASHED = ("municipality", "case", "sequence", "at", "action", "actor", "detail", "previous")


@dataclass
class Verdict:
    """What the verifier found. `problems` is empty when everything fits."""

    entries: int = 0
    cases: int = 0
    checkpoint: str = "none"
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every chain holds and the checkpoint, where there is one, agrees."""
        return not self.problems


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(record: dict[str, Any]) -> str:
    """Return the SHA-256 digest that an entry must carry."""
    return hashlib.sha256(canonical({name: record[name] for name in _HASHED})).hexdigest()


def heads_digest(heads: dict[str, tuple[int, str]]) -> str:
    """Return the digest over every case's count and last digest, in the order of the case names."""
    return hashlib.sha256(canonical([[case, *heads[case]] for case in sorted(heads)])).hexdigest()


def verify(lines: Iterable[str], public_key: bytes | None = None) -> Verdict:
    """Check every chain and the checkpoint of an export.

    `public_key` is the raw Ed25519 key (32 bytes) from outside the export; without it the checkpoint's own key is
    used, which proves order and completeness but not who signed.
    """
    verdict = Verdict()
    chains: dict[str, list[dict[str, Any]]] = {}
    checkpoint: dict[str, Any] | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            verdict.problems.append(f"line {number}: not JSON")
            continue
        if "checkpoint" in record:
            checkpoint = record
        elif set(_HASHED) <= record.keys():
            chains.setdefault(record["case"], []).append(record)
        else:
            verdict.problems.append(f"line {number}: not an audit entry")
    heads = {case: _check_chain(case, chain, verdict) for case, chain in chains.items()}
    verdict.cases = len(heads)
    if checkpoint is not None:
        _check_checkpoint(checkpoint, heads, public_key, verdict)
    return verdict


def _check_chain(case: str, chain: list[dict[str, Any]], verdict: Verdict) -> tuple[int, str]:
    previous = FIRST
    for expected, record in enumerate(chain):
        verdict.entries += 1
        where = f"case {case}, entry {record['sequence']}"
        if record["sequence"] != expected:
            verdict.problems.append(f"{where}: entry {expected} is missing or out of order")
        if record["previous"] != previous:
            verdict.problems.append(f"{where}: does not follow the entry before it")
        if record.get("digest") != digest_of(record):
            verdict.problems.append(f"{where}: was changed after it was written")
        previous = str(record.get("digest"))
    return len(chain), previous


def _check_checkpoint(
    record: dict[str, Any], heads: dict[str, tuple[int, str]], public_key: bytes | None, verdict: Verdict
) -> None:
    statement = record["checkpoint"]
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key or base64.b64decode(record["key"]))
        key.verify(base64.b64decode(record["signature"]), canonical(statement))
    except (InvalidSignature, ValueError, KeyError):
        verdict.checkpoint = "bad signature"
        verdict.problems.append("checkpoint: the signature does not fit")
        return
    verdict.checkpoint = "signed"
    if statement.get("heads") != heads_digest(heads):
        verdict.problems.append("checkpoint: entries are missing, were added or were replaced since it was signed")
