"""The grammar of one line of a Japanese form: dates with gaps, eras, ranges, choices, boxes to tick, units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.words import is_strong_label, squeeze, words

G, G1 = r"[ \u3000]*", r"[ \u3000]+"
BOXES = "□☐◻▢❑❏⬜☑✓"
_ERA_WORD = r"(?:明治|大正|昭和|平成|令和|西暦|明|大|昭|平|令|[MTSHRＭＴＳＨＲ](?![A-Za-z]))"
_ERA_ONE = rf"(?:[{BOXES}]?{G}(?:[1-5１-５][.．]?)?{_ERA_WORD}{G}[・･／/、,.．|｜]?{G})"
_ERAS = rf"(?:[（(]?{G}{_ERA_ONE}+[)）]?{G})"
_BLANK = r"[ \u3000_＿…．]"
_EN = rf"(?:{G}[A-Za-z/()（）]+)?"
_DATE = rf"(?:{_ERAS}|(?<![^\s　（(～〜~\-:：、。]))(?:２０|20)?{_BLANK}*年(?:度)?{_EN}{_BLANK}+月{_EN}{_BLANK}+日(?:生まれ|生)?{_EN}"
_PARTIAL = rf"(?:{_ERAS}|(?<![^\s　（(～〜~\-:：、]))(?:年{_BLANK}+月(?!{G}日)(?:分|頃)?|月{_BLANK}+日(?![^\s　（(）)～〜~かま]))"
_ERA_LINE = re.compile(rf"{_ERA_ONE}{{2,}}")
"""Eras to choose among on a line of their own, above the date."""
_TIME = rf"(?<![^\s　（(～〜~前後])時{_BLANK}+分"
_TO = r"(?:から|より|～|〜|~|－|―|—|−|-|至)"
DATE_RE = re.compile(_DATE)
PARTIAL_RE = re.compile(_PARTIAL)
RANGE_RE = re.compile(
    rf"(?:自{G})?(?:{_DATE}|{_PARTIAL}){G}(?:{_TIME})?{G}{_TO}{G}(?:至{G})?(?:(?:{_DATE}|{_PARTIAL}){G}(?:{_TIME})?)?{G}(?:まで|迄)?"
    rf"|{_TIME}{G}{_TO}{G}(?:午[前後])?{G}(?:{_TIME})?{G}(?:まで)?|(?<=[～〜~]){G}(?:{_DATE}){G}(?:まで)?"
)
TIME_RE = re.compile(rf"(?:午[前後]{G}[・]?{G}午?[前後]?{G})?{_TIME}")
CHECK_RE = re.compile(
    rf"[{BOXES}](?!に[✓✔レ○〇チ印]|を(?:[付つ入記塗し]|チェック)|内に|の中|欄|マーク|チェック|印[をのに]|[)）」])"
)
"""A box to tick; `□に✓を付けてください` speaks of boxes and is none."""
PAREN_RE = re.compile(r"[（(][ \u3000_＿]{2,}[)）]")
POST_RE = re.compile(rf"[（(]?〒{G}[ \u3000_＿]*(?:[－\-ー―−‐]{G}[ \u3000]*)?[)）]?")
PHONE_RE = re.compile(
    r"(?:[（(][ \u3000]+[)）][ \u3000]*[－\-ー―−‐]|[ \u3000]{2,}[－\-ー―−‐][ \u3000]{2,}[－\-ー―−‐])[ \u3000]*"
)
SEAL_RE = re.compile(r"㊞|(?<![^\s　（(])[（(]?(?:お?届け?出?|実|認|代表者|登録|法人|捺)?印[)）]?(?![^\s　])")
LINE_RE = re.compile(r"[_＿]{3,}|[…‥]{4,}|[．.・]{8,}")
NUMBERED_RE = re.compile(
    r"(?:^|(?<=[\s　／/,、（(]))[（(]?(?:[1-9１-９]|[①-⑳]|[ア-コ](?=[．.、)）\s　])|[a-eA-Z](?=[．.、:：)）]))[)）．.、:：]?"
)
_WORD = rf"[^\s　・･／/（）()]+(?:{G}[（(][^（）()]*[)）])?"
_PARTED = re.compile(rf"(?:[^\s　・･／/]+|{_WORD})(?:{G}[・･／/]{G}{_WORD})+")
"""Words parted by dots or strokes, each with a bracket behind it or not: `はい（　　）・ いいえ`."""
_INNER = re.compile(r"[（(][^（）()]*[)）]")
_CIRCLE = re.compile(r"(○|〇|◯|丸|まる)(を?つけ|を?付け|で囲|を?記入|をして|印)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: plain text (`kind` None, `raw` with its narrow gaps) or a place to fill in."""

    start: int
    end: int
    text: str
    kind: Kind | None = None
    options: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    unit: str = ""
    post: bool = False
    raw: str = ""


