"""What can be wrong with Japanese data. `clerk` is for people at the counter, the error's text for operators."""

from __future__ import annotations


class JapanError(ValueError):
    """Japanese data could not be understood."""

    code = "japan"
    clerk = "入力した値を読み取れませんでした。入力は残っています。書き方を確認してください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class KanaError(JapanError):
    """A text cannot be written in the half-width kana that banks accept."""

    code = "kana"
    clerk = "口座名義カナに使えない文字があります。通帳の表記と見比べて直してください。入力は残っています。"


class CharsetError(JapanError):
    """No such character set is known."""

    code = "charset"
    clerk = "文字の検査ができませんでした。入力は残っています。システム担当に連絡してください。"


class DeadlineError(JapanError):
    """A deadline cannot be counted."""

    code = "deadline"
    clerk = "期限を計算できませんでした。起算日と閉庁日の設定を確認してください。"


class PhoneError(JapanError):
    """A telephone number cannot be read."""

    code = "phone"
    clerk = "電話番号の桁数か市外局番を確認してください。入力は残っています。"
