"""Requirements, conversions, classes, attendance, the ledger of hours, objections."""

from training.models.board import Demand, demand_of, next_classes, officers_among, officers_of
from training.models.calendars import events_of
from training.models.catalogue import Course, Material, Trainer, Venue
from training.models.classes import (
    Attendance,
    ClassStateChoice,
    Enrolment,
    MarkChoice,
    Session,
    TrainingClass,
    roster_of,
)
from training.models.closing import YearSeal
from training.models.crowds import Named, Ranked, crowds_of
from training.models.declarations import DecisionChoice, Declaration
from training.models.doubling import doubles_of
from training.models.exemptions import Exemption
from training.models.feeds import Feed
from training.models.forecast import months_of
from training.models.hours import category_of, state_of, with_hours
from training.models.leaves import Leave, LeaveChoice
from training.models.ledger import Ledger, LedgerEntry, SourceChoice
from training.models.legal_staff import legal_staff
from training.models.makeups import (
    MakeUp,
    guests_at,
    guests_of,
    listed_at,
    makeups_among,
    makeups_of,
    open_classes,
    taught_in,
)
from training.models.objections import AnswerChoice, Objection
from training.models.online import (
    Lesson,
    LessonPage,
    OnlinePolicy,
    Quiz,
    Reading,
    Stretch,
)
from training.models.places import Application, AskedChoice, Quota
from training.models.plans import (
    ContentChoice,
    FormChoice,
    PartChoice,
    PlanFor,
    PlanItem,
    PlanStateChoice,
    Proof,
    Spending,
    WorkReport,
    YearPlan,
)
from training.models.policies import (
    Conversion,
    KindChoice,
    Requirement,
    SubjectChoice,
    UnitChoice,
)
from training.models.presence import (
    AttendancePolicy,
    BecameChoice,
    DirectionChoice,
    Headcount,
    RollCall,
    SignedSheet,
    Signing,
    has_missed_too_much,
    share_that_may_be_missed,
)
from training.models.rolls import RollLine, count_of, roll_of, undecided_at
from training.models.rotations import (
    Rotation,
    RotationBar,
    RotationSeat,
    RotationState,
    classes_to_rotate,
    cycle_of,
    who_is_to_go,
)
from training.models.surveys import Survey, SurveyTaken, may_answer, was_there

__all__ = [
    "AnswerChoice",
    "Application",
    "AskedChoice",
    "Attendance",
    "AttendancePolicy",
    "BecameChoice",
    "ClassStateChoice",
    "ContentChoice",
    "Conversion",
    "Course",
    "DecisionChoice",
    "Declaration",
    "Demand",
    "DirectionChoice",
    "Enrolment",
    "Exemption",
    "Feed",
    "FormChoice",
    "Headcount",
    "KindChoice",
    "Leave",
    "LeaveChoice",
    "Ledger",
    "LedgerEntry",
    "Lesson",
    "LessonPage",
    "MakeUp",
    "MarkChoice",
    "Material",
    "Named",
    "Objection",
    "OnlinePolicy",
    "PartChoice",
    "PlanFor",
    "PlanItem",
    "PlanStateChoice",
    "Proof",
    "Quiz",
    "Quota",
    "Ranked",
    "Reading",
    "Requirement",
    "RollCall",
    "RollLine",
    "Rotation",
    "RotationBar",
    "RotationSeat",
    "RotationState",
    "Session",
    "SignedSheet",
    "Signing",
    "SourceChoice",
    "Spending",
    "Stretch",
    "SubjectChoice",
    "Survey",
    "SurveyTaken",
    "Trainer",
    "TrainingClass",
    "UnitChoice",
    "Venue",
    "WorkReport",
    "YearPlan",
    "YearSeal",
    "category_of",
    "classes_to_rotate",
    "count_of",
    "crowds_of",
    "cycle_of",
    "demand_of",
    "doubles_of",
    "events_of",
    "guests_at",
    "guests_of",
    "has_missed_too_much",
    "legal_staff",
    "listed_at",
    "makeups_among",
    "makeups_of",
    "may_answer",
    "months_of",
    "next_classes",
    "officers_among",
    "officers_of",
    "open_classes",
    "roll_of",
    "roster_of",
    "share_that_may_be_missed",
    "state_of",
    "taught_in",
    "undecided_at",
    "was_there",
    "who_is_to_go",
    "with_hours",
]
