"""Results that fell away after something may have been earned on them: matters for the organ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from exams.models import Attempt, Misconduct, MisconductStep, Result, ResultChange
from people.models import Person, within
from people.rules import Rights, Role
from qualifications.models.applying import Application, ApplicationStep
from qualifications.models.outside import OutsideWithdrawal
from qualifications.models.status import Qualification


class MatterSort(models.TextChoices):
    LOWERED = "lowered", _("成绩变更为不合格")
    VOIDED = "voided", _("违纪，成绩被取消")
    WITHDRAWN = "withdrawn", _("外部成绩被撤销")


class MatterChoice(models.TextChoices):
    KEPT = "kept", _("维持已取得的资格")
    ACTED = "acted", _("已另行作出决定")
    NOTHING = "nothing", _("未据以取得资格，无须处理")


class MatterRuling(models.Model):
    """What the competent organ decided about a result that was lowered, voided or withdrawn.

    Such a result alters no qualification by itself; neither does this row: what is decided about
    the qualification is a decision of its own, in the register.
    """

    change = models.OneToOneField(
        ResultChange,
        models.PROTECT,
        null=True,
        related_name="matter",
        verbose_name=_("成绩变更"),
    )
    misconduct = models.OneToOneField(
        Misconduct, models.PROTECT, null=True, related_name="matter", verbose_name=_("违纪")
    )
    withdrawal = models.OneToOneField(
        OutsideWithdrawal,
        models.PROTECT,
        null=True,
        related_name="matter",
        verbose_name=_("外部成绩的撤销"),
    )
    ruling = models.CharField(_("处理结论"), max_length=8, choices=MatterChoice)
    reason = models.CharField(_("理由"), max_length=200)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("处理人")
    )
    decided_at = models.DateTimeField(_("处理时间"))

    class Meta:
        verbose_name = _("成绩失效事项的处理")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="matter_ruling_says_why"),
            models.CheckConstraint(
                condition=Q(change__isnull=False, misconduct=None, withdrawal=None)
                | Q(change=None, misconduct__isnull=False, withdrawal=None)
                | Q(change=None, misconduct=None, withdrawal__isnull=False),
                name="matter_ruling_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.ruling}"


@dataclass(frozen=True)
class Matter:
    """A result that fell away: what kind of matter, by which key, about whom, since when.

    `ref` is the name by which a qualification keeps the result as evidence.
    """

    sort: MatterSort
    key: int
    person: Person
    what: str
    ref: str
    at: datetime
    ruling: MatterRuling | None

    @property
    def source(self) -> dict[str, int]:
        """The column of `MatterRuling` and its value."""
        return {f"{COLUMNS[self.sort]}_id": self.key}


COLUMNS = {
    MatterSort.LOWERED: "change",
    MatterSort.VOIDED: "misconduct",
    MatterSort.WITHDRAWN: "withdrawal",
}


def matters_of(rights: Rights, *roles: Role) -> list[Matter]:
    """Every matter about persons in the subtrees, the newest first. Three queries."""
    found = [
        *_of_changes(_lowered(rights, *roles)),
        *_of_misconducts(_voided(rights, *roles)),
        *_of_withdrawals(_withdrawn(rights, *roles)),
    ]
    return sorted(found, key=lambda matter: matter.at, reverse=True)


def waiting_matters(rights: Rights, *roles: Role) -> int:
    """How many of them nobody has decided yet. Three queries."""
    asked = (_lowered, _voided, _withdrawn)
    return sum(ask(rights, *roles).filter(matter=None).count() for ask in asked)


def matter_for(rights: Rights, sort: str, key: int, *roles: Role) -> Matter | None:
    """One matter about a person in the subtrees, or None."""
    rows = {
        MatterSort.LOWERED: lambda: _of_changes(_lowered(rights, *roles).filter(pk=key)),
        MatterSort.VOIDED: lambda: _of_misconducts(_voided(rights, *roles).filter(pk=key)),
        MatterSort.WITHDRAWN: lambda: _of_withdrawals(_withdrawn(rights, *roles).filter(pk=key)),
    }
    return next(iter(rows[MatterSort(sort)]()), None) if sort in MatterSort.values else None


def _lowered(rights: Rights, *roles: Role) -> QuerySet[ResultChange]:
    """Published passes that turned into fails."""
    rows = ResultChange.objects.lowered().filter(
        within(rights.paths(*roles), "attempt__person__agency__path")
    )
    return rows.select_related(
        "attempt__person__agency", "attempt__exam", "former", "present", "matter"
    )


def _voided(rights: Rights, *roles: Role) -> QuerySet[Misconduct]:
    """Cases by which a published pass does not count; one that was decided upon stays listed even
    if a review then annuls it. Before publication nothing can have been earned."""
    decided = MisconductStep.objects.filter(
        misconduct=OuterRef("pk"),
        effect="void",
        at__gt=OuterRef("candidate__session__publication__at"),
    )
    newest = Result.objects.filter(attempt__candidate=OuterRef("candidate")).newest_first()
    rows = Misconduct.objects.with_effect().filter(
        within(rights.paths(*roles), "candidate__person__agency__path")
    )
    rows = rows.annotate(passed=Subquery(newest.values("passed")[:1])).filter(
        Q(effect="void", passed=True) & Q(Exists(decided)) | Q(matter__isnull=False)
    )
    sat = Attempt.objects.filter(candidate=OuterRef("candidate")).order_by("-ordinal")
    return rows.annotate(
        attempt_ref=Subquery(sat.values("ref")[:1]),
        since=Subquery(decided.order_by("n").values("at")[:1]),
    ).select_related("candidate__person__agency", "candidate__session__exam", "matter")


def _withdrawn(rights: Rights, *roles: Role) -> QuerySet[OutsideWithdrawal]:
    """Results from elsewhere that two persons withdrew."""
    rows = OutsideWithdrawal.objects.filter(n=2, upholds=False).filter(
        within(rights.paths(*roles), "result__person__agency__path")
    )
    return rows.select_related("result__person__agency", "matter")


def _of_changes(rows: Iterable[ResultChange]) -> Iterator[Matter]:
    for row in rows:
        about = row.attempt
        what, ruling = about.exam.title, getattr(row, "matter", None)
        yield Matter(MatterSort.LOWERED, row.pk, about.person, what, about.ref, row.at, ruling)


def _of_misconducts(rows: Iterable[Any]) -> Iterator[Matter]:
    for row in rows:
        person, what = row.candidate.person, row.candidate.session.exam.title
        ruling, at = getattr(row, "matter", None), row.since or row.at
        yield Matter(MatterSort.VOIDED, row.pk, person, what, row.attempt_ref or "", at, ruling)


def _of_withdrawals(rows: Iterable[OutsideWithdrawal]) -> Iterator[Matter]:
    for row in rows:
        about = row.result
        what, ref = f"{about.organ}　{about.document}", about.as_evidence
        ruling = getattr(row, "matter", None)
        yield Matter(MatterSort.WITHDRAWN, row.pk, about.person, what, ref, row.at, ruling)


def earned_on(refs: Iterable[str], persons: Iterable[int]) -> dict[str, list[Qualification]]:
    """By result the qualifications, as we know them now, that name it as evidence. One query."""
    wanted, found = set(refs), defaultdict(list)
    rows = Qualification.objects.current().filter(person_id__in=set(persons), source="exam")
    for row in rows.order_by("pk"):
        for piece in row.evidence:
            if piece.get("attempt") in wanted:
                found[str(piece["attempt"])].append(row)
    return found


def resting_on(refs: Iterable[str], persons: Iterable[int]) -> dict[str, list[Application]]:
    """By result the applications under way of which a step was confirmed on it. Two queries."""
    wanted, found = set(refs), defaultdict(list)
    under_way = Application.objects.under_way().filter(person_id__in=set(persons))
    held = {row.pk: row for row in under_way}
    steps = ApplicationStep.objects.filter(application__in=list(held))
    for step in steps.exclude(detail={}).order_by("pk"):
        for piece in step.detail.get("results", ()):
            if piece.get("attempt") in wanted:
                found[str(piece["attempt"])].append(held[step.application_id])
    return found
