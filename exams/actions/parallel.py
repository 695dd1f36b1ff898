"""Parallel forms: made for a draft, read in full by two, and the reserve put in their place."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.actions.amending import body_of, hold, note, store
from exams.actions.papers import draw_all_anew
from exams.actions.planning import draft_of
from exams.actions.signing import ActRefused, countersign, refuse_if, refuse_setter
from exams.models import (
    Attempt,
    Candidate,
    Exam,
    ExamAmendment,
    ExamSession,
    FormReading,
    FormSet,
    ParallelForm,
)
from exams.proof import (
    forms_left,
    last_day,
    made_forms,
    not_asked_elsewhere,
    on_reserve,
    pool_of,
    shares_of,
)
from exams.rules import conduct, parallel
from exams.rules.drawing import PaperInfeasible
from exams.rules.parallel import Questions
from exams.rules.purposes import FORMS_EXPECTED
from exams.rules.replacing import RESERVE
from journal.rules import digest
from people.models import Person

SEED_BYTES = 32
TRIES = 20  # of so many deals the most even one is taken: house default


@transaction.atomic
def make_forms(
    exam: Exam, *, count: int, common: int = 0, reason: str = "", actor: Person, now: datetime
) -> FormSet:
    """Make `count` forms and a reserve for a draft, in the place of those before; 0 makes none, for
    which an exam that should have them needs the `reason`.

    Two sessions have no question in common, nor has a resit with the exam before; forms of one
    session share at most `common`. Raises ActRefused: sealed already, no reason, a bank that is too
    small for all of them together (`supply`), forms that are not alike in expected difficulty.
    """
    held = draft_of(exam)
    if not count and held.purpose in FORMS_EXPECTED and not reason.strip():
        raise ActRefused(conduct.ActRefusal.REASON_MISSING)
    deals, shares = _deals(held, count, common, timezone.localdate(now))
    predicted = [[parallel.predicted(form, shares) for form in deal] for deal in deals]
    made = FormSet.objects.create(
        exam=held,
        n=held.form_sets.count() + 1,
        common=common,
        reason="" if count else reason.strip(),
        made_by=actor,
        made_at=now,
    )
    if deals:
        means, deal = min(
            zip(predicted, deals, strict=True), key=lambda pair: parallel.spread(pair[0])
        )
        if parallel.spread(means) > parallel.BAND:
            raise ActRefused(conduct.ActRefusal.FORMS_UNEQUAL)
        _store_forms(made, deal, means)
    note(actor, "exams.make_forms", held, _facts(made, count), now)
    return made


def _deals(
    held: Exam, count: int, common: int, today: date
) -> tuple[list[list[Questions]], dict[int, int]]:
    """So many tries at dealing the forms, and what share of its marks each question brings."""
    cells, frame = held.blueprint.rule_cells(), held.blueprint.rule_frame()
    pool = not_asked_elsewhere(held, pool_of(cells, last_day(held, today), frame))
    shares, wanted = shares_of(pool), parallel.Deal(count, held.sessions.count(), common)
    try:
        deals = [
            parallel.build(cells, pool, secrets.token_bytes(SEED_BYTES), shares, wanted)
            for _n in range(TRIES if count else 0)
        ]
    except PaperInfeasible as short:
        raise ActRefused(conduct.ActRefusal.INFEASIBLE, supply=short.supply) from short
    return deals, shares


def _facts(made: FormSet, count: int) -> dict[str, Any]:
    return {"set": made.n, "forms": count, "common": made.common, "reason": made.reason}


def _store_forms(made: FormSet, deal: list[Questions], means: list[int]) -> None:
    ParallelForm.objects.bulk_create(
        ParallelForm(
            form_set=made,
            n=n,
            is_reserve=n == len(deal),
            questions=[list(pair) for pair in questions],
            predicted=mean,
        )
        for n, (questions, mean) in enumerate(zip(deal, means, strict=True), 1)
    )


@transaction.atomic
def read_form(form: ParallelForm, *, actor: Person, now: datetime) -> FormReading:
    """Say that one has read the whole form and has nothing against it.

    Raises ActRefused: sealed already, forms made anew, a candidate of the exam, a second reading
    by the same person.
    """
    held = draft_of(form.form_set.exam)
    if form.pk not in {row.pk for row in made_forms(held)}:
        raise ActRefused(conduct.ActRefusal.CHANGED_SINCE)
    if Candidate.objects.filter(session__exam=held, person=actor).exists():
        raise ActRefused(conduct.ActRefusal.CANDIDATE_HIMSELF)
    if form.readings.filter(person=actor).exists():
        raise ActRefused(conduct.ActRefusal.SAME_PERSON)
    reading = FormReading.objects.create(form=form, person=actor, at=now)
    facts = {"set": form.form_set.n, "form": form.n, "questions": digest(form.questions)}
    note(actor, "exams.read_form", held, facts, now)
    return reading


@transaction.atomic
def use_reserve(
    session: ExamSession, *, reason: str, actor: Person, now: datetime
) -> ExamAmendment | None:
    """Let the whole session sit the sealed reserve form; a second person's equal call decides.

    Only before anybody has begun, and in one session of the exam alone: after it the reserve is
    known. Papers made already are made anew; the former ones stay on record. Raises ActRefused: a
    draft, no reason, no reserve or one that has been used, a question of it taken out, a session
    begun, a setter or reviewer of its questions, the same person twice.
    """
    held = hold(session.exam)
    if held.state != conduct.ExamState.SEALED:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    if not reason.strip():
        raise ActRefused(conduct.ActRefusal.REASON_MISSING)
    attempts = Attempt.objects.select_for_update(of=("self",)).filter(exam=held).order_by("pk")
    begun = any(row.started_at for row in attempts if row.session_id == session.pk)
    used = on_reserve(held)
    reserve = forms_left(session, on_reserve=True)
    refuse_if(parallel.reserve_refusal(reserve, used=bool(used), begun=begun))
    refuse_setter(actor, {pk for form in reserve for pk in form.revisions})
    body = body_of(held, {RESERVE: used}, {RESERVE: [*used, session.ref]}, reason)
    first = countersign(conduct.Act.AMEND, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        note(actor, "exams.sign_use_reserve", held, {"digest": digest(body)}, now)
        return None
    amendment = store(held, body, first.person_id, actor, now)
    facts = {
        "n": amendment.n,
        "digest": amendment.digest,
        "first_by": first.person_id,
        "session": session.ref,
        "reason": reason,
    }
    note(actor, "exams.use_reserve", held, facts | draw_all_anew(held, amendment), now)
    return amendment
