"""What can go wrong between the desk's page, the counter's PC and the card, in words for clerk and operator."""

from __future__ import annotations


class CounterError(Exception):
    """Something about a counter, its PC or a card job."""

    code = "counter"
    status = 400
    clerk = "この操作はできません。何も失われていません。画面を更新して、もう一度お試しください。"

    def __init__(self, operator: str = "", *, clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class NoCounterError(CounterError):
    """There is no such counter in this municipality."""

    code = "no-counter"
    status = 404
    clerk = "この窓口番号は登録されていません。管理者に窓口の登録を頼んでください。"


class NoDeviceError(CounterError):
    """No PC with a card reader is enrolled at this counter, or none has called lately."""

    code = "no-device"
    status = 409
    clerk = "この窓口の読み取りプログラムが動いていません。パソコンで起動してから、もう一度押してください。"


class CounterBusyError(CounterError):
    """The counter's reader is at work on another job."""

    code = "busy"
    status = 409
    clerk = "この窓口では別の読み取りが進んでいます。終わるのを待つか、取り消してください。"


class JobOverError(CounterError):
    """The job has ended: delivered, expired, cancelled or failed."""

    code = "job-over"
    status = 410
    clerk = "この読み取りは終わっています。必要なら、もう一度始めてください。"


class NothingToTakeError(CounterError):
    """The job has no result, or it was taken already."""

    code = "nothing-to-take"
    status = 409
    clerk = "受け取る読み取り結果がありません。一度受け取った結果は残しません。もう一度読み取ってください。"


class DeviceRefusedError(CounterError):
    """The request is not by an enrolled device: unknown, revoked, or signed with another key."""

    code = "device-refused"
    status = 401
    clerk = "このパソコンは窓口に登録されていません。"


class ReplayError(CounterError):
    """The request's sequence number is not higher than the last one."""

    code = "replay"
    status = 409

    def __init__(self, last_sequence: int) -> None:
        super().__init__(f"sequence not above {last_sequence}")
        self.last_sequence = last_sequence


class EnrolmentRefusedError(CounterError):
    """The enrolment token is wrong, used or too old."""

    code = "enrolment-refused"
    status = 403
    clerk = "登録用の番号が違うか、時間が過ぎています。管理者の画面で新しい番号を出してください。"


class MismatchError(CounterError):
    """The result does not belong to this job: other nonce, other counter or other device."""

    code = "mismatch"
    status = 409
    clerk = "別の窓口の読み取り結果が届いたため、受け取りませんでした。もう一度読み取ってください。"


class NumberNotGroundedError(CounterError):
    """The 12-digit number was asked for without naming the procedure's legal ground."""

    code = "number-not-grounded"
    clerk = "個人番号は、法令の根拠がある手続でだけ読み取れます。"


class RevocationSettingError(CounterError):
    """The setting that names the revocation source names nothing usable."""

    code = "revocation-setting"
    status = 500
    clerk = "証明書の失効を確かめる設定に誤りがあります。手書きの署名に切り替え、情報システム担当に連絡してください。"


class OtherSignerError(CounterError):
    """The card that signed belongs to another person than the one whose application it is."""

    code = "other-signer"
    clerk = "署名したカードは、届け出る方のものではありません。届け出る方のカードを置くか、手書きの署名に切り替えてください。"


class DocumentChangedError(CounterError):
    """The document changed while the card was asked to sign it."""

    code = "document-changed"
    clerk = "署名の間に書類の内容が変わったため、署名を記録しませんでした。書類を作り直し、もう一度見せてください。"


class EvidenceError(CounterError):
    """The signed document does not verify as a whole."""

    code = "signature-evidence"
    clerk = "カードの署名を確かめられなかったため、記録しませんでした。手書きの署名に切り替えてください。"
