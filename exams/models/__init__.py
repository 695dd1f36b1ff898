"""Tables of the exam room, cut by life cycle."""

from exams.models.attempts import (
    HALL_TEXTS,
    Admission,
    Attempt,
    Event,
    Lease,
    Logged,
    Operation,
    Paper,
    Receipt,
    TakeoverCode,
    TimeGrant,
    logs_of,
)
from exams.models.clearing import Clearance
from exams.models.key_changes import ChangeKind, KeyChange, KeyProposal
from exams.models.marking import HandMark, Script
from exams.models.objections import AboutChoice, ExamPolicy, Objection, RulingChoice
from exams.models.outages import Outage, PayBack, Pulse, owing, seconds_granted
from exams.models.parallel import FormReading, FormSet, ParallelForm
from exams.models.planning import (
    Blueprint,
    BlueprintCell,
    Candidate,
    Exam,
    ExamAmendment,
    ExamSeal,
    ExamSession,
    Exposure,
    Invigilation,
    KeySet,
    RosterLock,
    SessionSecret,
)
from exams.models.results import (
    MarkingJob,
    Publication,
    PublicationCheck,
    Result,
    ResultChange,
)
from exams.models.seat_checks import SeatCheck, SeatVerdict
from exams.models.signing import Signature, SignedByTwo
from exams.models.tabulation import FairnessReport, ItemFigure, Tabulation
from exams.models.uses import QuestionUse, Reckoning, to_reckon

__all__ = [
    "HALL_TEXTS",
    "AboutChoice",
    "Admission",
    "Attempt",
    "Blueprint",
    "BlueprintCell",
    "Candidate",
    "ChangeKind",
    "Clearance",
    "Event",
    "Exam",
    "ExamAmendment",
    "ExamPolicy",
    "ExamSeal",
    "ExamSession",
    "Exposure",
    "FairnessReport",
    "FormReading",
    "FormSet",
    "HandMark",
    "Invigilation",
    "ItemFigure",
    "KeyChange",
    "KeyProposal",
    "KeySet",
    "Lease",
    "Logged",
    "MarkingJob",
    "Objection",
    "Operation",
    "Outage",
    "Paper",
    "ParallelForm",
    "PayBack",
    "Publication",
    "PublicationCheck",
    "Pulse",
    "QuestionUse",
    "Receipt",
    "Reckoning",
    "Result",
    "ResultChange",
    "RosterLock",
    "RulingChoice",
    "Script",
    "SeatCheck",
    "SeatVerdict",
    "SessionSecret",
    "Signature",
    "SignedByTwo",
    "Tabulation",
    "TakeoverCode",
    "TimeGrant",
    "logs_of",
    "owing",
    "seconds_granted",
    "to_reckon",
]
