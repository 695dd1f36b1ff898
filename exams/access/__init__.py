"""The doors of the exam room: one record for one person, or 404; too low a role, 403."""

from exams.access.doors import (
    attempt_in,
    blueprint_for,
    candidate_in,
    draw_for,
    exam_for,
    form_to_read,
    forms_to_read,
    invigilation_in,
    own_attempt,
    own_seat_check,
    rehearsal_for,
    room_for,
    seat_check_for,
    session_for,
)
from exams.access.marking import (
    alike,
    marking_tasks,
    picture_on_script,
    script_to_mark,
    scripts_for,
)
from exams.access.people import (
    invigilators_for,
    officers_below,
    persons_found,
    persons_named,
    persons_to_enrol,
)
from exams.access.pictures import picture_on
from exams.access.results import may_ask, results_for, sessions_with_results
from exams.access.review import ReviewSheet, attempt_to_review, review_of, viewer_of
from exams.access.statistics import (
    fairness_for,
    fairness_report_for,
    items_of,
    key_of,
    question_uses,
    statistics_for,
)

__all__ = [
    "ReviewSheet",
    "alike",
    "attempt_in",
    "attempt_to_review",
    "blueprint_for",
    "candidate_in",
    "draw_for",
    "exam_for",
    "fairness_for",
    "fairness_report_for",
    "form_to_read",
    "forms_to_read",
    "invigilation_in",
    "invigilators_for",
    "items_of",
    "key_of",
    "marking_tasks",
    "may_ask",
    "officers_below",
    "own_attempt",
    "own_seat_check",
    "persons_found",
    "persons_named",
    "persons_to_enrol",
    "picture_on",
    "picture_on_script",
    "question_uses",
    "rehearsal_for",
    "results_for",
    "review_of",
    "room_for",
    "script_to_mark",
    "scripts_for",
    "seat_check_for",
    "session_for",
    "sessions_with_results",
    "statistics_for",
    "viewer_of",
]
