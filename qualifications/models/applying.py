"""Applications for a qualification, what applicants bring with them, results from elsewhere."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from people.models import Agency, Dated, DatedQuerySet, Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.models.certificates import Certificate, QualificationKind
from qualifications.models.status import Qualification
from qualifications.rules.applying import ENDS, Stage


class CredentialKind(models.TextChoices):
    LICENCE = "licence", _("法律职业资格")
    PRE_SERVICE = "pre_service", _("统一职前培训")
    FIRST_WORK = "first_work", _("初次从事日期")


class Credential(Dated):
    """What a person brought with them: 法律职业资格, 统一职前培训, or since when they do the work
    of a kind (`of_kind`). `valid_from` is the day of the paper, `number` what it is known by.

    Source: 行政处罚法 art. 58, 行政复议法 art. 6.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="credentials", verbose_name=_("人员")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=CredentialKind)
    of_kind = models.CharField(
        _("所从事的工作"), max_length=16, choices=QualificationKind, blank=True
    )
    number = models.CharField(_("证书编号或者文号"), max_length=80)
    issuer = models.CharField(_("出具机关"), max_length=120)

    objects = DatedQuerySet["Credential"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("任职凭证")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="first_work") | ~Q(of_kind=""),
                name="credential_first_work_names_the_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class StageChoice(models.TextChoices):
    """The steps of an application; `rules.applying` orders them."""

    FILED = Stage.FILED.value, _("单位申报")
    VERIFIED = Stage.VERIFIED.value, _("资格审查（编制核验）")
    TRAINED = Stage.TRAINED.value, _("岗前培训")
    PROFESSIONAL = Stage.PROFESSIONAL.value, _("专业法律知识考试")
    PUBLIC = Stage.PUBLIC.value, _("公共法律知识考试")
    PUBLICISED = Stage.PUBLICISED.value, _("公示")
    GRANTED = Stage.GRANTED.value, _("授予资格")
    ISSUED = Stage.ISSUED.value, _("发证")
    REFUSED = Stage.REFUSED.value, _("不予授予")
    WITHDRAWN = Stage.WITHDRAWN.value, _("单位撤回")
    REOPENED = Stage.REOPENED.value, _("复核后恢复办理")


class QualifyingApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Applications of persons where any of the roles is held, and one's own."""
        own = Q(person_id=rights.person_id)
        return self.filter(own | within(rights.paths(*roles), "person__agency__path"))

    def with_stage(self) -> Self:
        """Add `stage`: what it has come to, and `moved_at`. Twin: `rules.applying.stage_of`.

        A reopened one stands where it stood before it was refused.
        """
        steps = ApplicationStep.objects.filter(application=OuterRef("pk")).order_by("-pk")
        undone = [Stage.REFUSED, Stage.WITHDRAWN, Stage.REOPENED]
        before = steps.exclude(kind__in=undone)
        last = Subquery(steps.values("kind")[:1])
        return self.annotate(
            last=last,
            stage=models.Case(
                models.When(last=Stage.REOPENED, then=Subquery(before.values("kind")[:1])),
                default=F("last"),
                output_field=models.CharField(),
            ),
            moved_at=Subquery(steps.values("at")[:1]),
        )

    def under_way(self) -> Self:
        """Applications that wait for a step of the office."""
        return self.with_stage().exclude(stage__in=sorted(ENDS))


class Application(models.Model):
    """A unit's application that one of its persons be qualified, of a kind and in domains."""

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="applications", verbose_name=_("人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="applications", verbose_name=_("申报单位")
    )
    kind = models.CharField(_("资格种类"), max_length=16, choices=QualificationKind)
    domains = models.JSONField(_("执法领域"), default=list)
    filed_at = models.DateTimeField(_("申报时间"))

    objects = QualifyingApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("资格申请")

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def stage_label(self) -> str:
        """The stage in words, of a row `with_stage`."""
        return str(StageChoice(self.stage).label)  # type: ignore[attr-defined]  # annotated


class ApplicationStep(AppendOnly):
    """One step of an application: what, by which organ, on what grounds, from which day, by whom.

    `until` is the last day of a publicity period; `detail` keeps what the step rests on.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="steps", verbose_name=_("资格申请")
    )
    kind = models.CharField(_("环节"), max_length=12, choices=StageChoice)
    organ = models.CharField(_("经办机关"), max_length=120)
    document = models.CharField(_("文号"), max_length=80, blank=True)
    basis = models.CharField(_("依据"), max_length=200)
    reason = models.CharField(_("理由"), max_length=200)
    on = models.DateField(_("日期"))
    until = models.DateField(_("截止日期"), null=True)
    detail = models.JSONField(_("内容"), default=dict)
    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        null=True,
        related_name="application_steps",
        verbose_name=_("资格"),
    )
    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        null=True,
        related_name="application_steps",
        verbose_name=_("证件"),
    )
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("经办人")
    )

    class Meta:
        verbose_name = _("申请环节")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(reason="") & ~Q(organ=""),
                name="applicationstep_names_its_grounds",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="applicationstep_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
