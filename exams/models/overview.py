"""Exams and sessions as lists show them: how far they are, with how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.blueprints import Blueprint, BlueprintCell
from exams.models.misconduct import Misconduct
from exams.models.outages import entry_ends_at
from exams.models.planning import Candidate, Exam, ExamQuerySet, ExamSession
from exams.models.results import NEWEST_FIRST, MarkingJob, Result
from exams.rules.conduct import ExamState, SessionState
from exams.rules.keeping import State


class Stage(models.TextChoices):
    """Where an exam stands, in one word."""

    DRAFT = "draft", _("草稿")
    COMING = "coming", _("待开考")
    RUNNING = "running", _("考试中")
    ENDED = "ended", _("待公布")
    PUBLISHED = "published", _("已公布")


def with_stage(exams: ExamQuerySet, now: datetime) -> ExamQuerySet:
    """Add `sessions_n`, `seats`, `opens`, `closes`, `unpublished` and `stage` to every exam.

    A session runs from its opening, included, to its end, excluded.
    """
    sessions = ExamSession.objects.filter(exam=OuterRef("pk")).order_by().values("exam")
    roster = Candidate.objects.filter(session__exam=OuterRef("pk")).order_by()
    rows = exams.annotate(
        sessions_n=_count(sessions.annotate(n=Count("pk"))),
        unpublished=_count(sessions.exclude(state=SessionState.PUBLISHED).annotate(n=Count("pk"))),
        seats=_count(roster.values("session__exam").annotate(n=Count("pk"))),
        opens=Subquery(sessions.annotate(at=Min("opens_at")).values("at")),
        closes=Subquery(sessions.annotate(at=Max("closes_at")).values("at")),
    )
    return rows.annotate(
        stage=Case(
            When(state=ExamState.DRAFT, then=Value(Stage.DRAFT.value)),
            When(sessions_n__gt=0, unpublished=0, then=Value(Stage.PUBLISHED.value)),
            When(closes__lte=now, then=Value(Stage.ENDED.value)),
            When(opens__lte=now, then=Value(Stage.RUNNING.value)),
            default=Value(Stage.COMING.value),
            output_field=models.CharField(),
        )
    )


class Outcome(models.TextChoices):
    """What came of a candidacy."""

    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")
    PENDING = "pending", _("待阅卷")
    ABSENT = "absent", _("缺考")
    VOIDED = "voided", _("违纪，成绩无效")


def with_outcome(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Add `total`, `passed`, `attempt_ref` and `outcome` to candidates of a session that is over.

    The result that counts is `ResultQuerySet.newest_first`'s. Never started means absent; a
    result that a decision on misconduct took away is void whatever it was.
    """
    sat = Attempt.objects.filter(candidate=OuterRef("pk")).order_by("-ordinal")
    marked = Result.objects.filter(attempt__candidate=OuterRef("pk")).order_by(
        "-attempt__ordinal", *NEWEST_FIRST
    )
    voided = Misconduct.objects.voiding().filter(candidate=OuterRef("pk"))
    rows = candidates.annotate(
        attempt_ref=Subquery(sat.values("ref")[:1]),
        attempt_state=Subquery(sat.values("state")[:1]),
        total=Subquery(marked.values("total")[:1]),
        passed=Subquery(marked.values("passed")[:1]),
    )
    return rows.annotate(
        outcome=Case(
            When(Exists(voided), then=Value(Outcome.VOIDED.value)),
            When(passed=True, then=Value(Outcome.PASSED.value)),
            When(passed=False, then=Value(Outcome.FAILED.value)),
            When(attempt_state__in=[State.OPEN, State.CLOSED], then=Value(Outcome.PENDING.value)),
            default=Value(Outcome.ABSENT.value),
            output_field=models.CharField(),
        )
    )


