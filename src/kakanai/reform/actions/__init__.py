"""The only writers of the review of forms."""

from kakanai.reform.actions.bundles import describe_form, retire_form, set_entry, set_plan
from kakanai.reform.actions.decisions import decide, decide_finding, keep_the_rest, undo, write_protocol
from kakanai.reform.actions.importing import read_waiting, store_form, take_files
from kakanai.reform.actions.judging import judge_all, judge_event, link_forms
from kakanai.reform.actions.meanings import answer_meaning, withdraw_meaning
from kakanai.reform.actions.publishing import publish_form, restore_publication, withdraw_publication
from kakanai.reform.actions.reviews import review_decision

__all__ = [
    "answer_meaning",
    "decide",
    "decide_finding",
    "describe_form",
    "judge_all",
    "judge_event",
    "keep_the_rest",
    "link_forms",
    "publish_form",
    "read_waiting",
    "restore_publication",
    "retire_form",
    "review_decision",
    "set_entry",
    "set_plan",
    "store_form",
    "take_files",
    "undo",
    "withdraw_meaning",
    "withdraw_publication",
    "write_protocol",
]
