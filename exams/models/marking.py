"""Written answers and the marks that persons gave them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.key_changes import ChangeKind, KeyChange
from exams.models.planning import ExamSession, new_ref
from exams.rules.conduct import SessionState
from journal.models import AppendOnly
from people.models import Person, within
from people.rules import Rights, Role
from questionbank.models import Revision


class ScriptQuerySet(models.QuerySet["Script"]):
    def counting(self) -> Self:
        """Scripts of the answer that counts, to a question that does: a later admission may have
        made another script, two persons may have withdrawn the question."""
        later = Script.objects.filter(
            attempt=OuterRef("attempt"), place=OuterRef("place"), pk__gt=OuterRef("pk")
        )
        withdrawn = KeyChange.objects.filter(
            exam=OuterRef("attempt__exam"),
            proposal__revision=OuterRef("revision"),
            proposal__kind=ChangeKind.WITHDRAW,
        )
        return self.filter(~Exists(later), ~Exists(withdrawn))

    def with_progress(self, person_id: int) -> Self:
        """Add `given` (marks so far), `is_apart` (the first two differ), `is_mine` (marked by the
        person) and `is_settled` to every script."""
        marks = HandMark.objects.filter(script=OuterRef("pk"))
        given = marks.order_by().values("script").annotate(n=Count("pk")).values("n")
        rows = self.annotate(
            given=Coalesce(Subquery(given, output_field=models.IntegerField()), Value(0)),
            is_apart=Exists(marks.filter(differs=True)),
            is_mine=Exists(marks.filter(marker=person_id)),
        )
        return rows.annotate(
            is_settled=models.Case(
                models.When(Q(given=2, is_apart=False) | Q(given__gt=2), then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def to_be_marked_by(self, person: Person, rights: Rights, now: datetime) -> Self:
        """Scripts that a marker may mark or has marked: of sessions that are over and not
        published, of exams in the marker's subtrees, not of the own unit or of oneself, and not of
        questions that one wrote or approved."""
        theirs = within(rights.paths(Role.MARKER), "attempt__exam__agency__path")
        own = Q(attempt__candidate__agency=person.agency_id) | Q(attempt__person=person.pk)
        asked = Q(revision__author_id=person.pk) | Q(revision__decided_by_id=person.pk)
        rows = self.counting().filter(theirs, attempt__session__closes_at__lte=now)
        rows = rows.exclude(attempt__session__state=SessionState.PUBLISHED)
        return rows.exclude(own).exclude(asked).with_progress(person.pk)


class Script(AppendOnly):
    """One written answer as markers get it: without name, number or unit.

    `answer` is the digest of the text that counts; the text itself stands in the attempt's log.
    `ref` is random: the order of scripts tells nothing.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="scripts", verbose_name=_("应考")
    )
    place = models.PositiveSmallIntegerField(_("题号"))
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("试题版本")
    )
    part = models.PositiveSmallIntegerField(_("小题"), default=0)
    answer = models.CharField(_("作答散列"), max_length=64)
    made_at = models.DateTimeField(_("时间"))

    is_mine: bool  # `with_progress`
    is_settled: bool

    objects = ScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("待评作答")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "place", "answer"], name="script_once_per_answer"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class HandMark(AppendOnly):
    """What one marker gave a script, point by point. `n` counts from 1; the third decides where the
    second `differs` from the first by more than the tolerance."""

    script = models.ForeignKey(
        Script, models.PROTECT, related_name="hand_marks", verbose_name=_("待评作答")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    marker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("阅卷员"))
    points = models.JSONField(_("各要点得分"))
    marks = models.PositiveIntegerField(_("得分（百分之一分）"))
    differs = models.BooleanField(_("两评超出误差"), default=False)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("人工评分")
        ordering = ["script", "n"]
        constraints = [
            models.UniqueConstraint(fields=["script", "n"], name="hand_mark_once_per_number"),
            models.UniqueConstraint(fields=["script", "marker"], name="hand_mark_once_per_marker"),
            models.CheckConstraint(condition=Q(n__gte=1, n__lte=3), name="hand_mark_at_most_three"),
            models.CheckConstraint(
                condition=Q(differs=False) | Q(n=2), name="hand_mark_differs_from_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script_id} {self.n}: {self.marks}"


def settled_in(session: ExamSession) -> tuple[int, int]:
    """How many written answers of a session are settled, and how many there are."""
    rows = Script.objects.counting().filter(attempt__session=session).with_progress(0)
    found = rows.aggregate(all=Count("pk"), settled=Count("pk", filter=Q(is_settled=True)))
    return found["settled"], found["all"]
