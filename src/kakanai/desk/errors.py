"""What can go wrong at the desk. `clerk` is shown to people at the counter, the text of the error to operators."""

from __future__ import annotations


class DeskError(Exception):
    """The desk cannot do this."""

    code = "desk"
    clerk = "この操作はできませんでした。入力した内容は保存されています。もう一度お試しください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class StrangersCardError(DeskError):
    """The card's name and birth date are nobody's of the household, and nobody has said whose it is."""

    code = "strangers-card"
    clerk = "カードの氏名と生年月日が、世帯のどなたとも合いません。どなたのカードかを選んでください。"


class ExtractError(DeskError):
    """A notice or register extract cannot be read."""

    code = "extract"
    clerk = "ファイルを読み取れませんでした。何も取り込んでいません。ファイルを取り直してください。"


class WrongStateError(DeskError):
    """The visit is not at a point where this can be done."""

    code = "wrong-state"
    clerk = "この段階ではできない操作です。画面を更新して、いまの状態を確認してください。"


class AnswerError(DeskError):
    """The answer is none of the question's options."""

    code = "answer"
    clerk = "回答を記録できませんでした。選択肢から選んでください。"


class ValueRefusedError(DeskError):
    """A typed value does not fit its item."""

    code = "value"
    clerk = "入力した値を確認してください。"


class NotReadyError(DeskError):
    """Something that the confirmation needs is still unknown."""

    code = "not-ready"
    clerk = "まだ決まっていない項目があります。"


class ConfirmationChangedError(DeskError):
    """What the resident would sign is no longer what was shown."""

    code = "confirmation-changed"
    clerk = "表示した内容がその後変わりました。もう一度、確認画面を作り直してください。署名は記録していません。"


class SignatureRefusedError(DeskError):
    """The signature is empty or does not belong to what was shown."""

    code = "signature"
    clerk = "署名を読み取れませんでした。もう一度、枠の中に署名してください。"
