"""What can go wrong between the agent and the desk, in words for the clerk and for the operator."""

from __future__ import annotations


class AgentError(Exception):
    """Something the agent cannot do."""

    code = "agent"
    clerk = "読み取りプログラムで問題が起きました。何も保存していません。もう一度「読み取る」を押してください。"

    def __init__(self, operator: str = "") -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])


class DeviceKeyError(AgentError):
    """The device key file is missing, unreadable or of another counter. Enrol this PC again."""

    code = "device-key"
    clerk = "このパソコンは窓口に登録されていません。情報システム担当に登録を頼んでください。"


class RefusedError(AgentError):
    """The desk refused the request: unknown or revoked device, bad signature, or a replayed request."""

    code = "refused"
    clerk = (
        "窓口サーバーがこのパソコンを受け付けません。登録が取り消されていないか、情報システム担当に確認してください。"
    )


class JobOverError(AgentError):
    """The job has ended at the desk: cancelled, expired, or given to nobody."""

    code = "job-over"
    clerk = "この読み取りは終了しました（時間切れ、または取り消し）。必要なら画面からもう一度始めてください。"


class NetworkError(AgentError):
    """The desk cannot be reached."""

    code = "network"
    clerk = "窓口サーバーにつながりません。読み取った内容は保存していません。つながったら最初から読み取ってください。"


class CertificateError(NetworkError):
    """The desk's certificate does not lead to a trusted authority, is for another host, or has expired."""

    code = "certificate"
    clerk = "窓口サーバーを本物と確かめられないため、つなぎません。情報システム担当に連絡してください。"


class CancelledError(AgentError):
    """The resident or the clerk cancelled at the agent's window."""

    code = "cancelled"
    clerk = "読み取りは取り消されました。暗証番号を使わない確認方法も選べます。"


class ExpiredError(AgentError):
    """The job's time was over before the PIN was typed."""

    code = "expired"
    clerk = "時間内に入力がなかったため、読み取りを終えました。残り回数は減っていません。"


class WrongDeskError(AgentError):
    """The job is addressed to another counter than the one this agent is enrolled for."""

    code = "wrong-desk"
    clerk = "別の窓口あての読み取りが届いたため、断りました。画面の窓口番号を確かめてください。"


class UnknownJobError(AgentError):
    """The desk sent a job that this agent does not understand."""

    code = "unknown-job"
    clerk = "読み取りプログラムが古いため、この操作ができません。情報システム担当に更新を頼んでください。"
