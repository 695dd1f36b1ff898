"""Acts that wait for a second person: who signed what, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from exams.models import Attempt, ExamSession, Signature
from exams.rules.conduct import Act, SessionState
from exams.rules.keeping import State

ON_ATTEMPTS = (Act.GRANT, Act.ADOPT, Act.ADMIT, Act.CLOSE)


def signed_so_far(act: Act, subject: str, digest: str) -> list[Signature]:
    """The signatures under exactly this content, in order; two mean that the act was done."""
    rows = Signature.objects.filter(act=act, subject=subject, digest=digest)
    return list(rows.select_related("person__agency"))


Signed = dict[tuple[str, str], list[Signature]]


def newest_signed(acts: Collection[Act], subjects: Collection[str]) -> Signed:
    """For each act and subject who signed the content that was signed last; one query."""
    rows = Signature.objects.filter(subject__in=subjects, act__in=acts)
    newest: Signed = {}
    for row in rows.select_related("person__agency"):
        held = newest.setdefault((row.act, row.subject), [])
        if held and held[0].digest != row.digest:
            held.clear()
        held.append(row)
    return newest


def alone(signed: Signed, act: Act, subject: str) -> Signature | None:
    """The one signature under an act that waits for the second, or None."""
    held = signed.get((act, subject), [])
    return held[0] if len(held) == 1 else None


def outdated(act: Act, subject: str, digest: str) -> Signature | None:
    """The last signature under other content, where nobody has signed the present one yet."""
    rows = Signature.objects.filter(act=act, subject=subject)
    if rows.filter(digest=digest).exists():
        return None
    return rows.select_related("person").last()


def signed_close(attempt: Attempt) -> list[Signature]:
    """The two signatures by which invigilators closed the attempt; none where it closed else."""
    rows = Signature.objects.filter(act=Act.CLOSE, subject=attempt.ref)
    found = list(rows.select_related("person__agency")) if attempt.state == State.CLOSED else []
    return [row for row in found if sum(other.digest == row.digest for other in found) > 1]


@dataclass(frozen=True)
class Waiting:
    """One act on an attempt that one person has signed and a second may countersign."""

    signature: Signature
    attempt: Attempt
    is_mine: bool


def waiting_in(
    session: ExamSession, reader_id: int, attempt: Attempt | None = None
) -> list[Waiting]:
    """Acts in the session (or on one attempt) with one signature that still fit what they sign."""
    attempts: QuerySet[Attempt] = Attempt.objects.filter(session=session)
    if attempt is not None:
        attempts = attempts.filter(pk=attempt.pk)
    rows = list(
        Signature.objects.filter(act__in=ON_ATTEMPTS, subject__in=attempts.values("ref"))
        .select_related("person__agency")
        .order_by("at", "id")
    )
    times = Counter((row.subject, row.act, row.digest) for row in rows)
    alone = [row for row in rows if times[(row.subject, row.act, row.digest)] == 1]
    by_ref = {
        found.ref: found
        for found in attempts.filter(ref__in={row.subject for row in alone})
        .select_related("candidate__agency", "person")
        .annotate(given=Sum("time_grants__seconds"))
    }
    return [
        Waiting(row, by_ref[row.subject], row.person_id == reader_id)
        for row in alone
        if _still_fits(row, by_ref[row.subject], session)
    ]


def _still_fits(row: Signature, attempt: Attempt, session: ExamSession) -> bool:
    if row.act == Act.ADMIT:
        return attempt.state == State.CLOSED and session.state != SessionState.PUBLISHED
    if attempt.state != State.OPEN:
        return False
    given = getattr(attempt, "given", None) or 0
    return row.act != Act.GRANT or row.body["before"] == given
