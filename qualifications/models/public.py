"""What the public meets: the city's own training certificates, and reports of misuse."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from journal import vault
from journal.models import AppendOnly
from people.models import Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.models.certificates import Certificate, CertificateTerms
from qualifications.models.status import Qualification

CODE_PURPOSE = "certificate code"
CONTACT_PURPOSE = "misuse contact"


def code_of(ref: str) -> str:
    """The eight signs that stand beside a certificate's number for checking it: nobody can reckon
    them from the number, and they open nothing else."""
    return vault.lookup(ref, purpose=CODE_PURPOSE)[:8].upper()


class TrainingCertificateQuerySet(models.QuerySet["TrainingCertificate"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Those of persons where any of the roles is held, and one's own."""
        own = Q(person_id=rights.person_id)
        return self.filter(own | within(rights.paths(*roles), "person__agency__path"))

    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Those of persons where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def with_standing(self, day: date) -> Self:
        """Add `stands`: whether the person is still qualified in the domains on the day."""
        held = Qualification.objects.in_force(day).filter(
            person=OuterRef("person"), kind=OuterRef("kind")
        )
        named = held.annotate(said=OuterRef("domains")).filter(domains__holds_all=models.F("said"))
        return self.annotate(
            stands=models.Case(
                models.When(domains=[], then=Exists(held)),
                default=Exists(named),
                output_field=models.BooleanField(),
            )
        )


class TrainingCertificate(AppendOnly):
    """The city's own certificate (培训合格证明) that somebody was trained and passed: not the
    province's certificate, and no right to enforce by itself."""

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    number = models.CharField(_("证明编号"), max_length=20, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="training_certificates", verbose_name=_("人员")
    )
    qualification = models.OneToOneField(
        Qualification, models.PROTECT, related_name="training_certificate", verbose_name=_("资格")
    )
    kind = models.CharField(_("资格种类"), max_length=16)
    domains = models.JSONField(_("执法领域"), default=list)
    issued_on = models.DateField(_("颁发日期"))
    issued_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("登记时间"))

    objects = TrainingCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训合格证明")

    def __str__(self) -> str:
        return self.number


class MisuseRuling(models.TextChoices):
    TRUE = "true", _("情况属实，已另行处理")
    FALSE = "false", _("经查不属实")
    UNKNOWN = "unknown", _("无法查明")


class MisuseReportQuerySet(models.QuerySet["MisuseReport"]):
    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Reports about certificates of persons where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "certificate__person__agency__path"))

    def with_ruling(self) -> Self:
        """Add `ruling` (null while nobody has answered)."""
        answers = MisuseAnswer.objects.filter(report=OuterRef("pk")).order_by("-pk")
        return self.annotate(ruling=Subquery(answers.values("ruling")[:1]))


class MisuseReport(models.Model):
    """Somebody's report that a certificate was misused; from the public page, without a name. What
    they left to be reached by is encrypted."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="misuse_reports", verbose_name=_("证件")
    )
    text = models.CharField(_("情况"), max_length=1000)
    contact_cipher = models.BinaryField(_("联系方式（密文）"), null=True)
    at = models.DateTimeField(_("反映时间"))

    objects = MisuseReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("证件冒用反映")

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.pk}"

    @property
    def ruling_label(self) -> str:
        """What was found, of a row `with_ruling`."""
        ruling: str | None = self.ruling  # type: ignore[attr-defined]  # annotated
        return str(MisuseRuling(ruling).label) if ruling else ""

    @property
    def contact(self) -> str:
        """What they left to be reached by, in plain; empty when nothing."""
        if self.contact_cipher is None:
            return ""
        return vault.decrypt(bytes(self.contact_cipher), purpose=CONTACT_PURPOSE).decode()


class MisuseAnswer(AppendOnly):
    """What the office found about a report. A later one supersedes."""

    report = models.ForeignKey(
        MisuseReport, models.PROTECT, related_name="answers", verbose_name=_("反映")
    )
    ruling = models.CharField(_("核查结论"), max_length=8, choices=MisuseRuling)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("冒用反映的核查")

    def __str__(self) -> str:
        return f"{self.report_id}: {self.ruling}"


def terms_said(certificate: Certificate) -> CertificateTerms | None:
    """What the certificate says by its latest terms; None when it was withdrawn."""
    rows = certificate.terms.current().select_related("body__agency")
    return rows.order_by("-valid_from", "-id").first()
