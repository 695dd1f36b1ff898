"""Checks of who acts together in a case, and the reconsideration committee's roster."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Dated, DatedQuerySet, Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.rules.panels import Procedure, Seat


class ProcedureChoice(models.TextChoices):
    PENALTY = Procedure.PENALTY.value, _("行政处罚办案（2 人以上）")
    PENALTY_HEARING = Procedure.PENALTY_HEARING.value, _("行政处罚听证（主持人、记录员）")
    RECONSIDERATION = Procedure.RECONSIDERATION.value, _("行政复议案件（2 人以上）")
    GRAVE = Procedure.GRAVE.value, _("重大行政复议案件（3 人以上）")
    HEARING = Procedure.HEARING.value, _("行政复议听证（主持人、听证员 2 人以上、记录员）")
    SUPERVISION = Procedure.SUPERVISION.value, _("行政执法监督（2 人以上）")


class SeatChoice(models.TextChoices):
    HANDLER = Seat.HANDLER.value, _("办案人员")
    HOST = Seat.HOST.value, _("主持人")
    MEMBER = Seat.MEMBER.value, _("听证员")
    RECORDER = Seat.RECORDER.value, _("记录员")


class PanelCheckQuerySet(models.QuerySet["PanelCheck"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Checks asked for by agencies where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "agency__path"))


class PanelCheck(AppendOnly):
    """Whether the persons named could act together in a case on a day, as it was answered.

    `members` holds for each: person, seat, answer as kept, or null where none was asked for;
    `faults` the reasons of `rules.panels`.
    """

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    procedure = models.CharField(_("程序"), max_length=16, choices=ProcedureChoice)
    case_number = models.CharField(_("案号"), max_length=80)
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    day = models.DateField(_("核验日期"))
    may_act = models.BooleanField(_("可以办理"))
    members = models.JSONField(_("人员"), default=list)
    faults = models.JSONField(_("不能办理的理由"), default=list)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="panel_checks", verbose_name=_("查询单位")
    )
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="panel_checks", verbose_name=_("查询人")
    )
    at = models.DateTimeField(_("查询时间"))

    objects = PanelCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("办案人员核验")
        constraints = [
            models.CheckConstraint(
                condition=Q(may_act=False) | Q(faults=[]), name="panelcheck_faultless_may_act"
            )
        ]

    def __str__(self) -> str:
        return self.case_number


class Sector(models.TextChoices):
    """Source: 行政复议法 art. 52 (政府部门, 专家, 学者)."""

    GOVERNMENT = "government", _("政府部门")
    EXPERT = "expert", _("专家")
    SCHOLAR = "scholar", _("学者")


class CommitteeMemberQuerySet(DatedQuerySet["CommitteeMember"]):
    def on_record(self) -> Self:
        return self.current().order_by("-valid_from", "pk")


class CommitteeMember(Dated):
    """A member of the reconsideration committee (行政复议委员会), for a term. Who serves in the
    city is named as a person too. Source: 行政复议法 art. 52; plan art. 34."""

    name = models.CharField(_("姓名"), max_length=60)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committee_terms",
        verbose_name=_("人员"),
    )
    sector = models.CharField(_("类别"), max_length=12, choices=Sector)
    organ = models.CharField(_("单位和职务"), max_length=120)
    document = models.CharField(_("聘任文号"), max_length=80)

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("复议委员会委员")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False), name="committeemember_has_a_term"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_term(self, day: date) -> bool:
        return self.holds_on(day)


class CommitteeOpinion(AppendOnly):
    """What a member advised in one consultation (咨询意见)."""

    member = models.ForeignKey(
        CommitteeMember, models.PROTECT, related_name="opinions", verbose_name=_("委员")
    )
    case_number = models.CharField(_("案号"), max_length=80)
    day = models.DateField(_("咨询日期"))
    text = models.CharField(_("意见"), max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("复议委员会咨询意见")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.case_number}"
