"""Typing by a screen map on any screen port: web page, desktop window, terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kakanai.robots.runner import fingerprint, gate, jobs
from kakanai.robots.runner.drivers.base import Pictures, Saved, ScreenPort, Shown, Sighting
from kakanai.robots.runner.errors import (
    AccessError,
    CheckError,
    CommitUnknownError,
    DataError,
    MapError,
    RefusedError,
    ScreenError,
)
from kakanai.robots.runner.fingerprint import Fingerprint
from kakanai.robots.runner.jobs import Job, Typed
from kakanai.robots.runner.screenmap import Look, MapField, Save, ScreenMap, Step
from kakanai.robots.runner.screens import Button, Control, Row, Screen

Secrets = Callable[[str], str]
Note = Callable[[str, str, str], None]
_TOGETHER = ("text", "textarea", "select", "checkbox")
"""What a port that can fill many controls at once takes together."""


_SOON = 0.4
"""Seconds after which a target counts as slow."""


def _unnoted(_step: str, _caption: str, _value: str) -> None:
    return


@dataclass(slots=True)
class ScreenDriver:
    """One map on one port. `secrets` returns the account's `user` or `password` from the key store."""

    screen_map: ScreenMap
    port: ScreenPort
    secrets: Secrets
    with_pictures: bool = True
    picture_mask: tuple[str, ...] = ()
    journal: Note = _unnoted
    _pictures: Pictures = field(default_factory=Pictures)
    _entry: Screen | None = None

    def look(self, job: Job) -> list[Sighting]:
        """Search by the key (or the natural probe) and read the record's own page when exactly one is there."""
        look = self.screen_map.look
        if look is None:
            return []
        self._walk(look.steps, job, entry=False)
        screen = self._require(look.screen)
        self._search(screen, look.fields, job)
        self._press(screen, look.press)
        screen = self._await(look.screen, lambda s: look.none in s.text or bool(s.tables))
        rows = [] if look.none in screen.text else self._rows(screen, look)
        if len(rows) != 1:
            return [Sighting(number) for number, _ in rows]
        number, row = rows[0]
        return [self._open_record(look, number, row, job)]

    def _rows(self, screen: Screen, look: Look) -> list[tuple[str, Row]]:
        for table in screen.tables:
            if look.number in table.columns:
                column = table.columns.index(look.number)
                return [(row.cells[column], row) for row in table.rows]
        raise ScreenError(f"no result table with column {look.number}")

    def _open_record(self, look: Look, number: str, row: Row, job: Job) -> Sighting:
        links = [link for link in row.links if link.caption == look.open]
        if len(links) != 1:
            raise ScreenError(f"{len(links)} links {look.open} in the result row")
        self.port.press(links[0])
        screen = self._await(look.shown, lambda s: bool(s.displays))
        if screen.code != look.shown.code:
            raise AccessError(f"the record's screen did not open: {screen.code or 'no code'}")
        self._picture("after", job)
        return Sighting(number, tuple(Shown(d.section, d.caption, d.text) for d in screen.displays))

    def prepare(self, job: Job) -> None:
        """Open the entry screen, check its fingerprint and every text, type, and compare what then stands there."""
        texts = jobs.entries(self.screen_map, job)
        self._walk(self.screen_map.steps, job, entry=True)
        screen = self._require(self.screen_map.screen)
        controls = [self._control(screen, t) for t in texts]
        self._gate(texts, controls)
        self._type_all(list(zip(texts, controls, strict=True)), note=self.journal)
        self._entry = self._compared(texts)
        self._picture("before", job)

    def _control(self, screen: Screen, text: Typed) -> Control:
        found = screen.find(text.field.caption, text.field.section)
        if len(found) != 1:
            raise ScreenError(f"{len(found)} controls are called {text.field.section}/{text.field.caption}")
        if text.field.confirm_id and found[0].id != text.field.confirm_id:
            raise ScreenError(f"{text.field.caption}: caption and id do not agree")
        return found[0]

    def _gate(self, texts: list[Typed], controls: list[Control]) -> None:
        misfits, unfit = [], getattr(self.port, "unfit", None)
        for text, control in zip(texts, controls, strict=True):
            if control.kind in ("select", "radio"):
                if text.text not in control.options:
                    misfits.append(gate.Misfit(control.caption, "業務システムの選択肢にありません"))
                continue
            why = unfit(control, text.text) if unfit is not None else ""
            misfits += [gate.Misfit(control.caption, why)] if why else []
            misfits += gate.misfits(
                control.caption,
                text.text,
                character_set=self.screen_map.character_set,
                unit=self.screen_map.length_unit,
                limit=control.max or text.field.max,
            )
        if misfits:
            words = "。".join(f"{m.caption}: {m.what}" + _candidates(m.candidates) for m in misfits)
            captions = ", ".join(m.caption for m in misfits)
            raise DataError(f"does not fit: {captions}", ja=f"{words}。まだ何も登録していません。")

    def _type_all(self, pairs: list[tuple[Typed, Control]], *, note: Note) -> None:
        """Type in the map's order; neighbours that need no keys go together where the port can do that."""
        many = getattr(self.port, "enter_many", None)
        waiting: list[tuple[Control, str]] = []
        for text, control in pairs:
            plain = control.kind in _TOGETHER and text.field.how == "fill" and not control.locked
            if many is None or not plain:
                if many is not None and waiting:
                    many(waiting)
                    waiting = []
                self._type(text, control, note)
            elif control.value != text.text:
                waiting.append((control, text.text))
                note("typed", f"{control.section}/{control.caption}", text.text)
        if many is not None and waiting:
            many(waiting)

    def _type(self, text: Typed, control: Control, note: Note) -> None:
        if control.value == text.text:
            return
        if control.locked:
            raise CheckError(f"{control.caption} is locked and holds another value")
        self.port.enter(control, text.text, text.field.how)
        note("typed", f"{control.section}/{control.caption}", text.text)
        if text.field.settle and text.text:
            self._settle(text.field.settle, text.field.section)

    def _settle(self, caption: str, section: str) -> None:
        """A look-up fills another field by itself: wait for it, so that it does not overwrite us later."""
        for _ in _moments(min(2.0, self.screen_map.times.settle_seconds)):
            found = self.port.scan().find(caption, section)
            if found and found[0].value:
                return

    def _compared(self, texts: list[Typed]) -> Screen:
        leave = getattr(self.port, "leave", None)
        if leave is not None:
            leave()
        screen = self.port.scan()
        self._no_surprise()
        self._must_be(self.screen_map.screen, screen)
        wrong = [t.field.caption for t in texts if self._control(screen, t).value != t.text]
        if wrong:
            raise CheckError(f"differs before saving: {', '.join(wrong)}")
        return screen

    def commit(self, job: Job) -> Saved:  # noqa: ARG002 - the contract's signature
        """Press save; return what the target said. Anything but a declared sign raises CommitUnknownError."""
        save, screen = self.screen_map.save, self._entry
        if save is None or screen is None:
            raise MapError("the map has no save")
        buttons = screen.press(save.press)
        self.port.expect_dialogs(save.dialogs)
        send_once = getattr(self.port, "send_once", None)
        if send_once is not None:
            send_once()
        self.port.press(buttons[0])
        return self._outcome(save)

    def _outcome(self, save: Save) -> Saved:
        for _ in _moments(self.screen_map.times.settle_seconds):
            screen = self.port.scan()
            surprise = self.port.unexpected()
            if surprise:
                raise CommitUnknownError(f"pop-up nobody declared: {surprise[0][:80]}")
            for refusal in save.refusals:
                if refusal.text in screen.text:
                    raise RefusedError(f"target says {refusal.text}", ja=_refused_ja(screen, refusal.text),
                                       detail={"kind": refusal.kind})  # fmt: skip
            if (not save.code or screen.code == save.code) and save.text in screen.text and screen.code:
                return Saved(_number(save.number, screen.text))
        raise CommitUnknownError("neither success nor error sign came")

    def abandon(self) -> None:
        """Leave by 取消 when the entry screen is open."""
        screen, self._entry = self._entry, None
        if screen is None or not self.screen_map.cancel:
            return
        for button in self.port.scan().press(self.screen_map.cancel):
            self.port.press(button)

    def pictures(self) -> Pictures:
        """Return the pictures since the last call."""
        taken, self._pictures = self._pictures, Pictures()
        return taken

    def close(self) -> None:
        """End the session."""
        self.port.close()

    def canary(self, job: Job) -> list[str]:
        """Open each mapped screen read-only and say what differs; empty when nothing does."""
        found: list[str] = []
        places: list[tuple[tuple[Step, ...], Fingerprint | None]] = [(self.screen_map.steps, self.screen_map.screen)]
        if self.screen_map.look is not None:
            places.append((self.screen_map.look.steps, self.screen_map.look.screen))
        for steps, known in places:
            if known is None:
                continue
            self._walk(steps, job, entry=False)
            found += fingerprint.differences(known, fingerprint.take(self.port.scan()))
        return found

    def _walk(self, steps: tuple[Step, ...], job: Job, *, entry: bool) -> None:
        for step in steps:
            if step.open:
                self._open(step.open)
            if step.screen is not None:
                self._require(step.screen)
            self._step(step, job, entry=entry)

    def _step(self, step: Step, job: Job, *, entry: bool) -> None:
        if not step.press:
            return
        screen = self.port.scan()
        self._search(screen, step.fields, job)
        self._press(screen, step.press)
        if step.row_press or step.none_press:
            self._choose(step, job, entry=entry)

    def _choose(self, step: Step, job: Job, *, entry: bool) -> None:
        """Take the one row that is our person's, or the way in for a new one; two are a person's choice."""
        screen = self._await(None, lambda s: step.when_none in s.text or bool(s.tables))
        wanted = {c: jobs.typed(f, self.screen_map, job).text for c, f in step.row_where.items()}
        rows = [row for table in screen.tables for row in table.rows if _matches(table.columns, row, wanted)]
        if len(rows) > 1:
            raise DataError(
                f"{len(rows)} rows match", ja="業務システムに同じ条件の人が2人以上います。人が選んでください。"
            )
        if rows and entry:
            self.port.press(_one(rows[0].links, step.row_press))
        elif entry or not rows:
            self.port.press(_one(screen.buttons, step.none_press))

    def _search(self, screen: Screen, fields: tuple[MapField, ...], job: Job) -> None:
        """Fill in what is searched for. The journal is of what is entered, not of looks."""
        texts = [jobs.typed(item, self.screen_map, job) for item in fields]
        self._type_all([(text, self._control(screen, text)) for text in texts], note=_unnoted)

    def _press(self, screen: Screen, caption: str) -> None:
        self.port.press(_one(screen.buttons, caption))

    def _open(self, place: str) -> None:
        self.port.open(place, self.screen_map.frame)
        login = self.screen_map.login
        if login is None:
            return
        if self.port.scan().code == login.screen.code:
            self._sign_in()
            self.port.open(place, self.screen_map.frame)

    def _sign_in(self) -> None:
        login = self.screen_map.login
        if login is None:
            return
        screen = self._require(login.screen)
        for caption, secret in login.fields.items():
            found = screen.find(caption)
            if len(found) != 1:
                raise ScreenError(f"sign-in has {len(found)} fields {caption}")
            self.port.enter(found[0], self.secrets(secret))
        self._press(screen, login.press)
        screen = self.port.scan()
        if screen.code == login.screen.code:
            busy = bool(login.busy) and login.busy in screen.text
            why = "他の端末で使用中です。" if busy else "利用者番号か暗証を確かめてください。"
            raise AccessError("account in use" if busy else "sign-in refused", ja=f"業務システムに入れません。{why}")

    def _require(self, known: Fingerprint | None) -> Screen:
        if known is None:
            raise MapError("a screen without fingerprint")
        screen = self._await(known, lambda s: s.code == known.code)
        self._no_surprise()
        self._must_be(known, screen)
        return screen

    def _must_be(self, known: Fingerprint | None, screen: Screen) -> None:
        if known is None:
            raise MapError("a screen without fingerprint")
        found = fingerprint.differences(known, fingerprint.take(screen))
        if found:
            raise ScreenError("; ".join(found)[:800], detail={"differences": found})

    def _await(self, known: Fingerprint | None, ready: Callable[[Screen], bool]) -> Screen:
        """Scan until the screen is ready; after the settle time return what is there, for the gate to judge."""
        screen = self.port.scan()
        for _ in _moments(self.screen_map.times.settle_seconds):
            loaded = known is None or screen.code == known.code
            if loaded and ready(screen):
                break
            if known is not None and screen.code and screen.code != known.code and self._other(screen):
                break
            screen = self.port.scan()
        return screen

    def _other(self, screen: Screen) -> bool:
        """Another mapped screen may still be on its way out; a sign-in or foreign screen is no use waiting for."""
        look = self.screen_map.look
        known = {self.screen_map.screen, look.screen if look else None, look.shown if look else None}
        known |= {s.screen for s in (*self.screen_map.steps, *(look.steps if look else ()))}
        return screen.code not in {k.code for k in known if k is not None}

    def _no_surprise(self) -> None:
        surprise = self.port.unexpected()
        if surprise:
            raise ScreenError(f"pop-up nobody declared: {surprise[0][:80]}")

    def _picture(self, name: str, job: Job) -> None:
        if self.with_pictures:
            mask = ("*",) if job.protected else (*self.screen_map.sensitive_captions(), *self.picture_mask)
            picture = self.port.picture(mask)
            if picture:
                self._pictures.items[name] = picture


def _moments(seconds: float) -> Iterator[None]:
    """Come back until the time is over: often at first, then less, since each look costs a slow target's PC work."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < seconds:
        yield
        time.sleep(0.02 if waited < _SOON else 0.1)


def _one(buttons: tuple[Button, ...], caption: str) -> Button:
    found = [b for b in buttons if b.caption == caption]
    if len(found) != 1:
        raise ScreenError(f"{len(found)} buttons are called {caption}")
    return found[0]


def _matches(columns: tuple[str, ...], row: Row, wanted: Mapping[str, str]) -> bool:
    shown = dict(zip(columns, row.cells, strict=False))
    return all(shown.get(caption) == text for caption, text in wanted.items())


def _number(pattern: str, text: str) -> str:
    match = re.search(pattern, text) if pattern else None
    return match[1] if match else ""


def _candidates(found: tuple[str, ...]) -> str:
    return f"(候補: {'・'.join(found[:5])})" if found else ""


def _refused_ja(screen: Screen, text: str) -> str:
    line = next((line for line in screen.text.splitlines() if text in line), text)
    return f"業務システムが登録を断りました:「{line.strip()[:100]}」。登録はされていません。"
