"""What follows an exam: its publication, objections and their answers, a question withdrawn, an
auditor's engagement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from exams.actions import checking, objecting, rekeying, reporting, results
from exams.models import AboutChoice, Attempt, ExamSession, Result, RulingChoice
from exams.proof import places_of
from exams.rules.drawing import Place
from exams.rules.keeping import State
from exams.rules.marking import Withdrawn
from mingfa import actions
from mingfa.demo.city import City
from mingfa.demo.stories import Story
from questionbank.models import Revision

DAY = timedelta(days=1)
COUNTERSIGNED = timedelta(minutes=40)  # after the first signature
CHANGED_AFTER = 16 * DAY  # when whose exams suffice has been confirmed meanwhile
AUDITED_FROM = 0.9  # of the span
AUDITED_FOR = timedelta(days=120)


def published(
    session: ExamSession, city: City, at: datetime, *, is_countersigned: bool = True
) -> Iterator[datetime]:
    """Checked and signed; where the second officer signs, it is told how fair the session was."""
    first, second = (city.staff[key] for key in ("exam_officer", "exam_officer_2"))
    yield at
    check = checking.ask_for_check(session, actor=first, now=at)
    checking.run_check(check, now=at)
    results.publish(session, actor=first, now=at)
    if is_countersigned:
        now = at + COUNTERSIGNED
        yield now
        results.publish(session, actor=second, now=now)
        reporting.draw_up(session, actor=second, now=now)


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


def rekeyed(session: ExamSession, city: City, at: datetime) -> Iterator[datetime]:
    """A candidate objects rightly: two persons withdraw the question. Who had passed by a hair
    upon it no longer passes, after that result was relied on."""
    yield at + DAY
    found = _missed(session)
    if found is None:
        return
    attempt, place = found
    first, second = (city.staff[key] for key in ("exam_officer", "exam_officer_2"))
    (filed,) = objecting.file_objections(
        attempt,
        [place.place],
        about=AboutChoice.QUESTION,
        claim="题干没有写明适用的情形，可以作两种理解，请复核。",
        actor=attempt.person,
        now=at + DAY,
    )
    yield at + 4 * DAY
    reason = "经核对，题干对情形的表述不完整，撤销本题。"
    objecting.decide(
        filed, ruling=RulingChoice.UPHELD, reason=reason, actor=first, now=at + 4 * DAY
    )
    now = at + CHANGED_AFTER
    yield now
    revision = Revision.objects.get(pk=place.revision_id)
    wish = rekeying.Wish(revision, Withdrawn(), "题干对情形的表述不完整", filed)
    proposal = rekeying.propose_key_change(session.exam, wish, actor=first, now=now)
    rekeying.run_preview(proposal, now=now)
    for officer in (first, second):
        proposal.refresh_from_db()
        rekeying.sign_key_change(proposal, actor=officer, now=now)
    results.mark_waiting(now=now)


def _missed(session: ExamSession) -> tuple[Attempt, Place] | None:
    """A question that the lowest of those who passed got right, at its place on the paper of
    somebody who did not."""
    rows = Result.objects.filter(attempt__session=session).select_related("attempt__person")
    lowest = rows.filter(passed=True).order_by("total", "attempt__person").first()
    if lowest is None:
        return None
    right = _earned(lowest, lambda earned, of: earned == of)
    for other in rows.order_by("attempt__person"):
        wrong = _earned(other, lambda earned, _of: earned == 0)
        for revision in right.keys() & wrong.keys():
            return other.attempt, wrong[revision]
    return None


def _earned(result: Result, wanted: Callable[[int, int], bool]) -> dict[int, Place]:
    """The places of a paper at which marks were earned as wanted, by question."""
    marks = {place: (earned, of) for place, earned, of in result.marks}
    places = places_of(result.attempt.sat)
    return {place.revision_id: place for place in places if wanted(*marks[place.place])}


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
