"""The deeds of this room: the only code that writes its tables."""

from people.actions.accounts import (
    Slip,
    activate,
    change_password,
    deactivate_account,
    issue_codes,
    reactivate_account,
    record_second_factor,
    reset_second_factor,
)
from people.actions.agencies import add_agency, close_agency, move_agency, rename_agency
from people.actions.attempts import begin_attempt, end_attempt, forget_attempts
from people.actions.domains import add_domain, close_domain
from people.actions.gating import passes_gates
from people.actions.imported import (
    Arrival,
    InUse,
    Placement,
    add_persons,
    take_back_agencies,
    take_back_persons,
)
from people.actions.merging import Estate, estate_of, merge_agency
from people.actions.persons import add_person, correct_person, reveal_identity
from people.actions.posts import (
    add_post,
    correct_post,
    end_post,
    settle_main_agencies,
    withdraw_post,
)
from people.actions.refused import Refused
from people.actions.roles import end_role, grant_role
from people.actions.sign_ins import forget_sessions, list_session, note_sign_in

__all__ = [
    "Arrival",
    "Estate",
    "InUse",
    "Placement",
    "Refused",
    "Slip",
    "activate",
    "add_agency",
    "add_domain",
    "add_person",
    "add_persons",
    "add_post",
    "begin_attempt",
    "change_password",
    "close_agency",
    "close_domain",
    "correct_person",
    "correct_post",
    "deactivate_account",
    "end_attempt",
    "end_post",
    "end_role",
    "estate_of",
    "forget_attempts",
    "forget_sessions",
    "grant_role",
    "issue_codes",
    "list_session",
    "merge_agency",
    "move_agency",
    "note_sign_in",
    "passes_gates",
    "reactivate_account",
    "record_second_factor",
    "rename_agency",
    "reset_second_factor",
    "reveal_identity",
    "settle_main_agencies",
    "take_back_agencies",
    "take_back_persons",
    "withdraw_post",
]
