"""Issuers, certificates and what they are on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, Exists, Min, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import AppendOnly
from people.models import Dated, DatedQuerySet, Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import Body, new_ref
from qualifications.models.register import Event
from qualifications.rules.certificates import (
    ADVERSE,
    GRAVEST_FIRST,
    RESTORING,
    SOON_DAYS,
    State,
)


class QualificationKind(models.TextChoices):
    ENFORCEMENT = "enforcement", _("行政执法")
    SUPERVISION = "supervision", _("行政执法监督")
    HEARING = "hearing", _("听证主持")
    REVIEW = "legal_review", _("法制审核")
    RECONSIDERATION = "reconsideration", _("行政复议")


class CertificateKind(models.TextChoices):
    ENFORCEMENT = "enforcement", _("行政执法证")
    SUPERVISION = "supervision", _("行政执法监督证")
    HEARING = "hearing", _("听证主持人证")
    MINISTRY = "ministry", _("部门颁发的执法证")


class StateChoice(models.TextChoices):
    VALID = State.VALID.value, pgettext_lazy("证件", "有效")
    NOT_BEGUN = State.NOT_BEGUN.value, pgettext_lazy("证件", "未生效")
    EXPIRED = State.EXPIRED.value, pgettext_lazy("证件", "已到期")
    SUSPENDED = State.SUSPENDED.value, pgettext_lazy("证件", "暂扣")
    REVOKED = State.REVOKED.value, pgettext_lazy("证件", "吊销")
    CANCELLED = State.CANCELLED.value, pgettext_lazy("证件", "注销")
    LOST = State.LOST.value, pgettext_lazy("证件", "作废")
    WITHDRAWN = State.WITHDRAWN.value, pgettext_lazy("证件", "误登已撤回")


class Issuer(models.Model):
    """An organ that issues certificates. For the national certificate that is the province."""

    name = models.CharField(_("名称"), max_length=120, unique=True)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("发证机关")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class NumberPattern(Dated):
    """How an issuer's certificate numbers are made between two days (`rules.numbers`)."""

    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="patterns", verbose_name=_("发证机关")
    )
    kind = models.CharField(_("证件种类"), max_length=12, choices=CertificateKind)
    pattern = models.CharField(_("编号规则"), max_length=120)

    objects = DatedQuerySet["NumberPattern"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("编号规则")

    def __str__(self) -> str:
        return self.pattern


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Certificates of persons where any of the roles is held, and one's own."""
        return self.filter(
            Q(person_id=rights.person_id) | within(rights.paths(*roles), "person__agency__path")
        )

    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Certificates of persons where any of the roles is held; one's own only if so, too."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def with_state(self, day: date, *, known_on: datetime | None = None) -> Self:
        """Add `state_on`: what the certificate is on the day, one of `State`.

        The SQL twin of `rules.certificates.state_on`; `test_agreement` runs both.
        """
        terms = CertificateTerms.objects.known(known_on).filter(certificate=OuterRef("pk"))
        first = terms.values("certificate").annotate(day=Min("valid_from"))
        return self.annotate(
            against=_gravest_against(OuterRef("pk"), day, known_on),
            first_day=Subquery(first.values("day")),
        ).annotate(
            state_on=Case(
                When(first_day=None, then=Value(State.WITHDRAWN)),
                When(against__isnull=False, then="against"),
                When(
                    Exists(terms.filter(_covers(day))),
                    then=Value(State.VALID.value),
                ),
                When(first_day__gt=day, then=Value(State.NOT_BEGUN.value)),
                default=Value(State.EXPIRED.value),
                output_field=models.CharField(),
            )
        )

    def in_state(self, state: State, day: date) -> Self:
        """Those that `with_state` calls so, found without reckoning what all the others are."""
        if state is State.VALID:
            return self.valid_on(day)
        terms = CertificateTerms.objects.current().filter(certificate=OuterRef("pk"))
        if state is State.WITHDRAWN:
            return self.filter(~Exists(terms))
        against = standing_against(OuterRef("pk"), day, None)
        if state in GRAVEST_FIRST:
            graver = GRAVEST_FIRST[: GRAVEST_FIRST.index(state)]
            found = self.filter(Exists(terms), Exists(against.filter(kind__in=_leading_to(state))))
            return found.filter(~Exists(against.filter(kind__in=_leading_to(*graver))))
        found = self.filter(Exists(terms), ~Exists(against))
        begun = Exists(terms.filter(valid_from__lte=day))
        if state is State.NOT_BEGUN:
            return found.filter(~begun)
        return found.filter(begun, ~Exists(terms.filter(_covers(day))))

    def valid_on(self, day: date, *, known_on: datetime | None = None) -> Self:
        """Certificates that are valid on the day, as known now or at `known_on`."""
        terms = CertificateTerms.objects.known(known_on).filter(_covers(day))
        return self.filter(
            Exists(terms.filter(certificate=OuterRef("pk"))),
            ~Exists(standing_against(OuterRef("pk"), day, known_on)),
        )

    def ending_by(self, last: date, *, today: date) -> Self:
        """Certificates valid today whose present terms have their last day by then. Those are few
        and found by that day; what all others are is not asked."""
        terms = CertificateTerms.objects.current()
        near = terms.filter(valid_to__range=(today, last))
        going_on = terms.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=last), certificate=OuterRef("pk")
        )
        return (
            self.filter(pk__in=near.values("certificate")).valid_on(today).filter(~Exists(going_on))
        )

    def to_announce(self, today: date, step: int) -> Self:
        """Valid certificates whose last day lies within `step` days, but not within the next
        smaller step, and of which that was not told yet; `with_terms`.

        The steps are `rules.certificates.SOON_DAYS`. A step that went by untold, because nothing
        was at work, is not made up for: the next one tells more.
        """
        smaller = [one for one in SOON_DAYS if one < step]
        first = today + timedelta(days=max(smaller, default=-1) + 1)
        ends = (first, today + timedelta(days=step))
        near = CertificateTerms.objects.current().filter(valid_to__range=ends)
        told = ExpiryNotice.objects.filter(
            certificate=OuterRef("pk"), last_day=OuterRef("terms_valid_to"), step=step
        )
        rows = self.filter(pk__in=near.values("certificate")).valid_on(today).with_terms()
        return rows.filter(Q(terms_valid_to__range=ends), ~Exists(told))

    def with_terms(self) -> Self:
        """Add `body_name`, `body_code` and `terms_domains`, `terms_valid_from`, `terms_valid_to`,
        `terms_post_title`, `terms_area` of the latest terms."""
        terms = CertificateTerms.objects.current().filter(certificate=OuterRef("pk"))
        latest = terms.order_by("-valid_from", "-id")
        names = ("domains", "valid_from", "valid_to", "post_title", "area")
        return self.annotate(
            body_name=Subquery(latest.values("body__agency__name")[:1]),
            body_code=Subquery(latest.values("body__agency__code")[:1]),
            **{f"terms_{name}": Subquery(latest.values(name)[:1]) for name in names},
        )


