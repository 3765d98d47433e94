"""The catalogue in force on a day: the product's own, with what this municipality has published laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from kakanai import catalogue
from kakanai.catalogue import Catalogue
from kakanai.catalogue.forms import FormDefinition, load_forms, read_text
from kakanai.reform.models import Publication
from kakanai.trust import tenancy


def catalogue_in_force(on: date) -> Catalogue:
    """Return the catalogue of the municipality in force on a day, in which procedures name the published forms too.

    The same answer is the same object, so that what others made from it can be kept. Raises what the catalogue raises.
    """
    base = catalogue.load(tenancy.current(), on)
    added = tuple((one.id, one.procedures) for one in _published_forms(on).values())
    return _with_forms(_Same(base), added) if added else base


def forms_in_force(on: date) -> dict[str, FormDefinition]:
    """Return the form definitions in force on a day by id: a published one stands in place of the product's own."""
    return {**load_forms(tenancy.current(), on), **_published_forms(on)}


def publications_in_force(on: date) -> dict[str, Publication]:
    """Return the publication in force on a day of each form that has one, without its text.

    Of those that have begun and are not withdrawn the one that began last counts; of one day's, the latest version.
    """
    rows = Publication.objects.filter(municipality=tenancy.current(), valid_from__lte=on)
    rows = rows.filter(Q(withdrawal__isnull=True) | Q(withdrawal__from_on__gt=on)).defer("definition")
    return {one.catalogue_form: one for one in rows.order_by("valid_from", "version")}


def history(catalogue_form: str | None = None) -> list[Publication]:
    """Return all publications, newest first, of one form or of all."""
    rows = Publication.objects.filter(municipality=tenancy.current()).select_related("by", "form", "withdrawal__by")
    if catalogue_form is not None:
        rows = rows.filter(catalogue_form=catalogue_form)
    return list(rows.defer("definition").order_by("-at", "-version"))


def definition_of(publication: Publication) -> FormDefinition:
    """Return a publication as the catalogue's form definition."""
    return _definition(publication.pk, tenancy.current())


def _published_forms(on: date) -> dict[str, FormDefinition]:
    return {name: definition_of(one) for name, one in publications_in_force(on).items()}


@lru_cache(maxsize=4096)
def _definition(publication_id: UUID, municipality: str) -> FormDefinition:
    # A publication never changes, so that it is parsed once in the life of a process.
    row = Publication.objects.only("definition", "catalogue_form").get(municipality=municipality, pk=publication_id)
    return read_text(row.definition, row.catalogue_form)


class _Same:
    """A cache key that is equal only for the very same catalogue, which it keeps alive."""

    def __init__(self, same: Catalogue) -> None:
        self.catalogue = same

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.catalogue is self.catalogue


@lru_cache(maxsize=64)
def _with_forms(base: _Same, added: tuple[tuple[str, tuple[str, ...]], ...]) -> Catalogue:
    by_procedure: dict[str, list[str]] = {}
    for form_id, procedures in added:
        for procedure in procedures:
            by_procedure.setdefault(procedure, []).append(form_id)
    known = base.catalogue.procedures
    changed = {
        name: replace(known[name], forms=_named(known[name].forms, forms))
        for name, forms in by_procedure.items()
        if name in known
    }
    return replace(base.catalogue, procedures={**known, **changed})


def _named(forms: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*forms, *more)))
