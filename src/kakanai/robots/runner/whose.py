"""Whose a value is, as far as a screen tells. Where its words name someone else, or two people at once, nobody guesses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from kakanai.robots.runner.parts import size
from kakanai.robots.runner.screens import Control, Screen
from kakanai.vocabulary.items import load as load_items
from kakanai.vocabulary.lexicon import key, lexicon
from kakanai.vocabulary.mapping import SUBJECT, Mapping, map_label

_PERSONAL = ("person.", "contact.", "address.")
_SOMEONE = re.compile(
    r"(?:者|人|員|医|医師|主|長|親族|店|業者|社|先|場所|現場|物件|装置|建物|家屋|土地|車両|墓地|学校|保育所|園)$"
)
_AROUND = re.compile(r"^[\d.、)(]+|\([^()]*\)|(?:の?(?:情報|状況|内容|詳細|一覧|入力|明細|内訳)|欄|等|\s\d+)$")
_NOBODY = {
    "個人",
    "連絡先",
    "宛先",
    "振込先",
    "支払先",
    "転出先",
    "転入先",
    "転居先",
    "移転先",
    "異動先",
    "受診者",
    "接種者",
    "被接種者",
}
"""Words that end like those for people and places, but leave the value the subject's or change the item instead."""
_NOT_ANOTHERS = ("address.new", "address.previous", "person.honseki", "person.hittousha")
_SEARCH = re.compile(r"検索|照会条件|抽出条件")
_WEAK = {"所有者", "使用者"}
"""The subject on one screen, somebody else on the next: they give way to any other name for the subject."""
_INSURED = "被保険者"
"""Beside another word for the subject (受給者) the one who is insured may be the head of the family."""
_FAMILY = re.compile(r"世帯|家族|同居|扶養")
_CODE = 6
_STAFF = re.compile(r"^担当者")
_RELATION = re.compile(r"^(?:続柄|続き柄|つづき柄|つづきがら|間柄)(?:コード|区分)?$")
_TOWN = re.compile(r"^(?:町名|町字|大字|字|町・?丁目?|町丁名?|丁目)(?:名|コード)?$")
_MOVED_OUT = re.compile(r"転出(?:届|予定|年月日|日|する|した|入力|処理|異動|登録|確定)|転出$")


def doubt(control: Control, mapping: Mapping, screen: Screen) -> str:
    """Return why the meaning of a caption is not sure on this screen; empty when nothing speaks against it."""
    for rule in (_staffs, _anothers, _codes, _relation, _address):
        if why := rule(control, mapping, screen):
            return why
    return ""


def _staffs(control: Control, _mapping: Mapping, _screen: Screen) -> str:
    if _SEARCH.search(control.path):
        return "検索の条件の欄です"
    staff = any(_STAFF.match(key(words)) for words in (control.caption, control.section))
    return "担当者がだれかを人が決めます" if staff else ""


def _anothers(control: Control, mapping: Mapping, screen: Screen) -> str:
    """A title for somebody or some place without a role, a line of a family, an organisation that is none of the filer's."""
    if mapping.item in ("org.phone", "org.address") and not _has_organisation(screen):
        return "どの事業所かを人が決めます"
    if mapping.item.startswith((*_PERSONAL, "household.", "rel.")) and _named_in_part(control):
        return "見出しの人や場所を語彙が知りません"
    if mapping.role != SUBJECT:
        return ""
    personal = mapping.item.startswith(_PERSONAL) and mapping.item not in _NOT_ANOTHERS
    if personal and _of_another(control, screen):
        return "見出しの人や場所を語彙が知りません"
    line = _FAMILY.search(control.section) and re.search(r" \d+$", control.section)
    return "どの行がだれかを人が決めます" if line else ""


def _titles(control: Control) -> list[str]:
    return [title for title in reversed(control.path.split("/")) if title]


def _role_word(text: str) -> str:
    """Return the longest word for a person's part in a text."""
    return max((word for word in lexicon().roles if word in key(text)), key=len, default="")


def _of_another(control: Control, screen: Screen) -> bool:
    """Whether the innermost title that names someone or some place names one that the vocabulary has no role for."""
    if _role_word(control.caption):
        return False
    for title in _titles(control):
        if _role_word(title):
            return False
        plain = _plain(title)
        if plain == "連絡先" and _has_name(title, screen):
            return True
        if _SOMEONE.search(plain) and plain not in _NOBODY:
            return True
    return False


def _plain(title: str) -> str:
    return _AROUND.sub("", unicodedata.normalize("NFKC", title)).replace(" ", "")


def _named_in_part(control: Control) -> bool:
    """Whether the innermost title with a role's word ends in somebody else: 家族介護者 is not the family, 施設長 no place."""
    if _role_word(control.caption):
        return False
    title = next((title for title in _titles(control) if _role_word(title)), "")
    plain = key(_plain(title))
    known = plain.endswith((*lexicon().roles, *_NOBODY))
    return bool(_SOMEONE.search(plain)) and not known


