"""Reads a condition back as a sentence, in any language that `data/wording/` holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kakanai.catalogue.conditions import Always, AtLeast, Condition, DateUpTo, Leaf, Members, OneOf
from kakanai.catalogue.furigana import Furigana
from kakanai.catalogue.model import Catalogue, Item, Words
from kakanai.catalogue.phrasing import Ages, Joined, Node, Said, joined, phrased


class Part(NamedTuple):
    """A phrase and whom it speaks of: phrases of one subject share it. Japanese says no subjects."""

    subject: str
    text: str
    compound: bool = False

    @property
    def clause(self) -> str:
        """The phrase with its subject."""
        return f"{self.subject} {self.text}" if self.subject else self.text


class Phrases:
    """Says conditions in one language. Texts missing in it fall back to official Japanese."""

    def __init__(self, catalogue: Catalogue, language: str = "ja", event: str = "") -> None:
        self.texts: Mapping[str, Any] = catalogue.spoken(language)
        self.language = str(self.texts["words"])
        self._furigana = Furigana(self.texts["readings"]["words"]) if "readings" in self.texts else None
        self._items = catalogue.items
        self._groups = {group.where: group.name for group in catalogue.groups.values()}
        known = catalogue.events.get(event)
        self.event_name = self.word(known.name) if known else ""
        self._said: dict[tuple[Condition, bool], str] = {}

    def word(self, words: Words) -> str:
        """Return a text in this language, else in official Japanese."""
        return words.get(self.language) or words.get("ja", "")

    def term(self, text: str) -> str:
        """Return how a fixed Japanese text (an office, a start day, a remark) is called in this language."""
        return str(self.texts.get("terms", {}).get(text, text))

    def finished(self, text: str) -> str:
        """Return a text as it is shown: with a reading on every kanji where the language wants that."""
        return self._furigana.over(text) if self._furigana else text

    def label(self, item: str) -> str:
        """Return how an item is called."""
        return self.word(self._items[item].label) if item in self._items else item

    def condition(self, condition: Condition, holds: bool = True) -> str:
        """Say a condition, or its opposite (`holds` false)."""
        key = (condition, holds)
        if key not in self._said:
            self._said[key] = self._say(phrased(condition, holds)).clause
        return self._said[key]

    def every(self, truths: Iterable[tuple[Condition, bool]]) -> str:
        """Say that all of these conditions hold, or do not hold."""
        return self._say(joined(True, (phrased(condition, holds) for condition, holds in truths))).clause

    def if_(self, condition: Condition, holds: bool = True) -> str:
        """Say a condition as it stands before 場合 or after "if"."""
        return self._ended(self.condition(condition, holds), "before_noun")

    def _say(self, node: Node) -> Part:
        if isinstance(node, Joined):
            parts = [self._nested(part, node) for part in node.parts]
            return self._and(parts) if node.every else self._or(parts)
        return self._ages(node) if isinstance(node, Ages) else self._leaf(node)

    def _nested(self, node: Node, outer: Joined) -> Part:
        part = self._say(node)
        if not isinstance(node, Joined):
            return part
        if not outer.every:
            return Part(part.subject, self._marked("all_of", [part.text]), compound=True)
        inner = [self._say(each) for each in node.parts]
        subject = inner[0].subject if len({each.subject for each in inner}) == 1 else ""
        said = [each.text if subject else each.clause for each in inner]
        return Part(subject, self._marked("one_of", said), compound=True)

    def _marked(self, name: str, said: Sequence[str]) -> str:
        marks = self.texts[name]
        inside = [self._requoted(each) for each in said] if marks["open"] else said
        return f"{marks['open']}{marks['between'].join(inside)}{marks['close']}"

    def _requoted(self, text: str) -> str:
        for outer, inner in self.texts["quotes_inside"]:
            text = text.replace(outer, inner)
        return text

    def _and(self, parts: Sequence[Part]) -> Part:
        if self.texts["joins"]:
            said = [*(self._ended(part.text, "joins") for part in parts[:-1]), parts[-1].text]
            return Part("", str(self.texts["separator"]).join(said), compound=True)
        runs: list[tuple[str, list[str]]] = []
        for part in parts:
            if not runs or runs[-1][0] != part.subject or not part.subject:
                runs.append((part.subject, []))
            runs[-1][1].append(part.text)
        whole = [Part(subject, self._listed(texts)) for subject, texts in runs]
        if len(whole) == 1:
            return Part(*whole[0][:2], compound=True)
        return Part("", self._listed([each.clause for each in whole]), compound=True)

    def _listed(self, texts: list[str]) -> str:
        head = str(self.texts["separator"]).join(texts[:-1])
        return f"{head}{self.texts['and']}{texts[-1]}" if head else texts[-1]

    def _or(self, parts: Sequence[Part]) -> Part:
        subject = parts[0].subject if len({part.subject for part in parts}) == 1 else ""
        said = [part.text if subject else part.clause for part in parts]
        return Part(subject, self._marked("either", said), compound=True)

    def _ended(self, phrase: str, table: str) -> str:
        for ending, changed in self.texts[table]:
            if phrase.endswith(ending):
                return phrase.removesuffix(ending) + str(changed)
        return phrase

    def _leaf(self, said: Said) -> Part:
        leaf, holds = said.leaf, said.holds
        if isinstance(leaf, Always):
            return Part("", self._form("always", holds == leaf.value))
        if isinstance(leaf, Members):
            return Part("", self._members(leaf, holds))
        return Part(self._subject(leaf), self._of_item(leaf, holds))

    def _subject(self, leaf: Leaf) -> str:
        item = self._items.get(getattr(leaf, "item", ""))
        if isinstance(leaf, DateUpTo) or item is None:
            return ""
        return str(self.texts.get("subjects", {}).get(item.scope, ""))

    def _of_item(self, leaf: Leaf, holds: bool) -> str:
        if isinstance(leaf, OneOf):
            return self._one_of(leaf, holds)
        if isinstance(leaf, DateUpTo):
            return self._dated(leaf, holds)
        assert isinstance(leaf, AtLeast)  # noqa: S101 - ages, counts and constants are said elsewhere
        item = self._items.get(leaf.item)
        if leaf.number == 1 and item is not None and item.yes:
            return self.word(item.yes if holds else item.no)
        return self._form("number", holds, label=self.label(leaf.item), n=leaf.number)

    def _form(self, name: str, holds: bool, **values: object) -> str:
        template: str = self.texts[name]["holds" if holds else "fails"]
        return template.format(**values)

    def _one_of(self, leaf: OneOf, holds: bool) -> str:
        item = self._items.get(leaf.item)
        if item is not None and item.type == "bool" and len(leaf.values) == 1:
            return self.word(item.yes if (leaf.values[0] is True) == holds else item.no)
        names = [self._value(item, value) for value in leaf.values]
        values = str(self.texts["choice_or"]).join(names)
        if len(names) > 1 and not holds:
            values = str(self.texts["choice_none_of"]).format(values=values)
        template = self.word(item.yes if holds else item.no) if item is not None else ""
        if template:
            return template.format(values=values)
        return self._form("choice", holds, label=self.label(leaf.item), values=values)

    def _value(self, item: Item | None, value: object) -> str:
        if item is not None and value in item.values:
            return self.word(item.values[value])  # type: ignore[index]
        return str(value)

    def _ages(self, ages: Ages) -> Part:
        subject = str(self.texts.get("subjects", {}).get("person", ""))
        form = self.texts["school_ages" if ages.at == "school" else "ages"]
        if ages.low is None or ages.high is None:
            side, n = ("from", ages.low) if ages.high is None else ("below", ages.high)
        else:
            side, n = ("between" if ages.inside else "outside"), None
        named = form.get("named", {}).get(f"{ages.low or ''}-{ages.high or ''}{'' if ages.inside else '!'}")
        last = None if ages.high is None else ages.high - 1
        text = str(named or form[side]).format(n=n, low=ages.low, high=ages.high, last=last)
        if ages.at == "event":
            day = self.texts["event_day"]
            day = day["named"].format(event=self.event_name) if self.event_name else day["plain"]
            text = str(self.texts["on_event_day"]).format(day=day, said=text)
        return Part(subject, text)

    def _dated(self, leaf: DateUpTo, holds: bool) -> str:
        label, refs, forms = self.label(leaf.item), self.texts["date_refs"], self.texts["dates"]
        ref = str(refs.get(leaf.ref, leaf.ref))
        if leaf.months > 0:
            return str(
                forms["within_months"]["holds" if holds else "fails"].format(label=label, ref=ref, n=leaf.months)
            )
        if leaf.days > 0:
            return str(forms["within"]["holds" if holds else "fails"].format(label=label, ref=ref, n=leaf.days))
        if leaf.days < -1:
            n = -leaf.days - 1
            return str(forms["elapsed"]["holds" if holds else "fails"].format(label=label, ref=ref, n=n))
        name = "before" if leaf.days else "up_to"
        return str(forms[name]["holds" if holds else "fails"].format(label=label, ref=ref))

    def _members(self, leaf: Members, holds: bool) -> str:
        name = self._groups.get(leaf.where)
        if name is None:
            return self.someone(leaf, holds)
        return self._form("group" if leaf.number == 1 else "group_n", holds, who=self.word(name), n=leaf.number)

    def someone(self, leaf: Members, holds: bool) -> str:
        """Say a count of members by what holds for them, also where they have a name of their own."""
        many = "" if leaf.number == 1 else "_n"
        part = self._say(phrased(leaf.where))
        clause = "_clause" if self.texts.get("subjects") and not part.subject else ""
        inner = self._ended(part.text, "before_noun")
        who = str(self.texts["members_who"]["compound" if part.compound else "simple"]).format(inner=inner)
        return self._form(f"members{clause}{many}", holds, who=who, n=leaf.number)
