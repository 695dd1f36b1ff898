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
from exams.models.blueprints import Blueprint, BlueprintCell, BlueprintQuestion
from exams.models.budgets import BudgetDecision
from exams.models.clearing import Clearance
from exams.models.key_changes import ChangeKind, KeyChange, KeyProposal
from exams.models.marking import HandMark, Remarking, Script
from exams.models.misconduct import (
    EffectChoice,
    Misconduct,
    MisconductKind,
    MisconductStep,
    StepChoice,
)
from exams.models.objections import AboutChoice, ExamPolicy, Objection, RulingChoice
from exams.models.outages import OWED, Outage, PayBack, Pulse, owing, seconds_granted
from exams.models.paper_entry import PaperAnswers, PaperEntry, PaperRoom
from exams.models.parallel import FormReading, FormSet, ParallelForm
from exams.models.photos import CandidatePhoto
from exams.models.planning import (
    Candidate,
    Exam,
    ExamAmendment,
    ExamSeal,
    ExamSession,
    Exposure,
    Invigilation,
    KeySet,
    PurposeChoice,
    RosterLock,
    SessionSecret,
)
from exams.models.post_lists import PostList
from exams.models.results import (
    MarkingJob,
    Publication,
    PublicationCheck,
    Result,
    ResultChange,
)
from exams.models.rooms import (
    Accommodation,
    CheckIn,
    EntryCode,
    ExamRoom,
    Incident,
    IncidentKind,
    Pause,
    Resumption,
    RoomSeat,
    SeatPlan,
)
from exams.models.seat_checks import SeatCheck, SeatVerdict
from exams.models.signing import Signature, SignedByTwo
from exams.models.tabulation import FairnessReport, ItemFigure, Tabulation
from exams.models.uses import QuestionUse, Reckoning, to_reckon
from exams.models.workdays import SpecialDay

__all__ = [
    "HALL_TEXTS",
    "OWED",
    "AboutChoice",
    "Accommodation",
    "Admission",
    "Attempt",
    "Blueprint",
    "BlueprintCell",
    "BlueprintQuestion",
    "BudgetDecision",
    "Candidate",
    "CandidatePhoto",
    "ChangeKind",
    "CheckIn",
    "Clearance",
    "EffectChoice",
    "EntryCode",
    "Event",
    "Exam",
    "ExamAmendment",
    "ExamPolicy",
    "ExamRoom",
    "ExamSeal",
    "ExamSession",
    "Exposure",
    "FairnessReport",
    "FormReading",
    "FormSet",
    "HandMark",
    "Incident",
    "IncidentKind",
    "Invigilation",
    "ItemFigure",
    "KeyChange",
    "KeyProposal",
    "KeySet",
    "Lease",
    "Logged",
    "MarkingJob",
    "Misconduct",
    "MisconductKind",
    "MisconductStep",
    "Objection",
    "Operation",
    "Outage",
    "Paper",
    "PaperAnswers",
    "PaperEntry",
    "PaperRoom",
    "ParallelForm",
    "Pause",
    "PayBack",
    "PostList",
    "Publication",
    "PublicationCheck",
    "Pulse",
    "PurposeChoice",
    "QuestionUse",
    "Receipt",
    "Reckoning",
    "Remarking",
    "Result",
    "ResultChange",
    "Resumption",
    "RoomSeat",
    "RosterLock",
    "RulingChoice",
    "Script",
    "SeatCheck",
    "SeatPlan",
    "SeatVerdict",
    "SessionSecret",
    "Signature",
    "SignedByTwo",
    "SpecialDay",
    "StepChoice",
    "Tabulation",
    "TakeoverCode",
    "TimeGrant",
    "logs_of",
    "owing",
    "seconds_granted",
    "to_reckon",
]
