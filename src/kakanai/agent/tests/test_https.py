"""The agent speaks HTTPS, and only to a desk that it can tell from an impostor. Otherwise not one byte of a request leaves."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kakanai.agent import client, readers
from kakanai.agent.cli import agent as command
from kakanai.agent.client import DeskClient
from kakanai.agent.errors import CertificateError, NetworkError
from kakanai.agent.tests.conftest import PERSON
from kakanai.agent.tests.desk import DeskServer, MemoryDesk
from kakanai.agent.tests.test_no_trace_of_a_pin import SOURCE
from kakanai.card.virtual.deck import make_deck

NOW = datetime.now(UTC)


class Authority:
    """A throw-away certificate authority of a closed network."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._issue(self.name, self.key, x509.BasicConstraints(ca=True, path_length=0))
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _issue(self, subject, key, *extensions, until=NOW + timedelta(days=30)):
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=60)).not_valid_after(until)
        )  # fmt: skip
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self.key, hashes.SHA256())

    def server(self, *, host: str = "127.0.0.1", until: datetime = NOW + timedelta(days=30)) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._issue(subject, key, x509.SubjectAlternativeName([name]), until=until)
        file = self.folder / f"{x509.random_serial_number()}.pem"
        pkcs8 = serialization.PrivateFormat.PKCS8
        private = key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption())
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path, "city")


def test_an_agent_enrols_and_delivers_over_tls_with_the_closed_networks_own_authority(authority, tmp_path):
    deck, desk = tmp_path / "deck", MemoryDesk()
    make_deck(deck, [PERSON])
    readers.place(deck, "p1")
    with DeskServer(desk, authority.server()) as server:
        agent = [sys.executable, "-m", "kakanai", "agent"]
        common = ["--server", server.address, "--ca", str(authority.file), "--device", str(tmp_path / "pc.json")]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": SOURCE, "HOME": str(tmp_path)}
        enrolled = subprocess.run(
            [*agent, "enrol", *common, "--token", desk.token("1")], env=environment, capture_output=True, check=False
        )
        assert enrolled.returncode == 0, enrolled.stderr
        job = desk.ask("1")
        command = [
            *agent,
            "run",
            *common,
            "--reader",
            f"virtual:{deck}",
            "--pin-source",
            f"script:{deck / 'secrets.tsv'}",
        ]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 180
        while job.id not in desk.results and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert job.id in desk.results


@contextmanager
def talking(desk: MemoryDesk, context: ssl.SSLContext, ca_file: Path | None):
    trusted = str(ca_file) if ca_file else None
    with DeskServer(desk, context) as server, client.http_client(server.address, ca_file=trusted) as http:
        yield http


def test_an_impostor_is_told_nothing(authority, tmp_path):
    other = Authority(tmp_path, "other")
    impostors = {
        "a certificate of another authority": (other.server(), authority.file),
        "a certificate for another host": (authority.server(host="desk.other.example"), authority.file),
        "a certificate that has expired": (authority.server(until=NOW - timedelta(days=1)), authority.file),
        "an authority that this PC was not told of": (authority.server(), None),
    }
    for who, (context, ca_file) in impostors.items():
        desk = MemoryDesk()
        device, token = desk.device("1"), desk.token("1")
        desk.heard.clear()
        with talking(desk, context, ca_file) as http:
            with pytest.raises(CertificateError) as caught:
                client.enrol(http, token, "PC")
            with pytest.raises(CertificateError):
                DeskClient(http, device).poll()
        assert "本物と確かめられない" in caught.value.clerk
        assert bytes(desk.heard) == b"", who


def test_the_same_listening_hears_what_a_trusted_desk_is_told(authority):
    desk = MemoryDesk()
    device = desk.device("1")
    desk.heard.clear()
    with talking(desk, authority.server(), authority.file) as http:
        DeskClient(http, device).poll()
    assert b"kakanai-signature" in bytes(desk.heard).lower()


def test_old_versions_of_tls_are_not_spoken(authority):
    context, desk = authority.server(), MemoryDesk()
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with talking(desk, context, authority.file) as http, pytest.raises(NetworkError):
        client.enrol(http, desk.token("1"), "PC")
    assert bytes(desk.heard) == b""


def test_a_mistake_on_the_command_line_is_told_before_the_token_is_used_up(authority, tmp_path):
    (tmp_path / "none.pem").write_text("no certificate")
    desk = MemoryDesk()
    with DeskServer(desk, authority.server()) as server:
        for ca_file, device, told in (
            ("none.pem", "pc.json", "none.pem holds no certificates"),
            ("city.pem", ".", "cannot be written"),
            ("city.pem", "none.pem/pc.json", "none.pem"),
        ):
            arguments = ["enrol", "--server", server.address, "--token", desk.token("1"), "--ca",
                         str(tmp_path / ca_file), "--device", str(tmp_path / device)]  # fmt: skip
            result = CliRunner().invoke(command, arguments)
            assert result.exit_code in {1, 2}
            assert isinstance(result.exception, SystemExit)
            assert told in result.output
    assert bytes(desk.heard) == b""
