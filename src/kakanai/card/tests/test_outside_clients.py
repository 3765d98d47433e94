"""Software that others wrote takes the virtual card for a real one, through a real pcscd; and ours reads it there too."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kakanai.card import errors, kenhojo, pcsc, reader
from kakanai.card.secret import Secret
from kakanai.card.survey import Secrets, survey
from kakanai.card.transport import CountingTransport
from kakanai.card.virtual.issue import make_card
from kakanai.card.virtual.pcscd import PrivatePcscd, missing

pytestmark = pytest.mark.pcscd
MODULES = ("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/opensc-pkcs11.so")


@pytest.fixture(scope="module")
def private_pcscd() -> Iterator[PrivatePcscd]:
    if reason := missing():
        pytest.skip(reason)
    with PrivatePcscd() as running:
        yield running


@pytest.fixture(scope="module")
def card_file(world, tmp_path_factory) -> Path:
    from kakanai.card.tests.conftest import PERSON

    path = tmp_path_factory.mktemp("deck") / "p1.card.json"
    make_card(PERSON, world).save(path)
    return path


@pytest.fixture
def inserted(private_pcscd, card_file) -> Path:
    if private_pcscd.inserted != card_file:
        private_pcscd.insert(card_file)
    connect().close()
    return card_file


def connect(seconds: float = 120.0) -> pcsc.PcscTransport:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return pcsc.connect()
        except (errors.NoCardError, errors.NoReaderError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is missing (Debian package opensc)")
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def module() -> str:
    found = next((path for path in MODULES if Path(path).exists()), None)
    if found is None:
        pytest.skip("opensc-pkcs11.so is missing (Debian package opensc-pkcs11)")
    return found


def test_opensc_takes_it_for_a_jpki_card(inserted):
    assert tool("opensc-tool", "-n").stdout.strip() == "jpki"


def test_opensc_lists_both_pins_keys_and_certificates(inserted):
    shown = tool("pkcs15-tool", "-D").stdout
    for expected in ("PKCS#15 Card [JPKI]", "User Authentication PIN", "Digital Signature PIN", "Tries left     : 5",
                     "X.509 Certificate [User Authentication Certificate]"):  # fmt: skip
        assert expected in shown


@pytest.mark.parametrize(
    ("key", "pin", "label"),
    [("01", "2841", "JPKI (User Authentication PIN)"), ("02", "KENICHI85", "JPKI (Digital Signature PIN)")],
)
def test_a_signature_by_pkcs11_verifies_with_openssl(inserted, tmp_path, key, pin, label):
    data, signature, certificate = tmp_path / "data", tmp_path / "signature", tmp_path / "certificate.der"
    data.write_bytes("転入届の確認".encode())
    base = ["pkcs11-tool", "--module", module(), "--token-label", label, "--login", "--pin", pin, "--id", key]
    signed = tool(*base, "--sign", "--mechanism", "SHA256-RSA-PKCS", "-i", str(data), "-o", str(signature))
    assert signed.returncode == 0, signed.stderr
    read = tool(*base, "--read-object", "--type", "cert", "-o", str(certificate))
    assert read.returncode == 0, read.stderr
    key_file = tmp_path / "key.pem"
    key_file.write_text(tool("openssl", "x509", "-inform", "DER", "-in", str(certificate), "-noout", "-pubkey").stdout)
    check = ["openssl", "dgst", "-sha256", "-verify", str(key_file), "-signature", str(signature)]
    assert tool(*check, str(data)).stdout.strip() == "Verified OK"
    data.write_bytes(b"another document")
    assert tool(*check, str(data)).returncode != 0


def test_openssl_follows_the_certificate_to_the_right_generation_of_the_authority(inserted, tmp_path, anchors, world):
    from cryptography.hazmat.primitives.serialization import Encoding

    from kakanai.card import jpki

    with connect() as transport:
        certificate, authority = jpki.auth_certificate(transport)
    (tmp_path / "holder.der").write_bytes(certificate)
    newest, oldest = (world.authorities["auth"][index].certificate for index in (-1, 0))
    assert authority == newest.public_bytes(Encoding.DER)
    for issuer, good in ((newest, True), (oldest, False)):
        (tmp_path / "ca.pem").write_bytes(issuer.public_bytes(Encoding.PEM))
        # Old authorities are past their end: the question here is only whose signature it is.
        check = tool("openssl", "verify", "-no_check_time", "-purpose", "any", "-CAfile", str(tmp_path / "ca.pem"),
                     str(tmp_path / "holder.der"))  # fmt: skip
        assert (check.returncode == 0) is good, check.stderr


def test_our_reader_reads_with_proof_in_the_same_nine_commands(inserted, anchors, typed):
    with CountingTransport(connect()) as transport:
        read = reader.read_attributes(transport, typed())
    assert transport.commands == 9
    assert kenhojo.verify_record(read.proof.ef0002, read.proof.ef0003, read.proof.ef0004, anchors).good


def test_extended_length_passes_through_pcscd_in_six_commands(inserted, typed):
    with CountingTransport(connect()) as transport:
        reader.read_attributes(transport, typed(), extended=True)
    assert transport.commands == 6


def test_the_card_is_held_alone_and_loses_its_rights_with_its_power(inserted):
    with connect() as transport:
        reader.read_bare(transport, Secret(b"1985"))
        with pytest.raises(errors.ReaderBusyError):
            pcsc.connect()
    application = bytes.fromhex("D3921000310001010408")
    with connect() as transport:
        transport.transmit(bytes([0, 0xA4, 4, 0x0C, 10]) + application)
        assert transport.transmit(bytes([0, 0xB0, 0x82, 0, 0]))[1] == 0x6982


def test_the_trace_walks_through_pcscd_and_a_warm_reset(inserted, typed):
    with connect() as transport:
        lines = survey(transport, Secrets(pin=typed()))
    assert "#   the PIN's right after a warm reset: 9000" in lines
    assert sum(" ms" in line for line in lines) > 100


def test_a_card_pulled_out_of_the_reader_ends_in_words(inserted, private_pcscd):
    with connect() as transport:
        reader.tries(transport)
        private_pcscd.remove()
        with pytest.raises((errors.CardRemovedError, errors.NoCardError)) as caught:
            reader.read_bare(transport, Secret(b"1985"))
    assert "カード" in caught.value.clerk


def test_a_wrong_pin_is_remembered_in_the_cards_file_across_power_and_processes(inserted, private_pcscd):
    with connect() as transport, pytest.raises(errors.PinWrongError):
        reader.read_bare(transport, Secret(b"0000"))
    private_pcscd.insert(inserted)
    with connect() as transport:
        assert reader.tries(transport)["attributes.pin"] == 2
        reader.read_bare(transport, Secret(b"1985"))
    with connect() as transport:
        assert reader.tries(transport)["attributes.pin"] == 3


def test_a_strict_card_and_a_faulty_first_answer_are_read_through_pcscd_too(private_pcscd, card_file, typed):
    private_pcscd.insert(card_file, "--strict", "--fault-first")
    with connect() as transport:
        assert reader.read_attributes(transport, typed()).attributes.family_name == "葛\U000e0102城"
    private_pcscd.remove()


PYSCARD = """
from smartcard.System import readers
from smartcard.util import toHexString
connection = readers()[0].createConnection()
connection.connect()
def send(text):
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(text)))
    return bytes(data).hex(), f"{sw1:02x}{sw2:02x}"
