"""What can be wrong with the vocabulary. `clerk` is for people at the counter, the error's text for operators."""

from __future__ import annotations


class VocabularyError(Exception):
    """The vocabulary cannot be used."""

    code = "vocabulary"
    clerk = "項目の一覧を読み込めませんでした。入力した内容は保存されています。システム担当に連絡してください。"

    def __init__(self, operator: str = "") -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])


class UnknownItemError(VocabularyError, KeyError):
    """No item has that id."""

    code = "vocabulary-item"
    clerk = "項目が一覧にありません。入力した内容は保存されています。システム担当に連絡してください。"

    def __str__(self) -> str:
        return str(self.args[0])
