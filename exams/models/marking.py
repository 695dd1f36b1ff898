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
from exams.models.objections import Objection
from exams.models.planning import ExamSession, new_ref
from exams.rules.conduct import SessionState
from exams.rules.hand_marking import FIRST_MARKING
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
        """Add `marking_n` (which marking is on), `given` (markers in it so far), `is_apart` (the
        first two differ), `is_mine` (marked by the person in it) and `is_settled`."""
        newest = Remarking.objects.filter(script=OuterRef("pk")).order_by("-marking_n")
        marks = HandMark.objects.filter(script=OuterRef("pk"), marking_n=OuterRef("marking_n"))
        given = marks.order_by().values("script").annotate(n=Count("n", distinct=True)).values("n")
        last = marks.order_by("-pk").values("differs")[:1]
        rows = self.annotate(
            marking_n=Coalesce(Subquery(newest.values("marking_n")[:1]), Value(FIRST_MARKING)),
        ).annotate(
            given=Coalesce(Subquery(given, output_field=models.IntegerField()), Value(0)),
            is_apart=Coalesce(Subquery(last), Value(False)),
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
        published, or to be marked anew, of exams in the marker's subtrees, not of the own unit or
        of oneself, and not of questions that one wrote or approved. What is marked anew is kept
        from who marked it before or decided so."""
        theirs = within(rights.paths(Role.MARKER), "attempt__exam__agency__path")
        own = Q(attempt__candidate__agency=person.agency_id) | Q(attempt__person=person.pk)
        asked = Q(revision__author_id=person.pk) | Q(revision__decided_by_id=person.pk)
        rows = self.counting().filter(theirs, attempt__session__closes_at__lte=now)
        anew = Remarking.objects.filter(script=OuterRef("pk"))
        rows = rows.filter(~Q(attempt__session__state=SessionState.PUBLISHED) | Exists(anew))
        before = HandMark.objects.filter(script=OuterRef("pk"), marker=person.pk)
        return (
            rows.exclude(own)
            .exclude(asked)
            .with_progress(person.pk)
            .filter(~Exists(before.filter(marking_n__lt=OuterRef("marking_n"))))
            .filter(~Exists(anew.filter(decided_by(person.pk))))
        )


def decided_by(person_id: int) -> Q:
    """Markings anew that the person decided, alone or as one of two."""
    return Q(opened_by=person_id) | Q(change__first_by=person_id)


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

    marking_n: int  # `with_progress`
    is_mine: bool
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


class Remarking(AppendOnly):
    """A script that other persons mark anew: because an objection to its marks was upheld, or two
    persons changed the points by which it is marked.

    `marking_n` counts the markings of the attempt; the first is the one before publication.
    """

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="remarkings", verbose_name=_("应考")
    )
    script = models.ForeignKey(
        Script, models.PROTECT, related_name="remarkings", verbose_name=_("待评作答")
    )
    objection = models.ForeignKey(
        Objection,
        models.PROTECT,
        null=True,
        related_name="remarkings",
        verbose_name=_("成绩异议"),
    )
    change = models.ForeignKey(
        KeyChange,
        models.PROTECT,
        null=True,
        related_name="remarkings",
        verbose_name=_("答案变更"),
    )
    marking_n = models.PositiveSmallIntegerField(_("评阅次序"))
    opened_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("决定人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("重新评阅")
        ordering = ["attempt", "marking_n"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "marking_n"], name="remarking_once_per_number"
            ),
            models.CheckConstraint(
                condition=Q(marking_n__gt=FIRST_MARKING), name="remarking_after_the_first"
            ),
            models.CheckConstraint(
                condition=Q(objection__isnull=True) ^ Q(change__isnull=True),
                name="remarking_for_one_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script_id}: {self.marking_n}"


class HandMark(AppendOnly):
    """What one marker gave a script, point by point. `n` counts the markers from 1; the third
    decides where the first two lie apart by more than the tolerance.

    `marking_n` is the marking of the attempt, see `Remarking`. A marker's correction of a slip is a
    further `edition` of the same `n`; the newest counts. `differs` says, as of this row, whether
    the first two lie too far apart.
    """

    script = models.ForeignKey(
        Script, models.PROTECT, related_name="hand_marks", verbose_name=_("待评作答")
    )
    marking_n = models.PositiveSmallIntegerField(_("评阅次序"), default=FIRST_MARKING)
    n = models.PositiveSmallIntegerField(_("次序"))
    edition = models.PositiveSmallIntegerField(_("更正次序"), default=1)
    marker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("阅卷员"))
    points = models.JSONField(_("各要点得分"))
    marks = models.PositiveIntegerField(_("得分（百分之一分）"))
    differs = models.BooleanField(_("两评超出误差"), default=False)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("人工评分")
        ordering = ["script", "marking_n", "n", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["script", "marking_n", "n", "edition"], name="hand_mark_once_per_number"
            ),
            models.UniqueConstraint(
                fields=["script", "marker", "edition"], name="hand_mark_once_per_marker"
            ),
            models.CheckConstraint(condition=Q(n__gte=1, n__lte=3), name="hand_mark_at_most_three"),
            models.CheckConstraint(
                condition=Q(edition__gte=1) & (Q(edition=1) | ~Q(note="")),
                name="hand_mark_corrected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script_id} {self.n}: {self.marks}"


def settled_in(session: ExamSession) -> tuple[int, int]:
    """How many written answers of a session are settled, and how many there are."""
    rows = Script.objects.counting().filter(attempt__session=session).with_progress(0)
    found = rows.aggregate(all=Count("pk"), settled=Count("pk", filter=Q(is_settled=True)))
    return found["settled"], found["all"]
