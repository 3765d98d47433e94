"""`kakanai triage`: judges a household from a file, for people or for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kakanai.catalogue import Catalogue, CatalogueError, load
from kakanai.catalogue.furigana import in_brackets
from kakanai.catalogue.loader import DATA
from kakanai.triage import AnswerError, OpenQuestion, TriageError, TriageResult, evaluate
from kakanai.triage.cases import MUNICIPALITY, RESULTS, VISIT, read_cases, tried
from kakanai.triage.household_file import HouseholdFile, read_household, remarks
from kakanai.triage.listing import Listing, as_data
from kakanai.triage.reasons import speaker_for
from kakanai.triage.record import derived
from kakanai.triage.written import one
from kakanai.vocabulary.facts import Facts


@dataclass(frozen=True)
class _Case:
    """What is judged: the catalogue of the municipality and day, the event, and the language of the answer."""

    catalogue: Catalogue
    event: str
    on: date
    language: str

    def judged(self, facts: Facts, skipped: frozenset[tuple[str, str]] = frozenset()) -> TriageResult:
        return evaluate(self.catalogue, self.event, self.on, facts, language=self.language, skipped=skipped)


@click.command()
@click.option("--event", help="Life event, for example move-in or 転入. Default: the event named in the file.")
@click.option("--household", "path", type=click.Path(path_type=Path), help="Household file (YAML or JSON).")
@click.option("--municipality", help="6-digit code. Default: the file's, else 990019.")
@click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the visit. Default: the file's, else today."
)
@click.option(
    "--language",
    default="ja",
    show_default=True,
    help="ja, plain (やさしい日本語), ja-easy (the same with readings) or en.",
)
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@click.option("--ask", is_flag=True, help="Ask the open questions on the terminal, best first.")
@click.option("--all", "everything", is_flag=True, help="Print what is not needed as well.")
@click.option("--detail", is_flag=True, help="Print documents, facts with their sources, and what would change it.")
@click.option("--cases", is_flag=True, help="Try the cases that officials wrote instead of judging a household.")
@click.option(
    "--cases-in", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder whose cases/ are tried."
)
def triage(
    event: str | None,
    path: Path | None,
    municipality: str | None,
    on: datetime | None,
    language: str,
    as_json: bool,
    ask: bool,
    everything: bool,
    detail: bool,
    cases: bool,
    cases_in: Path | None,
) -> None:
    """Print which procedures a household needs, with reasons, law and deadlines.

    The household file is described in docs/reference/household-file.md; examples stand in docs/examples/households.
    """
    if cases:
        raise SystemExit(_cases_tried(cases_in or DATA))
    if path is None:
        raise click.UsageError("name a household file: --household FILE (docs/reference/household-file.md)")
    try:
        today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
        household = read_household(path, today)
        case = _case(household, event, municipality, on, language)
        facts = household.facts(case.catalogue)
        known = derived(facts, case.catalogue, case.event)
        for remark, remark_ja in remarks(known, case.catalogue, case.event, today):
            click.echo(f"注意: {remark_ja}\nnote: {remark}", err=True)
        result = case.judged(facts)
        if ask:
            result, facts = _interviewed(case, facts, result)
    except (TriageError, CatalogueError) as error:
        click.echo(f"{error.clerk}\n{error}", err=True)
        raise SystemExit(2) from error
    known = derived(facts, case.catalogue, case.event)
    if as_json:
        click.echo(json.dumps(as_data(result, known, case.catalogue), ensure_ascii=False, indent=2))
        return
    phrases = speaker_for(case.catalogue, language, case.event).phrases
    for line in Listing(case.catalogue, phrases, known, detail=detail).lines(result, everything=everything):
        click.echo(line)


def _cases_tried(data: Path) -> int:
    catalogue = load(MUNICIPALITY, VISIT)
    try:
        outcomes = [tried(case, catalogue) for case in read_cases(catalogue, data)]
    except (TriageError, CatalogueError) as error:
        click.echo(f"{error.clerk}\n{error}", err=True)
        return 2
    wrong = [outcome for outcome in outcomes if not outcome.right]
    words = {status: word for word, status in RESULTS.items()}
    for each in wrong:
        said = f"{words[each.case.expected]} のはずが {words[each.status]}: {each.reason}"
        click.echo(f"{each.case.where} {said}")
    click.echo(
        f"{len(outcomes)} 件の事例のうち {len(wrong)} 件の結果が違います"
        if wrong
        else f"{len(outcomes)} 件の事例はすべて書かれたとおりです"
    )
    return 1 if wrong else 0


def _case(
    household: HouseholdFile, event: str | None, municipality: str | None, on: datetime | None, language: str
) -> _Case:
    day = on.date() if on else household.visit
    catalogue = load(municipality or household.municipality, day)
    if language not in catalogue.texts:
        raise click.UsageError(f"no texts in {language!r}; use {', '.join(sorted(catalogue.texts))}")
    named = HouseholdFile("", day, event or household.event, {}).life_event(catalogue)
    if not named:
        ids = ", ".join(sorted(catalogue.events))
        raise one("event", f"is missing; write it or use --event: {ids}", f"書くか、--event で示してください: {ids}")
    catalogue.event(named)
    return _Case(catalogue, named, day, language)


def _interviewed(case: _Case, facts: Facts, result: TriageResult) -> tuple[TriageResult, Facts]:
    asked, skipped = 0, frozenset[tuple[str, str]]()
    while (question := result.next_question) is not None:
        asked += 1
        click.echo(f"\n{asked}. {in_brackets(question.text)}", err=True)
        for value, label in question.options:
            click.echo(f"   {value:<24} {in_brackets(label)}", err=True)
        answer = click.prompt(_hint(question), default="", show_default=False, err=True)
        if not answer.strip():
            skipped |= {(question.id, question.subject)}
        else:
            try:
                facts = facts.with_facts(question.facts_for(answer))
            except AnswerError as error:
                click.echo(error.clerk, err=True)
                asked -= 1
        result = case.judged(facts, skipped)
    click.echo(f"\n質問 {asked} 件", err=True)
    return result, facts


def _hint(question: OpenQuestion) -> str:
    several = "複数は , で区切る。なければ none、全員は all。" if question.multiple else ""
    return f"   答え({several}分からなければ Enter)"