def _has_name(title: str, screen: Screen) -> bool:
    """Whether a block asks for somebody's name: then it is of somebody else than the one the screen is about."""
    under = (c for c in screen.controls if c.section == title)
    return any(found is not None and found.item == "person.fullName" for c in under for found in [map_label(c.caption)])


def _has_organisation(screen: Screen) -> bool:
    """Whether a screen asks for the name of an organisation: else 事業所 is one that only has to do with the person."""
    found = [map_label(c.caption, c.path) for c in screen.controls]
    return any(x is not None and x.item in ("org.name", "org.corporateNumber") for x in found)


def _codes(control: Control, mapping: Mapping, screen: Screen) -> str:
    """A small box takes a code where the system writes the name into the locked box behind it."""
    here = next(i for i, c in enumerate(screen.controls) if c is control)
    behind = screen.controls[here + 1 : here + 2]
    shows = bool(behind) and behind[0].locked and behind[0].caption in ("", control.caption)
    small = control.kind == "text" and 0 < size(control) <= _CODE
    named = load_items()[mapping.item].type in ("text", "choice", "name", "address")
    return "コードの欄です" if shows and small and named else ""


def _relation(control: Control, mapping: Mapping, screen: Screen) -> str:
    """A relation says to whom: to the head only where a screen is about a household, to the subject never of the subject."""
    if mapping.item == "rel.toSubject" and mapping.role == SUBJECT:
        return "だれとの関係かを人が決めます"
    if mapping.item != "household.relToHead" or not _RELATION.match(key(control.caption)):
        return ""
    said = "".join(f"{c.path}/{c.caption}/" for c in screen.controls if c is not control)
    about_head = "世帯主" in said or "世帯員" in said + screen.title or "世帯員" in control.path
    children = any(lexicon().roles.get(_role_word(c.path)) == "child" for c in screen.controls)
    return "" if about_head and not children else "だれとの続柄かを人が決めます"


def _address(control: Control, mapping: Mapping, screen: Screen) -> str:
    """Parts of a former address are no parts of the address; a number without its town, or with it apart, is no block."""
    caption = key(control.caption)
    if mapping.item.startswith("address.") and mapping.item not in ("address.previous", "address.jan1"):
        over = map_label("住所", control.path) if control.path else None
        if over is not None and over.item == "address.previous":
            return "前の住所の一部です"
    beside = [key(c.caption) for c in screen.controls if c.path == control.path and c is not control]
    if mapping.item == "address.block" and caption == "番地":
        city = any(found is not None and found.item == "address.city" for found in map(map_label, beside))
        return "" if city and not any(_TOWN.match(word) for word in beside) else "町名と番地の分け方を人が決めます"
    if mapping.item == "address.new" and "転出先" in caption + control.path and not _about_moving_out(screen):
        return "だれの転出先かを人が決めます"
    return ""


def _about_moving_out(screen: Screen) -> bool:
    """Whether the screen itself is about moving out: only there is 転出先 the new address of the one it is about."""
    said = [
        screen.title,
        *(c.caption for c in screen.controls),
        *(t for c in screen.controls for t in c.path.split("/")),
    ]
    return any(_MOVED_OUT.search(word) for word in map(key, said) if "転出先" not in word and "転出元" not in word)


def rivals(found: Iterable[tuple[Control, Mapping]]) -> Callable[[Control, Mapping], bool]:
    """Return what tells a value whose owner is in doubt, since two people on the screen would both be the subject.

    所有者 and 使用者 give way to any other name for the subject, and to each other; at the waterworks the customer is the
    使用者, never the 所有者.
    """
    own = [(c, m) for c, m in found if m.role == SUBJECT]
    water = any(m.item == "water.no" for _, m in own)
    weak = _WEAK - ({"使用者"} if water else set())
    named: dict[tuple[str, str | None], set[str]] = {}
    for control, mapping in own:
        if mapping.item.startswith(_PERSONAL):
            named.setdefault((mapping.item, mapping.part), set()).add(_who(control))
    beaten = {who for words in named.values() if len(words) > 1 for who in words & weak}
    if any(_INSURED in words and len(words - {""} - _WEAK) > 1 for words in named.values()):
        beaten.add(_INSURED)
    if water:
        beaten.add("所有者")
    return lambda c, m: m.role == SUBJECT and m.item.startswith(_PERSONAL) and _who(c) in beaten


def _who(control: Control) -> str:
    """Return the word by which a control is the subject's: a role's word, else the innermost title without numbers."""
    for text in (control.caption, *_titles(control)):
        word = _role_word(text)
        if word and lexicon().roles[word] == SUBJECT:
            weak = next((weak for weak in _WEAK if word.endswith(weak)), word)
            return f"新{weak}" if f"新{weak}" in key(text) else weak
    return ""
