"""Ink and card signatures over the exact bytes shown, and evidence that anyone can check."""

from kakanai.signing.bundle import Bundle, SigningContext, seal_card, seal_ink
from kakanai.signing.errors import (
    BundleUnreadableError,
    CardSignatureError,
    EmptyInkError,
    InkInvalidError,
    SigningError,
)
from kakanai.signing.ink import InkSignature
from kakanai.signing.report import Check, Expected, Report, Trust, Verdict
from kakanai.signing.revocation import RevocationAnswer, RevocationStatus
from kakanai.signing.seal import SealKey
from kakanai.signing.verify import verify

__all__ = [
    "Bundle",
    "BundleUnreadableError",
    "CardSignatureError",
    "Check",
    "EmptyInkError",
    "Expected",
    "InkInvalidError",
    "InkSignature",
    "Report",
    "RevocationAnswer",
    "RevocationStatus",
    "SealKey",
    "SigningContext",
    "SigningError",
    "Trust",
    "Verdict",
    "seal_card",
    "seal_ink",
    "verify",
]
