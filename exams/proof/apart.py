"""Which questions the bank keeps apart, as the pool is made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Sum

from exams.models import Exposure
from exams.rules.apart import one_of_each
from exams.rules.drawing import PoolItem
from questionbank.models import EnemyGroup


def kept_apart(pool: Sequence[PoolItem]) -> list[PoolItem]:
    """The pool with one question of each group in force, the one that stood on fewest papers."""
    groups: dict[int, frozenset[int]] = defaultdict(frozenset)
    held = EnemyGroup.objects.in_force().order_by().filter(questions__revisions__isnull=False)
    for group_id, revision_id in held.values_list("pk", "questions__revisions"):
        groups[revision_id] |= {group_id}
    if not groups:
        return list(pool)
    rows = Exposure.objects.filter(revision_id__in=groups).order_by().values_list("revision_id")
    return one_of_each(pool, groups, dict(rows.annotate(Sum("papers"))))
