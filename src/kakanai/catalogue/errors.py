"""What can go wrong in the catalogue, in words for the clerk and for the operator."""

from __future__ import annotations


class CatalogueError(Exception):
    """The catalogue cannot be used as it is."""

    code = "catalogue"
    clerk = "手続きの一覧を読み込めません。入力した内容は失われていません。手続き情報の管理者に連絡してください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class MalformedError(CatalogueError):
    """A catalogue file does not have the documented shape."""

    code = "catalogue-malformed"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}", f"手続き情報の「{where}」に誤りがあります。管理者に連絡してください。")
        self.where = where
        self.problem = problem


class UnknownMunicipalityError(CatalogueError):
    """No local values are stored for this municipality."""

    code = "catalogue-municipality"
    clerk = "この市町村の手続き情報がありません。市町村コードを確かめてください。"


class UnknownEventError(CatalogueError):
    """The catalogue has no such life event."""

    code = "catalogue-event"

    def __init__(self, event: str, known: list[str]) -> None:
        names = ", ".join(known)
        super().__init__(
            f"unknown event {event!r}; known events: {names}",
            f"「{event}」という異動の種類はありません。使えるもの: {names}",
        )


class SheetError(CatalogueError):
    """A spreadsheet of the catalogue cannot be read back."""

    code = "catalogue-sheet"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}", f"表計算ファイルの{where}を直してください: {problem}")