print(toHexString(connection.getATR()).replace(" ", "").lower())
print(send("00A4040C0AD3921000310001010408")[1])
print(send("00200091")[1])
print(send("002000910431393835")[1])
print(send("00B0820000")[0])
print(send("00B0830000")[0] + send("00B0010000")[0])
"""


def pyscards_python() -> str:
    for candidate in ("/usr/bin/python3", sys.executable):
        found = shutil.which(candidate)
        if (
            found
            and subprocess.run([found, "-Ic", "import smartcard"], check=False, capture_output=True).returncode == 0
        ):
            return found
    pytest.skip("pyscard is missing (Debian package python3-pyscard)")


def test_pyscard_reads_the_same_bytes(inserted, typed):
    ran = subprocess.run([pyscards_python(), "-Ic", PYSCARD], capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    atr, selected, tries, verified, attributes, record = ran.stdout.split()
    assert (selected, tries, verified) == ("9000", "63c3", "9000")
    with connect() as transport:
        assert transport.atr.hex() == atr
        proof = reader.read_attributes(transport, typed()).proof
    assert (proof.ef0002.hex(), proof.ef0003.hex()) == (attributes, record)


def test_the_virtual_reader_is_invisible_from_the_machines_network(private_pcscd):
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    assert f":{35963:04X}" not in listening
    inside = Path(f"/proc/{private_pcscd._inside}/net/tcp").read_text()
    assert f":{35963:04X}" in inside  # the same search finds it where it is
