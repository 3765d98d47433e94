"""`kakanai manage counters 990019`: which PC serves which counter; `--revoke ID` ends a PC's enrolment."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kakanai.counter import actions, queries
from kakanai.counter.models import Device
from kakanai.trust import tenancy
from kakanai.trust.models import Role, User


class Command(BaseCommand):
    """List a municipality's PCs, or end one's enrolment."""

    help = "list the PCs of a municipality's counters; --revoke ends one's enrolment"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality, and the PC to revoke."""
        parser.add_argument("municipality")
        parser.add_argument("--revoke", metavar="ID", default="")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print one line for each PC."""
        code = options["municipality"]
        with tenancy.tenant(code):
            if options["revoke"]:
                self._revoke(code, options["revoke"])
            for one in queries.devices():
                state = "revoked" if one.revoked else "calling" if one.alive else "silent"
                seen = f"{one.last_seen:%Y-%m-%d %H:%M}" if one.last_seen else "never seen"
                self.stdout.write(f"{one.counter}\t{state}\t{seen}\t{one.name}\t{one.id}")

    def _revoke(self, code: str, device: str) -> None:
        staff = User.objects.filter(municipality_id=code, roles__contains=[Role.ADMINISTRATOR]).first()
        if staff is None:
            raise CommandError("the municipality has no administrator")
        try:
            actions.revoke_device(device, staff)
        except (Device.DoesNotExist, ValidationError):
            raise CommandError(f"no PC {device} in {code}") from None
