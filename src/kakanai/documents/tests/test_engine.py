"""Requirement: typesetting is limited in time and memory, and a hung or killed process harms nobody else."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kakanai.documents import engine
from kakanai.documents.errors import DocumentsError, DocumentTimeoutError

SIMPLE = '#let d = json(bytes(sys.inputs.data))\n#set document(title: d.t)\n#set text(lang: "ja", font: "BIZ UDPGothic")\n#d.t'
ENDLESS = "#for i in range(100000) { for j in range(100000) { let x = i * j } }"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "simple.typ").write_text(SIMPLE, encoding="utf-8")
    (tmp_path / "endless.typ").write_text(ENDLESS, encoding="utf-8")
    (tmp_path / "outside.typ").write_text('#read("/../../../../../../etc/hostname")', encoding="utf-8")
    (tmp_path / "package.typ").write_text('#import "@preview/cetz:0.2.2": *', encoding="utf-8")
    yield tmp_path
    engine._pool(tmp_path).end()


def pdf(templates: Path, name: str = "simple.typ", **how: float) -> bytes:
    return engine.typeset(name, {"t": "題"}, timestamp=0, templates=templates, **how)


def test_a_job_that_hangs_is_ended_in_time_and_the_next_one_works(templates: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(DocumentTimeoutError) as caught:
        pdf(templates, "endless.typ", time_limit=0.5)
    assert time.monotonic() - begun < 5
    assert "残っています" in caught.value.clerk
    assert pdf(templates).startswith(b"%PDF")


def test_a_process_that_died_while_idle_is_replaced(templates: Path) -> None:
    pool = engine._pool(templates)
    pdf(templates)
    worker = pool.take()
    pool.give(worker)
    worker.process.kill()
    worker.process.wait()
    assert pdf(templates).startswith(b"%PDF")


def test_a_process_killed_in_the_middle_of_a_job_is_told_apart_from_a_bad_document(templates: Path) -> None:
    pool = engine._pool(templates)
    pdf(templates)
    worker = pool.take()
    pool.give(worker)
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(pdf, templates, "endless.typ", time_limit=30)
        time.sleep(0.5)
        worker.process.kill()
        with pytest.raises(DocumentsError, match="ended"):
            job.result(timeout=30)
    assert pool.seats._value == engine.WORKERS


def test_a_template_cannot_read_outside_its_folder_or_fetch_a_package(templates: Path) -> None:
    for name in ("outside.typ", "package.typ"):
        with pytest.raises(DocumentsError):
            pdf(templates, name)


def test_a_worker_gets_none_of_the_server_s_environment(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_CANARY", "secret-of-the-server")
    pdf(templates)
    worker = engine._pool(templates).take()
    environment = Path(f"/proc/{worker.process.pid}/environ").read_bytes()
    engine._pool(templates).give(worker)
    assert b"secret-of-the-server" not in environment


def test_a_forked_server_process_makes_workers_of_its_own(templates: Path) -> None:
    mine = pdf(templates)
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=lambda: send.send_bytes(pdf(templates)))
    child.start()
    assert receive.poll(30)
    assert receive.recv_bytes() == mine
    child.join(10)
    assert pdf(templates) == mine


def test_the_worker_is_limited_in_memory() -> None:
    program = f"import sys; sys.argv=['w','.']; exec(open({str(engine.WORKER)!r}).read().replace('while', 'raise SystemExit(resource.getrlimit(resource.RLIMIT_AS)[0] // 1024**3)\\n    while', 1))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 2


def test_equal_data_gives_equal_bytes_from_different_processes(templates: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _: pdf(templates), range(8)))
    assert len(found) == 1


def test_data_is_json_and_never_source(templates: Path) -> None:
    hostile = json.loads('{"t": "\\"] #panic(1) ["}')
    assert engine.typeset("simple.typ", hostile, timestamp=0, templates=templates).startswith(b"%PDF")
