"""The totals of a session that must agree, read from its rows and from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count

from exams.models import (
    Admission,
    Attempt,
    Candidate,
    Event,
    ExamSession,
    Incident,
    KeyChange,
    Misconduct,
    Outage,
    PayBack,
    Receipt,
    Result,
    TimeGrant,
)
from exams.rules import outages
from exams.rules.keeping import State
from exams.rules.reconciling import Total, total
from journal.models import Entry


def totals_of(session: ExamSession) -> list[Total]:
    """Every pair of counts of the session, the roster first and the journal last."""
    rows = list(
        Attempt.objects.filter(session=session).values_list(
            "ref", "candidate__ref", "state", "started_at", "paper_id", "head_n", "close_reason"
        )
    )
    roster = list(Candidate.objects.filter(session=session).values_list("ref", flat=True))
    lock = getattr(session, "roster_lock", None)
    opened = [row[0] for row in rows if row[3]]
    closed = [row[0] for row in rows if row[2] == State.CLOSED]
    still = [row[0] for row in rows if row[2] == State.OPEN]
    present = {row[1] for row in rows if row[3]}
    absent = {row[1] for row in rows if not row[3]} - present
    here = {"attempt__session": session}
    marked = Result.objects.filter(**here).values_list("attempt__ref", flat=True).distinct()
    receipts = Receipt.objects.filter(**here).values_list("attempt__ref", flat=True).distinct()
    return [
        total("roster_locked", lock.snapshot["roster"] if lock else [], roster),
        total("roster", roster, [*present, *absent]),
        total("papers", [row[0] for row in rows if row[4]], [row[0] for row in rows]),
        total("opened", opened, [*closed, *still]),
        total("receipts", closed, list(receipts)),
        total("results", closed, list(marked)),
        total("chains", [f"{row[0]} {row[5]}" for row in rows if row[5]], _chained(session)),
        *_journalled(session, rows),
    ]


def _chained(session: ExamSession) -> list[str]:
    """Every attempt with how many events its chain really has."""
    counts = Event.objects.filter(attempt__session=session).order_by().values("attempt__ref")
    return [f"{row['attempt__ref']} {row['n']}" for row in counts.annotate(n=Count("n"))]


def _journalled(session: ExamSession, rows: Sequence[tuple[object, ...]]) -> Iterable[Total]:
    """What two persons did, by its own rows and by the journal."""
    here = {"attempt__session": session}
    grants = list(TimeGrant.objects.filter(**here).values_list("attempt__ref", flat=True))
    admitted = Admission.objects.filter(**here).values_list("attempt__ref", flat=True)
    early = [str(row[0]) for row in rows if row[6] == "invigilator"]
    refs = {str(row[0]) for row in rows}
    yield total("grants", grants, _entries(session, "exams.grant_time", refs))
    yield total("pay_backs", *_pay_backs(session))
    yield total("admissions", {*admitted}, {*_entries(session, "exams.admit", refs)})
    yield total("early", early, _entries(session, "exams.close", refs))
    yield from _what_went_wrong(session)
    published = [session.ref] if hasattr(session, "publication") else []
    subject = f"exams.examsession:{session.pk}"
    entries = Entry.objects.filter(act="exams.publish", subject=subject).count()
    yield total("publication", published, [session.ref] * entries)


def _what_went_wrong(session: ExamSession) -> Iterable[Total]:
    """Incidents by room, misconduct by candidate, changes of the exam's keys by digest."""
    rooms = set(session.rooms.values_list("ref", flat=True))
    written = Incident.objects.filter(room__session=session).values_list("room__ref", flat=True)
    yield total("incidents", list(written), _entries(session, "exams.report_incident", rooms))
    cases = Misconduct.objects.filter(candidate__session=session)
    seen = list(cases.values_list("candidate__ref", flat=True))
    seats = set(session.candidates.values_list("ref", flat=True))
    yield total("misconducts", seen, _entries(session, "exams.report_misconduct", seats))
    changes = KeyChange.objects.filter(exam=session.exam_id).values_list("digest", flat=True)
    exam = f"exams.exam:{session.exam_id}"
    told = Entry.objects.filter(act="exams.change_key", subject=exam).values_list(
        "facts", flat=True
    )
    yield total("key_changes", list(changes), [facts["digest"] for facts in told])


def _pay_backs(session: ExamSession) -> tuple[list[str], list[str]]:
    """What the rule owes the session's closed attempts for outages, and what they were given."""
    closed = Attempt.objects.filter(session=session, state=State.CLOSED)
    rows = list(closed.values_list("pk", "ref", "started_at", "closed_at"))
    away = list(Outage.objects.values_list("pk", "ended_at").order_by("pk")) if rows else []
    owed = [
        f"{ref} {outage}"
        for _pk, ref, started_at, closed_at in rows
        for outage, ended_at in away
        if outages.is_owed(ended_at, started_at=started_at, closed_at=closed_at)
    ]
    given = PayBack.objects.filter(attempt__in=closed).values_list("attempt__ref", "outage")
    return owed, [f"{ref} {outage}" for ref, outage in given]


def _entries(session: ExamSession, act: str, refs: set[str]) -> list[str]:
    """The attempts of the session that the journal names with the act, each as often as it does."""
    rows = Entry.objects.filter(act=act, agency_id=session.exam.agency_id)
    found = rows.values_list("subject", flat=True)
    named = (subject.partition(":")[2] for subject in found)
    return [ref for ref in named if ref in refs]
