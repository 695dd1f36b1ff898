"""Which posts may be held only by those who passed the exam for them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Dated, DatedQuerySet, PostKind
from qualifications.models.exams import policy_on, sat_by
from qualifications.models.status import PartChoice, Qualification


class PostingRule(Dated):
    """That posts of a kind which begin within these days are for those alone who passed a part of
    the exam, or are qualified already. None is in force until the city lays one down.

    Source: plan art. 47 (对从事行政执法、政府法制等工作的公务员，应组织专门的法律知识考试).
    """

    post_kind = models.CharField(_("岗位类别"), max_length=12, choices=PostKind)
    part = models.CharField(_("考试部分"), max_length=12, choices=PartChoice)

    objects = DatedQuerySet["PostingRule"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("岗位准入规定")

    def __str__(self) -> str:
        return f"{self.post_kind} {self.valid_from}"


def may_be_posted(person_id: int | None, post_kind: str, on: date) -> bool:
    """Whether the person may hold a post of the kind from the day on; `people` asks this before
    any post is entered. Somebody new has passed nothing."""
    rules = list(PostingRule.objects.in_force(on).filter(post_kind=post_kind))
    if not rules:
        return True
    if person_id is None:
        return False
    if Qualification.objects.in_force(on).filter(person_id=person_id).exists():
        return True
    good = [sat for sat in sat_by([person_id])[person_id] if sat.counts(policy_on(on), on)]
    return all(any(sat.part == rule.part for sat in good) for rule in rules)
