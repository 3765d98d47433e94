"""What can go wrong when forms are reviewed. `clerk` is shown to staff, the text of the error to operators."""

from __future__ import annotations


class ReviewError(Exception):
    """The review of forms cannot do this."""

    code = "reform.review"
    clerk = "この操作はできませんでした。これまでの記録は変わっていません。もう一度お試しください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class DecisionRefusedError(ReviewError):
    """A decision lacks what it needs, or is none of those that exist."""

    code = "reform.decision"
    clerk = "決定を記録できませんでした。選択肢と理由を確認してください。"


class FourEyesError(ReviewError):
    """Somebody wanted to review their own decision."""

    code = "reform.four-eyes"
    clerk = "法務の確認は、決定した人とは別の人が行います。別の職員に依頼してください。"


class ChangedMeanwhileError(ReviewError):
    """Somebody else has decided since the page was shown."""

    code = "reform.changed"
    clerk = "ほかの職員が先に決定しました。いまの決定を確認してから、もう一度選んでください。"


class MeaningError(ReviewError):
    """The answer to an unknown label names no item of the vocabulary."""

    code = "reform.meaning"
    clerk = "項目が見つかりません。一覧から選んでください。"


class NotPublishableError(ReviewError):
    """A form is not ready to be published; the clerk's words say what is missing."""

    code = "reform.not-publishable"
    clerk = "まだ公開できません。足りないものを確認してください。"


class SettingRefusedError(ReviewError):
    """A count or an office given for a form makes no sense."""

    code = "reform.setting"
    clerk = "入力した値を確認してください。"
