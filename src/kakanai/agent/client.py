"""Talking to the desk: enrolment, the long poll, steps, results. Outbound requests only, one at a time."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kakanai.agent import protocol
from kakanai.agent.device import Device, public_bytes
from kakanai.agent.errors import AgentError, CertificateError, JobOverError, NetworkError, RefusedError
from kakanai.agent.protocol import Job, SignedRequest, Step

_POLL_SECONDS = 40.0
_ANSWER_SECONDS = 15.0
_LONGEST_WAIT_SECONDS = 5.0
PREFIX = "/api/agent/"


def http_client(server: str, *, ca_file: str | None = None) -> httpx.Client:
    """Return a client for the desk's address. Anything but HTTPS is refused, except on this machine.

    The desk's certificate must lead to `ca_file`, or without one to what this PC's system trusts, and must be for the
    address's host.
    """
    address = urlsplit(server)
    if address.scheme != "https" and not _is_loopback(address.hostname or ""):
        raise RefusedError("the desk's address must begin with https://")
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise CertificateError(f"{ca_file} holds no certificates (PEM)") from error
    # Proxy and certificate settings of the surrounding environment are left out on purpose.
    return httpx.Client(base_url=server.rstrip("/"), timeout=_ANSWER_SECONDS, trust_env=False, verify=context)


def enrol(http: httpx.Client, token: str, name: str) -> Device:
    """Make a key for this PC and register its public half with a one-time token; raises RefusedError."""
    key = Ed25519PrivateKey.generate()
    data = {"token": token, "public_key": protocol.text(public_bytes(key)), "name": name}
    try:
        answer = http.post(PREFIX + "enrol", content=protocol.body(data), headers={"Content-Type": "application/json"})
    except httpx.HTTPError as error:
        raise _network_error(error) from error
    if answer.status_code != 200:
        raise RefusedError(f"enrolment refused ({answer.status_code})")
    made = _object(answer)
    return Device(made["device"], made["municipality"], made["counter"], made["counter_label"], key)


class DeskClient:
    """An enrolled device's side of the protocol."""

    def __init__(self, http: httpx.Client, device: Device) -> None:
        self._http = http
        self.device = device
        self._sequence = 0
        self._lock = threading.Lock()

    def poll(self) -> Job | None:
        """Wait at the desk for the next job of this counter; `None` when there was none for a while."""
        answer = self._post("poll", {}, timeout=_POLL_SECONDS)
        if answer.get("job"):
            return Job.from_json(answer["job"])
        # A desk with no thread to spare for waiting says when to come back.
        time.sleep(min(float(answer.get("wait") or 0.0), _LONGEST_WAIT_SECONDS))
        return None

    def step(self, job: Job, step: Step, *, tries_left: int | None = None) -> None:
        """Tell the desk how far the job is; raises JobOverError when the desk has ended it."""
        self._post(f"jobs/{job.id}/step", {"step": step.value, "tries_left": tries_left})

    def fail(self, job: Job, code: str, *, tries_left: int | None = None) -> None:
        """Tell the desk that the job ended without a result."""
        self._post(f"jobs/{job.id}/failure", {"code": code, "tries_left": tries_left})

    def deliver(self, job: Job, result: Mapping[str, Any]) -> None:
        """Hand in the result. The same result may be sent again after a cut; it counts once."""
        self._post(f"jobs/{job.id}/result", {"nonce": job.nonce, "counter": job.counter, **result})

    def _post(self, operation: str, data: Mapping[str, Any], *, timeout: float = _ANSWER_SECONDS) -> dict[str, Any]:
        with self._lock:
            return _understood(self._send(operation, protocol.body(data), timeout))

    def _send(self, operation: str, body: bytes, timeout: float) -> httpx.Response:
        # Wall-clock nanoseconds make the sequence rise across restarts; a clock set back is caught up by the desk.
        self._sequence = max(self._sequence + 1, time.time_ns())
        answer = self._request(operation, body, timeout)
        if answer.status_code == 409 and "last_sequence" in answer.headers.get("Kakanai-Hint", ""):
            self._sequence = max(self._sequence, _last_sequence(answer)) + 1
            answer = self._request(operation, body, timeout)
        return answer

    def _request(self, operation: str, body: bytes, timeout: float) -> httpx.Response:
        signed = SignedRequest(operation, self.device.municipality, self.device.id, self._sequence, body)
        try:
            return self._http.post(
                PREFIX + operation, content=body, headers=signed.headers(self.device.key), timeout=timeout
            )
        except httpx.HTTPError as error:
            raise _network_error(error) from error


def _network_error(error: httpx.HTTPError) -> NetworkError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return CertificateError(str(error).split("certificate verify failed: ")[-1].rstrip(")"))
    return NetworkError(type(error).__name__)


def _understood(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code in {401, 403}:
        raise RefusedError(f"the desk answered {answer.status_code}")
    if answer.status_code in {404, 409, 410}:
        raise JobOverError(f"the desk answered {answer.status_code}")
    if answer.status_code >= 500:
        raise NetworkError(f"the desk answered {answer.status_code}")
    if answer.status_code == 204:
        return {}
    if answer.status_code != 200:
        raise AgentError(f"the desk answered {answer.status_code}")
    return _object(answer)


def _last_sequence(answer: httpx.Response) -> int:
    try:
        return int(_object(answer)["last_sequence"])
    except (KeyError, TypeError, ValueError) as error:
        raise NetworkError("the answer is not the desk's") from error


def _object(answer: httpx.Response) -> dict[str, Any]:
    """Return the answer's object. A page of some gateway in between counts as a desk that cannot be reached."""
    try:
        found = answer.json()
    except ValueError as error:
        raise NetworkError("the answer is not the desk's") from error
    if not isinstance(found, dict):
        raise NetworkError("the answer is not the desk's")
    return found


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
