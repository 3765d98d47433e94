"""A sample core system served over HTTP on loopback: sign-in, search, entry, save, inquiry, in CP932."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from kakanai.demo.targets import drift, pages
from kakanai.demo.targets.definition import System, load, screens_of
from kakanai.demo.targets.ledger import DuplicateKeyError, Ledger, Record
from kakanai.demo.targets.misbehaviour import Misbehaviour

Form = dict[str, str]
ACCOUNT, PASSWORD = "robot01", "sample"


class BrokenConnectionError(Exception):
    """The system is told to drop the line without an answer."""


def parse_form(body: bytes) -> Form:
    """Decode a CP932 form. Characters outside arrive as `&#NNNN;`, and stay so: that is how it was."""
    pairs = [part.partition(b"=") for part in body.split(b"&") if part]
    return {_plain(name): _plain(value) for name, _, value in pairs}


def _plain(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("cp932", "replace")


class CoreSystem:
    """One running sample system: its definition, ledger, sessions and orders to misbehave.

    `beside` holds further screens of the same target, each with a ledger of its own, by the first part of the path.
    """

    def __init__(self, system: System, ledger: Path | str = ":memory:") -> None:
        self.system = system
        self.beside: dict[str, CoreSystem] = {}
        self.ledger = Ledger(ledger, system.number_start, unique=system.unique_key)
        self.orders = Misbehaviour()
        self._sessions: dict[str, float] = {}
        self._server: ThreadingHTTPServer | None = None
        self.lock = threading.Lock()

    def start(self, port: int = 0) -> str:
        """Serve on loopback; return the base address."""
        handler = type("Handler", (_Handler,), {"home": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Stop serving. Late commits already under way still happen."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> CoreSystem:
        self.address = self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def sign_in(self) -> str | None:
        """Open a session; `None` when the account has all it may have."""
        with self.lock:
            limit = time.time() - self.system.session_seconds
            self._sessions = {k: v for k, v in self._sessions.items() if v > limit}
            if self.system.sessions and len(self._sessions) >= self.system.sessions:
                return None
            token = secrets.token_hex(8)
            self._sessions[token] = time.time()
            return token

    def knows(self, token: str) -> bool:
        """Tell whether the session lives, and keep it alive."""
        with self.lock:
            if token in self._sessions:
                self._sessions[token] = time.time()
                return True
            return False

    def sign_out(self, token: str) -> None:
        """Close a session."""
        with self.lock:
            self._sessions.pop(token, None)

    def drawn(self) -> System:
        """The system as drawn now: changed when it was told to drift."""
        told, change = self.orders.take("drift")
        return drift.apply(self.system, change) if told else self.system

    def commit(self, values: Form) -> int:
        """Write one record as the store would."""
        stored = {f.id: values.get(f.id, "") for f in self.system.fields()}
        wrong, name = self.orders.take("wrong")
        if wrong:
            stored[name] = stored[name][:-1]
        if self.orders.take("drop_characters")[0]:
            stored = {k: re.sub(r"[^\x20-\x7e。-゚ぁ-ヿ]", "", v) for k, v in stored.items()}
        key = self.system.key_field()
        return self.ledger.save(stored[key.id] if key else "", stored)


class _Handler(BaseHTTPRequestHandler):
    home: CoreSystem
    core: CoreSystem
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Keep quiet: request lines of a core system may hold personal values."""

    def _choose(self) -> None:
        """Take the screen that the path names, and go on with the rest of the path."""
        first, _, rest = self.path.lstrip("/").partition("/")
        self.core = self.home.beside.get(first, self.home)
        if first in self.home.beside:
            self.path = f"/{rest}"

    def do_GET(self) -> None:
        """Answer a page."""
        self._choose()
        self._answer({})

    def do_POST(self) -> None:
        """Answer a form."""
        self._choose()
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/_control":
            self._control(json.loads(body))
            return
        self._answer(parse_form(body))

    def _control(self, order: dict[str, Any]) -> None:
        if order.get("stop"):
            self.core.orders.stop()
        else:
            self.core.orders.tell(order["kind"], times=order.get("times", 1), value=order.get("value"))
        self._send("{}", kind="application/json")

    def _answer(self, form: Form) -> None:
        slow, seconds = self.core.orders.take("slow")
        if slow:
            time.sleep(seconds)
        if self.core.orders.take("down")[0]:
            self._send(pages.document("停止中", "<p>システムは停止しています。(E503)</p>"), status=503)
            return
        try:
            self._route(urlsplit(self.path), form)
        except BrokenConnectionError:
            self.close_connection = True
            self.connection.close()

    def _route(self, url: Any, form: Form) -> None:
        system, query = self.core.system, dict(parse_qsl(url.query))
        if url.path == "/_ledger":
            rows = [{"number": r.number, "key": r.key, "values": r.values} for r in self.core.ledger.all()]
            self._send(json.dumps(rows), kind="application/json")
            return
        if url.path == "/zip":
            self._send(system.towns.get(query.get("c", ""), ""))
            return
        if url.path in ("/login", "/news"):
            self._login(form) if url.path == "/login" else self._news()
            return
        if (system.login and not self.core.knows(self._cookie())) or self.core.orders.take("logout")[0]:
            self._send(self._login_page(""))
            return
        self._page(url.path, query, form)

    def _page(self, path: str, query: Form, form: Form) -> None:
        system = self.core.drawn()
        if path == "/" and system.frames:
            self._send(_frameset(system))
        elif path in ("/", "/menu", "/menu_main"):
            self._send(_menu(system, alone=not system.frames or path == "/menu", main=path == "/menu_main"))
        elif path == "/finder" and system.finder:
            self._send(self._finder(system, form))
        elif path == "/entry":
            self._send(pages.entry(system, self._known(query), confirm=self._ask(system)))
        elif path == "/save":
            self._save(system, form)
        elif path == "/search":
            rows = self._find(system, form) if form else None
            self._send(pages.search(system, system.search, "search", rows, _given(system.search.by, form)))
        elif path == "/inquiry":
            record = self.core.ledger.number(int(query.get("n", "0")))
            self._send(pages.inquiry(system, record) if record else pages.document("照会", "該当なし"))
        elif path == "/logout":
            self.core.sign_out(self._cookie())
            self._send(self._login_page("終了しました。"))
        else:
            self._send(pages.document("エラー", "画面がありません。"), status=404)

    def _ask(self, system: System) -> str:
        return system.confirm

    def _known(self, query: Form) -> Form:
        people = self.core.system.people
        index = int(query.get("p", "-1"))
        return dict(people[index]) if 0 <= index < len(people) else {}

    def _find(self, system: System, form: Form) -> list[Record]:
        given = {c: v for c, v in _given(system.search.by, form).items() if v}
        return [r for r in self.core.ledger.all() if all(pages.shown(system, r, c) == v for c, v in given.items())]

    def _finder(self, system: System, form: Form) -> str:
        assert system.finder is not None  # noqa: S101 - the caller looked
        given = _given(system.finder.by, form)
        rows = [(i, p) for i, p in enumerate(system.people) if all(p.get(c) == v for c, v in given.items() if v)]
        blank = pages.search(system, system.finder, "finder", None, given)
        if not form:
            return blank
        lines = "".join(
            f"<tr>{''.join(f'<td>{escape(p[c])}</td>' for c in system.finder.by)}"
            f'<td><a href="entry?p={i}">選択</a></td></tr>'
            for i, p in rows
        )
        head = "".join(f"<th>{c}</th>" for c in (*system.finder.by, "操作"))
        table = f'<p>該当 {len(rows)}件</p><table border="1"><tr>{head}</tr>{lines}</table>' if rows else ""
        none = "" if rows else "<p>該当する受給者はいません。</p>"
        new = '<p><input type="button" value="新規入力" onclick="location.href=\'entry\'"></p>'
        return blank.replace("</body>", none + table + new + "</body>")

    def _save(self, system: System, form: Form) -> None:
        missing = [f.caption for f in system.fields() if f.required and not form.get(f.id)]
        if missing:
            self._send(pages.entry(system, form, error=f"入力エラー:{'、'.join(missing)}を入力してください。(E101)"))
            return
        if self.core.orders.take("crash_before")[0]:
            raise BrokenConnectionError
        late, seconds = self.core.orders.take("late")
        if late:
            threading.Timer(seconds, self._commit_late, (form,)).start()
            raise BrokenConnectionError
        try:
            number = self.core.commit(form)
        except DuplicateKeyError:
            self._send(pages.entry(system, form, error="受付番号が重複しています。(E201)"))
            return
        self._after_commit(system, number)

    def _commit_late(self, form: Form) -> None:
        try:
            self.core.commit(form)
        except DuplicateKeyError:
            return

    def _after_commit(self, system: System, number: int) -> None:
        slow, seconds = self.core.orders.take("slow_save")
        if slow:
            time.sleep(seconds)
        if self.core.orders.take("crash_after")[0]:
            raise BrokenConnectionError
        alert = f"<script>alert('{system.alert}')</script>" if system.alert else ""
        if self.core.orders.take("double_popup")[0]:
            alert += "<script>confirm('もう一度登録しますか?')</script>"
        text = f"<p>登録しました。{system.number_caption} {number}</p>"
        self._send(pages.document(system.saved.title, pages.heading(system.saved, system) + text + alert))

    def _login(self, form: Form) -> None:
        if form.get("user") != ACCOUNT or form.get("pass") != PASSWORD:
            self._send(self._login_page("利用者番号または暗証が違います。(E001)" if form else ""))
            return
        token = self.core.sign_in()
        if token is None:
            self._send(self._login_page("この利用者は他の端末で使用中です。(E002)"))
            return
        page = _menu(self.core.system, alone=True, main=False)
        self._send(page, cookie=f"sid={token}; Path=/; HttpOnly")

    def _news(self) -> None:
        self._send(pages.document("お知らせ", f"<p>{escape(self.core.system.announcement)}</p>"))

    def _login_page(self, note: str) -> str:
        news = (
            " onsubmit=\"window.open('news','news','width=400,height=200')\"" if self.core.system.announcement else ""
        )
        body = (
            f'<div><span class="c">{self.core.system.entry.code[:2]}0000</span><b>ログイン</b></div><hr>'
            f'<p class="e">{note}</p><form method="post" action="login"{news}><table border="1">'
            '<tr><th>利用者番号</th><td><input type="text" name="user" maxlength="10"></td></tr>'
            '<tr><th>暗証</th><td><input type="password" name="pass" maxlength="10"></td></tr></table>'
            '<p><input type="submit" value="ログイン"></p></form>'
        )
        return pages.document("ログイン", body)

    def _cookie(self) -> str:
        match = re.search(r"\bsid=(\w+)", self.headers.get("Cookie", ""))
        return match[1] if match else ""

    def _send(self, text: str, *, status: int = 200, kind: str = "text/html", cookie: str = "") -> None:
        body = text.encode("cp932", "xmlcharrefreplace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=Shift_JIS")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(body)


