"""What can go wrong while typing into a core system, by what to do about it."""

from __future__ import annotations


class RunnerError(Exception):
    """The robot stopped."""

    code = "KR000"
    kind = "unknown"
    ja = "ロボットが停止しました。入力した内容は失われていません。担当者に知らせてください。"

    def __init__(self, operator: str = "", *, ja: str = "", detail: dict[str, object] | None = None) -> None:
        self.operator = operator or (self.__doc__ or "").strip().splitlines()[0]
        self.ja = ja or type(self).ja
        self.detail = detail or {}
        super().__init__(f"{self.code} {self.operator}")


class DataError(RunnerError):
    """A value does not fit the target: a person decides, nothing was typed."""

    code = "KR100"
    kind = "data"
    ja = "入力する値が業務システムの画面に合いません。値を確かめてください。まだ何も登録していません。"


class RecordedError(RunnerError):
    """The target refuses because a record with this key is already there: a person looks."""

    code = "KR110"
    kind = "recorded"
    ja = "業務システムは、同じ受付番号の記録が既にあると答えました。業務システムの画面で確かめてください。"


class ScreenError(RunnerError):
    """The screen is not the one that was mapped: its whole queue stops."""

    code = "KR200"
    kind = "screen"
    ja = "業務システムの画面が登録済みの画面と違います。この画面への入力をすべて止めました。まだ何も登録していません。"


class AccessError(RunnerError):
    """The target cannot be used now: try later."""

    code = "KR300"
    kind = "access"
    ja = "業務システムを今は使えません。時間をおいて自動でやり直します。まだ何も登録していません。"


class CheckError(RunnerError):
    """What stands on the screen is not what was meant: nothing was saved."""

    code = "KR400"
    kind = "screen"
    ja = "画面に入った値が、入れようとした値と違います。登録せずに止めました。"


class CommitUnknownError(RunnerError):
    """Nobody knows whether the save happened: wait, then look."""

    code = "KR500"
    kind = "ambiguous"
    ja = "登録されたかどうか分かりません。時間をおいて業務システムを照会します。二度入力はしません。"


class RefusedError(RunnerError):
    """The target refused the save in words that the map knows: nothing was saved by this attempt."""

    code = "KR600"
    kind = "refused"
    ja = "業務システムが登録を受け付けませんでした。"


class LeaseLostError(RunnerError):
    """Another runner has the item, or the desk stopped the target: this runner may not save."""

    code = "KR700"
    kind = "lease"
    ja = "この仕事は他のロボットに移りました。こちらでは登録しません。"


class DeskUnreachableError(RunnerError):
    """The desk does not answer."""

    code = "KR710"
    kind = "desk"
    ja = "窓口のサーバーにつながりません。登録はせず、つながるまで待ちます。"


class MapError(RunnerError):
    """A screen map is broken."""

    code = "KR800"
    kind = "map"
    ja = "画面定義に誤りがあります。画面定義を直してください。"


class NotHereError(RunnerError):
    """This machine lacks what a driver needs."""

    code = "KR900"
    kind = "missing"
    ja = "この端末には必要なソフトウェアがありません。"