def pieces_of(text: str) -> list[Piece]:
    """Cut one line into texts and slots, left to right."""
    if spread_label(text):
        return [Piece(0, len(text), squeeze(text))]
    if _ERA_LINE.fullmatch(text.strip()):
        return [Piece(0, len(text), text, Kind.DATE, eras=era_list(text))]
    slots = _dates_and_checks(text)
    if not any(s.kind is Kind.CHECK for s in slots):
        slots.extend(_choices(text, slots))
    _other_slots(text, slots)
    slots.sort(key=lambda s: s.start)
    out: list[Piece] = []
    at = 0
    for slot in slots:
        out.extend(_texts(text, at, slot.start))
        out.append(slot)
        at = slot.end
    out.extend(_texts(text, at, len(text)))
    return _units(out)


def spread_label(text: str) -> bool:
    """Whether a line is one word with its letters spaced out (`生　年　月　日`), which is never a date."""
    tokens = text.split()
    if len(tokens) < 2 or any(len(t) > 1 for t in tokens) or re.search(rf"[・･／/{BOXES}〒（(）)～〜~㊞]", text):
        return False
    gaps = [len(g) for g in re.findall(r"[ \u3000]+", text.strip())]
    joined = "".join(tokens)
    if _ends_in_seal(tokens, gaps) or _is_printed_ending(tokens, gaps, joined):
        return False
    if re.fullmatch(r"[年月日時分]+|[明大昭平令]+年月日?|[男女]+|[有無]+|[\d１-９0-9①-⑳]+|.*円", joined):
        return False
    return joined[-1] not in "年月分" or joined.endswith("年月日")


def _ends_in_seal(tokens: list[str], gaps: list[int]) -> bool:
    """`氏　名　　　　　　印`: the 印 stands far off and is a slot."""
    if tokens[-1] not in "印㊞":
        return False
    return gaps[0] >= 4 if len(gaps) == 1 else gaps[-1] >= 3 and gaps[-1] >= 2 * max(gaps[:-1])


def _is_printed_ending(tokens: list[str], gaps: list[int], joined: str) -> bool:
    """`種　　級`, `番　　号`: two endings of an answer, not one word."""
    if tokens == ["番", "号"] and gaps[0] >= 2:
        return True
    endings = (words().units | words().suffixes) - {"名"}
    return len(tokens) == 2 and set(tokens) <= endings and joined not in words().heads


def era_list(text: str) -> tuple[str, ...]:
    """The eras offered in a date slot as single kanji, in the order printed."""
    letters = {"M": "明", "T": "大", "S": "昭", "H": "平", "R": "令"}
    found: list[str] = []
    head = re.split(r"年", squeeze(text))[0]
    for match in re.finditer(r"明|大|昭|平|令|西暦|[MTSHR]", head):
        era = letters.get(match.group(), match.group())
        if era not in found:
            found.append(era)
    return tuple(found)


def _free(taken: list[Piece], start: int, end: int) -> bool:
    return all(end <= p.start or start >= p.end for p in taken)


def _dates_and_checks(text: str) -> list[Piece]:
    taken: list[Piece] = []

    patterns: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (RANGE_RE, Kind.DATE_RANGE), (DATE_RE, Kind.DATE), (PARTIAL_RE, Kind.DATE), (TIME_RE, Kind.TEXT),
    )  # fmt: skip
    for pattern, kind in patterns:
        free = [m for m in pattern.finditer(text) if m.group().strip() and _free(taken, *m.span())]
        taken += [Piece(*m.span(), m.group(), kind, eras=era_list(m.group())) for m in free]
    checks = _checks(text)
    taken = [p for p in taken if not any(_in_option(p, c, text) for c in checks)]
    taken.extend(c for c in checks if _free(taken, c.start, c.end))
    return taken


def _in_option(date: Piece, check: Piece, text: str) -> bool:
    """`□未成年者（　年　月　日生）　□成年者`: a date in the bracket of one of several things to tick belongs to it."""
    within = len(check.options) > 1 and check.start < date.start and date.end <= check.end
    before = text[check.start : date.start + 1].rstrip(" \u3000")
    return within and before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _other_slots(text: str, taken: list[Piece]) -> None:
    for pattern, kind in ((POST_RE, Kind.TEXT), (PHONE_RE, Kind.TEXT), (PAREN_RE, Kind.PAREN), (LINE_RE, Kind.TEXT)):
        for match in pattern.finditer(text):
            if _free(taken, *match.span()):
                taken.append(Piece(*match.span(), match.group(), kind, post=pattern in {POST_RE, PHONE_RE}))
    for match in SEAL_RE.finditer(text):
        if _free(taken, *match.span()):
            taken.append(Piece(*match.span(), match.group(), Kind.SEAL))


