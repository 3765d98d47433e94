"""The test command itself: it counts right and fails when something failed."""

import os
import shutil
import subprocess
import sys

import pytest

from kakanai.server import environment, testing

REPORT = """<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10">
</testsuite></testsuites>"""


def test_errors_count_as_failed_and_the_rest_as_passed(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert testing._totals(tmp_path / "report.xml") == testing.Totals(passed=4, failed=3, skipped=3)


def test_a_run_that_wrote_no_report_has_failed(tmp_path):
    assert testing._totals(tmp_path / "absent.xml") == testing.Totals(failed=1)


def run_planted(request, files, workers):
    # Below the repository, so that its configuration counts, and out of the sight of the other tests.
    folder = environment.REPOSITORY / "var" / f"planted-{os.getpid()}-{os.urandom(3).hex()}"
    folder.mkdir(parents=True)
    request.addfinalizer(lambda: shutil.rmtree(folder))
    for name, text in files.items():
        (folder / name).write_text(text)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("KAKANAI_", "PYTEST_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "kakanai", "test", "--workers", str(workers), str(folder)],
        check=False, capture_output=True, text=True, env=clean | {"PYTHONPATH": str(environment.REPOSITORY / "src")},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("outcome", "code", "line"), [("True", 0, "1 passed, 0 failed"), ("False", 1, "0 passed, 1 failed")]
)
def test_the_last_line_and_the_exit_code_tell_the_outcome(outcome, code, line, request):
    done = run_planted(request, {"test_planted.py": f"def test_planted():\n    assert {outcome}\n"}, workers=0)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith(f"{line}, 0 skipped in ")
    assert done.stdout.startswith("network: ")


@pytest.mark.slow
def test_a_files_tests_share_what_the_file_prepares_once(request, tmp_path):
    source = f"""
import os, pathlib, pytest

@pytest.fixture(scope="module")
def prepared():
    pathlib.Path({str(tmp_path)!r}, f"{{__name__}}-{{os.getpid()}}").touch()

@pytest.mark.parametrize("number", range(8))
def test_planted(prepared, number):
    pass
"""
    done = run_planted(request, {"test_one.py": source, "test_two.py": source}, workers=2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="closing the network needs root")
def test_a_closed_network_leaves_nothing_but_loopback():
    program = (
        "from kakanai.server.testing import seal_network; print(seal_network())\n"
        "import socket\n"
        "s = socket.socket(); s.settimeout(1)\n"
        "try: s.connect(('192.0.2.1', 80))\n"
        "except OSError as e: print(e.strerror)\n"
        "a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen(); b = socket.create_connection(a.getsockname()); print('loopback works')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(environment.REPOSITORY / "src")},
    )  # fmt: skip
    if "closed" not in done.stdout.splitlines()[0]:
        pytest.skip("this machine does not allow a network of one's own")
    assert "Network is unreachable" in done.stdout
    assert "loopback works" in done.stdout
