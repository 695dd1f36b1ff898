"""What a candidate has before and behind them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exams.models import Attempt, Candidate
from exams.models.overview import Outcome, own_candidacies, with_outcome
from exams.rules.keeping import State
from mingfa.desk.task import Fact, Reader, Task, page

NEWS = timedelta(days=30)  # house default: so long a published result stands among the tasks


def of_officer(reader: Reader) -> list[Task]:
    """The open attempt, the exams to come, the results that were published of late."""
    return [*_open(reader), *_coming(reader), *_published(reader)]


def _open(reader: Reader) -> list[Task]:
    rows = Attempt.objects.of(reader.person.pk).open().select_related("exam")
    return [
        Task(
            what=_("继续作答：%(exam)s") % {"exam": row.exam.title},
            detail=_("考试正在进行，请立即返回考试。"),
            button=_("返回考试"),
            url=page("exams:attempt", row.ref),
            at=row.deadline_at,
            urgent=True,
        )
        for row in rows
    ]


def _coming(reader: Reader) -> list[Task]:
    rows = (
        own_candidacies(reader.person.pk)
        .filter(session__closes_at__gt=reader.now)
        .exclude(attempts__state__in=[State.OPEN, State.CLOSED, State.VOID])
        .order_by("session__opens_at")
        .prefetch_related("attempts")
    )
    return [_sitting(row, reader) for row in rows]


def _sitting(row: Candidate, reader: Reader) -> Task:
    session = row.session
    ready = next((a for a in row.attempts.all() if a.state == State.READY), None)
    opens = timezone.localtime(session.opens_at)
    detail = _("%(place)s，%(opens)s 开考，%(minutes)d 分钟，准考证号 %(number)s") % {
        "place": session.place,
        "opens": date_format(opens, "H:i"),
        "minutes": session.exam.duration_minutes,
        "number": row.number,
    }
    return Task(
        what=_("参加考试：%(exam)s") % {"exam": session.exam.title},
        detail=detail,
        button=_("进入考试") if session.opens_at <= reader.now else _("查看考试"),
        url=page("exams:attempt", ready.ref) if ready else page("exams:mine"),
        at=session.opens_at,
        urgent=bool(ready) and session.opens_at <= reader.now,
    )


def _published(reader: Reader) -> list[Task]:
    rows = (
        Attempt.objects.of(reader.person.pk)
        .filter(session__publication__at__gt=reader.now - NEWS)
        .select_related("exam", "session__publication")
    )
    return [
        Task(
            what=_("查看成绩：%(exam)s") % {"exam": row.exam.title},
            detail=_("成绩已公布，可以查看释义和依据的条文。"),
            button=_("查看成绩"),
            url=page("exams:result", row.ref),
            at=row.session.publication.at,
        )
        for row in rows
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many exams were passed, as the results stand now."""
    sat = Candidate.objects.filter(person=reader.person, session__publication__isnull=False)
    count = with_outcome(sat).filter(outcome=Outcome.PASSED).count()  # type: ignore[misc]
    return [Fact(_("合格的考试"), _("%(count)d 场") % {"count": count}, page("exams:mine"))]
