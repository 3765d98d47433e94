"""Forms, the confirmation that is signed, the guidance sheet, and values laid over official PDFs."""

from kakanai.documents.compose import FormUse
from kakanai.documents.confirmation import confirmation_pages, screens_digest
from kakanai.documents.errors import (
    DocumentsError,
    DocumentTimeoutError,
    FontsMissingError,
    GlyphMissingError,
    NoSuchPageError,
    OverlayInvalidError,
)
from kakanai.documents.model import DocumentMeta, Guidance, GuidanceItem, Page, PageRow
from kakanai.documents.pictures import headings_of, picture_of
from kakanai.documents.render import render_confirmation, render_form, render_guidance

__all__ = [
    "DocumentMeta",
    "DocumentTimeoutError",
    "DocumentsError",
    "FontsMissingError",
    "FormUse",
    "GlyphMissingError",
    "Guidance",
    "GuidanceItem",
    "NoSuchPageError",
    "OverlayInvalidError",
    "Page",
    "PageRow",
    "confirmation_pages",
    "headings_of",
    "picture_of",
    "render_confirmation",
    "render_form",
    "render_guidance",
    "screens_digest",
]
