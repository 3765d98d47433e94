"""The only writers of this app, one door for the others."""

from kakanai.counter.actions.devices import add_counter, enrol_device, make_enrolment_token, revoke_device
from kakanai.counter.actions.documents import erase_checks, record_documents
from kakanai.counter.actions.jobs import (
    accept_result,
    call_off_signature,
    cancel_job,
    claim_job,
    record_failure,
    record_step,
    refuse_result,
    request_face,
    request_read,
    request_signature,
    sweep,
    take_result,
)

__all__ = [
    "accept_result",
    "add_counter",
    "call_off_signature",
    "cancel_job",
    "claim_job",
    "enrol_device",
    "erase_checks",
    "make_enrolment_token",
    "record_documents",
    "record_failure",
    "record_step",
    "refuse_result",
    "request_face",
    "request_read",
    "request_signature",
    "revoke_device",
    "sweep",
    "take_result",
]
