"""What can go wrong while the desk is started, in words for the clerk and for the operator."""

from __future__ import annotations


class ServerError(Exception):
    """The desk could not be started or stopped."""

    code = "server"
    clerk = "システムを開始できませんでした。入力した内容は失われていません。情報システム担当に連絡してください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


class DatabaseStartError(ServerError):
    """The embedded PostgreSQL did not start."""

    code = "database-start"
    clerk = "データベースを開始できませんでした。保存した内容は失われていません。情報システム担当に連絡してください。"


class DatabaseUrlError(ServerError):
    """DATABASE_URL is not of the form postgresql://user:password@host:port/name."""

    code = "database-url"


class PortInUseError(ServerError):
    """Another program already listens on the port."""

    code = "port-in-use"
    clerk = "同じ番号のポートを別のプログラムが使っているため、開始できませんでした。"


class ProcessDiedError(ServerError):
    """One of the desk's processes ended by itself."""

    code = "process-died"


class InsecureSettingError(ServerError):
    """KAKANAI_PRODUCTION is on and a setting is not safe enough for real persons."""

    code = "insecure-setting"
