"""Objections of candidates: filed after publication, advised on, decided with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from exams.actions.remarking import open_remarking
from exams.actions.signing import ActRefused, refuse_if, refuse_setter
from exams.actions.workdays import last_working_day
from exams.models import (
    HALL_TEXTS,
    AboutChoice,
    Attempt,
    Objection,
    RulingChoice,
    SpecialDay,
)
from exams.models.objections import POLICY
from exams.models.planning import last_shift_of
from exams.proof import places_of
from exams.rules import objecting
from exams.rules.conduct import ActRefusal, SessionState
from exams.rules.keeping import State
from journal.actions import record
from notices.actions import Message, tell
from people.models import Person


@transaction.atomic
def file_objections(
    attempt: Attempt,
    places: Collection[int],
    *,
    about: AboutChoice,
    claim: str,
    actor: Person,
    now: datetime,
) -> list[Objection]:
    """Object to places of one's own paper (0 is the total), one objection for each.

    Raises ActRefused: not one's own, not published, too late, no reason, a place that is not on
    the paper, one to which an objection waits already.
    """
    held = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    result = held.results.counted()
    is_published = held.session.state == SessionState.PUBLISHED and held.state == State.CLOSED
    if held.person_id != actor.pk or not is_published or result is None:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if not claim.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    of_place = {place.place: place.revision_id for place in places_of(held.sat)}
    waiting = held.objections.waiting().values_list("place", flat=True)
    refuse_if(
        objecting.filing_refusal(
            places,
            asked=of_place,
            waiting=list(waiting),
            until=last_day_of(held, last_shift_of(held.exam_id)),
            today=timezone.localdate(now),
        )
    )
    words = {"claim": claim.strip(), "key_version": result.key_version, "filed_at": now}
    return [_file(held, place, of_place.get(place), about, words) for place in sorted(set(places))]


def _file(
    attempt: Attempt,
    place: int,
    revision_id: int | None,
    about: AboutChoice,
    words: dict[str, Any],
) -> Objection:
    filed = Objection.objects.create(
        attempt=attempt,
        place=place,
        revision_id=revision_id,
        about=about if revision_id else AboutChoice.MARK,
        **words,
    )
    facts = {"place": place, "about": filed.about}
    _note(attempt.person_id, "exams.object", filed, facts, filed.filed_at)
    return filed


def last_day_of(attempt: Attempt, last_shift: datetime) -> date:
    """Until when the results of the attempt's session may be objected to, that day included.

    Counted from the day on which questions are shown, too: until the exam's last shift has ended,
    they are not.
    """
    counts_from = max(attempt.session.publication.at, last_shift)
    policy = POLICY.first(timezone.localdate(counts_from))
    days = objecting.PROPOSED_DAYS if policy is None else policy.objection_days
    return last_working_day(counts_from, days)


def special_days_until(attempt: Attempt, until: date) -> list[SpecialDay]:
    """The holidays and moved working days on which the last day of objections rests."""
    first = timezone.localdate(attempt.session.publication.at)
    return list(SpecialDay.objects.current().between(first, until))


@transaction.atomic
def advise(objection: Objection, *, advice: str, actor: Person, now: datetime) -> Objection:
    """Say, as a reviewer of the bank, what is right about a question; once.

    Raises ActRefused: decided or advised on already, no words, one's own question or objection.
    """
    held = _held(objection, advice, actor)
    if held.advised_at is not None or held.about != AboutChoice.QUESTION:
        raise ActRefused(ActRefusal.WRONG_STATE)
    held.advice, held.advised_by, held.advised_at = advice.strip(), actor, now
    held.save(update_fields=["advice", "advised_by", "advised_at"])
    _note(actor.pk, "exams.advise_objection", held, {}, now)
    return held


@transaction.atomic
def decide(
    objection: Objection,
    *,
    ruling: RulingChoice,
    reason: str,
    remark: bool = False,
    actor: Person,
    now: datetime,
) -> Objection:
    """Decide, as an examination officer; once, with a reason.

    Where marks given by hand are objected to rightly, other persons mark anew; upon an objection to
    the question they do where `remark` asks for it. Raises ActRefused: decided already, no reason,
    one's own question or objection, the same person as advised.
    """
    held = _held(objection, reason, actor)
    if held.advised_by_id == actor.pk:
        raise ActRefused(ActRefusal.SAME_PERSON)
    held.ruling, held.ruling_reason = ruling, reason.strip()
    held.decided_by, held.decided_at = actor, now
    held.save(update_fields=["ruling", "ruling_reason", "decided_by", "decided_at"])
    _note(actor.pk, "exams.decide_objection", held, {"ruling": ruling}, now)
    page = reverse("exams:result", args=[held.attempt.ref])
    message = Message("exams.objection_answered", {"exam": held.attempt.exam.title}, page)
    tell([held.attempt.person_id], message, now=now)
    if ruling == RulingChoice.UPHELD and (remark or held.about == AboutChoice.MARK):
        open_remarking(held, actor=actor, now=now)
    return held


def _held(objection: Objection, words: str, actor: Person) -> Objection:
    """The objection under lock, after its attempt, as long as it waits and the actor may have a say
    in it."""
    locked = Attempt.objects.select_for_update(of=("self",)).defer(*HALL_TEXTS)
    attempt = locked.select_related("exam", "paper").get(pk=objection.attempt_id)
    held = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    held.attempt = attempt
    if held.decided_at is not None:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if not words.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    if held.attempt.person_id == actor.pk:
        raise ActRefused(ActRefusal.CANDIDATE_HIMSELF)
    refuse_setter(actor, [held.revision_id] if held.revision_id else [])
    return held


def _note(
    actor_id: int, act: str, objection: Objection, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.objection:{objection.pk}"
    agency_id = objection.attempt.exam.agency_id
    record(actor_id, act, subject, facts, agency_id=agency_id, now=now)
