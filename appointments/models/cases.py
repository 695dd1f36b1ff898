"""The confidential file on one candidate for one post, and who is named on it."""

from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from appointments.models.policies import ProcedureChoice, ProcedurePolicy
from appointments.rules.terms import CLOSED, CaseState, MemberRole
from journal import vault
from journal.models import AppendOnly, Freezing, Frozen
from people import rules as people
from people.models import Agency, Person

IDENTITY = "appointments.identity"  # purpose of the key in `journal.vault`


def new_ref() -> str:
    """A random name of 128 bits for pages' addresses."""
    return secrets.token_urlsafe(16)


class StateChoice(models.TextChoices):
    OPEN = CaseState.OPEN.value, _("办理中")
    RECOMMENDED = CaseState.RECOMMENDED.value, _("建议任用")
    NOT_RECOMMENDED = CaseState.NOT_RECOMMENDED.value, _("不建议任用")
    WITHDRAWN = CaseState.WITHDRAWN.value, _("终止考查")


class MemberChoice(models.TextChoices):
    LEAD = MemberRole.LEAD.value, _("承办负责人")
    HANDLER = MemberRole.HANDLER.value, _("经办人")
    SIGNATORY = MemberRole.SIGNATORY.value, _("签署人")
    READER = MemberRole.READER.value, _("查阅人")


class CaseQuerySet(models.QuerySet["Case"]):
    def naming(self, person_id: int) -> Self:
        """Cases on which the person is named now. For everybody else a case does not exist."""
        named = Member.objects.standing().filter(case=OuterRef("pk"), person_id=person_id)
        return self.filter(Exists(named))

    def open(self) -> Self:
        return self.filter(state=CaseState.OPEN)

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED)


class Case(Freezing):
    """One candidate for one post. The candidate is a person of the tree, or is known here alone:
    then `name`, `present_post` and the encrypted identity number are all that there is.

    Once closed it never changes.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    number = models.CharField(_("案号"), max_length=20, unique=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="appointment_cases", verbose_name=_("承办单位")
    )
    procedure = models.CharField(_("任命方式"), max_length=10, choices=ProcedureChoice)
    policy = models.ForeignKey(
        ProcedurePolicy, models.PROTECT, related_name="cases", verbose_name=_("适用规定")
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointment_cases",
        verbose_name=_("人选"),
    )
    name = models.CharField(_("姓名"), max_length=60)
    present_post = models.CharField(_("现任单位和职务"), max_length=120)
    identity_cipher = models.BinaryField(_("身份证号（密文）"), null=True, blank=True)
    intended_post = models.CharField(_("拟任职务"), max_length=120)
    deadline = models.DateField(_("办理期限"))
    state = models.CharField(
        _("状态"), max_length=16, choices=StateChoice, default=StateChoice.OPEN
    )
    opened_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("立案人")
    )
    opened_at = models.DateTimeField(_("立案时间"))

    objects = CaseQuerySet.as_manager()
    frozen = Frozen(  # another key may encrypt the number anew
        states=tuple(state.value for state in CLOSED), free=("identity_cipher",)
    )

    class Meta:
        verbose_name = _("任职考查")
        ordering = ["deadline", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(intended_post=""), name="case_names_candidate_and_post"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN

    @property
    def subject(self) -> str:
        """What the journal calls the case."""
        return f"appointments.case:{self.pk}"

    @property
    def identity_number(self) -> str:
        """The candidate's identity number in plain, from here or from the person's record."""
        if self.identity_cipher is not None:
            return vault.decrypt(bytes(self.identity_cipher), purpose=IDENTITY).decode()
        return self.person.identity_number if self.person else ""

    @property
    def masked_identity(self) -> str:
        return people.mask_identity(self.identity_number)


class MemberQuerySet(models.QuerySet["Member"]):
    def standing(self) -> Self:
        """Those who are named now."""
        return self.filter(ended_at__isnull=True)


class Member(models.Model):
    """That a person is named on a case, in what capacity; a signatory signs for `office`."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="members", verbose_name=_("任职考查")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    role = models.CharField(_("身份"), max_length=10, choices=MemberChoice)
    office = models.CharField(_("签署机构"), max_length=60, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("指定人"))
    added_at = models.DateTimeField(_("指定时间"))
    ended_at = models.DateTimeField(_("解除时间"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("知悉人员")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(ended_at__isnull=True),
                name="member_named_once",
            ),
            models.CheckConstraint(
                condition=Q(role="signatory") & ~Q(office="") | ~Q(role="signatory") & Q(office=""),
                name="member_signs_for_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.person_id}"


class StatedLine(AppendOnly):
    """A fact that the case's workers enter with its source: all there is about somebody from
    outside, and what the ledgers do not hold about the others."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="stated_lines", verbose_name=_("任职考查")
    )
    topic = models.CharField(_("类别"), max_length=30)
    text = models.CharField(_("内容"), max_length=300)
    source = models.CharField(_("来源"), max_length=120)
    day = models.DateField(_("日期"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("考查材料")
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.topic}"


class Dossier(AppendOnly):
    """The dossier as it was compiled: its lines with source and date, as of a day, and the hash
    over them. Another compilation is another row."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="dossiers", verbose_name=_("任职考查")
    )
    n = models.PositiveSmallIntegerField(_("次序"))
    as_of = models.DateField(_("截至日期"))
    lines = models.JSONField(_("内容"))
    digest = models.CharField(_("散列"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("汇编人"))
    at = models.DateTimeField(_("汇编时间"))

    class Meta:
        verbose_name = _("考查材料汇编")
        ordering = ["case", "n"]
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="dossier_once")]

    def __str__(self) -> str:
        return f"dossier {self.n} of {self.case_id}"


class DossierSignature(AppendOnly):
    """That a lead of the case signed a dossier, by its hash."""

    dossier = models.OneToOneField(
        Dossier, models.PROTECT, related_name="signature", verbose_name=_("汇编")
    )
    digest = models.CharField(_("散列"), max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    at = models.DateTimeField(_("签署时间"))

    class Meta:
        verbose_name = _("汇编签署")

    def __str__(self) -> str:
        return f"signature of {self.dossier_id}"
