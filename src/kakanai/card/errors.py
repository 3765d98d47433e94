"""What can go wrong between reader, card and trust anchor, in words for the clerk and for the operator."""

from __future__ import annotations


class CardError(Exception):
    """Something about the card, the reader or what was read from it."""

    code = "card"
    clerk = "カードを読み取れませんでした。入力した内容は失われていません。カードを置き直して、もう一度お試しください。"

    def __init__(self, operator: str = "", *, clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class NoReaderError(CardError):
    """No card reader answers, or the smart card service is not running."""

    code = "no-reader"
    clerk = "カードリーダーが見つかりません。ケーブルを差し直してから、もう一度「読み取る」を押してください。何も失われていません。"


class NoCardError(CardError):
    """There is no card on the reader."""

    code = "no-card"
    clerk = "カードが置かれていません。カードをリーダーに置いてください。"


class CardRemovedError(CardError):
    """The card left the reader while it was being read."""

    code = "card-removed"
    clerk = "読み取りの途中でカードが外れました。途中の内容は保存していません。カードを置き直して、最初から読み取ってください。"


class ReaderBusyError(CardError):
    """Another program holds the card."""

    code = "reader-busy"
    clerk = "ほかのソフトがカードを使っています。そのソフトを閉じてから、もう一度お試しください。"


class CardTimeoutError(CardError):
    """The card or the reader gave no answer within the time limit."""

    code = "card-timeout"
    clerk = "カードから応答がありません。カードを置き直して、もう一度お試しください。何も保存していません。"


class WrongCardError(CardError):
    """The card on the reader is not a My Number Card that this program knows."""

    code = "wrong-card"
    clerk = "このカードはマイナンバーカードとして読み取れません。カードの種類を確かめてください。"


class CardRefusedError(CardError):
    """The card refused a command."""

    code = "card-refused"

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"{what}: the card answered {status:04X}")
        self.status = status


class MalformedError(CardError):
    """What the card holds is not in a form this program understands."""

    code = "malformed"
    clerk = (
        "カードの記録が読み取れない形です。番号や記載を手で入力し、係の責任者に知らせてください。何も失われていません。"
    )


class PinFormatError(CardError):
    """The typed secret cannot be right by its form, so it was not sent to the card."""

    code = "pin-format"
    clerk = "桁数または文字の種類が違います。カードには送っていないので、残り回数は減っていません。"


class PinWrongError(CardError):
    """The card refused the secret."""

    code = "pin-wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(
            f"the card refused the secret; {tries_left} tries left",
            clerk=f"暗証番号が違います。あと{tries_left}回間違えると使えなくなります。別の確認方法も選べます。",
        )
        self.tries_left = tries_left


class LastTryError(CardError):
    """One try is left, and the resident has not yet agreed to use it."""

    code = "last-try"
    clerk = "残り1回です。間違えるとこの暗証番号は使えなくなります。本人に確かめてから続けてください。"


class PinBlockedError(CardError):
    """No try is left; only the municipality's card office can reset the secret."""

    code = "pin-blocked"
    clerk = "この暗証番号は使えない状態（ロック）です。再設定の窓口を案内するか、照合番号または書類で確認してください。"


class NoCertificateError(CardError):
    """The card says that it holds no certificate for this use: none was issued, as is usual under fifteen."""

    code = "no-certificate"
    clerk = (
        "このカードには署名用電子証明書が入っていません（15歳未満の方、発行を受けていない方など）。"
        "暗証番号は尋ねていません。ペンでの署名を選んでください。"
    )


class NumberNotAllowedError(CardError):
    """The 12-digit number was asked for without a procedure whose law allows it."""

    code = "number-not-allowed"
    clerk = "この手続では個人番号を読み取れません。氏名・住所・生年月日・性別だけを読み取ります。"


class NotGenuineError(CardError):
    """The record on the card does not verify up to a trust anchor."""

    code = "not-genuine"
    clerk = "カードの記録が本物と確かめられませんでした。読み取った内容は使わず、係の責任者に知らせてください。"


class AnchorError(CardError):
    """The trust anchors cannot be read, or mix worlds that must stay apart."""

    code = "anchors"
    clerk = "カードを確かめるための鍵が読めません。情報システム担当に連絡してください。"


class VirtualRefusedError(CardError):
    """A virtual or test card was offered where only real cards are accepted."""

    code = "virtual-refused"
    clerk = "これは試験用のカードです。本番の窓口では使えません。"
