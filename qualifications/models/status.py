"""A person's qualifications and suspensions, the policies behind them, and since when we know."""

from __future__ import annotations

from dataclasses import fields
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.models import Exam
from people.models import Dated, DatedQuerySet, Person, within
from people.rules import Rights, Role
from qualifications.models.certificates import Certificate, QualificationKind
from qualifications.rules.qualifying import Policy


class QualificationSource(models.TextChoices):
    EXAM = "exam", _("考试合格")
    PROVINCE = "province", _("省级证件")
    DECISION = "decision", _("专门决定")


class QualificationQuerySet(DatedQuerySet["Qualification"]):
    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Qualifications of persons where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))


class Qualification(Dated):
    """That a person is qualified (资格), of a kind and in domains: by our exams, by the province's
    certificate, or by a decision. Ended only by a decision, which supersedes the row."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="qualifications", verbose_name=_("人员")
    )
    kind = models.CharField(
        _("资格种类"), max_length=16, choices=QualificationKind, default="enforcement"
    )
    domains = models.JSONField(_("执法领域"), default=list)
    source = models.CharField(_("取得方式"), max_length=10, choices=QualificationSource)
    organ = models.CharField(_("决定机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80)
    evidence = models.JSONField(_("考试成绩"), default=list, blank=True)
    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name=_("省级证件"),
    )

    objects = QualificationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = pgettext_lazy("单数", "资格")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source="exam") | ~Q(evidence=[]), name="qualification_by_exam_shows_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class DutySuspension(Dated):
    """That a person was suspended from duty by decision, from one day to another or for good."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="duty_suspensions", verbose_name=_("人员")
    )
    organ = models.CharField(_("决定机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80)
    basis = models.CharField(_("法律依据"), max_length=200)

    objects = DatedQuerySet["DutySuspension"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("停止执法")

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_from}"


def counted_purposes() -> list[str]:
    """What an exam must be held for where nothing is laid down."""
    return list(Policy().purposes)


class QualifyingPolicy(Dated):
    """What a kind of qualification asks for, from a day on (`rules.qualifying.Policy`)."""

    kind = models.CharField(_("资格种类"), max_length=16, choices=QualificationKind)
    public_part = models.BooleanField(_("须考公共法律知识"), default=True)
    professional_part = models.BooleanField(_("须考专业法律知识"), default=True)
    result_days = models.PositiveSmallIntegerField(
        _("成绩有效天数"), null=True, blank=True, help_text=_("长期有效的，留空。")
    )
    establishment = models.BooleanField(_("须在编"), default=True)
    licence = models.BooleanField(_("须有法律职业资格"), default=False)
    pre_service = models.BooleanField(_("须经统一职前培训"), default=False)
    older_before = models.DateField(_("此前已从事的不受新条件限制"), null=True, blank=True)
    training_credit = models.PositiveIntegerField(_("培训学时（百分之一）"), default=0)
    publicity_days = models.PositiveSmallIntegerField(_("公示天数"), default=5)
    purposes = models.JSONField(_("可以计入的考试用途"), default=counted_purposes)

    objects = DatedQuerySet["QualifyingPolicy"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("资格条件")

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"

    @property
    def policy(self) -> Policy:
        """The same as the rules take it."""
        columns = {field.name: getattr(self, field.name) for field in fields(Policy)}
        return Policy(**columns | {"purposes": tuple(self.purposes)})


class PartChoice(models.TextChoices):
    PUBLIC = "public", _("公共法律知识")
    PROFESSIONAL = "professional", _("专业法律知识")


class QualifyingExam(models.Model):
    """That an exam counts as a part of the qualifying exam: the public one, or the professional one
    of a domain. Said by the legal-affairs office, before anybody relies on it."""

    exam = models.OneToOneField(
        Exam, models.PROTECT, related_name="qualifying", verbose_name=_("考试")
    )
    part = models.CharField(_("考试部分"), max_length=12, choices=PartChoice)
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)

    class Meta:
        verbose_name = _("资格考试")
        constraints = [
            models.CheckConstraint(
                condition=Q(part="public", domain="") | (Q(part="professional") & ~Q(domain="")),
                name="qualifyingexam_professional_names_domain",
            )
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.part} {self.domain}"


class RecordSource(models.TextChoices):
    """Of what the records are; `rules.matter.SOURCES` in the same order."""

    POSTS = "posts", _("岗位")
    BODIES = "bodies", _("执法主体")
    QUALIFICATIONS = "qualifications", _("资格")
    CERTIFICATES = "certificates", _("证件")


class RecordsBegin(Dated):
    """From which day (`valid_from`) on the city's records of one source are complete, as declared
    by the legal-affairs office. For a day before it nothing can be said."""

    source = models.CharField(_("登记种类"), max_length=14, choices=RecordSource)

    objects = DatedQuerySet["RecordsBegin"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("登记起点")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(superseded_at__isnull=True),
                name="recordsbegin_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.valid_from}"
