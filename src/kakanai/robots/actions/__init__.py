"""The only writers of the robots room."""

from kakanai.robots.actions.claims import claim_item
from kakanai.robots.actions.maps import approve_map, propose_map
from kakanai.robots.actions.people import (
    asked_by_another,
    cancel_item,
    confirm_recorded,
    prepare_correction,
    read_back_by_person,
    release_item,
    replace_characters,
    rerun_item,
    take_decision,
)
from kakanai.robots.actions.queue import enqueue
from kakanai.robots.actions.reports import file_evidence, report
from kakanai.robots.actions.retention import erase_values
from kakanai.robots.actions.runners import authenticate, enrol_runner, switch_runner
from kakanai.robots.actions.targets import (
    note_look,
    pause_target,
    release_target,
    set_kill_switch,
    set_mode,
    set_target_address,
)
from kakanai.robots.runner.jobs import APPLICANT

__all__ = [
    "APPLICANT",
    "approve_map",
    "asked_by_another",
    "authenticate",
    "cancel_item",
    "claim_item",
    "confirm_recorded",
    "enqueue",
    "enrol_runner",
    "erase_values",
    "file_evidence",
    "note_look",
    "pause_target",
    "prepare_correction",
    "propose_map",
    "read_back_by_person",
    "release_item",
    "release_target",
    "replace_characters",
    "report",
    "rerun_item",
    "set_kill_switch",
    "set_mode",
    "set_target_address",
    "switch_runner",
    "take_decision",
]
