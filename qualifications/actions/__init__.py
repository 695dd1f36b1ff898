"""The deeds of this room: the only code that writes its tables."""

from qualifications.actions.applying import (
    Grounds,
    add_credential,
    advance,
    file_application,
    grant_application,
    refuse_application,
    reopen_application,
    withdraw_application,
)
from qualifications.actions.batches import open_batch
from qualifications.actions.bodies import (
    StandingTerms,
    add_body_domain,
    correct_standing,
    end_body_domain,
    end_standing,
    give_standing,
    register_body,
)
from qualifications.actions.bulk import Arrival, add_certificates
from qualifications.actions.campaigns import Order, close_campaign, open_campaign, rule_entries
from qualifications.actions.certificates import (
    Card,
    correct_certificate,
    decide,
    register_certificate,
    reissue_certificate,
)
from qualifications.actions.checking import answers_about, check_listed, check_person, midnight
from qualifications.actions.conduct import enter_conduct, take_conduct_step
from qualifications.actions.outside import (
    Paper,
    add_outside_results,
    enter_outside_result,
    uphold_outside_result,
    withdraw_outside_result,
)
from qualifications.actions.panels import (
    add_committee_member,
    check_panel,
    end_committee_term,
    record_opinion,
)
from qualifications.actions.public import (
    answer_misuse,
    issue_training_certificates,
    report_misuse,
)
from qualifications.actions.qualifying import (
    Claim,
    disqualify,
    qualify_by_decision,
    qualify_by_exams,
    requalify,
    restore_duty,
    suspend_duty,
)
from qualifications.actions.refused import Refused
from qualifications.actions.settings import (
    declare_records,
    recognise_exam,
    set_number_pattern,
    set_policy,
    set_posting_rule,
)
from qualifications.actions.withdrawing import withdraw_certificates

__all__ = [
    "Arrival",
    "Card",
    "Claim",
    "Grounds",
    "Order",
    "Paper",
    "Refused",
    "StandingTerms",
    "add_body_domain",
    "add_certificates",
    "add_committee_member",
    "add_credential",
    "add_outside_results",
    "advance",
    "answer_misuse",
    "answers_about",
    "check_listed",
    "check_panel",
    "check_person",
    "close_campaign",
    "correct_certificate",
    "correct_standing",
    "decide",
    "declare_records",
    "disqualify",
    "end_body_domain",
    "end_committee_term",
    "end_standing",
    "enter_conduct",
    "enter_outside_result",
    "file_application",
    "give_standing",
    "grant_application",
    "issue_training_certificates",
    "midnight",
    "open_batch",
    "open_campaign",
    "qualify_by_decision",
    "qualify_by_exams",
    "recognise_exam",
    "record_opinion",
    "refuse_application",
    "register_body",
    "register_certificate",
    "reissue_certificate",
    "reopen_application",
    "report_misuse",
    "requalify",
    "restore_duty",
    "rule_entries",
    "set_number_pattern",
    "set_policy",
    "set_posting_rule",
    "suspend_duty",
    "take_conduct_step",
    "uphold_outside_result",
    "withdraw_application",
    "withdraw_certificates",
    "withdraw_outside_result",
]
