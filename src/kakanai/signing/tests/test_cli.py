"""Requirement: `kakanai signing verify FILE` checks a bundle offline, with no database and no server code."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization

from kakanai.signing import SealKey
from kakanai.signing.cli import signing
from kakanai.signing.tests import samples


def files(tmp_path: Path) -> tuple[str, str, str]:
    case = samples.good()
    (tmp_path / "v.zip").write_bytes(case.bundle())
    (tmp_path / "ca.pem").write_bytes(case.issuer.certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "server.pub").write_text(samples.SERVER.public.hex())
    return str(tmp_path / "v.zip"), str(tmp_path / "ca.pem"), str(tmp_path / "server.pub")


def test_a_good_bundle_exits_0_and_says_so_in_plain_words(tmp_path: Path) -> None:
    bundle, anchor, key = files(tmp_path)
    done = CliRunner().invoke(signing, ["verify", bundle, "--anchor", anchor, "--seal-key", key])
    assert done.exit_code == 0
    assert "正しい署名です" in done.output
    assert "×" not in done.output


def test_a_changed_bundle_exits_1(tmp_path: Path) -> None:
    bundle, anchor, key = files(tmp_path)
    changed = bytearray(Path(bundle).read_bytes())
    changed[2000] ^= 1
    Path(bundle).write_bytes(changed)
    done = CliRunner().invoke(signing, ["verify", bundle, "--anchor", anchor, "--seal-key", key])
    assert done.exit_code == 1
    assert "認められません" in done.output


def test_without_anyone_to_trust_it_exits_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(signing, ["verify", files(tmp_path)[0]]).exit_code == 2


def test_the_report_is_also_json(tmp_path: Path) -> None:
    bundle, anchor, key = files(tmp_path)
    done = CliRunner().invoke(signing, ["verify", bundle, "--anchor", anchor, "--seal-key", key, "--json"])
    report = json.loads(done.output)
    assert report["verdict"] == "valid"
    assert report["context"]["visit"] == "V-0007"


def test_a_place_that_cannot_be_written_or_read_is_told_in_words(tmp_path: Path) -> None:
    bundle, _, _ = files(tmp_path)
    for words in (
        ["extract", bundle, "--out", f"{bundle}/below"],
        ["new-seal-key", f"{tmp_path}/missing/key"],
        ["verify", bundle, "--anchor", str(tmp_path)],
    ):
        done = CliRunner().invoke(signing, words)
        assert done.exit_code in {1, 2}
        assert isinstance(done.exception, SystemExit), words
        assert "directory" in done.output


def test_extract_gives_back_the_exact_document(tmp_path: Path) -> None:
    bundle, _, _ = files(tmp_path)
    assert CliRunner().invoke(signing, ["extract", bundle, "--out", str(tmp_path / "out")]).exit_code == 0
    assert (tmp_path / "out" / "document.pdf").read_bytes() == samples.document()


def test_a_new_seal_key_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"
    assert CliRunner().invoke(signing, ["new-seal-key", str(path)]).exit_code == 0
    assert path.stat().st_mode & 0o077 == 0
    assert len(bytes.fromhex((tmp_path / "seal.pub").read_text().strip())) == 32
    assert CliRunner().invoke(signing, ["new-seal-key", str(path)]).exit_code != 0


def test_when_many_save_a_first_key_at_once_all_load_the_same_one(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"

    def first_use(_: int) -> bytes:
        SealKey.new().save(path)
        return SealKey.load(path).public

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(first_use, range(24)))
    assert len(found) == 1
    assert bytes.fromhex(path.with_suffix(".pub").read_text().strip()) in found
    assert sorted(file.name for file in tmp_path.iterdir()) == ["seal.pem", "seal.pub"]


def test_the_check_loads_no_server_code_and_opens_no_socket(tmp_path: Path) -> None:
    bundle, anchor, key = files(tmp_path)
    program = """
import socket, sys
def refuse(*a, **k): raise SystemExit("socket")
socket.socket.connect = refuse
from kakanai.signing import SealKey
from kakanai.signing.cli import signing
try:
    signing(sys.argv[1:], standalone_mode=False)
except SystemExit as end:
    assert end.code == 0, end.code
loaded = [name for name in sys.modules if name.split(".")[0] in {"django", "psycopg"} or name.startswith("kakanai.desk")]
assert not loaded, loaded
"""
    arguments = ["verify", bundle, "--anchor", anchor, "--seal-key", key]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
