"""Forms, what was decided about them, and the catalogue that follows."""

from kakanai.reform.models.bundles import BundleEntry, EventPlan
from kakanai.reform.models.catalogue import Publication, Withdrawal
from kakanai.reform.models.decisions import Decision, Protocol, Purpose, Review
from kakanai.reform.models.findings import Finding, FindingPlace
from kakanai.reform.models.inventory import Form, FormField, FormStatus, Import, ImportFile, Outcome, Reading
from kakanai.reform.models.meanings import Synonym

__all__ = [
    "BundleEntry",
    "Decision",
    "EventPlan",
    "Finding",
    "FindingPlace",
    "Form",
    "FormField",
    "FormStatus",
    "Import",
    "ImportFile",
    "Outcome",
    "Protocol",
    "Publication",
    "Purpose",
    "Reading",
    "Review",
    "Synonym",
    "Withdrawal",
]
