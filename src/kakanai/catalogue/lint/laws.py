"""Statements of law: well-formed citations, and marks that are never stronger than what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kakanai.catalogue.lint.finding import Finding, Scope
from kakanai.catalogue.model import Certainty, Law, Procedure

_LAW = re.compile(r"(法|法律|令|規則|条例|要領|要綱|規程)(附則)?\Z")
_ARTICLE = re.compile(r"第\d+条(の\d+)*(第\d+項)?(第\d+号)?")
_REMARK = re.compile(r"\([^()]*\)")


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with citations and marks."""
    sources = scope.catalogue.sources
    for procedure in scope.catalogue.procedures.values():
        where = f"procedure {procedure.id} law"
        if not procedure.laws:
            yield Finding(where, "no legal basis is named", "name the law, ordinance or guideline")
        for law in procedure.laws:
            yield from _citation(where, law)
            yield from _mark(where, law)
            if law.source and law.source not in sources:
                yield Finding(where, f"unknown source {law.source}", "add it to base.yaml under sources")
        yield from _procedure(procedure, sources)


def _citation(where: str, law: Law) -> Iterator[Finding]:
    """One or more laws, each with 第n条第n項第n号; a remark may stand in brackets."""
    bare = _REMARK.sub("", law.citation)
    if not _ARTICLE.search(bare) and re.search(r"\d", bare):
        yield Finding(where, f"{law.citation!r} has a number but no article", "write 第…条第…項第…号")
        return
    names = [part for part in re.split(r"・|から|ほか", _ARTICLE.sub("", bare)) if part]
    if not names:
        yield Finding(where, f"{law.citation!r} names no law", "write the law's name, then 第…条")
    elif not _LAW.search(names[-1]) and names[-1] != "附則":
        yield Finding(where, f"{law.citation!r} names no law", "end the name in 法, 令, 規則, 条例, 要領, 要綱 or 規程")
    if re.search(r"\d|第", "".join(names)):
        yield Finding(where, f"{law.citation!r} is not well-formed", "write 第…条第…項第…号, in this order")


def _mark(where: str, law: Law) -> Iterator[Finding]:
    general = law.certainty is Certainty.GENERAL_KNOWLEDGE
    if general and law.verified_on is not None:
        yield Finding(where, "general knowledge carries a verified-on date", "remove the date or name the source")
    if not general and (law.verified_on is None or not law.source):
        yield Finding(where, f"{law.citation!r} is marked as verified without source and date", "give both")


def _procedure(procedure: Procedure, sources: object) -> Iterator[Finding]:
    where = f"procedure {procedure.id}"
    if procedure.certainty is Certainty.PUBLIC_PAGE and not (procedure.sources and procedure.verified_on):
        yield Finding(
            where, "said to be seen on a public page without source and date", "give `sources` and `verified_on`"
        )
    if procedure.certainty is Certainty.GENERAL_KNOWLEDGE and procedure.verified_on is not None:
        yield Finding(where, "general knowledge carries a verified-on date", "remove it or raise the certainty")
    for source in procedure.sources:
        if source not in sources:  # type: ignore[operator]
            yield Finding(where, f"unknown source {source}", "add it to base.yaml under sources")
    if not (procedure.deadlines or procedure.deadline_note):
        yield Finding(where, "says nothing of time", "give `deadlines` or a `deadline_note`")
