"""The desk's only writers."""

from kakanai.desk.actions.card_signature import (
    cancel_card_signature,
    settle_card_signature,
    start_card_signature,
)
from kakanai.desk.actions.cards import cancel_card_read, start_card_read, take_card
from kakanai.desk.actions.cases import approve_application, assign_application, return_application, take_up_again
from kakanai.desk.actions.choices import choose_procedure
from kakanai.desk.actions.confirmation import object_to, prepare_confirmation, sign_with_ink
from kakanai.desk.actions.faces import judge_face, start_face
from kakanai.desk.actions.facts import answer_question, enter_values, import_extract, undo_answer, withdraw_value
from kakanai.desk.actions.papers import see_paper
from kakanai.desk.actions.people import add_person, confirm_by_documents
from kakanai.desk.actions.presence import note_presence
from kakanai.desk.actions.retention import erase_expired
from kakanai.desk.actions.tablet_pages import choose_language, push_confirmation, tablet_seen, turn_page
from kakanai.desk.actions.tablets import PairingRefusedError, make_pairing_code, pair_tablet, tablet_of
from kakanai.desk.actions.visits import close_visit, hold_visit, issue_ticket, open_visit, resume_visit

__all__ = [
    "PairingRefusedError",
    "add_person",
    "answer_question",
    "approve_application",
    "assign_application",
    "cancel_card_read",
    "cancel_card_signature",
    "choose_language",
    "choose_procedure",
    "close_visit",
    "confirm_by_documents",
    "enter_values",
    "erase_expired",
    "hold_visit",
    "import_extract",
    "issue_ticket",
    "judge_face",
    "make_pairing_code",
    "note_presence",
    "object_to",
    "open_visit",
    "pair_tablet",
    "prepare_confirmation",
    "push_confirmation",
    "resume_visit",
    "return_application",
    "see_paper",
    "settle_card_signature",
    "sign_with_ink",
    "start_card_read",
    "start_card_signature",
    "start_face",
    "tablet_of",
    "tablet_seen",
    "take_card",
    "take_up_again",
    "turn_page",
    "undo_answer",
    "withdraw_value",
]
