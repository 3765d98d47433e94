"""A desk in memory that speaks the agent's protocol as the real one does: for tests of the agent alone."""

from __future__ import annotations

import base64
import json
import secrets
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from kakanai.agent import protocol
from kakanai.agent.device import Device
from kakanai.agent.protocol import Credential, Job, Kind, SignedRequest

PREFIX = "/api/agent/"


@dataclass
class MemoryDesk:
    """Counters, their devices' keys, jobs and what came back. Every byte that arrives is kept in `heard`."""

    tokens: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, Job] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    given_to: dict[str, str] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)
    results: dict[str, dict] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)
    cut: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def token(self, counter: str) -> str:
        made = secrets.token_hex(8)
        self.tokens[made] = counter
        return made

    def ask(self, counter: str, *, kind: Kind = Kind.READ, credential: Credential = Credential.PIN, **more) -> Job:
        job = Job(
            id=secrets.token_hex(8), kind=kind, purpose="転入届の受付", fields=protocol.FIELDS, counter=counter,
            counter_label=f"{counter}番窓口", clerk_label="見本 花子",
            nonce=base64.b64encode(secrets.token_bytes(32)).decode(), pairing_code="4821", seconds=more.pop("seconds", 60),
            credential=credential, **more,
        )  # fmt: skip
        with self.lock:
            self.jobs[job.id] = self.waiting[counter] = job
        return job

    def handle(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        status, answer = self.answer(request.url.path.removeprefix(PREFIX), body, dict(request.headers))
        if status == 0:
            raise httpx.ReadError("the network was cut")
        return httpx.Response(status, json=answer, headers={"Kakanai-Hint": "last_sequence"} if status == 409 else {})

    def answer(self, operation: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict]:
        with self.lock:
            self.heard += body + json.dumps(headers).encode()
            if operation == "enrol":
                return self._enrol(json.loads(body))
            device = headers.get("kakanai-device", "")
            if device not in self.keys:
                return 401, {}
            counter, key = self.keys[device]
            sequence = int(headers["kakanai-sequence"])
            signed = SignedRequest(operation, headers["kakanai-municipality"], device, sequence, body)
            if not signed.signed_by(key, headers["kakanai-signature"]):
                return 401, {}
            if sequence <= self.sequences.get(device, 0):
                return 409, {"last_sequence": self.sequences[device]}
            self.sequences[device] = sequence
            return self._operate(operation, json.loads(body), device, counter)

    def _operate(self, operation: str, data: dict, device: str, counter: str) -> tuple[int, dict]:
        if operation == "poll":
            job = self._lost(device) or self.waiting.pop(counter, None)
            if job:
                self.given_to[job.id] = device
            return 200, {"job": job.to_json() if job else None}
        _, job_id, what = operation.split("/")
        if self.given_to.get(job_id) != device:
            self.refused.append(job_id)
            return 410, {}
        if what == "result" and self.cut:
            self.cut -= 1
            if self.cut % 2:
                self._result(job_id, data)  # arrived, and the answer was lost
            return 0, {}
        if job_id in self.over or (job_id in self.failures and what != "failure"):
            return 410, {}
        if what == "step":
            self.steps.setdefault(job_id, []).append(data["step"])
        elif what == "failure":
            self.failures[job_id] = data["code"]
        else:
            return self._result(job_id, data)
        return 200, {}

    def _lost(self, device: str) -> Job | None:
        """A job that this device was given and never heard of: its answer was lost, so it is given again."""
        known = {*self.steps, *self.results, *self.failures, *self.over}
        return next(
            (self.jobs[job] for job, owner in self.given_to.items() if owner == device and job not in known), None
        )

    def _result(self, job_id: str, data: dict) -> tuple[int, dict]:
        job = self.jobs[job_id]
        if data["nonce"] != job.nonce or data["counter"] != job.counter:
            self.refused.append(job_id)
            return 409, {}
        if job_id in self.results and self.results[job_id] != data:
            return 410, {}
        self.results[job_id] = data
        return 200, {}

    def _enrol(self, data: dict) -> tuple[int, dict]:
        counter = self.tokens.pop(data["token"], None)
        if counter is None:
            return 403, {}
        device = secrets.token_hex(8)
        self.keys[device] = counter, base64.b64decode(data["public_key"])
        return 200, {
            "device": device, "municipality": "990019", "counter": counter, "counter_label": f"{counter}番窓口",
        }  # fmt: skip

    def http(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.handle), base_url="http://127.0.0.1")

    def device(self, counter: str) -> Device:
        from kakanai.agent import client

        return client.enrol(self.http(), self.token(counter), "PC")


class _Server(ThreadingHTTPServer):
    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake belongs to the connection's own thread, so that a client that breaks it off holds nobody up.
        if self.context is not None:
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except OSError:
                return
        super().finish_request(request, client_address)


class DeskServer:
    """The desk in memory on a real socket of the loopback interface, for an agent in a process of its own.

    With `context` it speaks TLS alone.
    """

    def __init__(self, desk: MemoryDesk, context: ssl.SSLContext | None = None) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, answer = desk.answer(self.path.removeprefix(PREFIX), body, headers)
                if answer.get("job", 1) is None:
                    answer["wait"] = 0.05
                payload = json.dumps(answer).encode()
                self.send_response(status or 503)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.server.context = context
        self.address = f"{'https' if context else 'http'}://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> DeskServer:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
