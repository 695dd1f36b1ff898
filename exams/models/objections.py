"""What candidates object to after publication, and what was answered."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.planning import new_ref
from exams.rules.objecting import PROPOSED_DAYS
from journal.composed import FIRST_SAMPLE, Composed
from people.models import Dated, DatedQuerySet, Person, within
from people.rules import Rights, Role
from questionbank.models import Revision


class AboutChoice(models.TextChoices):
    MARK = "mark", _("得分")
    QUESTION = "question", _("试题或者答案")


class RulingChoice(models.TextChoices):
    UPHELD = "upheld", _("成立")
    REJECTED = "rejected", _("不成立")


class ExamPolicyQuerySet(DatedQuerySet["ExamPolicy"]):
    def on(self, day: date) -> ExamPolicy | None:
        """The policy of the day."""
        return self.in_force(day).order_by("-id").first()


class ExamPolicy(Dated):
    """What the city lays down for the time after an exam: how long one may object, how often and
    after how many days one may sit again. Nothing in `resits` means as often as one likes."""

    objection_days = models.PositiveSmallIntegerField(
        _("异议期限（工作日）"), default=PROPOSED_DAYS
    )
    resits = models.PositiveSmallIntegerField(_("每年补考次数"), null=True, blank=True)
    resit_days = models.PositiveSmallIntegerField(_("补考间隔（天）"), default=0)
    basis = models.CharField(_("依据"), max_length=200)

    objects = ExamPolicyQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("考后规定")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="exam_policy_once_per_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"


POLICY = Composed(
    lambda day: ExamPolicy.objects.in_force(day).order_by("-id")[:1], date(1901, 2, 3)
)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, rights: Rights) -> Self:
        """To examination officers all objections of their exams, to reviewers those to questions of
        their bank; never one's own."""
        ours = within(rights.paths(Role.EXAM_OFFICER), "attempt__exam__agency__path")
        banks = within(rights.paths(Role.REVIEWER), "revision__question__agency__path")
        rows = self.filter(ours | banks & Q(about=AboutChoice.QUESTION))
        return rows.exclude(attempt__person_id=rights.person_id)

    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def unadvised(self) -> Self:
        """Objections to questions that wait for a reviewer's advice, too."""
        return self.waiting().filter(about=AboutChoice.QUESTION, advised_at__isnull=True)


class Objection(models.Model):
    """A candidate's objection to a mark or a question, or (place 0) to the total.

    A reviewer of the bank may advise on a question; an examination officer decides once, with a
    reason. A decision alters no mark: where a key was wrong, two persons change it.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="objections", verbose_name=_("应考")
    )
    place = models.PositiveSmallIntegerField(_("题号"), default=0)
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", null=True, verbose_name=_("试题版本")
    )
    about = models.CharField(_("异议事项"), max_length=8, choices=AboutChoice)
    claim = models.CharField(_("异议理由"), max_length=500)
    key_version = models.PositiveSmallIntegerField(_("答案版次"))
    filed_at = models.DateTimeField(_("提出时间"))
    advice = models.CharField(_("审题意见"), max_length=500, blank=True)
    advised_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("审题人")
    )
    advised_at = models.DateTimeField(_("审题时间"), null=True, blank=True)
    ruling = models.CharField(_("结论"), max_length=8, choices=RulingChoice, blank=True)
    ruling_reason = models.CharField(_("答复理由"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("答复人")
    )
    decided_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("成绩异议")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "place"],
                condition=Q(decided_at__isnull=True),
                name="exam_objection_one_waiting_per_place",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, ruling="", ruling_reason="")
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(ruling="")
                & ~Q(ruling_reason=""),
                name="exam_objection_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(place=0, revision__isnull=True)
                | Q(place__gt=0, revision__isnull=False),
                name="exam_objection_names_its_question",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


# What a candidate objected to, in the order of the paper.
OBJECTIONS = Composed(
    lambda attempt: Objection.objects.filter(attempt=attempt).order_by("place", "pk"),
    FIRST_SAMPLE,
)
