"""What a fairness report says of a session: read and reckoned anew from its rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from exams.models import (
    Admission,
    Attempt,
    ExamSession,
    Incident,
    Lease,
    Misconduct,
    Outage,
    Paper,
    PayBack,
    TimeGrant,
)
from exams.proof.seals import head_of
from exams.rules import fairness
from exams.rules.keeping import State

Facts = dict[str, Any]
READ_AT_ONCE = 500  # papers


def fairness_of(session: ExamSession) -> Facts:
    """All facts of the report, whole numbers and texts alone: the same rows give the same facts.

    Raises RosterLock.DoesNotExist while the roster is not locked.
    """
    lock = session.roster_lock
    return {
        "session": {
            "ref": session.ref,
            "exam": session.exam.title,
            "agency": session.exam.agency.name,
            "ordinal": session.ordinal,
            "place": session.place,
            "opens_at": timezone.localtime(session.opens_at).isoformat(timespec="minutes"),
            "closes_at": timezone.localtime(session.closes_at).isoformat(timespec="minutes"),
        },
        "basis": {
            "seal": session.exam.seal.digest,
            "in_force": head_of(session.exam),
            "snapshot": lock.digest,
            "witness_number": lock.witness_number,
        },
        "papers": _papers(session, lock.snapshot["pool"]),
        "attendance": _attendance(session),
        "conduct": _conduct(session),
        "events": _events(session),
    }


def _papers(session: ExamSession, pool: list[Facts]) -> Facts:
    difficulty = {item["revision"]: item["difficulty"] for item in pool}
    shares, asked = [], []
    rows = Paper.objects.filter(paper_of__session=session).order_by("paper_of__candidate__ref")
    for body in rows.values_list("body", flat=True).iterator(READ_AT_ONCE):
        marks: dict[int, int] = defaultdict(int)
        for place in body["places"]:
            marks[place["revision"]] += place["marks"]
        shares.append(fairness.expected_share(marks, difficulty))
        asked.append(frozenset(marks))
    expected, overlap = fairness.spread(shares), fairness.overlap(asked)
    return {
        "count": len(asked),
        "questions": max(map(len, asked), default=0),
        "expected": asdict(expected) if expected else None,
        "band": fairness.BAND,
        "overlap": asdict(overlap) if overlap else None,
        "exposure": asdict(fairness.shown(asked, len(pool))),
    }


def _attendance(session: ExamSession) -> Facts:
    present = Q(started_at__isnull=False)
    attempts = session.attempts.order_by()
    return {
        "rostered": session.candidates.count(),
        "present": attempts.filter(present).values("candidate").distinct().count(),
        "closed": attempts.filter(state=State.CLOSED).count(),
        "early": attempts.filter(close_reason="invigilator").count(),
    }


def _conduct(session: ExamSession) -> Facts:
    """What happened: time granted by kind, moves to another computer, admissions, amendments."""
    grants = TimeGrant.objects.filter(attempt__session=session).order_by().values("kind")
    given = {
        row["kind"]: {"count": row["n"], "candidates": row["who"], "seconds": row["s"]}
        for row in grants.annotate(
            n=Count("pk"), who=Count("attempt", distinct=True), s=Sum("seconds")
        )
    }
    back = PayBack.objects.filter(attempt__session=session).aggregate(
        count=Count("pk"),
        candidates=Count("attempt", distinct=True),
        seconds=Coalesce(Sum("outage__seconds"), 0),
    )
    none = {"count": 0, "candidates": 0, "seconds": 0}
    moved = Lease.objects.filter(attempt__session=session, epoch__gt=1)
    drawn_anew = Attempt.objects.filter(session=session, paper__n__gt=1)
    return {
        "time": {kind: given.get(kind, none) for kind in ("accommodation", "outage", "incident")},
        "given_back": back,
        "moves": moved.count(),
        "admissions": Admission.objects.filter(attempt__session=session).count(),
        "amendments": list(session.exam.amendments.order_by("n").values_list("digest", flat=True)),
        "drawn_anew": drawn_anew.count(),
        "key_changes": list(
            session.exam.key_changes.order_by("at").values_list("digest", flat=True)
        ),
    }


def _events(session: ExamSession) -> Facts:
    """What went wrong: incidents by kind as they were written down in the rooms, outages of the
    whole site while the session lasted, cases of misconduct as they stand."""
    written = Incident.objects.filter(room__session=session).order_by().values("kind")
    last = session.attempts.aggregate(at=Max("closed_at"))["at"]
    until = max(session.closes_at, last or session.closes_at)
    away = list(Outage.objects.during(session.opens_at, until).values_list("began_at", "ended_at"))
    cases = Misconduct.objects.filter(candidate__session=session)
    return {
        "incidents": {row["kind"]: row["n"] for row in written.annotate(n=Count("pk"))},
        "outages": {
            "count": len(away),
            "seconds": sum(int((end - begin).total_seconds()) for begin, end in away),
        },
        "misconduct": {
            "cases": cases.count(),
            "upheld": cases.upheld().count(),
            "voided": cases.voiding().count(),
        },
    }
