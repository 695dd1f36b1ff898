"""Tables of the exam room, cut by life cycle."""

from exams.models.attempts import (
    Admission,
    Attempt,
    Event,
    Lease,
    Operation,
    Paper,
    Receipt,
    TakeoverCode,
    TimeGrant,
)
from exams.models.planning import (
    Blueprint,
    BlueprintCell,
    Candidate,
    Exam,
    ExamSeal,
    ExamSession,
    Invigilation,
    KeySet,
    RosterLock,
    SessionSecret,
    Signature,
)
from exams.models.results import MarkingJob, Publication, Result

__all__ = [
    "Admission",
    "Attempt",
    "Blueprint",
    "BlueprintCell",
    "Candidate",
    "Event",
    "Exam",
    "ExamSeal",
    "ExamSession",
    "Invigilation",
    "KeySet",
    "Lease",
    "MarkingJob",
    "Operation",
    "Paper",
    "Publication",
    "Receipt",
    "Result",
    "RosterLock",
    "SessionSecret",
    "Signature",
    "TakeoverCode",
    "TimeGrant",
]
