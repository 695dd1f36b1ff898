"""The doors of the exam room: one record for one person, or 404; too low a role, 403."""

from exams.access.doors import (
    attempt_in,
    blueprint_for,
    candidate_in,
    exam_for,
    invigilation_in,
    own_attempt,
    persons_named,
    persons_to_enrol,
    room_for,
    session_for,
)

__all__ = [
    "attempt_in",
    "blueprint_for",
    "candidate_in",
    "exam_for",
    "invigilation_in",
    "own_attempt",
    "persons_named",
    "persons_to_enrol",
    "room_for",
    "session_for",
]
