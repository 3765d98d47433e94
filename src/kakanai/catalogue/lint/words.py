"""Texts: every language says everything, phrases can be joined, and やさしい日本語 has a reading on every kanji."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kakanai.catalogue.furigana import Furigana, unread
from kakanai.catalogue.lint.finding import Finding, Scope
from kakanai.catalogue.model import Catalogue, Procedure, Words

_MADE = ("ages", "school_ages", "dates", "choice", "number", "always")
_INNER = ("joins", "before_noun", "readings", "quotes_inside", "words")


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what is missing or wrong in the texts."""
    catalogue = scope.catalogue
    spoken = [language for language, said in catalogue.texts.items() if said["words"] == language]
    for where, words in _texts(catalogue):
        for language in spoken:
            if language not in words:
                yield Finding(where, f"says nothing in {language}", f"add its text in {language}")
    for language in spoken:
        yield from _terms(scope, language)
        yield from _joins(catalogue, language)
        yield from _forms(catalogue, language)
    for language, said in catalogue.texts.items():
        if "readings" in said:
            yield from _readings(catalogue, language)


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, Words]]:
    for event in catalogue.events.values():
        yield f"event {event.id}", event.name
    for item in catalogue.items.values():
        yield f"items.yaml {item.id}", item.label
        if item.type == "bool":
            yield from ((f"items.yaml {item.id}", words) for words in (item.yes, item.no))
        yield from ((f"items.yaml {item.id} {value}", words) for value, words in item.values.items())
    for group in catalogue.groups.values():
        yield f"group {group.id}", group.name
    for procedure in catalogue.procedures.values():
        yield from _of_procedure(procedure)
    for question in catalogue.questions.values():
        yield f"question {question.id}", question.text
        yield from ((f"question {question.id} {option.value}", option.label) for option in question.options)


def _of_procedure(procedure: Procedure) -> Iterator[tuple[str, Words]]:
    where = f"procedure {procedure.id}"
    yield f"{where} name", procedure.name
    if procedure.note:
        yield f"{where} note", procedure.note
    yield from ((f"{where} confirm", confirm.reason) for confirm in procedure.confirm)
    yield from ((f"{where} documents", paper.name) for paper in procedure.papers)


def _terms(scope: Scope, language: str) -> Iterator[Finding]:
    terms: Mapping[str, str] | None = scope.catalogue.texts[language].get("terms") or None
    if terms is None:
        return
    for procedure in scope.catalogue.procedures.values():
        fixed = [procedure.office, procedure.deadline_note, procedure.agent, *procedure.issues]
        fixed += [fee.name for fee in (*procedure.fees, *procedure.benefits)]
        fixed += [label for spec in procedure.deadlines for label in spec.labels]
        for text in dict.fromkeys(fixed):
            if text and text not in terms:
                where = f"procedure {procedure.id}"
                remedy = f"add it to the terms of wording/{language}.yaml, or of the municipality"
                yield Finding(where, f"{text!r} is not said in {language}", remedy)


def _joins(catalogue: Catalogue, language: str) -> Iterator[Finding]:
    endings = [ending for ending, _ in catalogue.texts[language]["joins"]]
    if not endings:
        return
    for item in catalogue.items.values():
        for words in (item.yes, item.no):
            phrase = words.get(language, "")
            if phrase and not phrase.endswith(tuple(endings)):
                problem = f"{phrase!r} cannot be joined to another phrase in {language}"
                yield Finding(f"items.yaml {item.id}", problem, f"add its ending to joins in wording/{language}.yaml")


def _forms(catalogue: Catalogue, language: str) -> Iterator[Finding]:
    """The phrases that are made of a form (ages, counts, dates) end as the joins know, too."""
    said = catalogue.texts[language]
    endings = tuple(ending for ending, _ in said["joins"])
    if not endings:
        return
    forms = {name: said[name] for name in said if name in _MADE or name.startswith(("members", "group"))}
    for text in _all({name: form for name, form in forms.items() if name != "members_who"}):
        if not text.endswith(endings):
            problem = f"{text!r} cannot be joined to another phrase in {language}"
            yield Finding(f"wording/{language}.yaml", problem, "add its ending to joins")


def _readings(catalogue: Catalogue, language: str) -> Iterator[Finding]:
    said = catalogue.texts[language]
    furigana = Furigana(said["readings"]["words"])
    texts = [(where, words.get(said["words"], "")) for where, words in _texts(catalogue)]
    texts += [(f"wording/{said['words']}.yaml", text) for text in _all(said)]
    for where, text in dict.fromkeys(texts):
        left = unread(furigana.over(text))
        if left:
            problem = f"no reading for {left} in {text!r}"
            yield Finding(where, problem, f"add the word to readings in wording/{said['words']}.yaml")


def _all(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for key, value in said.items():
            if key not in _INNER:
                yield from _all(value)
    elif isinstance(said, list):
        for value in said:
            yield from _all(value)
