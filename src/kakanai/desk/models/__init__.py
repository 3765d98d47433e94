"""The desk's tables. Every one belongs to a municipality and stands under row-level security."""

from kakanai.desk.models.application import Application, Choice, Confirmation, PaperSeen, Signature
from kakanai.desk.models.facts import Answer, Evidence, StoredFact
from kakanai.desk.models.log import Event, Period
from kakanai.desk.models.visit import Presence, Tablet, Ticket, Visit

__all__ = [
    "Answer",
    "Application",
    "Choice",
    "Confirmation",
    "Event",
    "Evidence",
    "PaperSeen",
    "Period",
    "Presence",
    "Signature",
    "StoredFact",
    "Tablet",
    "Ticket",
    "Visit",
]
