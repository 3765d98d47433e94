"""`kakanai manage enrol_counter 990019 1`: make a counter if it is new, and print a token for its PC."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kakanai.counter import actions
from kakanai.trust import tenancy
from kakanai.trust.models import Role, User


class Command(BaseCommand):
    """Print a one-time enrolment token."""

    help = "make a counter if it is new, and print a one-time token with which its PC may register"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality and the counter's number."""
        parser.add_argument("municipality")
        parser.add_argument("number")
        parser.add_argument("--label", default="")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the token alone, so that a script can use it."""
        code = options["municipality"]
        with tenancy.tenant(code):
            staff = User.objects.filter(municipality_id=code, roles__contains=[Role.ADMINISTRATOR]).first()
            if staff is None:
                raise CommandError("the municipality has no administrator")
            actions.add_counter(options["number"], options["label"])
            self.stdout.write(actions.make_enrolment_token(options["number"], staff))
