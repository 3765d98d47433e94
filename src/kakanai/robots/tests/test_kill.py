"""kill -9 of the runner and of the server at every checkpoint: one record in the target, and the item done."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from kakanai.demo.targets.formpost import FormPost
from kakanai.demo.targets.web import serve
from kakanai.robots import actions
from kakanai.robots.direct import DirectDesk
from kakanai.robots.models import Lane, Runner, Target, WorkItem
from kakanai.robots.runner.client import HttpDesk
from kakanai.robots.runner.worker import Worker
from kakanai.trust import tenancy

STEPS = ["probing", "entering", "checked", "intent", "saved", "submitted", "verifying", "done"]
WEB = ["checked", "intent", "saved"]
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUNNER = """
import os, sys
from contextlib import nullcontext
from kakanai.demo.targets.formpost import FormPost
from kakanai.robots.runner.client import HttpDesk
from kakanai.robots.runner.drivers.browser import running_browser
from kakanai.robots.runner.worker import Worker, driver_factory
address, token, step, kind = sys.argv[1:]
def observer(name):
    if name == step:
        os.kill(os.getpid(), 9)
with running_browser() if kind == "web" else nullcontext() as browser:
    make = driver_factory(browser) if kind == "web" else FormPost
    Worker(HttpDesk(address, token), make, ["juki"], observer=observer).run(until_empty=True)
"""
SERVER = """
import json, os, sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
import django
from django.conf import settings
settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
django.setup()
from django.core.wsgi import get_wsgi_application
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), Threads, Quiet).serve_forever()
"""


def environment():
    keys = ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    database = {key: str(settings.DATABASES["default"].get(key, "")) for key in keys}
    return os.environ | {"TEST_DATABASE": json.dumps(database), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


@pytest.fixture
def juki(city):
    with serve("juki") as core:
        actions.set_target_address("juki", core.address)
        Target.objects.update(quiet_seconds=0.2)
        yield core


def let_leases_end():
    now = timezone.now() - timedelta(seconds=1)
    WorkItem.objects.filter(lease_until__isnull=False).update(lease_until=now)
    Lane.objects.update(lease_until=None)


def finish(item):
    """A second robot takes over until the item is closed."""
    desk = DirectDesk(Runner.objects.get(name="runner-1"))
    until = time.monotonic() + 20
    while time.monotonic() < until:
        let_leases_end()
        Worker(desk, FormPost, ["juki"]).run(until_empty=True)
        item.refresh_from_db()
        if item.state in ("done", "needs_person"):
            return
        time.sleep(0.1)


@pytest.mark.parametrize(("step", "kind"), [*((s, "post") for s in STEPS), *((s, "web") for s in WEB)])
def test_a_runner_killed_at_any_checkpoint_leaves_one_record_and_a_done_item(step, kind, live_server, token, put, juki):
    item = put()
    command = [sys.executable, "-c", RUNNER, live_server.url, token, step, kind]
    killed = subprocess.run(command, env=environment(), timeout=90, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(juki.ledger.by_key(item.key)) == (STEPS.index(step) > STEPS.index("intent"))
    finish(item)
    assert (item.state, len(juki.ledger.by_key(item.key))) == ("done", 1)


class Server:
    """The desk's server as a process that can be killed and started again on the same port."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, str(self.port)], env=environment())
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.mark.parametrize("step", STEPS)
def test_a_server_killed_at_any_checkpoint_loses_nothing_and_doubles_nothing(step, token, put, juki):
    item = put()
    connections.close_all()
    with tenancy.tenant("990019"):
        server = Server()
        back = threading.Thread(target=server.start)

        def observer(name):
            if name == step and not back.is_alive() and back.ident is None:
                server.kill()
                back.start()

        try:
            desk = HttpDesk(f"http://127.0.0.1:{server.port}", token)
            worker = Worker(desk, FormPost, ["juki"], observer=observer)
            claim = desk.claim(["juki"])
            worker._work(claim)
            worker.close()
            back.join()
        finally:
            server.kill()
        finish(item)
        assert (item.state, len(juki.ledger.by_key(item.key))) == ("done", 1)
