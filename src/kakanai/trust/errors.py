"""What can go wrong in trust, in words for the clerk and for the operator."""

from __future__ import annotations


class TrustError(Exception):
    """Something the trust room refuses."""

    code = "trust"
    clerk = "この操作はできません。入力した内容は失われていません。係の責任者に連絡してください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class NoTenantError(TrustError):
    """No municipality is set for this unit of work, so no row of any municipality may be read or written."""

    code = "no-tenant"


class KeyMissingError(TrustError):
    """The key file is missing or unreadable. Restore it from its own backup; without it values stay unreadable."""

    code = "key-missing"
    clerk = "暗号の鍵が読めないため、保存した内容を表示できません。内容は失われていません。情報システム担当に連絡してください。"


class DecryptionError(TrustError):
    """A stored value does not belong to its row and column, or was changed outside the program."""

    code = "decryption"
    clerk = "保存された値が正しく読めません。書き換えられたおそれがあります。情報システム担当に連絡してください。"


class ReleaseRefusedError(TrustError):
    """A protected address may be released only with a reason and by a second person."""

    code = "release-refused"
    clerk = "住所の開示には、理由の記入と別の職員の承認が必要です。"


class AuditChainError(TrustError):
    """The audit chain does not fit together."""

    code = "audit-chain"
    clerk = "監査記録のつながりが壊れています。情報システム担当と監査担当に連絡してください。"
