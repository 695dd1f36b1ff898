"""How candidates' attendance ended, and all that was granted in a session: for its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Admission, Attempt, Lease, TimeGrant
from exams.models.misconduct import Misconduct
from exams.models.outages import PayBack
from exams.models.paper_entry import PaperAnswers
from exams.models.planning import Candidate, ExamSession
from exams.models.rooms import CheckIn, Incident, Pause
from exams.rules.misconduct import Attendance, Effect, attendance
from journal.composed import FIRST_SAMPLE, Composed


class AttendanceChoice(models.TextChoices):
    """`rules.misconduct.Attendance`, worded."""

    PRESENT = Attendance.PRESENT.value, _("到考")
    ABSENT = Attendance.ABSENT.value, _("缺考")
    LATE = Attendance.LATE.value, _("迟到")
    MISCONDUCT = Attendance.MISCONDUCT.value, _("违纪")


def with_attendance(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Add `arrived_at` (the first time let in, if that stands), `began_at` and `is_misconduct` (a
    decision other than that it was none)."""
    let_in = CheckIn.objects.filter(candidate=OuterRef("pk"), is_present=True).order_by("pk")
    here = CheckIn.objects.present().filter(candidate=OuterRef("pk"))
    first = let_in.filter(Exists(here.filter(candidate=OuterRef("candidate")))).values("at")[:1]
    begun = Attempt.objects.filter(candidate=OuterRef("pk")).order_by("ordinal")
    upheld = Misconduct.objects.upheld().filter(candidate=OuterRef("pk"))
    return candidates.annotate(
        arrived_at=Subquery(first),
        began_at=Subquery(begun.values("started_at")[:1]),
        is_misconduct=Exists(upheld),
    )


def attendance_of(candidate: Any) -> Attendance:
    """How the attendance of a candidate `with_attendance` ended."""
    return attendance(
        opens_at=candidate.session.opens_at,
        arrived_at=candidate.arrived_at,
        started_at=candidate.began_at,
        is_misconduct=candidate.is_misconduct,
    )


def attendance_counts(candidates: Iterable[Any]) -> list[tuple[Any, int]]:
    """How many ended how, each with its word."""
    counts = Counter(attendance_of(each) for each in candidates)
    return [(choice.label, counts[Attendance(choice.value)]) for choice in AttendanceChoice]


MOVED = ("invigilator", "self")  # by whom an attempt is opened at another computer


@dataclass(frozen=True)
class Granted:
    """Everything that was given, stopped, admitted or seen in a session, oldest first."""

    grants: Iterable[TimeGrant]
    pay_backs: Iterable[PayBack]
    pauses: Iterable[Pause]
    moves: Iterable[Lease]
    admissions: Iterable[dict[str, Any]]
    incidents: Iterable[Incident]
    misconducts: Iterable[Any]  # with their `effect`
    on_paper: Iterable[PaperAnswers]

    @property
    def is_voided(self) -> bool:
        """Whether a decision on misconduct took a result away."""
        return any(case.effect == Effect.VOID for case in self.misconducts)


def granted_in(session: ExamSession) -> Granted:
    """All of it, one query each."""
    return _granted({"attempt__session": session}, session)


# Whether there is anything at all, which of most attempts there is not.
CONCERNED = Composed(
    lambda attempt: Attempt.objects.filter(
        Exists(TimeGrant.objects.filter(attempt=OuterRef("pk")))
        | Exists(PayBack.objects.filter(attempt=OuterRef("pk")))
        | Exists(Pause.objects.filter(attempt=OuterRef("pk")))
        | Exists(Lease.objects.filter(attempt=OuterRef("pk"), opened_by__in=MOVED))
        | Exists(Admission.objects.filter(attempt=OuterRef("pk")))
        | Exists(PaperAnswers.objects.filter(attempt=OuterRef("pk")))
        | Exists(Misconduct.objects.filter(candidate=OuterRef("candidate"))),
        pk=attempt,
    ).values_list("pk"),
    FIRST_SAMPLE,
)


def granted_to(attempt: Attempt) -> Granted:
    """What concerns one attempt alone, its room's incidents left out."""
    if CONCERNED.rows(attempt.pk):
        return _granted({"attempt": attempt}, None)
    return Granted((), (), (), (), (), (), (), ())


def is_voided(attempt: Attempt) -> bool:
    """Whether a decision on misconduct took the result away."""
    return Misconduct.objects.voiding().filter(candidate=attempt.candidate_id).exists()


def _granted(of: dict[str, Any], session: ExamSession | None) -> Granted:
    who = ("attempt__candidate", "attempt__person")
    moved = Lease.objects.filter(**of, opened_by__in=MOVED)
    about: dict[str, Any] = {"candidate__session": session}
    if session is None:
        about = {"candidate": of["attempt"].candidate_id}
    return Granted(
        grants=TimeGrant.objects.filter(**of)
        .select_related(*who, "first_by", "second_by")
        .order_by("at", "pk"),
        pay_backs=PayBack.objects.filter(**of).select_related(*who, "outage").order_by("at", "pk"),
        pauses=Pause.objects.filter(**of)
        .select_related(*who, "by", "resumption__by")
        .order_by("at", "pk"),
        moves=moved.select_related(*who).order_by("at", "pk"),
        admissions=Admission.objects.filter(**of)
        .values(
            "attempt__candidate__number",
            "attempt__person__name",
            "reason",
            "first_by__name",
            "second_by__name",
        )
        .annotate(ops=models.Count("pk"), since=Min("at"))
        .order_by("since"),
        incidents=Incident.objects.filter(room__session=session)
        .select_related("room", "candidate__person", "by")
        .order_by("at", "pk"),
        misconducts=Misconduct.objects.with_effect()
        .filter(**about)
        .select_related("candidate__person")
        .order_by("at"),
        on_paper=PaperAnswers.objects.filter(**of)
        .select_related(*who, "first_by", "second_by")
        .order_by("at"),
    )
