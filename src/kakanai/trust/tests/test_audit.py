"""The audit chain: whoever changes, removes, reorders or cuts off entries is found."""

import json
import random

import pytest

from kakanai.trust import actions, audit, tenancy
from kakanai.trust.verifier import digest_of, verify

CITY = "990019"


@pytest.fixture
def export(db):
    with tenancy.tenant(CITY):
        for number in range(12):
            audit.record(case=f"case-{number % 3}", action="visit.open", actor="clerk", detail={"n": number})
        return list(actions.export_audit())


def tampered(lines, kind, rng):
    records = [json.loads(line) for line in lines]
    place = rng.randrange(len(records) - 1)
    if kind == "change":
        records[place]["action"] = "visit.close"
    elif kind == "change and rehash":
        records[place]["action"] = "visit.close"
        records[place]["digest"] = digest_of(records[place])
    elif kind == "remove":
        del records[place]
    elif kind == "swap":
        last = 1 if place == 0 else place - 1
        records[place], records[last] = records[last], records[place]
        if records[place]["case"] != records[last]["case"]:
            records[place]["case"], records[last]["case"] = records[last]["case"], records[place]["case"]
    elif kind == "duplicate":
        records.insert(place, records[place])
    elif kind == "cut the end of a chain":
        records = [r for r in records if r.get("case") != "case-1" or r["sequence"] < 2]
    elif kind == "drop a whole case":
        records = [r for r in records if r.get("case") != "case-2"]
    elif kind == "rewrite a chain":
        chain = [r for r in records if r.get("case") == "case-0"]
        previous = chain[0]["previous"]
        for record in chain:
            record["actor"], record["previous"] = "somebody else", previous
            previous = record["digest"] = digest_of(record)
    elif kind == "edit the checkpoint":
        records[-1]["checkpoint"]["entries"] += 1
    return [json.dumps(record) for record in records]


KINDS = [
    "change", "change and rehash", "remove", "swap", "duplicate",
    "cut the end of a chain", "drop a whole case", "rewrite a chain", "edit the checkpoint",
]  # fmt: skip


def test_an_untouched_export_is_good(export):
    verdict = verify(export)
    assert verdict.good
    assert (verdict.entries, verdict.cases, verdict.checkpoint) == (12, 3, "signed")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_tampering_is_found(export, kind):
    rng = random.Random(kind)
    for _ in range(50):
        assert not verify(tampered(export, kind, rng)).good


def test_a_checkpoint_of_another_key_is_refused(export):
    assert not verify(export, public_key=b"\x01" * 32).good


def test_the_command_names_the_place(export, tmp_path):
    from click.testing import CliRunner

    from kakanai.trust.cli import audit as command

    file = tmp_path / "audit.jsonl"
    file.write_text("\n".join(tampered(export, "change", random.Random(1))), "utf-8")
    result = CliRunner().invoke(command, ["verify", str(file)])
    assert result.exit_code == 1
    assert "was changed after it was written" in result.output
