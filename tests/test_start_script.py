"""The start script: installs only what changed, names what failed and what to do, works without rights."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SYSTEM = "bash env cat cp date dirname dpkg flock grep awk id ln mkdir printf readlink rm sed sha256sum tail tr uname"


@pytest.fixture
def machine(tmp_path):
    """Give a clone on a machine whose every outside program is played by a script of the test."""
    clone, programs = tmp_path / "clone", tmp_path / "bin"
    programs.mkdir()
    clone.mkdir()
    shutil.copy(ROOT / "kakanai", clone)
    shutil.copytree(ROOT / "requirements", clone / "requirements")
    shutil.copy(ROOT / "package-lock.json", clone)
    for name in SYSTEM.split():
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    one = Machine(clone, programs)
    one.play("dpkg-query", "printf installed")
    one.play(
        "uv", f'case "$*" in venv*) mkdir -p {clone}/.venv/bin; ln -sf {sys.executable} {clone}/.venv/bin/python;; esac'
    )
    one.play("npm", f"mkdir -p {clone}/node_modules")
    one.play("node", "exit 0")
    one.play("id", "echo 1000")
    one.play("python3", f'exec {sys.executable} "$@"')
    return one


class Machine:
    def __init__(self, clone, programs):
        self.clone = clone
        self.programs = programs

    def play(self, name, script):
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{self.clone}/called"\n{script}\n')
        path.chmod(0o755)

    def run(self, *arguments):
        (self.clone / "called").unlink(missing_ok=True)
        environment = {"PATH": str(self.programs), "HOME": str(self.clone)}
        return subprocess.run(
            [self.clone / "kakanai", *arguments], check=False, capture_output=True, text=True, env=environment
        )

    @property
    def called(self):
        file = self.clone / "called"
        return file.read_text() if file.exists() else ""


def test_the_second_run_installs_nothing(machine):
    first = machine.run("setup")
    assert first.returncode == 0, first.stderr
    assert "Python packages of requirements/runtime.lock" in first.stderr
    assert "Browser parts" in first.stderr
    assert "--require-hashes" in machine.called
    assert "npm ci --ignore-scripts" in machine.called
    again = machine.run("setup")
    assert again.returncode == 0
    assert "uv" not in machine.called
    assert "npm" not in machine.called
    assert len(again.stderr.splitlines()) == 1


def test_a_changed_lock_is_installed_again_and_nothing_else(machine):
    machine.run("setup")
    with (machine.clone / "requirements" / "runtime.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.run("setup")
    assert "uv pip install" in machine.called
    assert "npm" not in machine.called


def test_the_developers_packages_serve_the_demo_as_well(machine):
    machine.run("setup", "--dev")
    machine.run("setup")
    assert "uv" not in machine.called


def test_packages_that_do_not_arrive_are_named_with_what_to_do(machine):
    machine.play(
        "uv",
        f'case "$*" in venv*) mkdir -p {machine.clone}/.venv/bin; ln -sf {sys.executable} {machine.clone}/.venv/bin/python;; *) echo "no route to the index"; exit 2;; esac',
    )
    machine.play(
        "python3",
        f'case "$*" in *"pip"*) echo "pip has no route either"; exit 1;; *) exec {sys.executable} "$@";; esac',
    )
    done = machine.run("setup")
    assert done.returncode == 1
    assert "installing the Python packages of requirements/runtime.lock failed" in done.stderr
    assert "What to do: check the connection" in done.stderr
    assert "no route to the index" in done.stderr
    assert "pip has no route either" in done.stderr
    machine.play("uv", "exit 0")
    assert machine.run("setup").returncode == 0


def test_browser_parts_that_do_not_arrive_are_named_with_what_to_do(machine):
    machine.play("npm", "echo 'integrity checksum failed'; exit 1")
    done = machine.run("setup")
    assert done.returncode == 1
    assert "installing the browser parts" in done.stderr
    assert "integrity checksum failed" in done.stderr


def test_without_rights_the_missing_debian_packages_are_listed_and_the_rest_goes_on(machine):
    machine.play("dpkg-query", 'case "$*" in *chromium*|*ipamj*) exit 1;; *) printf installed;; esac')
    done = machine.run("setup")
    assert done.returncode == 0
    assert "chromium: the robot's web screens" in done.stderr
    assert (
        "sudo apt-get install --no-install-recommends chromium chromium-headless-shell fonts-ipamj-mincho"
        in done.stderr
    )
    assert "apt-get" not in machine.called


def test_as_root_the_missing_debian_packages_are_installed(machine):
    machine.play("id", "echo 0")
    mark = machine.clone / "chromium-is-there"
    machine.play(
        "dpkg-query",
        f'case "$*" in *chromium*) [ -e {mark} ] && printf installed || exit 1;; *) printf installed;; esac',
    )
    machine.play("apt-get", f'case "$*" in *install*) : >{mark};; esac')
    done = machine.run("setup")
    assert done.returncode == 0, done.stderr
    assert "apt-get install -y --no-install-recommends chromium chromium-headless-shell\n" in machine.called
    assert "Not installed" not in done.stderr


def test_one_unknown_debian_package_does_not_keep_the_others_out(machine):
    machine.play("id", "echo 0")
    marks = machine.clone / "marks"
    marks.mkdir()
    machine.play(
        "dpkg-query",
        f'for last; do :; done; case "$last" in chromium|pcscd) [ -e {marks}/$last ] && printf installed || exit 1;; *) printf installed;; esac',
    )
    machine.play(
        "apt-get", f'case "$*" in *chromium*) exit 100;; *install*) for last; do :; done; : >{marks}/$last;; esac'
    )
    done = machine.run("setup")
    assert done.returncode == 0
    assert (marks / "pcscd").exists()
    assert "sudo apt-get install --no-install-recommends chromium\n" in done.stderr


def test_a_python_that_is_too_old_is_told(machine):
    machine.play("python3", "exit 1")
    done = machine.run("setup")
    assert done.returncode == 1
    assert "looking for Python 3.11 or newer failed" in done.stderr
    assert "KAKANAI_PYTHON" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_clone_of_somebody_else_is_told(machine):
    machine.clone.chmod(0o555)
    done = machine.run("setup")
    machine.clone.chmod(0o755)
    assert "run this as the user who owns the directory" in done.stderr


def test_every_debian_package_says_who_needs_it_and_why():
    lines = (ROOT / "requirements" / "debian.txt").read_text().splitlines()
    entries = [line.split(None, 2) for line in lines if line and not line.startswith("#")]
    assert len(entries) > 10
    assert [entry for entry in entries if len(entry) < 3 or not set(entry[1].split(",")) <= {"demo", "test"}] == []


def test_the_start_script_names_no_host():
    assert re.findall(r"https?://|\b[\w-]+\.(?:org|com|io|jp)\b", (ROOT / "kakanai").read_text()) == []
