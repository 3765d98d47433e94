"""Requirement: `kakanai reform audit FOLDER` reads a folder, writes lists and report, and a re-audit tells what changed."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from kakanai.reform.cli import reform
from kakanai.reform.engine.gold.emit import emit
from kakanai.reform.engine.gold.spec import load_forms


@pytest.fixture
def folder(tmp_path):
    office = tmp_path / "forms" / "市民課"
    office.mkdir(parents=True)
    for form in [f for f in load_forms() if f.id in {"setainushi-henko", "suido-kaishi", "inkan-toroku"}]:
        (office / f"{form.id}.docx").write_bytes(emit(form, "docx"))
    (office / "記入例.docx").write_bytes(emit(load_forms()[0], "docx"))
    (office / "~$lock.docx").write_bytes(b"x")
    return tmp_path


def run(folder, *options):
    arguments = ["audit", str(folder / "forms"), "--out", str(folder / "out"), *options]
    result = CliRunner().invoke(reform, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_audit_writes_lists_report_and_drafts_and_tells_changes(folder):
    run(folder, "--drafts")
    out = folder / "out"
    forms = list(csv.DictReader((out / "forms.csv").open(encoding="utf-8", newline="")))
    assert [f["所管課"] for f in forms] == ["市民課"] * 3
    assert "記入例" in (out / "refused.csv").read_text("utf-8")
    report = (out / "report.md").read_text("utf-8")
    assert "機械の提案" in report
    assert "|本人|住所（address.full）|" in report
    assert "|held_by_city|「○」は市が既に持っています|" in report
    assert len(list((out / "drafts").iterdir())) == 12
    assert all(p.read_bytes()[:4] in {b"PK\x03\x04", b"%PDF"} for p in (out / "drafts").iterdir())
    (folder / "forms" / "市民課" / "suido-kaishi.docx").unlink()
    assert "なくなった様式 1" in run(folder)
    assert "なくなった様式 0" in run(folder)


def test_read_prints_fields_as_json(folder):
    path = folder / "forms" / "市民課" / "inkan-toroku.docx"
    result = CliRunner().invoke(reform, ["read", str(path), "--json"], catch_exceptions=False)
    plain = json.loads(result.output)
    assert {"page", "section", "label", "kind", "box", "item"} <= set(plain["fields"][0])


def test_a_refused_file_is_told_in_plain_japanese(folder):
    result = CliRunner().invoke(reform, ["read", str(folder / "forms" / "市民課" / "記入例.docx")])
    assert result.exit_code == 1 and "記入例" in result.output
