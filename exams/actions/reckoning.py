"""The statistics of questions, reckoned from what was answered once results are published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from exams.models import (
    Attempt,
    Exam,
    Misconduct,
    QuestionUse,
    Reckoning,
    Result,
    to_reckon,
)
from exams.models.attempts import HALL_TEXTS
from exams.models.reading import ids_of, with_logs
from exams.proof import key_set, newest_keys, places_of
from exams.rules import keeping
from exams.rules.drawing import Place
from exams.rules.keeping import Answer, State
from exams.rules.marking import right_options
from exams.rules.uses import Met, Use, pooled, use_of
from journal.actions import record
from questionbank.actions import Seen, observe
from questionbank.models import Revision


@transaction.atomic
def ask_for_statistics(*, now: datetime) -> list[int]:
    """The exams whose statistics are due, noted as asked for, so that nobody asks again at once."""
    due = list(to_reckon(now).values_list("pk", flat=True))
    for exam_id in due:
        Reckoning.objects.update_or_create(
            exam_id=exam_id, defaults={"asked_at": now, "done_at": None}
        )
    return due


def reckon(exam: Exam, *, now: datetime) -> int:
    """Reckon how every question of the exam did in its published sessions; how many questions.

    What stood there is replaced, as it all follows from papers, answers and counted results. The
    bank is then told what all uses of these questions say. Nothing says who answered what.
    """
    uses = _uses(exam)
    with transaction.atomic():
        Reckoning.objects.select_for_update().get(exam=exam)
        QuestionUse.objects.filter(exam=exam).delete()
        last = _last_day(exam)
        QuestionUse.objects.bulk_create(
            [_row(exam, revision_id, last, use) for revision_id, use in sorted(uses.items())]
        )
        observe(_seen(uses, exam), now=now)
        Reckoning.objects.filter(exam=exam).update(done_at=now)
        facts = {
            "questions": len(uses),
            "papers": max((u.papers for u in uses.values()), default=0),
        }
        record(
            None, "exams.reckon", f"exams.exam:{exam.pk}", facts, agency_id=exam.agency_id, now=now
        )
    return len(uses)


def _last_day(exam: Exam) -> date:
    newest = exam.sessions.filter(publication__isnull=False).aggregate(at=Max("opens_at"))["at"]
    return timezone.localdate(newest)


def _row(exam: Exam, revision_id: int, last_day: date, use: Use) -> QuestionUse:
    return QuestionUse(
        exam=exam,
        revision_id=revision_id,
        last_day=last_day,
        papers=use.papers,
        answered=use.answered,
        total=use.total,
        squares=use.squares,
        discrimination=use.discrimination,
        upper=use.upper,
        lower=use.lower,
        options=[[one.chosen, one.upper, one.lower] for one in use.options],
    )


def _uses(exam: Exam) -> dict[int, Use]:
    """How every question did, by revision."""
    met: dict[int, Met] = defaultdict(Met)
    options: dict[int, int] = {}
    for attempt, answers in _answered(exam):
        counted = attempt.results.all()[0]
        marks = {place: (earned, of) for place, earned, of in counted.marks}
        earned_in_all = sum(earned for earned, _of in marks.values())
        of_in_all = sum(of for _earned, of in marks.values())
        for revision_id, places in _by_question(places_of(attempt.sat)).items():
            earned = sum(marks[place.place][0] for place in places)
            of = sum(marks[place.place][1] for place in places)
            if not of:  # withdrawn
                continue
            rest = (earned_in_all - earned) / (of_in_all - of) if of_in_all > of else 0.0
            given = [answers[place.place] for place in places if place.place in answers]
            option_of = _option_of(places)
            met[revision_id].add(earned / of, rest, _chosen(given, option_of))
            options[revision_id] = len(option_of)
    return {revision_id: use_of(rows, options[revision_id]) for revision_id, rows in met.items()}


def _by_question(places: Sequence[Place]) -> dict[int, list[Place]]:
    """The places of a paper by question: a case has one for each of its sub-questions."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        found[place.revision_id].append(place)
    return found


def _option_of(places: Sequence[Place]) -> dict[str, int]:
    """The options of a question by their tokens; none of one that is typed, or of a case."""
    place = places[0]
    if place.part or place.kind in keeping.LONGEST:
        return {}
    return dict(zip(place.tokens, place.order, strict=True))


def _chosen(given: Sequence[Answer], option_of: dict[str, int]) -> list[int] | None:
    """The numbers of the options chosen; none of a question without options, None unanswered."""
    if not any(answer.choices for answer in given):
        return None
    return [option_of[token] for answer in given for token in answer.choices if token in option_of]


def _answered(exam: Exam) -> Iterator[tuple[Attempt, dict[int, Answer]]]:
    """The marked attempts of published sessions with their answers and results, the one that counts
    first; a few hundred at a time."""
    results = Prefetch("results", Result.objects.newest_first())
    rows = Attempt.objects.filter(
        exam=exam, session__publication__isnull=False, state=State.CLOSED, results__isnull=False
    ).exclude(candidate__in=Misconduct.objects.voiding().values("candidate"))
    loaded = Attempt.objects.select_related("paper").defer(*HALL_TEXTS)
    loaded = loaded.prefetch_related(results, "admissions")
    for attempt, log in with_logs(ids_of(rows), loaded):
        yield attempt, keeping.fold(attempt.stored_log(log))


def _seen(uses: dict[int, Use], exam: Exam) -> list[Seen]:
    """What all uses of these questions say together, for the bank."""
    rows: dict[int, list[Use]] = defaultdict(list)
    for stored in QuestionUse.objects.filter(revision__in=uses):
        rows[stored.revision_id].append(stored.as_rule())
    keys = key_set(exam.pk, newest_keys(exam.pk))
    found = []
    for revision in Revision.objects.filter(pk__in=uses).order_by("pk"):
        whole = pooled(rows[revision.pk])
        found.append(
            Seen(
                revision=revision,
                uses=whole.uses,
                papers=whole.papers,
                answered=whole.answered,
                facility=whole.facility,
                standard_error=whole.standard_error,
                discrimination=whole.discrimination,
                chosen=[one.chosen for one in whole.options],
                upper=[one.upper for one in whole.options],
                right=right_options(keys[revision.pk]),
            )
        )
    return found