def own_candidacies(person_id: int) -> QuerySet[Candidate]:
    """A person's places in sealed exams with `attempt_ref` and `attempt_state`, newest first."""
    sat = Attempt.objects.filter(candidate=OuterRef("pk")).order_by("-ordinal")
    rows = Candidate.objects.filter(
        person_id=person_id, session__exam__state=ExamState.SEALED
    ).annotate(
        attempt_ref=Subquery(sat.values("ref")[:1]),
        attempt_state=Subquery(sat.values("state")[:1]),
        attempt_deadline=Subquery(sat.values("deadline_at")[:1]),
    )
    return rows.select_related("session__exam__agency", "session__publication").order_by(
        "-session__opens_at"
    )


@dataclass(frozen=True)
class OwnExam:
    """One of the reader's exams: where it stands, and where the button leads."""

    candidate: Candidate
    now: datetime

    @property
    def ref(self) -> str:
        return getattr(self.candidate, "attempt_ref", None) or ""

    @property
    def state(self) -> str:
        """open, entry, coming, closed, absent, published."""
        session, kept = self.candidate.session, getattr(self.candidate, "attempt_state", None)
        if hasattr(session, "publication"):
            return "published"
        if kept == State.OPEN:
            return "open"
        if kept == State.CLOSED:
            return "closed"
        if self.now < session.opens_at:
            return "coming"
        return "entry" if self.now < session.closes_at and self._may_begin() else "absent"

    def _may_begin(self) -> bool:
        """Whether one may begin still; outages are looked at only after the entry itself."""
        session = self.candidate.session
        own = session.opens_at + timedelta(minutes=session.exam.entry_minutes)
        return self.now <= own or self.now <= entry_ends_at(session, self.now)

    @property
    def is_ahead(self) -> bool:
        return self.state in ("open", "entry", "coming")

    @property
    def starts_in(self) -> float:
        """Seconds until the session opens."""
        return (self.candidate.session.opens_at - self.now).total_seconds()


def with_size(blueprints: QuerySet[Blueprint]) -> QuerySet[Blueprint]:
    """Add `questions` (how many), `total` (hundredths) and `uses` (exams) to blueprints."""
    cells = BlueprintCell.objects.filter(blueprint=OuterRef("pk")).order_by().values("blueprint")
    exams = Exam.objects.real().filter(blueprint=OuterRef("pk")).order_by().values("blueprint")
    return blueprints.annotate(
        questions=_count(cells.annotate(n=Sum("count"))),
        total=_count(cells.annotate(n=Sum(F("count") * F("marks")))),
        uses=_count(exams.annotate(n=Count("pk"))),
    )


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=models.IntegerField()), Value(0))


@dataclass(frozen=True)
class Tally:
    """How many people of one session stand where."""

    seats: int = 0
    ready: int = 0
    open: int = 0
    closed: int = 0
    unmarked: int = 0

    @property
    def started(self) -> int:
        return self.open + self.closed


def tallies(exam: Exam) -> dict[int, Tally]:
    """The tally of every session of the exam, by session id; three queries whatever the number."""
    ids = list(exam.sessions.order_by().values_list("pk", flat=True))
    return _tallies(ids)


def tally(session: ExamSession) -> Tally:
    """The tally of one session."""
    return _tallies([session.pk])[session.pk]


def _tallies(ids: list[int]) -> dict[int, Tally]:
    counts: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    seats = Candidate.objects.filter(session__in=ids).order_by()
    for row in seats.values("session").annotate(n=Count("pk")):
        counts[row["session"]]["seats"] = row["n"]
    attempts = Attempt.objects.filter(session__in=ids).exclude(state=State.VOID)
    for row in attempts.values("session", "state").annotate(n=Count("pk")):
        counts[row["session"]][row["state"]] = row["n"]
    waiting = MarkingJob.objects.filter(attempt__session__in=ids, done_at=None)
    for row in waiting.values("attempt__session").annotate(n=Count("pk")):
        counts[row["attempt__session"]]["unmarked"] = row["n"]
    return {pk: Tally(**found) for pk, found in counts.items()}
