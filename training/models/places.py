"""Who asks for a place in a class, who waits for one, and how the places are shared out."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Agency, Person, within
from people.rules import Rights, Role
from training.models.classes import TrainingClass
from training.rules import Asked


class AskedChoice(models.TextChoices):
    ASKED = Asked.ASKED.value, _("待审批")
    WAITING = Asked.WAITING.value, _("候补")
    ADMITTED = Asked.ADMITTED.value, _("已列入名单")
    REFUSED = Asked.REFUSED.value, _("未批准")
    GIVEN_UP = Asked.GIVEN_UP.value, _("已放弃")
    LAPSED = Asked.LAPSED.value, _("已失效")


OPEN = (Asked.ASKED, Asked.WAITING)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Applications of persons, and for classes, where one of the roles is held."""
        paths = rights.paths(*roles)
        return self.filter(
            within(paths, "person__agency__path") | within(paths, "training_class__agency__path")
        )

    def open(self) -> Self:
        """Those that are not decided, or wait."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Those that wait for a place, in the order in which they get one."""
        return self.filter(state=Asked.WAITING).order_by("asked_at", "id")


class Application(models.Model):
    """One person asking for a place in a class: approved or refused with a reason where the class
    asks for approval, waiting where it is full."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="applications", verbose_name=_("培训班")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="wishes", verbose_name=_("人员")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    state = models.CharField(_("状态"), max_length=12, choices=AskedChoice)
    asked_at = models.DateTimeField(_("报名时间"))
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(_("办理人"), null=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"],
                condition=Q(state__in=["asked", "waiting"]),
                name="application_one_open_per_class",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="application_refused_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["training_class", "state"], name="application_queue")]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.person_id} {self.state}"


class Quota(models.Model):
    """At most so many places of a class for an agency and all below it (45-6)."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="quotas", verbose_name=_("培训班")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    seats = models.PositiveSmallIntegerField(_("名额"))

    class Meta:
        verbose_name = _("名额分配")
        ordering = ["agency__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "agency"], name="quota_once_per_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.agency_id} {self.seats}"
