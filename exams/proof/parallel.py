"""The parallel forms of an exam: as they were made, as they were sealed, and which are in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exams.models import Exam, ExamSession, ParallelForm
from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, PoolItem
from exams.rules.parallel import READERS, Form, expected, fits, seal_refusal
from questionbank.models import Observation


def made_forms(exam: Exam) -> list[ParallelForm]:
    """The forms of the newest set in order, with who read them; none where papers are drawn."""
    newest = exam.form_sets.order_by("-n").values("pk")[:1]
    rows = ParallelForm.objects.filter(form_set=newest).order_by("n")
    return list(rows.prefetch_related("readings__person"))


def unread_forms(exam: Exam) -> int:
    """How many forms of the newest set want a reader still."""
    return sum(len(row.readings.all()) < READERS for row in made_forms(exam))


def own_reason(exam: Exam) -> str:
    """Why a paper is drawn for each candidate, as somebody wrote it last."""
    newest = exam.form_sets.order_by("-n").first()
    return newest.reason if newest is not None else ""


def as_rule(rows: Iterable[ParallelForm]) -> list[Form]:
    """Stored forms as the rules take them."""
    return [
        Form(row.n, row.is_reserve, tuple((pk, marks) for pk, marks in row.questions))
        for row in rows
    ]


def forms_body(exam: Exam, sessions: Sequence[ExamSession]) -> list[dict[str, Any]]:
    """The forms as the seal holds them: dealt to the sessions in turn, the reserve to none."""
    refs = [session.ref for session in sorted(sessions, key=lambda session: session.ordinal)]
    return [
        {
            "n": row.n,
            "reserve": row.is_reserve,
            "session": "" if row.is_reserve or not refs else refs[(row.n - 1) % len(refs)],
            "questions": row.questions,
            "read_by": sorted(reading.person_id for reading in row.readings.all()),
        }
        for row in made_forms(exam)
    ]


def forms_in(rows: Iterable[Mapping[str, Any]]) -> list[Form]:
    """The forms of a seal or a snapshot as the rules take them."""
    return [
        Form(row["n"], row["reserve"], tuple((pk, marks) for pk, marks in row["questions"]))
        for row in rows
    ]


def forms_refusal(exam: Exam, cells: Sequence[Cell], pool: Sequence[PoolItem]) -> ActRefusal | None:
    """Why the exam cannot be sealed with the forms that it has, or None."""
    rows = made_forms(exam)
    forms = as_rule(rows)
    return seal_refusal(
        forms,
        sessions=exam.sessions.count(),
        readers={row.n: len(row.readings.all()) for row in rows},
        current=all(fits(form, cells, pool) for form in forms),
    )


def shares_of(pool: Sequence[PoolItem]) -> dict[int, int]:
    """What share of its marks each question is expected to bring, in thousandths."""
    rows = Observation.objects.filter(revision__in=[item.revision_id for item in pool])
    seen = {pk: (share, n) for pk, share, n in rows.values_list("revision", "facility", "answered")}
    return {
        item.revision_id: expected(item.difficulty, facility=share, answers=answers)
        for item in pool
        for share, answers in [seen.get(item.revision_id, (None, 0))]
    }
