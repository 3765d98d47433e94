"""Every procedure can be reached and decided, every question settles something, and everything named exists."""

from __future__ import annotations

from collections.abc import Iterator

from kakanai.catalogue.conditions import Condition, Not, OneOf, items, leaves
from kakanai.catalogue.lint.finding import Finding, Scope, conditions_of
from kakanai.catalogue.model import Catalogue, Procedure, Question

_KINDS = ("household", "person", "members", "checklist", "person_checklist")


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what cannot be reached, decided or found."""
    for procedure in scope.catalogue.procedures.values():
        yield from _named(procedure, scope)
        yield from _decidable(procedure, scope)
    for question in scope.catalogue.questions.values():
        yield from _question(question, scope)
    for event in scope.catalogue.events:
        if not scope.catalogue.of_event(event):
            yield Finding(f"event {event}", "has no procedure", "add one or remove the event")
    yield from _unused(scope)


def _named(procedure: Procedure, scope: Scope) -> Iterator[Finding]:
    where = f"procedure {procedure.id}"
    for item in procedure.collects:
        if item not in scope.vocabulary:
            yield Finding(
                f"{where} collects", f"{item} is not in the vocabulary", "add it to the vocabulary or correct it"
            )
    for form in procedure.forms:
        if form not in scope.forms:
            yield Finding(f"{where} forms", f"there is no form {form}", "add its definition or correct the id")
    for target in procedure.targets:
        if target not in scope.definitions.base["targets"]:
            yield Finding(f"{where} targets", f"unknown target system {target}", "add it to base.yaml under targets")


def _decidable(procedure: Procedure, scope: Scope) -> Iterator[Finding]:
    where, catalogue = f"procedure {procedure.id}", scope.catalogue
    for event in procedure.events:
        if event not in catalogue.events:
            yield Finding(f"{where} events", f"unknown event {event}", "name one of base.yaml")
            continue
        questions = catalogue.questions_of(event)
        gives = {item for question in questions for item in question.gives}
        wanted = set().union(*(items(each, catalogue.events[event].starts) for each in conditions_of(procedure)))
        for item in sorted(wanted - gives - scope.held):
            problem = f"nothing can make {item} known for {event}"
            yield Finding(where, problem, "add a question for it, or list it under `held`")
        answers = _answers(questions)
        for leaf in _positive(procedure.condition):
            if leaf.item in gives - scope.held and not any((leaf.item, value) in answers for value in leaf.values):
                said = " or ".join(map(str, leaf.values))
                problem = f"no answer for {event} gives {leaf.item} the value {said}"
                yield Finding(where, problem, "add an answer that gives it, or correct the value")


def _positive(condition: Condition) -> Iterator[OneOf]:
    negated = {leaf for leaf in leaves(condition) for each in _negations(condition) if leaf in set(leaves(each))}
    yield from (leaf for leaf in leaves(condition) if isinstance(leaf, OneOf) and leaf not in negated)


def _negations(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, Not):
        yield condition.inner
    for part in getattr(condition, "parts", ()):
        yield from _negations(part)
    if hasattr(condition, "where"):
        yield from _negations(condition.where)


def _answers(questions: list[Question]) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for question in questions:
        found |= {(given.item, given.value) for given in (*question.selected, *question.unselected)}
        for option in question.options:
            found |= set(option.facts.items()) | set(option.otherwise.items())
    return found


def _question(question: Question, scope: Scope) -> Iterator[Finding]:
    where, catalogue = f"question {question.id}", scope.catalogue
    if question.kind not in _KINDS:
        yield Finding(where, f"unknown kind {question.kind}", f"use {', '.join(_KINDS)}")
    for item in question.gives:
        if item not in catalogue.items:
            yield Finding(where, f"{item} is not in items.yaml", "add it there or correct the spelling")
        elif item not in scope.vocabulary:
            yield Finding(where, f"{item} is not in the vocabulary", "add it to the vocabulary")
    yield from _answer_shapes(question, where)
    alive: set[str] = set()
    for event in question.events:
        if event not in catalogue.events:
            yield Finding(where, f"unknown event {event}", "name one of base.yaml")
            continue
        wanted = _wanted(event, scope)
        if not wanted & set(question.gives):
            problem = f"is dead: for {event} no rule looks at what it gives"
            yield Finding(where, problem, "remove the event or the question")
        alive |= {
            option.value
            for option in question.options
            if (not option.events or event in option.events) and wanted & set(option.facts)
        }
    for option in question.options:
        if option.value not in alive:
            problem = f"option {option.value} is dead: no rule looks at what it gives"
            yield Finding(where, problem, "remove the option")


def _wanted(event: str, scope: Scope) -> set[str]:
    catalogue = scope.catalogue
    wanted: set[str] = set()
    for procedure in scope.every:
        if event in procedure.events:
            wanted |= set().union(*(items(each, catalogue.events[event].starts) for each in conditions_of(procedure)))
    for other in catalogue.questions_of(event):
        among = [other.among, *(option.among for option in other.options)]
        wanted |= {item for each in among if each for item in items(each, "")}
    return wanted


def _answer_shapes(question: Question, where: str) -> Iterator[Finding]:
    if question.kind == "members":
        for name, given in (("selected", question.selected), ("unselected", question.unselected)):
            if question.item not in {each.item for each in given}:
                problem = f"{name} does not say {question.item}"
                yield Finding(where, problem, "an answer must settle the question's own item")
    elif not question.options:
        yield Finding(where, "has no options", "give options")
    values = [option.value for option in question.options]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield Finding(where, f"option {value} stands twice", "give every option its own value")
    if question.kind in {"household", "person"}:
        for option in question.options:
            if question.item not in option.facts:
                yield Finding(where, f"option {option.value} does not say {question.item}", "give it there")


def _unused(scope: Scope) -> Iterator[Finding]:
    catalogue = scope.catalogue
    used = {name for procedure in scope.every for name in procedure.parameters}
    for name in scope.definitions.base["parameters"]:
        if name not in used:
            yield Finding(f"parameter {name}", "no procedure uses it", "use it or remove it")
    written = str([*scope.definitions.procedures, *scope.definitions.questions, *scope.definitions.groups.values()])
    for group in catalogue.groups:
        if f"'group': '{group}'" not in written:
            yield Finding(f"group {group}", "no condition uses it", "use it or remove it")
    looked_at = _looked_at(catalogue)
    for item in catalogue.items:
        if item not in looked_at:
            yield Finding(f"items.yaml {item}", "no rule looks at it", "use it or remove it")


def _looked_at(catalogue: Catalogue) -> set[str]:
    found: set[str] = set()
    for event in catalogue.events.values():
        for procedure in (*catalogue.procedures.values(), *catalogue.withheld.values()):
            papers = [paper.when for paper in procedure.papers if paper.when is not None]
            for condition in (*conditions_of(procedure), *papers):
                found |= items(condition, event.starts)
            found |= {item for spec in procedure.deadlines for item in spec.start}
        for question in catalogue.questions_of(event.id):
            found |= {
                item
                for each in (question.among, *(o.among for o in question.options))
                if each
                for item in items(each, "")
            }
    for rule in catalogue.derivations:
        found |= {rule.when_item, *rule.copies.values()}
    return found
