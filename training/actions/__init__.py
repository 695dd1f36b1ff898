"""The deeds of this room: the only code that writes its tables."""

from training.actions.attending import close_session, correct_attendance, take_attendance
from training.actions.booking import Claim, Scan, add_opening, add_openings, reverse_entry
from training.actions.catalogue import (
    CourseTerms,
    TrainerTerms,
    VenueTerms,
    add_material,
    change_entry,
    list_entry,
    remove_material,
    retire_entry,
)
from training.actions.closing import propose_seal, seal_year
from training.actions.declaring import Decision, Declared, decide_declaration, declare
from training.actions.exempting import Relief, grant_exemption, lift_exemption
from training.actions.feeding import make_feed, revoke_feed
from training.actions.objecting import (
    Answer,
    Matter,
    answer_objection,
    attendance_of,
    file_objection,
)
from training.actions.planning import (
    ClassTerms,
    SessionTerms,
    add_class,
    add_session,
    cancel_class,
    change_class,
    change_session,
    open_class,
    remove_session,
)
from training.actions.plans import (
    Expense,
    ItemTerms,
    add_plan,
    add_proof,
    add_report,
    add_spending,
    decide_plan,
    set_item,
    submit_plan,
)
from training.actions.policies import (
    Change,
    Demand,
    adopt_proposed,
    demanded,
    set_conversion,
    set_requirement,
)
from training.actions.queue import change_seats, decide_application, give_up, set_quota
from training.actions.refused import Refused
from training.actions.reminding import send_reminder
from training.actions.roster import enrol, join_class, take_back, withdraw

__all__ = [
    "Answer",
    "Change",
    "Claim",
    "ClassTerms",
    "CourseTerms",
    "Decision",
    "Declared",
    "Demand",
    "Expense",
    "ItemTerms",
    "Matter",
    "Refused",
    "Relief",
    "Scan",
    "SessionTerms",
    "TrainerTerms",
    "VenueTerms",
    "add_class",
    "add_material",
    "add_opening",
    "add_openings",
    "add_plan",
    "add_proof",
    "add_report",
    "add_session",
    "add_spending",
    "adopt_proposed",
    "answer_objection",
    "attendance_of",
    "cancel_class",
    "change_class",
    "change_entry",
    "change_seats",
    "change_session",
    "close_session",
    "correct_attendance",
    "decide_application",
    "decide_declaration",
    "decide_plan",
    "declare",
    "demanded",
    "enrol",
    "file_objection",
    "give_up",
    "grant_exemption",
    "join_class",
    "lift_exemption",
    "list_entry",
    "make_feed",
    "open_class",
    "propose_seal",
    "remove_material",
    "remove_session",
    "retire_entry",
    "reverse_entry",
    "revoke_feed",
    "seal_year",
    "send_reminder",
    "set_conversion",
    "set_item",
    "set_quota",
    "set_requirement",
    "submit_plan",
    "take_attendance",
    "take_back",
    "withdraw",
]
