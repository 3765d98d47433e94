"""What a blank asks for, once its label is known."""

from __future__ import annotations

import re

from kakanai.reform.engine.found import Found
from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.words import is_office, squeeze, words

_PHONE = re.compile(r"電話|TEL|℡|FAX|ファックス|連絡先|携帯", re.IGNORECASE)
_DATED = re.compile(r"(年月日|生年月日|日付|申請日|届出日|請求日|申込日|提出日|記入日)$")
_SIGNED = re.compile(r"(署名|自署|サイン)(欄)?(\(.*\))?$|\((署名|自署)\)")
_SEALED = re.compile(r"(印鑑|印影|押印欄|押印)$")
_SAME_AS = re.compile(r"(と同じ|に同じ|同上)\)?$")
_ENDINGS = {"信金", "信組", "小", "中", "高", "公", "本", "支", "金庫", "漁協", "信漁連", "労金"}


def settle_kind(found: Found) -> Found:
    """Set kind, options and eras of a field by its label and headings. Staff boxes come first: whoever fills them
    in, it is no citizen.
    """
    label = found.label
    if found.label_raw.startswith("※") or any(is_office(s) for s in (*found.section, label)):
        found.kind = Kind.OFFICE
    elif found.kind is Kind.TEXT:
        found.kind = _kind_of_blank(label, found.label_raw)
    elif (found.kind is Kind.PAREN and _PHONE.search(label)) or (
        found.kind is Kind.CHECK and len(found.options) == 1 and _SAME_AS.search(found.options[0])
    ):
        found.kind = Kind.TEXT
    elif found.kind is Kind.CHOICE:
        _settle_choice(found)
    return found


def _kind_of_blank(label: str, printed: str) -> Kind:
    if any(_SIGNED.search(text) for text in (label, squeeze(printed))):
        return Kind.SIGN
    if label in words().seal or _SEALED.search(label):
        return Kind.SEAL
    return Kind.DATE if _DATED.search(re.sub(r"\(.*\)$", "", label)) else Kind.TEXT


def _settle_choice(found: Found) -> None:
    """`明・大・昭` beside a date's label are eras; `銀行・信金・農協` endings of a name."""
    options = [squeeze(o) for o in found.options]
    eras = tuple(o[0] for o in options if re.fullmatch(r"[明大昭平令]|明治|大正|昭和|平成|令和|西暦", o))
    if options and len(eras) == len(options) and re.search("年月日|日$|日付", found.label):
        found.kind, found.eras, found.options = Kind.DATE, eras, ()
    elif options and all(o in words().suffixes | _ENDINGS for o in options):
        found.kind = Kind.TEXT
