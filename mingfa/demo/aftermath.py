"""What follows an exam: objections and their answers, a wrong key, an auditor's engagement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from exams.actions import objecting, rekeying, results
from exams.models import AboutChoice, Attempt, ExamSession, Result, RulingChoice
from exams.proof import key_set, places_of
from exams.rules import keeping
from exams.rules.drawing import Place
from exams.rules.keeping import State
from mingfa import actions
from mingfa.demo.city import City
from mingfa.demo.stories import Story
from questionbank.models import Revision

DAY = timedelta(days=1)
CHANGED_AFTER = 16 * DAY  # when whose exams suffice has been confirmed meanwhile
AUDITED_FROM = 0.9  # of the span
AUDITED_FOR = timedelta(days=120)


def objected(session: ExamSession, city: City, at: datetime) -> Iterator[datetime]:
    """A candidate objects to a question on the day after publication, and is answered."""
    yield at + DAY
    attempt = session.attempts.filter(state=State.CLOSED).order_by("person_id").first()
    if attempt is None:
        return
    (filed,) = objecting.file_objections(
        attempt,
        [1],
        about=AboutChoice.QUESTION,
        claim="第 1 题的表述与条文不完全一致，请复核。",
        actor=attempt.person,
        now=at + DAY,
    )
    yield at + 3 * DAY
    objecting.decide(
        filed,
        ruling=RulingChoice.REJECTED,
        reason="经核对，题干和答案与所依据的条文一致。",
        actor=city.staff["exam_officer"],
        now=at + 3 * DAY,
    )


@dataclass(frozen=True)
class Mistake:
    """A question whose key is wrong, as it turns out: who says so, which option is right."""

    attempt: Attempt
    place: Place
    option: int


def rekeyed(session: ExamSession, city: City, at: datetime) -> Iterator[datetime]:
    """A candidate objects rightly: two persons change the key. Who had passed by a hair with the
    former one no longer passes, after that result was relied on."""
    yield at + DAY
    found = _mistake(session)
    if found is None:
        return
    first, second = (city.staff[key] for key in ("exam_officer", "exam_officer_2"))
    (filed,) = objecting.file_objections(
        found.attempt,
        [found.place.place],
        about=AboutChoice.QUESTION,
        claim="所依据的条文修改后，本题答案应当改变，请复核。",
        actor=found.attempt.person,
        now=at + DAY,
    )
    yield at + 4 * DAY
    reason = "经核对现行条文，原答案有误，启动答案变更。"
    objecting.decide(
        filed, ruling=RulingChoice.UPHELD, reason=reason, actor=first, now=at + 4 * DAY
    )
    now = at + CHANGED_AFTER
    yield now
    revision = Revision.objects.get(pk=found.place.revision_id)
    wish = rekeying.Wish(revision, (found.option,), "原答案有误，按现行条文改正", filed)
    proposal = rekeying.propose_key_change(session.exam, wish, actor=first, now=now)
    rekeying.run_preview(proposal, now=now)
    for officer in (first, second):
        proposal.refresh_from_db()
        rekeying.sign_key_change(proposal, actor=officer, now=now)
    results.mark_waiting(now=now)


def _mistake(session: ExamSession) -> Mistake | None:
    """A single choice that the lowest of those who passed got right, and another candidate did
    not."""
    rows = Result.objects.filter(attempt__session=session, passed=True).order_by("total")
    lowest = rows.values_list("attempt_id", flat=True).first()
    attempts = session.attempts.filter(state=State.CLOSED).select_related("paper", "person")
    chosen = {attempt.pk: _chosen(attempt) for attempt in attempts.order_by("person_id")}
    if lowest is None:
        return None
    keys = key_set(session.exam_id)
    for revision, (_place, option) in chosen[lowest].items():
        for attempt in attempts.order_by("person_id"):
            place, other = chosen[attempt.pk].get(revision, (None, option))
            if place is not None and keys[revision] == (option,) != (other,):
                return Mistake(attempt, place, other)
    return None


def _chosen(attempt: Attempt) -> dict[int, tuple[Place, int]]:
    """The single choices of a paper that were answered: place and option, by question."""
    answers = keeping.fold(attempt.stored_log())
    return {
        place.revision_id: (place, place.order[place.tokens.index(answers[place.place].choices[0])])
        for place in places_of(attempt.sat)
        if place.kind == "single" and place.place in answers and answers[place.place].choices
    }


def audited(city: City) -> Story:
    """The legal-affairs office lets the auditor look at the year's exams."""
    now = city.span.at(AUDITED_FROM)
    yield now
    begins = timezone.localdate(now)
    terms = actions.Terms(
        auditor=city.staff["auditor"],
        agency=city.root,
        valid_from=begins,
        valid_to=begins + AUDITED_FOR,
        purpose="年度考试组织情况专项检查",
    )
    actions.grant_engagement(terms, actor=city.staff["legal_affairs"], today=begins, now=now)