def _checks(text: str) -> list[Piece]:
    """One slot for boxes that stand together: their options run to the next box or to a wide gap before a word."""
    marks = [m.start() for m in CHECK_RE.finditer(text)]
    groups: list[list[tuple[int, int]]] = []
    apart = True
    for index, start in enumerate(marks):
        stop = marks[index + 1] if index + 1 < len(marks) else len(text)
        cut = re.search(r"(?<=\S)　{3,}(?=[^\s（(）)])", text[start + 1 : stop])
        end = start + 1 + cut.start() if cut else stop
        if apart:
            groups.append([])
        groups[-1].append((start, end))
        apart = cut is not None
    return [
        Piece(g[0][0], g[-1][1], text[g[0][0] : g[-1][1]], Kind.CHECK, tuple(_option(text[a + 1 : b]) for a, b in g))
        for g in groups
    ]


def _option(text: str) -> str:
    plain = re.sub(r"^[)）．.、:：]+|[・／/、,（(]+$", "", squeeze(text))
    return plain.rstrip(")") if "(" not in plain else plain


def joined_options(options: tuple[str, ...]) -> str:
    """`□新規　□継続　□変更` without a heading is named by what it offers; nothing where that is no short list."""
    short = 2 <= len(options) <= 4 and all(0 < len(o) <= 12 for o in options)
    return "・".join(options) if short and "その他" not in "".join(options) else ""


