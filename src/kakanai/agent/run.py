"""The agent's loop: one job at a time, from the poll to the last word on both screens."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from kakanai.agent.client import DeskClient
from kakanai.agent.errors import (
    AgentError,
    CancelledError,
    ExpiredError,
    JobOverError,
    NetworkError,
    RefusedError,
    UnknownJobError,
    WrongDeskError,
)
from kakanai.agent.jobs import perform
from kakanai.agent.pins import PinRequest, PinSource
from kakanai.agent.protocol import Credential, Job, Kind, Step
from kakanai.agent.readers import Reader
from kakanai.card.anchors import World
from kakanai.card.errors import CardError, NoCardError, PinWrongError, ReaderBusyError
from kakanai.card.profile import CredentialSpec
from kakanai.card.reader import Typed
from kakanai.card.transport import Transport

log = logging.getLogger(__name__)

_DONE = {Kind.SIGN: "署名しました。カードをお取りください。"}
_READ = "読み取りました。カードをお取りください。"
_HEARTBEAT_SECONDS = 3.0
_RETRY_SECONDS = 0.5
_BUSY_SECONDS = 5.0
"""Windows looks at every card that is laid down, and holds it for a moment."""


class Agent:
    """Serves one counter. `wait` sleeps between tries; tests replace it."""

    def __init__(
        self,
        client: DeskClient,
        reader: Reader,
        pins: PinSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        heartbeat: float = _HEARTBEAT_SECONDS,
    ) -> None:
        self._client = client
        self._reader = reader
        self._pins = pins
        self._clock = clock
        self._wait = wait
        self._heartbeat = heartbeat

    def serve(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Poll and work until `stop` says so. A desk that cannot be reached is asked again, a little later each time.

        Raises RefusedError, after showing it, when the desk no longer knows this PC: asking again would not help.
        """
        pause = _RETRY_SECONDS
        while not stop():
            try:
                self.serve_once()
                pause = _RETRY_SECONDS
            except RefusedError as error:
                self._pins.show(error.clerk, good=False)
                raise
            except AgentError as error:
                log.warning("no answer to work with (%s: %s); trying again in %.1f s", error.code, error, pause)
                if isinstance(error, UnknownJobError):
                    self._pins.show(error.clerk, good=False)
                self._wait(pause)
                pause = min(pause * 2, 10.0)

    def serve_once(self) -> bool:
        """Poll once and do the job there is. Returns whether there was one."""
        job = self._client.poll()
        if job is None:
            return False
        log.info("job %s: %s", job.id, job.kind)
        self._work(job)
        return True

    def _work(self, job: Job) -> None:
        deadline = self._clock() + job.seconds
        try:
            if job.counter != self._client.device.counter:
                raise WrongDeskError(f"a job for counter {job.counter}")
            result = self._read(job, deadline)
            self._deliver(job, result, deadline)
        except RefusedError:
            raise
        except (CardError, AgentError) as error:
            log.info("job %s ended: %s", job.id, error.code)
            self._end(job, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, both screens must learn that this job is over
            # The kind alone: a message or a traceback could quote what was read.
            log.error("job %s ended: %s", job.id, type(error).__name__)
            self._end(job, AgentError(type(error).__name__))
        else:
            log.info("job %s delivered", job.id)
            self._pins.show(_DONE.get(job.kind, _READ), good=True)

    def _end(self, job: Job, error: CardError | AgentError) -> None:
        self._tell_desk(job, error)
        self._pins.show(error.clerk, good=False)

    def _read(self, job: Job, deadline: float) -> Mapping[str, Any]:
        def report(step: Step, left: int | None) -> None:
            # A step that does not get through is no reason to stop: the result is what must arrive.
            with suppress(NetworkError):
                self._client.step(job, step, tries_left=left)

        with self._wait_for_card(job, deadline) as transport:
            return perform(job, transport, lambda *asked: self._ask(job, deadline, *asked), report)

    def _wait_for_card(self, job: Job, deadline: float) -> Transport:
        reported, busy_since = 0.0, None
        while True:
            try:
                return self._reader.connect()
            except NoCardError:
                busy_since = None
                if self._clock() >= deadline:
                    raise
            except ReaderBusyError:
                busy_since = self._clock() if busy_since is None else busy_since
                if self._clock() >= min(deadline, busy_since + _BUSY_SECONDS):
                    raise
            if self._clock() - reported >= self._heartbeat:
                with suppress(NetworkError):
                    self._client.step(job, Step.WAITING_CARD)
                reported = self._clock()
            self._wait(0.1)

    def _ask(self, job: Job, deadline: float, spec: CredentialSpec, left: int, world: World | None) -> Typed:
        watch = _Watch(self._client, job, self._heartbeat)
        request = PinRequest(
            job,
            Credential(spec.name),
            spec.label,
            left,
            self._reader.card_label(),
            world,
            deadline - self._clock(),
            watch.is_over,
        )
        if request.seconds_left <= 0:
            raise ExpiredError
        with watch:
            return self._pins.ask(request)

    def _deliver(self, job: Job, result: Mapping[str, Any], deadline: float) -> None:
        while True:
            try:
                self._client.deliver(job, result)
            except NetworkError:
                # What was read is only in memory; when the job's time is over it is gone, and nothing is half stored.
                if self._clock() >= deadline:
                    raise
                self._wait(_RETRY_SECONDS)
            else:
                return

    def _tell_desk(self, job: Job, error: CardError | AgentError) -> None:
        if isinstance(error, JobOverError):
            return
        left = error.tries_left if isinstance(error, PinWrongError) else None
        with suppress(AgentError):
            self._client.fail(job, error.code, tries_left=left)


class _Watch:
    """Asks the desk now and then whether the job still stands, while a person is typing."""

    def __init__(self, client: DeskClient, job: Job, every: float) -> None:
        self._client, self._job, self._every = client, job, every
        self._stop, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def is_over(self) -> bool:
        """Tell whether the desk has ended the job."""
        return self._over.is_set()

    def __enter__(self) -> None:
        if self._every > 0:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._client.step(self._job, Step.WAITING_PIN)
            except JobOverError:
                self._over.set()
                return
            except (NetworkError, RefusedError, CancelledError):
                continue
