"""Results that were lowered after something had been earned on them: matters for the organ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from exams.models import ResultChange
from people.models import Person, within
from people.rules import Rights, Role
from qualifications.models.status import Qualification


class MatterChoice(models.TextChoices):
    KEPT = "kept", _("维持已取得的资格")
    ACTED = "acted", _("已另行作出决定")
    NOTHING = "nothing", _("未据以取得资格，无须处理")


class LoweredResult(models.Model):
    """What the competent organ decided about a result that fell below the pass mark. A lowered
    result alters no qualification by itself; neither does this row: what is decided about the
    qualification is a decision of its own, in the register."""

    change = models.OneToOneField(
        ResultChange, models.PROTECT, related_name="matter", verbose_name=_("成绩变更")
    )
    ruling = models.CharField(_("处理结论"), max_length=8, choices=MatterChoice)
    reason = models.CharField(_("理由"), max_length=200)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("处理人")
    )
    decided_at = models.DateTimeField(_("处理时间"))

    class Meta:
        verbose_name = _("成绩降低的处理")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lowered_result_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.ruling}"


def lowered_results(rights: Rights, *roles: Role) -> QuerySet[Any]:
    """Passes that turned into fails, of persons in the subtrees, each with
    `ruling`."""
    rows = ResultChange.objects.lowered().filter(
        within(rights.paths(*roles), "attempt__person__agency__path")
    )
    rows = rows.annotate(ruling=F("matter__ruling"))
    return rows.select_related(
        "attempt__person__agency", "attempt__exam", "former", "present", "matter"
    )


def earned_on(changes: Iterable[ResultChange]) -> dict[int, list[Qualification]]:
    """By attempt the qualifications, as we know them now, that name it as evidence. One query."""
    refs = {change.attempt.ref: change.attempt_id for change in changes}
    persons = {change.attempt.person_id for change in changes}
    found: dict[int, list[Qualification]] = defaultdict(list)
    rows = Qualification.objects.current().filter(person_id__in=persons, source="exam")
    for row in rows.order_by("pk"):
        for piece in row.evidence:
            if piece.get("attempt") in refs:
                found[refs[piece["attempt"]]].append(row)
    return found