def _choices(text: str, taken: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for finder in (_circled, _answered, _separated, _numbered, _counted):
        found += [p for p in finder(text) if _free([*taken, *found], p.start, p.end)]
    return found


def _circled(text: str) -> list[Piece]:
    """`該当に○（A・B・C）`: the options stand in the bracket."""
    out = []
    for match in re.finditer(r"[（(〔\[【]([^（）()]{3,})[)）〕\]】]", text):
        before = text[: match.start()]
        options = [squeeze(o) for o in re.split(r"[・／/、]", match.group(1))]
        if _CIRCLE.search(before[-12:]) and len(options) > 1:
            out.append(Piece(match.start(), match.end(), match.group(), Kind.CHOICE, tuple(options)))
    return out


def _answered(text: str) -> list[Piece]:
    """`今日の接種は（可能・見合わせる）`: a sentence left open, and a bracket of short words to end it."""
    out = []
    for match in re.finditer(r"(?<=[かは])[（(]([^（）()。、]{3,24})[)）]", text):
        options = [squeeze(o) for o in re.split(r"[・･／/]", match.group(1))]
        if len(options) > 1 and all(0 < len(o) <= 8 for o in options):
            out.append(Piece(match.start(1), match.end(1), match.group(1), Kind.CHOICE, tuple(options)))
    return out


def _separated(text: str) -> list[Piece]:
    """`男 ・ 女`, `有・無`, `課税／非課税`: words of the list, or anything with room on both sides of the dot."""
    out = []
    for match in _PARTED.finditer(text):
        raw = match.group()
        if is_unit(squeeze(raw)):
            continue
        options = [_bare_option(o) for o in re.split(r"[・･／/]", _INNER.sub("（）", raw))]
        roomy = bool(re.search(rf"{G1}[・･／/]{G1}", raw)) and all(len(o) <= 14 for o in options)
        head, offset = _own_head(options[0])
        known = [o in words().choices for o in [head or options[0], *options[1:]]]
        listed = not roomy and not text[match.end() :].strip() and _is_listed(text[: match.start()], options)
        if (all(known) or roomy or listed or _antonyms(options)) and all(options):
            start = match.start() + (offset if head and all(known) else 0)
            options[0] = head if head and all(known) else options[0]
            out.append(Piece(start, match.end(), text[start : match.end()], Kind.CHOICE, tuple(options)))
    pairs = re.finditer(r"(?<!\S)(\S{1,4})　{1,3}(\S{1,4})(?!\S)", text)
    plain = words().choices - words().suffixes
    return out + [Piece(*m.span(), m.group(), Kind.CHOICE, m.groups()) for m in pairs if set(m.groups()) <= plain]


def is_unit(text: str) -> bool:
    """A printed unit, or several to choose from (`ℓ・kW`)."""
    return text in words().units or ("・" in text and all(part in words().units for part in text.split("・")))


def _is_listed(before: str, options: list[str]) -> bool:
    """`給付の種類 一時金・年金・手当`: a question, then nothing but short words that ask nothing themselves."""
    asks = is_strong_label(before.strip("・ 　")) and bool(before.strip()) and before[-1] in " 　"
    return asks and len(options) > 1 and all(len(o) <= 8 and not is_strong_label(o) for o in options)


def _bare_option(text: str) -> str:
    return re.sub(r"[（(][\s　]*[)）]?|[)）]$", "", squeeze(text))


def _own_head(first: str) -> tuple[str, int]:
    """An option glued behind a colon or bracket (`性別：男`) gives up what stands before it."""
    match = re.search(r"[:(（]([^:(（]+)$", first)
    return (match.group(1), len(first) - len(match.group(1))) if match else ("", 0)


def _antonyms(options: list[str]) -> bool:
    if len(options) != 2:
        return False
    one, two = options
    return (
        two in {"非" + one, "不" + one, "未" + one}
        or (one.endswith("する") and two == one[:-2] + "しない")
        or (one.endswith("る") and two == one[:-1] + "ない")
    )


def _numbered(text: str) -> list[Piece]:
    """`１ 新規 ２ 更新`, `（１）あり／（２）なし`, `ア 本人 イ 代理人`: two or more short numbered options. A number
    before them belongs to the question: `（2）給付の種類　１．一時金　２．年金`.
    """
    marks = list(NUMBERED_RE.finditer(text))
    if len(marks) < 2 or "。" in text:
        return []
    order = [_place_in_list(m.group()) for m in marks]
    for first in range(len(marks) - 1):
        length = next(
            (n for n in range(1, len(order) - first) if order[first + n] != order[first] + n), len(order) - first
        )
        starts = order[first] == 1 or (first == 0 and length == len(marks) and order[0] > 0 and "、" not in text)
        if starts and length >= 2:
            return _listed(text, marks[first:], length)
    return []


def _place_in_list(mark: str) -> int:
    """1 for `１．`, `(1)`, `①`, `ア`, `a`, `A`; 0 for what counts nothing."""
    plain = squeeze(re.sub(r"[（()）．.、:：]", "", mark))
    if plain.isdigit():
        return int(plain)
    return max("アイウエオカキクケコ".find(plain), "abcde".find(plain.lower())) + 1


def _listed(text: str, marks: list[re.Match[str]], length: int) -> list[Piece]:
    stops = [*(m.start() for m in marks[1:]), len(text)][:length]
    options = [_option(text[m.end() : stop].strip("（(")) for m, stop in zip(marks, stops, strict=False)]
    if any(len(o) > 24 for o in options):
        return []
    if not any(options[:-1]):
        if options[-1]:
            return []
        options = [squeeze(re.sub(r"[（()）．.、:：]", "", m.group())) for m in marks[:length]]
    end = len(text[: stops[-1]].rstrip())
    return [Piece(marks[0].start(), end, text[marks[0].start() : end], Kind.CHOICE, tuple(options))]


def _counted(text: str) -> list[Piece]:
    """`１　２　３　４　５` after a label."""
    pattern = rf"(?<![\d１-９])[1１]{G1}[2２](?:{G1}[3-9３-９])*(?![\d．.年月日])"
    return [Piece(*m.span(), m.group(), Kind.CHOICE, tuple(squeeze(m.group()))) for m in re.finditer(pattern, text)]


def _texts(text: str, start: int, end: int) -> list[Piece]:
    """The plain words between slots: cut at wide gaps, then letter-spaced words are put together again."""
    tokens = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^　]+(?: +[^　]+)*", text[start:end])]
    tokens = [(a, b) for a, b in tokens if text[a:b].strip()]
    joined: list[tuple[int, int]] = []
    for a, b in tokens:
        single = len(text[a:b].strip(" :：")) == 1 and text[a] not in "号円人枚通㊞印"
        apart = a - joined[-1][1] >= 2 if joined else False
        if apart and {text[a], text[joined[-1][1] - 1]} <= (words().units | words().suffixes) - {"名"}:
            single = False
        if joined and text[a] == "名" and text[joined[-1][1] - 1] not in "氏件品社園校店署地":
            single = False
        if joined and single and _spread_so_far(text[joined[-1][0] : joined[-1][1]]) and a - joined[-1][1] <= 6:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return [Piece(a, b, squeeze(text[a:b]), raw=text[a:b]) for a, b in joined if squeeze(text[a:b])]


def _spread_so_far(text: str) -> bool:
    return all(len(t) == 1 for t in text.split()) and not re.search(r"[・／/（(）)]", text)


def _units(pieces: list[Piece]) -> list[Piece]:
    """A unit or printed ending standing off to the right closes a blank: `　　　円`, `　　銀行　　支店`."""
    out: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.kind is None and (piece.text in words().suffixes or is_unit(piece.text)):
            previous = out[-1] if out else None
            roomy = previous is None or piece.start > previous.end
            if roomy and all(p.text in words().suffixes or is_unit(p.text) for p in pieces[index:] if p.kind is None):
                kind = Kind.AMOUNT if piece.text in words().amount_units else Kind.TEXT
                if previous is not None and previous.text == "金" and kind is Kind.AMOUNT:
                    out.pop()
                out.append(Piece(piece.start, piece.end, piece.text, kind, unit=piece.text, post=index > 0))
                continue
        out.append(piece)
    return out
