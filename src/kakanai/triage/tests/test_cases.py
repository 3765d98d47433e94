"""The cases that officials read: at least needed, not needed and unknown for every procedure."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kakanai.catalogue import load
from kakanai.catalogue.conditions import Always
from kakanai.triage.cases import MUNICIPALITY, VISIT, Case, read_cases, tried
from kakanai.triage.cli import triage
from kakanai.triage.errors import CaseError
from kakanai.triage.result import Status

CATALOGUE = load(MUNICIPALITY, VISIT)
CASES = read_cases(CATALOGUE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.procedure}:{case.said}")
def test_an_officials_case_comes_out_as_written(case: Case) -> None:
    outcome = tried(case, CATALOGUE)
    assert outcome.right, outcome.reason


def test_every_procedure_has_cases_for_needed_not_needed_and_unknown() -> None:
    for name, procedure in CATALOGUE.procedures.items():
        found = {case.expected for case in CASES if case.procedure == name}
        decided = {Status.NEEDED if each is Status.NEEDS_CONFIRMATION else each for each in found}
        always = procedure.condition == Always(True)
        wanted = {Status.NEEDED} if always else {Status.NEEDED, Status.NOT_NEEDED, Status.UNKNOWN}
        assert decided == wanted, name
        assert sum(case.procedure == name for case in CASES) >= 3, name


def write(folder: Path, text: str) -> Path:
    (folder / "cases").mkdir()
    (folder / "cases" / "own.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_command_tries_every_case_and_names_one_that_comes_out_otherwise(tmp_path: Path) -> None:
    everything = CliRunner().invoke(triage, ["--cases"])
    assert everything.exit_code == 0, everything.output
    assert f"{len(CASES)} 件の事例" in everything.output
    wrong = (
        "- 手続: card_update\n  例:\n    - {場合: カードなし, 事実: [マイナンバーカードを持っていない], 結果: 必要}\n"
    )
    result = CliRunner().invoke(triage, ["--cases", "--cases-in", str(write(tmp_path, wrong))])
    assert result.exit_code == 1
    assert "own.yaml card_update「カードなし」" in result.output
    assert "マイナンバーカードを持っていないため、不要です。" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 手続: card_updat\n  例: []\n", "手続ID"),
        (
            "- 手続: card_update\n  例:\n    - {場合: 一, 事実: [カードを持ってる], 結果: 必要}\n",
            "「カードを持ってる」を読めません",
        ),
        ("- 手続: card_update\n  例:\n    - {場合: 一, 事実: [健康保険: 国民険], 結果: 必要}\n", "使えるもの"),
        ("- 手続: card_update\n  例:\n    - {場合: 一, 事実: [], 結果: たぶん}\n", "「結果」は"),
    ],
)
def test_a_case_that_cannot_be_read_is_named_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CaseError, match=r"own\.yaml") as caught:
        read_cases(CATALOGUE, write(tmp_path, text))
    assert said in caught.value.clerk
