"""`kakanai manage export_signature 990019 20261123-0001 --out FOLDER`: a visit's signature for whoever checks it offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kakanai.counter import anchors
from kakanai.desk.actions.confirmation import seal_key
from kakanai.desk.models import Signature
from kakanai.trust import audit, tenancy


class Command(BaseCommand):
    """Write the bundle, the sealing server's public key and the authorities, and say how to check it."""

    help = "write a visit's signature bundle and what it is checked with; the export is recorded"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality, the visit's number and the folder."""
        parser.add_argument("municipality")
        parser.add_argument("visit")
        parser.add_argument("--out", required=True, type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the files and print the command that checks them."""
        code, number, folder = options["municipality"], options["visit"], options["out"]
        with tenancy.tenant(code):
            rows = Signature.objects.filter(municipality=code, confirmation__visit__number=number)
            signature = rows.select_related("confirmation").first()
            if signature is None:
                raise CommandError(f"visit {number} of {code} has no signature")
            folder.mkdir(parents=True, exist_ok=True)
            bundle = folder / f"{number}.zip"
            bundle.write_bytes(bytes(signature.bundle))
            (folder / "seal.pub").write_text(seal_key(code).public.hex() + "\n", encoding="ascii")
            names = [self._authority(folder, index, one) for index, one in enumerate(anchors.current().authorities, 1)]
            audit.record(case=str(signature.confirmation.visit_id), action="signature.export", actor="operator")
        # An ink signature has no certificate, so its check needs no authority.
        trusted = [f"--anchor {folder / name}" for name in names if signature.kind == "card"]
        self.stdout.write(
            " ".join(["kakanai signing verify", str(bundle), f"--seal-key {folder / 'seal.pub'}", *trusted])
        )

    def _authority(self, folder: Path, number: int, certificate: Any) -> str:
        name = f"authority-{number}.pem"
        (folder / name).write_bytes(certificate.public_bytes(Encoding.PEM))
        return name
