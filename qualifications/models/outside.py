"""Results from elsewhere: entered off paper by two persons or from the issuer's file, withdrawn by
two."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile
from journal.models import AppendOnly
from people.models import Person, within
from people.rules import Rights, Role
from qualifications.models.bodies import new_ref
from qualifications.models.status import PartChoice

# What two entries must say alike; `turn` keeps what was withdrawn apart from what came after it.
OUTSIDE_CONTENT = (
    "person", "part", "domain", "day", "total", "passed", "supervised", "organ", "document", "turn",
)  # fmt: skip
# By which of it an exam is told from others, whatever the result.
OUTSIDE_EXAM = ("person", "part", "domain", "day", "document")


class OutsideWay(models.TextChoices):
    ENTRIES = "entries", _("两人分别录入")
    FILE = "file", _("成绩文件导入")


class OutsideState(models.TextChoices):
    WAITING = "waiting", _("待另一人录入")
    DIFFERS = "differs", _("两人录入不一致")
    COUNTED = "counted", _("作为依据")
    DOUBTED = "doubted", _("已提出撤销，待另一人确认")
    WITHDRAWN = "withdrawn", _("已撤销")


class OutsideResultQuerySet(models.QuerySet["OutsideResult"]):
    def governed_by(self, rights: Rights, *roles: Role) -> Self:
        """Entries about persons where any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "person__agency__path"))

    def alike(self, entry: OutsideResult) -> Self:
        """The entries that say what this one says, itself among them."""
        return self.filter(**{name: getattr(entry, name) for name in OUTSIDE_CONTENT})

    def agreed(self) -> Self:
        """One row for each result that was ever good: of the issuer's file, or the entry that made
        the pair."""
        return self.filter(_is_agreed())

    def confirmed(self) -> Self:
        """The results that count: agreed upon and not withdrawn."""
        return self.agreed().filter(~Exists(_withdrawn()))

    def with_state(self) -> Self:
        """Add `state`, one of `OutsideState`."""
        others = OutsideResult.objects.filter(_same(OUTSIDE_EXAM), ~Exists(_pair()))
        other = others.exclude(entered_by=OuterRef("entered_by"))
        return self.annotate(
            state=Case(
                When(~_is_agreed() & Exists(other), then=Value(OutsideState.DIFFERS.value)),
                When(~_is_agreed(), then=Value(OutsideState.WAITING.value)),
                When(Exists(_withdrawn()), then=Value(OutsideState.WITHDRAWN.value)),
                When(Exists(_doubts()), then=Value(OutsideState.DOUBTED.value)),
                default=Value(OutsideState.COUNTED.value),
                output_field=models.CharField(),
            )
        )

    def listed(self) -> Self:
        """Every result once: those agreed upon, and the entries that still wait for a second."""
        counts = OutsideResult.objects.confirmed().filter(_same(OUTSIDE_EXAM))
        return self.filter(_is_agreed() | (~Exists(counts) & ~Exists(_pair())))


class OutsideResult(AppendOnly):
    """One entry of a result from elsewhere: the province's, or of an earlier exam.

    Off paper it counts once two persons have entered the same, each for themselves and with a scan;
    from the issuer's file at once. It stays marked as what it is. Only a supervised one counts at
    all (`rules.qualifying`). `turn` is 2 once a like one was withdrawn, and so on.
    """

    ref = models.CharField(_("标识"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="outside_results", verbose_name=_("人员")
    )
    part = models.CharField(_("考试部分"), max_length=12, choices=PartChoice)
    domain = models.CharField(_("执法领域"), max_length=30, blank=True)
    day = models.DateField(_("考试日期"))
    total = models.PositiveIntegerField(_("成绩（百分之一分）"))
    passed = models.BooleanField(_("合格"))
    supervised = models.BooleanField(_("有监考"))
    organ = models.CharField(_("组织机关"), max_length=120)
    document = models.CharField(_("成绩文号"), max_length=80)
    turn = models.PositiveSmallIntegerField(_("第几轮录入"), default=1)
    way = models.CharField(_("来源"), max_length=8, choices=OutsideWay, default="entries")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("成绩文件扫描件")
    )
    entered_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("录入人")
    )
    entered_at = models.DateTimeField(_("录入时间"))

    objects = OutsideResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("外部成绩")
        constraints = [
            models.CheckConstraint(
                condition=Q(part="public", domain="") | (Q(part="professional") & ~Q(domain="")),
                name="outsideresult_professional_names_domain",
            ),
            models.CheckConstraint(
                condition=Q(way="file") | Q(scan__isnull=False),
                name="outsideresult_off_paper_has_a_scan",
            ),
            models.UniqueConstraint(
                fields=[*OUTSIDE_CONTENT, "way", "entered_by"], name="outsideresult_once_by_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.part} {self.day}"

    @property
    def as_evidence(self) -> str:
        """How a qualification that rests on it names it."""
        return f"outside:{self.ref}"

    @property
    def marks(self) -> str:
        """The result as people write it."""
        return f"{self.total / 100:.2f}".rstrip("0").rstrip(".")


class OutsideWithdrawalQuerySet(models.QuerySet["OutsideWithdrawal"]):
    def open(self) -> Self:
        """First words to which nobody has added the second yet."""
        second = OutsideWithdrawal.objects.filter(
            result=OuterRef("result"), round=OuterRef("round"), n=2
        )
        return self.filter(~Exists(second), n=1)


class OutsideWithdrawal(AppendOnly):
    """One person's word that a result from elsewhere was entered wrongly; the second word, another
    person's, withdraws it, or `upholds` it: then it stands, and whoever doubts it again begins
    another round."""

    result = models.ForeignKey(
        OutsideResult, models.PROTECT, related_name="withdrawals", verbose_name=_("外部成绩")
    )
    round = models.PositiveSmallIntegerField(_("第几次提出"), default=1)
    n = models.PositiveSmallIntegerField(_("次序"))
    upholds = models.BooleanField(_("维持"), default=False)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("登记时间"))

    objects = OutsideWithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("外部成绩的撤销")
        ordering = ["result", "round", "n"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "round", "n"], name="outsidewithdrawal_once_each"
            ),
            models.UniqueConstraint(
                fields=["result", "round", "by"], name="outsidewithdrawal_two_hands"
            ),
            models.CheckConstraint(
                condition=Q(n=2) | Q(upholds=False), name="outsidewithdrawal_second_upholds"
            ),
            models.CheckConstraint(
                condition=Q(n__in=[1, 2]) & ~Q(reason=""), name="outsidewithdrawal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.n}"


def _same(names: tuple[str, ...]) -> Q:
    return Q(**{name: OuterRef(name) for name in names})


def _is_agreed() -> Q:
    earlier = OutsideResult.objects.filter(_same(OUTSIDE_CONTENT), pk__lt=OuterRef("pk"))
    return Q(way=OutsideWay.FILE) | Q(Exists(earlier.exclude(entered_by=OuterRef("entered_by"))))


def _pair() -> models.QuerySet[OutsideResult]:
    """The row by which the outer entry's content was agreed upon."""
    return OutsideResult.objects.agreed().filter(_same(OUTSIDE_CONTENT))


def _withdrawn() -> models.QuerySet[OutsideWithdrawal]:
    return OutsideWithdrawal.objects.filter(result=OuterRef("pk"), n=2, upholds=False)


def _doubts() -> models.QuerySet[OutsideWithdrawal]:
    return OutsideWithdrawal.objects.open().filter(result=OuterRef("pk"))
