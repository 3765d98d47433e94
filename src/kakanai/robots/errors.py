"""What the desk's side of the robots refuses, in words for the clerk and for the operator."""

from __future__ import annotations


class RobotsError(Exception):
    """The robots room refuses something."""

    code = "robots"
    clerk = "この操作はできません。登録済みの内容は変わっていません。"
    status = 400

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class UnknownRunnerError(RobotsError):
    """The runner's token is not known, or the runner is switched off."""

    code = "runner"
    clerk = "このロボットは登録されていません。ロボット担当に連絡してください。"
    status = 401


class StaleClaimError(RobotsError):
    """The item is no longer held with this token."""

    code = "stale"
    clerk = "この仕事は他のロボットに移りました。"
    status = 409


class WrongStateError(RobotsError):
    """The report or decision does not fit the item's state."""

    code = "state"
    clerk = "この仕事は、もう別の状態に進んでいます。画面を更新してください。"
    status = 409


class NotReadBackError(RobotsError):
    """The desk's own comparison of the read-back does not come out equal."""

    code = "read-back"
    clerk = "読み戻した値が入力しようとした値と一致しません。完了にはしません。"
    status = 422


class FourEyesError(RobotsError):
    """A protected person's item needs a second member of staff."""

    code = "four-eyes"
    clerk = "支援措置の対象者の仕事です。別の職員の確認が必要です。"
    status = 403


class MapRefusedError(RobotsError):
    """A screen map cannot be registered or approved."""

    code = "map"
    clerk = "画面定義に誤りがあるため登録できません。"
