"""What can go wrong when a form file is read: a code, a sentence for the clerk, one for the operator."""

from __future__ import annotations


class ReformError(Exception):
    """The form could not be handled."""

    code = "reform"
    ja = "様式を処理できませんでした。ファイルは変更していません。"
    en = "the form could not be handled"

    def __init__(self, detail: str = "", ja: str = "") -> None:
        self.detail = detail
        self.ja = ja or self.ja
        super().__init__(f"{self.code}: {detail or self.en}")


class UnsupportedFileError(ReformError):
    """The file is of no kind that the reader knows."""

    code = "reform.unsupported"
    ja = "このファイルの形式は読み取れません。xlsx・xls・docx・PDF・HTML のいずれかで保存し直してください。"
    en = "unsupported file type"


class HostileFileError(ReformError):
    """The file breaks a limit or carries something that no form needs."""

    code = "reform.hostile"
    ja = "安全のため、このファイルは開きませんでした。作成元に確認し、様式だけを新しいファイルに保存し直してください。"
    en = "file refused by the guard"


class BrokenFileError(ReformError):
    """The file cannot be parsed."""

    code = "reform.broken"
    ja = "ファイルが壊れているため読み取れません。元のソフトで開いて保存し直してください。"
    en = "file cannot be parsed"


class TimeLimitError(ReformError):
    """Reading took longer than allowed, or more memory than allowed."""

    code = "reform.limit"
    ja = "読み取りが制限（時間・メモリ）を超えたため中止しました。シートを分けて保存し直してください。"
    en = "time or memory limit exceeded"


class FilledFormError(ReformError):
    """The form is a filled-in example or holds a person's data."""

    code = "reform.filled"
    ja = "記入例または記入済みの様式のようです。個人情報を含むおそれがあるため読み取りませんでした。未記入の様式を指定してください。"
    en = "filled-in form refused"


class NeedsOcrError(ReformError):
    """The file holds only pictures and the OCR extra is not installed."""

    code = "reform.ocr"
    ja = "画像だけの様式です。文字認識（任意の追加機能 ocr）を入れると読み取れます。元のデータがあればそちらを指定してください。"
    en = "scanned form; install the extra `ocr`"


class SurveyMissingError(ReformError):
    """The survey file was not given or does not have the expected columns."""

    code = "reform.survey"
    ja = "行政手続等の棚卸調査ファイルを読めません。--survey にファイルの場所を指定してください。"
    en = "procedure survey missing or malformed"
