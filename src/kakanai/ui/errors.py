"""Errors of the shared screens."""

from __future__ import annotations


class UiError(Exception):
    """A screen part was asked for something it does not have."""

    code = "ui.error"
    clerk = "画面の部品に誤りがあります。入力した内容は失われていません。システム担当に連絡してください。"

    def __init__(self, operator: str = "") -> None:
        super().__init__(operator or self.__doc__)
        self.operator = operator or str(self.__doc__)


class UnknownIconError(UiError):
    """No icon of that name is drawn in templates/ui/icons."""

    code = "ui.unknown_icon"


class UnknownTextError(UiError):
    """The resident texts hold no such key."""

    code = "ui.unknown_text"


class MissingBrowserPartError(UiError):
    """A listed npm file is not in node_modules; the set-up has not run or the lock file has changed."""

    code = "ui.missing_browser_part"