def _given(captions: tuple[str, ...], form: Form) -> Form:
    return {c: form.get(pages.c_id(c), "") for c in captions}


def _frameset(system: System) -> str:
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Frameset//EN"><html><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'
        f"<title>{escape(system.name)}</title></head>"
        '<frameset cols="150,*"><frame name="menu" src="menu"><frame name="main" src="menu_main"></frameset></html>'
    )


def _menu(system: System, *, alone: bool, main: bool) -> str:
    entry = "finder" if system.finder else "entry"
    target = ' target="main"' if system.frames else ""
    links = "".join(
        f'<p><a href="{path}"{target}>{caption}</a></p>'
        for path, caption in ((entry, system.entry.title), ("search", system.search.title))
    )
    body = f"<b>{escape(system.name)}</b><hr>{links if alone else ''}"
    return pages.document("メニュー", body if not main else "<p>処理を選択してください。</p>")


def serve(code: str, ledger: Path | str = ":memory:") -> CoreSystem:
    """Make the named sample system ready to start, with every screen that stands beside its first."""
    names = screens_of(code)
    core = CoreSystem(load(names.pop("", code)), ledger)
    for prefix, name in names.items():
        kept = ledger if ledger == ":memory:" else Path(ledger).with_suffix(f".{prefix}.sqlite")
        core.beside[prefix] = CoreSystem(load(name), kept)
    return core