def _leading_to(*states: State) -> list[str]:
    """The events that leave one of the states."""
    return sorted(kind for kind, state in ADVERSE.items() if state in states)


def _covers(day: date) -> Q:
    return Q(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


def standing_against(
    certificate: OuterRef, day: date, known_on: datetime | None
) -> models.QuerySet[Event]:
    """Events that take the certificate away on the day and that no later entry has undone."""
    rows = Event.objects.known(known_on).filter(effective_on__lte=day)
    restored = rows.filter(
        kind__in=sorted(RESTORING), certificate=OuterRef("certificate"), pk__gt=OuterRef("pk")
    )
    return rows.filter(
        Q(until__isnull=True) | Q(until__gte=day),
        ~Exists(restored),
        certificate=certificate,
        kind__in=list(ADVERSE),
    )


def _gravest_against(certificate: OuterRef, day: date, known_on: datetime | None) -> Subquery:
    """The state that the gravest of the events against the certificate leaves it in."""
    whens = [When(kind=kind, then=Value(str(state))) for kind, state in ADVERSE.items()]
    ranks = [
        When(kind=kind, then=Value(GRAVEST_FIRST.index(state))) for kind, state in ADVERSE.items()
    ]
    rows = standing_against(certificate, day, known_on).annotate(
        leaves=Case(*whens, output_field=models.CharField()),
        rank=Case(*ranks, output_field=models.IntegerField()),
    )
    return Subquery(rows.order_by("rank", "-pk").values("leaves")[:1])


class Certificate(models.Model):
    """A certificate (证件): the object that an issuer gave to a person, known by its number.

    What it says stands in its terms, what was decided about it in its events. `previous` is the one
    that it replaces.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    number = models.CharField(_("证号"), max_length=40, unique=True)
    kind = models.CharField(_("证件种类"), max_length=12, choices=CertificateKind)
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="certificates", verbose_name=_("发证机关")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="certificates", verbose_name=_("人员")
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name=_("原证件"),
    )
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by_id = models.BigIntegerField(_("登记人"), null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("单数", "证件")

    def __str__(self) -> str:
        return self.number


class TermsQuerySet(DatedQuerySet["CertificateTerms"]):
    def known(self, known_on: datetime | None) -> Self:
        """Terms as known now (None), or as known at the instant, whatever days they hold on."""
        if known_on is None:
            return self.current()
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_on), recorded_at__lte=known_on
        )


class CertificateTerms(Dated):
    """What a certificate says: for which body, in which domains, from when to when; the post and
    the area printed on it, where the issuer's data tell them.

    Source: the national form 《中华人民共和国行政执法证》, domain.md 2.3.
    """

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="terms", verbose_name=_("证件")
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="terms", verbose_name=_("执法主体"))
    domains = models.JSONField(_("执法领域"), default=list)
    post_title = models.CharField(_("职务"), max_length=60, blank=True)
    area = models.CharField(_("执法区域"), max_length=120, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("证件内容")
        indexes = [
            models.Index(
                fields=["valid_to"],
                condition=Q(superseded_at__isnull=True),
                name="terms_by_last_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.valid_from}"


class ExpiryNotice(AppendOnly):
    """That holder and unit were told that a certificate ends within so many days (`step`)."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="expiry_notices", verbose_name=_("证件")
    )
    last_day = models.DateField(_("有效期至"))
    step = models.PositiveSmallIntegerField(_("提前天数"))
    at = models.DateTimeField(_("告知时间"))

    class Meta:
        verbose_name = _("到期告知")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "last_day", "step"], name="expirynotice_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.step}"
