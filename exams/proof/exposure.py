"""What the snapshot says of former uses: on how many papers, and who met which question of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Max, Sum

from exams.models import Attempt, ExamSession, Exposure
from questionbank.models import Revision

OF_LATE = timedelta(days=731)  # 24 months: house default


def exposures(session: ExamSession) -> dict[int, dict[str, Any]]:
    """On how many papers each question stood in the sessions drawn before, and when last."""
    before = Exposure.objects.exclude(session=session).order_by().values("revision_id")
    rows = before.annotate(used=Sum("papers"), last=Max("session__opens_at")).filter(used__gt=0)
    return {
        row["revision_id"]: {"exposure": row["used"], "last_seen": row["last"].isoformat()}
        for row in rows
    }


def seen_of_late(session: ExamSession, pool: Collection[int]) -> dict[str, list[int]]:
    """By candidate the questions of the pool that stood, in whatever wording, on a paper that the
    candidate opened in the 24 months before the session; candidates without any are left out."""
    refs = dict(session.candidates.values_list("person_id", "ref"))
    papers = Attempt.objects.exclude(session=session).filter(
        person__in=refs,
        started_at__gt=session.opens_at - OF_LATE,
        started_at__lt=session.opens_at,
    )
    met: dict[str, set[int]] = defaultdict(set)
    for person_id, places in papers.values_list("person_id", "paper__body__places").iterator(200):
        met[refs[person_id]] |= {place["revision"] for place in places}
    if not met:
        return {}
    pairs = Revision.objects.filter(pk__in=set().union(*met.values(), pool))
    question = dict(pairs.values_list("pk", "question_id"))
    wordings: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(pool):
        wordings[question[pk]].append(pk)
    found = {
        ref: sorted(other for pk in asked for other in wordings.get(question[pk], ()))
        for ref, asked in met.items()
    }
    return {ref: sorted(set(seen)) for ref, seen in found.items() if seen}


def seen_by(snapshot: Mapping[str, Any], candidate_ref: str) -> frozenset[int]:
    """What the snapshot says that the candidate has met of late."""
    return frozenset(snapshot["seen"].get(candidate_ref, ()))
