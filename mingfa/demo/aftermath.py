"""What follows an exam: a candidate's objection and its answer, and an auditor's engagement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from exams.actions import objecting
from exams.models import AboutChoice, ExamSession, RulingChoice
from exams.rules.keeping import State
from mingfa import actions
from mingfa.demo.city import City
from mingfa.demo.stories import Story
from people.models import Person

DAY = timedelta(days=1)
AUDITED_FROM = 0.9  # of the span
AUDITED_FOR = timedelta(days=120)


def objected(session: ExamSession, officer: Person, at: datetime) -> Iterator[datetime]:
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
        actor=officer,
        now=at + 3 * DAY,
    )


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
