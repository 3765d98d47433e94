"""Errors of the documents room: one base, a code, a sentence for the clerk and one for the operator."""

from __future__ import annotations


class DocumentsError(Exception):
    """A document could not be made."""

    code = "documents.failed"
    clerk = "書類を作れませんでした。入力した内容は残っています。もう一度「書類を作る」を押してください。"

    def __init__(self, en: str, clerk: str | None = None) -> None:
        super().__init__(en)
        self.en = en
        if clerk is not None:
            self.clerk = clerk


class FontsMissingError(DocumentsError):
    """A font that names or forms need is not on this machine."""

    code = "documents.fonts_missing"


class GlyphMissingError(DocumentsError):
    """A character or variation sequence cannot be drawn as written, so nothing is printed."""

    code = "documents.glyph_missing"


class DocumentTimeoutError(DocumentsError):
    """Typesetting took longer than allowed."""

    code = "documents.timeout"
    clerk = "書類を作るのに時間がかかりすぎたため、中止しました。入力した内容は残っています。もう一度お試しください。"


class OverlayInvalidError(DocumentsError):
    """The coordinates do not fit the official PDF."""

    code = "documents.overlay_invalid"


class NoSuchPageError(DocumentsError):
    """The document has no such page."""

    code = "documents.no_such_page"
    clerk = "このページはありません。画面を更新して、もう一度開いてください。"
