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
    Exposure,
    Invigilation,
    KeySet,
    RosterLock,
    SessionSecret,
)
from exams.models.results import MarkingJob, Publication, PublicationCheck, Result
from exams.models.seat_checks import SeatCheck, SeatVerdict
from exams.models.signing import Signature, SignedByTwo

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
    "Exposure",
    "Invigilation",
    "KeySet",
    "Lease",
    "MarkingJob",
    "Operation",
    "Paper",
    "Publication",
    "PublicationCheck",
    "Receipt",
    "Result",
    "RosterLock",
    "SeatCheck",
    "SeatVerdict",
    "SessionSecret",
    "Signature",
    "SignedByTwo",
    "TakeoverCode",
    "TimeGrant",
]
