"""What an incremental update did to a PDF: under a signature it may add that signature and nothing else."""

from __future__ import annotations

import io
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject
from pyhanko.pdf_utils.reader import PdfFileReader

MAY_CHANGE = {"/Catalog": {"/AcroForm", "/Extensions"}, "/Page": {"/Annots"}}
"""Objects of the first revision that may be written anew, and the entries in each that may differ."""


def only_adds_signature(reader: PdfFileReader) -> bool:
    """Tell whether a file of two revisions differs from its first only by an invisible signature field."""
    if reader.xrefs.total_revisions != 2:
        return False
    before = reader.get_historical_resolver(0)
    known = reader.xrefs.explicit_refs_in_revision(0)
    for reference in reader.xrefs.explicit_refs_in_revision(1):
        old = before(reference) if reference in known else None
        new = reader.get_object(reference)  # type: ignore[no-untyped-call]
        if not (_belongs_to_signature(new) if old is None else _differs_as_allowed(old, new)):
            return False
    return not reader.xrefs.refs_freed_in_revision(1)


def _belongs_to_signature(new: PdfObject) -> bool:
    if not isinstance(new, DictionaryObject):
        # An array of the page's annotations or of the form's fields holds references alone.
        return _references_only(new)
    if new.get("/Type") == "/Sig":
        return True
    if new.get("/FT") == "/Sig":
        return "/AP" not in new and all(float(side) == 0 for side in new.get("/Rect", [0]))
    return set(new) <= {"/Fields", "/SigFlags"}


def _differs_as_allowed(old: PdfObject | None, new: PdfObject) -> bool:
    if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
        return False
    allowed = MAY_CHANGE.get(str(old.get("/Type")), set())
    names = set(old) | set(new)
    same = all(_written(old, name) == _written(new, name) for name in names - allowed)
    return bool(allowed) and same and _references_only(_entry(new, "/Annots", [])) and _is_signature_form(new)


def _references_only(entries: object) -> bool:
    # An annotation written inside the array would not be among the objects that are looked at.
    return isinstance(entries, list) and all(
        isinstance(list.__getitem__(entries, i), IndirectObject) for i in range(len(entries))
    )


def _is_signature_form(page_or_catalog: DictionaryObject) -> bool:
    form = _entry(page_or_catalog, "/AcroForm", {})
    if not isinstance(form, dict):
        return False
    return set(form) <= {"/Fields", "/SigFlags"} and ("/Fields" not in form or _references_only(form["/Fields"]))


def _entry(entry: DictionaryObject, name: str, default: Any) -> Any:
    if name not in entry:
        return default
    # `[]` follows a reference, `get` does not.
    return entry[name]


def _written(entry: DictionaryObject, name: str) -> bytes:
    if name not in entry:
        return b""
    out = io.BytesIO()
    entry.raw_get(name).write_to_stream(out, None)
    return out.getvalue()
