"""The statistics of questions, reckoned from what was answered once results are published."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from exams.models import (
    Attempt,
    Exam,
    Misconduct,
    Operation,
    QuestionUse,
    Reckoning,
    Result,
    to_reckon,
)
from exams.models.reading import ids_of, in_parts
from exams.proof import key_set, newest_keys
from exams.rules import keeping
from exams.rules.keeping import Disposition, State
from exams.rules.marking import right_options
from exams.rules.uses import UNANSWERED, Papers, Use, pooled
from journal.actions import record
from questionbank.actions import Seen, observe
from questionbank.models import Revision

BARE = {ord("["): None, ord("]"): None}  # a list without its brackets
NOTHING, TOKEN = "[]", re.compile(r'"([^"]*)"')
ASKED, SAID = ("pk", "asked"), ("attempt_id", "place", "said")  # with columns read as text
NAMED = ("place", "revision", "kind", "part", "order", "tokens")
NAMES = [
    re.compile(text)
    for text in (
        r'"place": ?(\d+)', r'"revision": ?(\d+)', r'"kind": ?"(\w+)"', r'"part": ?(\d+)',
        r'"order": ?\[([^\]]*)\]', r'"tokens": ?\[([^\]]*)\]',
    )
]  # fmt: skip


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
    """How every question did, by revision: in the marked attempts of published sessions, without
    those whose result was taken away."""
    rows = Attempt.objects.filter(
        exam=exam, session__publication__isnull=False, state=State.CLOSED, results__isnull=False
    ).exclude(candidate__in=Misconduct.objects.voiding().values("candidate"))
    papers = Papers()
    for part in in_parts(ids_of(rows)):
        said, marks = _said(part), _marks(part)
        bodies = Attempt.objects.filter(pk__in=part).annotate(
            asked=Cast("paper__body", TextField())
        )
        for pk, body in bodies.order_by("pk").values_list(*ASKED):
            places, revisions, orders, tokens = _places(body)
            answers = [said[pk].get(n, NOTHING) for n in places]
            chosen = list(map(_mask, answers, orders, tokens))
            options = [order.count(",") + 1 if order else 0 for order in orders]
            earned, of = _in_turn(marks[pk], places)
            papers.add(pk, revisions, (earned, of), (chosen, options))
    return papers.uses()


def _marks(ids: Sequence[int]) -> dict[int, str]:
    """The marks that count, as they are stored, by attempt."""
    rows = Result.objects.filter(attempt__in=ids).newest_first().reverse()
    told = rows.annotate(told=Cast("marks", TextField()))
    return dict(told.values_list("attempt_id", "told"))


def _in_turn(told: str, places: list[int]) -> tuple[list[int], list[int]]:
    """Marks earned and possible in the order of the places. They are stored as a list of three
    numbers for each place, which are read as numbers alone."""
    numbers = list(map(int, told.translate(BARE).split(",")))
    found, earned, of = numbers[::3], numbers[1::3], numbers[2::3]
    if found == places:
        return earned, of
    at = {place: n for n, place in enumerate(found)}
    return [earned[at[n]] for n in places], [of[at[n]] for n in places]


def _said(ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """What was answered last at each place, as it is stored; by attempt.

    Of a million operations only this text is read. Where two persons admitted operations, the log
    is folded as for marking.
    """
    found: dict[int, dict[int, str]] = {pk: {} for pk in ids}
    rows = Operation.objects.filter(attempt__in=ids, disposition=Disposition.APPLIED)
    rows = rows.order_by("attempt_id", "epoch", "seq").annotate(said=Cast("choices", TextField()))
    for pk, place, said in rows.values_list(*SAID):
        found[pk][place] = said
    late = Attempt.objects.filter(pk__in=ids, admissions__isnull=False).distinct()
    for attempt in late.prefetch_related("admissions"):
        answers = keeping.fold(attempt.stored_log())
        found[attempt.pk] = {n: json.dumps(list(a.choices)) for n, a in answers.items()}
    return found


def _places(body: str) -> tuple[list[int], list[int], list[str], list[str]]:
    """Number, question, order of the options and tokens of every place, as they are stored; no
    order where it is typed, or in a case. Of a body that is read by its names alone, as it takes a
    third of the time; where they do not pair it is read as JSON."""
    found = [each.findall(body) for each in NAMES]
    if len({len(column) for column in found}) > 1:
        told = json.loads(body)["places"]
        found = [[_plain(place[name]) for place in told] for name in NAMED]
    places, revisions, kinds, parts, orders, tokens = found
    asked = [
        order if part == "0" and kind not in keeping.LONGEST else ""
        for kind, part, order in zip(kinds, parts, orders, strict=True)
    ]
    return list(map(int, places)), list(map(int, revisions)), asked, tokens


def _plain(value: Any) -> str:
    """A value as it stands in the text."""
    return json.dumps(value)[1:-1] if isinstance(value, list) else str(value)


def _mask(said: str, order: str, tokens: str) -> int:
    """The options chosen as one number; nothing of what has none. Tokens hold no quotation mark,
    so that the stored list need not be read as JSON; one alone stands where as many are before it
    as quotation marks in pairs."""
    if said == NOTHING:
        return UNANSWERED
    if not order:
        return 0
    if said.count('"') == 2:
        at = tokens.find(said[1:-1])
        return 1 << int(order.split(",")[tokens.count('"', 0, at) // 2]) if at >= 0 else 0
    options = dict(zip(TOKEN.findall(tokens), order.split(","), strict=True))
    return sum(1 << int(options[token]) for token in TOKEN.findall(said) if token in options)


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
