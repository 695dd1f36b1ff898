"""What the snapshot says of former uses: on how many papers, and who met which question of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, Sum
from django.utils import timezone

from exams.models import Attempt, ExamSession, Exposure
from questionbank.models import Revision

OF_LATE = timedelta(days=731)  # 24 months: house default
UNUSED = {"exposure": 0, "in_year": 0, "in_exam": 0, "last_seen": ""}


def exposures(session: ExamSession) -> dict[int, dict[str, Any]]:
    """On how many papers each question stood in the sessions drawn before, how many of them in the
    calendar year of the session and in its exam, and when last."""
    before = Exposure.objects.exclude(session=session).order_by().values("revision_id")
    rows = before.annotate(
        used=Sum("papers"),
        in_year=Sum("papers", filter=_in_year(session), default=0),
        in_exam=Sum("papers", filter=Q(session__exam=session.exam_id), default=0),
        last=Max("session__opens_at"),
    ).filter(used__gt=0)
    return {
        row["revision_id"]: {
            "exposure": row["used"],
            "in_year": row["in_year"],
            "in_exam": row["in_exam"],
            "last_seen": row["last"].isoformat(),
        }
        for row in rows
    }


def _in_year(session: ExamSession) -> Q:
    """Sessions that open in the same calendar year of the city's clock."""
    year = timezone.localtime(session.opens_at).year
    zone = timezone.get_current_timezone()
    first, after = (datetime(y, 1, 1, tzinfo=zone) for y in (year, year + 1))
    return Q(session__opens_at__gte=first, session__opens_at__lt=after)


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
