"""The same read in one run: our sequences, OpenSC's processes, and the sequences recorded of other software.

PYTHONPATH=src python benchmarks/card.py [rounds]

One virtual card, one real pcscd (in a namespace of its own), the same minute. Commands and bytes are exact; times are
those of this machine over a virtual reader and say nothing about a physical card.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from kakanai.card import errors, jpki, pcsc, reader
from kakanai.card.secret import Secret
from kakanai.card.transport import CountingTransport, Transport
from kakanai.card.virtual import CardPerson
from kakanai.card.virtual.deck import make_deck
from kakanai.card.virtual.issue import attribute_file
from kakanai.card.virtual.pcscd import PrivatePcscd, missing

PIN, PASSWORD = b"1985", b"KAKANAI2026"
BASE = CardPerson("bench", "見本　太郎", "", "19800217", "1", expires=date(2035, 2, 17), pins={"pin": PIN.decode()})
KENHOJO, JPKI = bytes.fromhex("00A4040C0AD3921000310001010408"), bytes.fromhex("00A4040C0AD392F000260100000001")


def holder() -> CardPerson:
    """A holder whose attribute file has 142 bytes, as in the recorded runs."""
    for length in range(20, 60):
        person = replace(BASE, address="丁" * length + "１")
        size = len(attribute_file(person))
        if size >= 142:
            return replace(BASE, address="丁" * length + "1" * (142 - size + 3))
    raise ValueError("no address of that length")


def select_file(ef: int) -> bytes:
    return bytes([0, 0xA4, 0x02, 0x0C, 2]) + ef.to_bytes(2, "big")


def replayed(*commands: bytes) -> Callable[[Transport], object]:
    """A recorded sequence, command for command."""

    def run(transport: Transport) -> None:
        for command in commands:
            status = transport.transmit(command)[1]
            if status != 0x9000 and status & 0xFFF0 != 0x63C0:
                raise errors.CardRefusedError(status, command.hex())

    return run


def typed(_left: int) -> reader.Typed:
    return reader.Typed(Secret(PIN))


VERIFY = bytes([0, 0x20, 0, 0x80, 4]) + PIN
DIGEST = hashlib.sha256(b"the document").digest()
MYNA_RUST = (KENHOJO, select_file(0x11), VERIFY, select_file(2), b"\0\xb0\0\0\x07", b"\0\xb0\0\x07\x87")
MYNA_GO = (
    JPKI, select_file(6), b"\0\xb0\0\0\x20", KENHOJO, select_file(0x11), bytes.fromhex("00200080"), VERIFY, *MYNA_RUST[3:],
)  # fmt: skip

SEQUENCES: dict[str, Callable[[Transport], object]] = {
    "kakanai, bare attributes": lambda transport: reader.read_bare(transport, Secret(PIN)),
    "myna 0.6 (Rust), recorded, bare": replayed(*MYNA_RUST),
    "myna 0.5.1 (Go), recorded, bare": replayed(*MYNA_GO),
    "kakanai, tries + integrity": lambda transport: reader.read_attributes(transport, typed),
    "kakanai, the same, extended": lambda transport: reader.read_attributes(transport, typed, extended=True),
    "kakanai, + the card's own key": lambda transport: reader.read_attributes(transport, typed, challenge=b"c" * 40),
    "kakanai, signature with its certificates": lambda transport: jpki.sign_digest(
        transport, Secret(PASSWORD), DIGEST, cades=True
    ),
}

PROCESSES = {
    "opensc-tool -n (is it a card?)": ["opensc-tool", "-n"],
    "pkcs15-tool -D (what is on it?)": ["pkcs15-tool", "-D"],
    "pkcs15-tool: name and address by certificate": [
        "pkcs15-tool", "--read-certificate", "02", "--verify-pin", "--auth-id", "02", "--pin", PASSWORD.decode(),
    ],
    "pkcs11-tool --sign (a signature alone)": [
        "pkcs11-tool", "--module", "opensc-pkcs11.so", "--token-label", "JPKI (Digital Signature PIN)", "--login", "--pin",
        PASSWORD.decode(), "--id", "02", "--sign", "--mechanism", "SHA256-RSA-PKCS", "-i", "/dev/null", "-o", "/dev/null",
    ],
}  # fmt: skip
OURS = "kakanai card read (tries, attributes, proof)"


def connected() -> Transport:
    for _ in range(500):
        try:
            return pcsc.connect()
        except (errors.NoCardError, errors.NoReaderError):
            time.sleep(0.02)
    raise errors.NoCardError


def measure(run: Callable[[Transport], object], rounds: int) -> tuple[CountingTransport, float]:
    times = []
    for _ in range(rounds):
        with CountingTransport(connected()) as counting:
            began = time.perf_counter()
            run(counting)
            times.append((time.perf_counter() - began) * 1000)
    return counting, statistics.median(times)


def exchanges(log: Path) -> tuple[int, int, int]:
    rows = [line.split() for line in log.read_text().splitlines()]
    return len(rows), sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows)


def process(command: list[str], log: Path, typed_in: bytes) -> tuple[tuple[int, int, int], float, int]:
    log.write_text("")
    began = time.perf_counter()
    ended = subprocess.run(command, input=typed_in, capture_output=True, check=False)
    return exchanges(log), (time.perf_counter() - began) * 1000, ended.returncode


def main(rounds: int) -> int:
    if reason := missing():
        print(f"not measured: {reason}")
        return 1
    with tempfile.TemporaryDirectory() as name, PrivatePcscd() as private:
        folder, log = Path(name), Path(name) / "exchanges"
        card = make_deck(folder, [holder()])[0]
        private.insert(card, "--log", str(log))
        connected().close()
        print(f"attribute file {len(attribute_file(holder()))} bytes; median of {rounds}\n")
        row = "{:46} {:>8} {:>7} {:>8} {:>9}"
        print(row.format("inside one program, card powered", "commands", "sent B", "recv B", "ms"))
        for label, run in SEQUENCES.items():
            counted, median = measure(run, rounds)
            cells = (counted.commands, counted.bytes_sent, counted.bytes_received)
            print(row.format(label, *cells, f"{median:.2f}"))
        print("\n" + row.format("as a whole process", "commands", "sent B", "recv B", "ms"))
        ours = [sys.executable, "-m", "kakanai", "card", "read", "--anchors", str(folder)]
        for label, command in {**PROCESSES, OURS: ours}.items():
            found, spent, code = process(command, log, PIN + b"\n")
            print(row.format(label + ("" if code == 0 else f" [exit {code}]"), *found, f"{spent:.0f}"))
    print("\nOpenSC has no way to the attribute application: name and address come from the signing certificate, with")
    print("the 6-16 character password instead of four digits, and without the register's own characters.")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
