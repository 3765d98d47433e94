"""Errors of the signing room: one base, a code, a sentence for the clerk and one for the operator."""

from __future__ import annotations


class SigningError(Exception):
    """A signature could not be made or read."""

    code = "signing.failed"
    ja = "署名を処理できませんでした。書類と入力した内容は残っています。もう一度署名してください。"

    def __init__(self, en: str, ja: str | None = None) -> None:
        super().__init__(en)
        self.en = en
        if ja is not None:
            self.ja = ja

    @property
    def clerk(self) -> str:
        """The clerk's sentence, under the name that every room's errors carry."""
        return self.ja


class EmptyInkError(SigningError):
    """Nothing, or next to nothing, was written on the tablet."""

    code = "signing.empty_ink"
    ja = "署名がありません。タブレットの枠の中に、お名前を書いてください。書類は残っています。"


class InkInvalidError(SigningError):
    """The strokes from the tablet are not what a pen can draw."""

    code = "signing.ink_invalid"


class BundleUnreadableError(SigningError):
    """The file is not a signature bundle, or not one in its only allowed byte form."""

    code = "signing.bundle_unreadable"
    ja = "署名の記録を読めません。ファイルが途中で切れたか、書きかえられています。原本を取り寄せてください。"


class CardSignatureError(SigningError):
    """The card's signature does not fit the document that was prepared for it."""

    code = "signing.card_signature"
    ja = "カードの署名が書類と合いません。書類は残っています。もう一度カードをかざしてください。"
