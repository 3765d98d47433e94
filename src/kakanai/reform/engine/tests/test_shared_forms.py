"""Requirement: the reader finds the labelled fields of real forms kept beside the project (evaluation only)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kakanai.reform.engine.reader import read_bytes
from kakanai.reform.engine.score import Score, score

FORMS = Path(__file__).resolve().parents[6] / "shared" / "forms"
GOLD = sorted((FORMS / "gold").glob("*.json"))

pytestmark = pytest.mark.skipif(not GOLD, reason="shared/forms/gold is not beside this checkout")


def test_the_labelled_real_forms_are_read_at_the_promised_f1():
    total = Score(0, 0, 0)
    for label_file in GOLD:
        gold = json.loads(label_file.read_text("utf-8"))
        path = FORMS / gold["form"]
        document = read_bytes(path.read_bytes(), path.name, path.suffix[1:])
        total = total + score(gold["fields"], document.to_json()["fields"]).score
    assert total.f1 >= 0.93


def test_every_real_form_is_read_or_refused_with_a_reason():
    for path in FORMS.glob("*.*"):
        if path.suffix[1:] in {"xlsx", "xls", "docx", "pdf"}:
            document = read_bytes(path.read_bytes(), path.name, path.suffix[1:], allow_filled=True)
            assert document.pages
