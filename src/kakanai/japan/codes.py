"""Official numbers and their check digits, and the masking of secret numbers in text.

All functions take the number as ASCII digits without separators and say only whether it can be one: a
right check digit does not prove that a number was ever given out.
"""

from __future__ import annotations

import re

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_DIGIT = r"[0-9０-９]"
_GAP = r"[ \u3000\-－‐−]?"
_SECRET = re.compile(rf"({_UUID})|(?<!{_DIGIT})(?:{_DIGIT}{_GAP}){{10,11}}{_DIGIT}(?!{_DIGIT})")


def is_individual_number(digits: str) -> bool:
    """Say whether 12 digits can be a 個人番号. Source: 平成26年総務省令第85号5条 (law; verified 2026-11)."""
    if not _is_digits(digits, 12) or set(digits) == {"0"}:
        return False
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    return digits[-1] == _mod11(digits[:-1], weights)


def juki_code_warning(digits: str) -> str | None:
    """Return a warning for a 住民票コード (11 digits) whose check digit looks wrong, else `None`.

    The formula is inferred from published samples, not read in 平成14年総務省告示第436号 (general
    knowledge), so this is a warning that a person may pass over, never a refusal.
    """
    if not _is_digits(digits, 11) or set(digits) == {"0"}:
        return "住民票コードは11桁の数字です。確認してください。"
    if digits[-1] != _mod11(digits[:-1], [2, 3, 4, 5, 6, 7, 2, 3, 4, 5]):
        return "住民票コードの検査数字が合わないようです。通知と見比べてください。このまま続けることもできます。"
    return None


def is_corporate_number(digits: str) -> bool:
    """Say whether 13 digits can be a 法人番号. Source: 国税庁「チェックデジットの計算」 (public page; 2026-11)."""
    if not _is_digits(digits, 13):
        return False
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(digits[1:]), start=1))
    return int(digits[0]) == 9 - total % 9


def local_government_check_digit(code: str) -> str:
    """Return the sixth digit of a five-digit 全国地方公共団体コード (JIS X 0401 + JIS X 0402)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total) % 10 if total < 11 else (11 - total % 11) % 10)


def is_local_government_code(code: str) -> bool:
    """Say whether 6 digits can be a 全国地方公共団体コード. Source: 総務省 (public page; verified 2026-11)."""
    return _is_digits(code, 6) and code[:2] != "00" and code[-1] == local_government_check_digit(code[:5])


def addressee_check_digit(body: str) -> str:
    """Return the last digit of a 宛名番号 or 世帯番号 given out anew: modulus 11, weights 2–7 from the right.

    Source: 住民記録システム標準仕様書 1.1.13 (public page; first edition, 2020): remainder 0 gives 0. A
    remainder of 1 would give 10; such a body is skipped by those who give numbers out, here it gives 0.
    """
    rest = sum(int(digit) * (2 + n % 6) for n, digit in enumerate(reversed(body))) % 11
    return "0" if rest <= 1 else str(11 - rest)


def mask_numbers(text: str) -> str:
    """Return the text with every run of 11 or 12 digits starred out, also full-width or in groups.

    Both lengths are secret (住民票コード, 個人番号), and a mistyped one is nearly one, so the check
    digit is not asked. UUIDs stay readable: logs need them.
    """
    return _SECRET.sub(lambda match: match[1] or re.sub(_DIGIT, "*", match[0]), text)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _mod11(body: str, weights: list[int]) -> str:
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(body), weights, strict=True)) % 11
    return "0" if rest <= 1 else str(11 - rest)
