"""What examination officers and invigilators have to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from exams.models import Attempt, Exam, ExamSession, Invigilation, Result, Signature
from exams.proof import touched_in
from exams.rules.conduct import Act, ExamState, SessionState
from exams.rules.keeping import State
from mingfa.desk.task import Fact, Reader, Task, page
from people.rules import Role

AHEAD = timedelta(days=30)  # house default: how far ahead sessions stand among the tasks
AT_MOST = 20  # tasks of one kind; the lists hold the rest


def of_exam_officer(reader: Reader) -> list[Task]:
    """Exams that hold touched questions, exams to seal, rosters to lock, sessions that run, results
    to publish."""
    sessions = list(_sessions(reader)[: 2 * AT_MOST])
    signed = _first_signatures(s.ref for s in sessions)
    about = (t for s in sessions for t in _about(s, signed, reader))
    return [*_to_decide(reader), *_to_seal(reader), *about]


def _to_decide(reader: Reader) -> list[Task]:
    """Sealed exams of which a question's law has changed, while nobody has begun."""
    own = Exam.objects.visible_to(reader.rights, Role.EXAM_OFFICER)
    coming = own.filter(state=ExamState.SEALED, sessions__closes_at__gt=reader.now).distinct()
    touched: dict[Exam, set[int]] = {}
    for row in touched_in(coming, reader.now):
        if not row.has_begun:
            exam = row.session.exam
            touched[exam] = touched.get(exam, set()) | row.questions
    return [
        Task(
            what=_("决定条文变动的试题：%(exam)s") % {"exam": exam.title},
            detail=_("%(n)s 道试题所依据的条文已变动，须由两人决定换题或者保留。")
            % {"n": len(questions)},
            button=_("去决定"),
            url=page("exams:decide_questions", exam.ref),
            urgent=True,
        )
        for exam, questions in list(touched.items())[:AT_MOST]
    ]


def of_invigilator(reader: Reader) -> list[Task]:
    """Sessions to supervise, from today on."""
    rows = (
        Invigilation.objects.filter(
            person=reader.person,
            session__closes_at__gt=reader.now,
            session__opens_at__lt=reader.now + AHEAD,
        )
        .select_related("session__exam")
        .order_by("session__opens_at")
    )
    return [
        Task(
            what=_("监考：%(exam)s") % {"exam": row.session.exam.title},
            detail=row.session.place,
            button=_("进入考场"),
            url=page("exams:room", row.session.ref),
            at=row.session.opens_at,
            urgent=row.session.opens_at <= reader.now,
        )
        for row in rows[:AT_MOST]
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many exams one is responsible for."""
    count = Exam.objects.visible_to(reader.rights, Role.EXAM_OFFICER).count()
    return [Fact(_("考试"), _("%(count)d 场") % {"count": count}, page("exams:exams"))]


def facts_of_invigilator(reader: Reader) -> list[Fact]:
    """How many sessions one still has to supervise."""
    rows = Invigilation.objects.filter(person=reader.person, session__closes_at__gt=reader.now)
    value = _("%(count)d 场") % {"count": rows.count()}
    return [Fact(_("待监考"), value, page("exams:rooms"))]


def facts_of_marker(reader: Reader) -> list[Fact]:
    """How many handed-in papers of one's exams have been marked, and how many have not."""
    sessions = ExamSession.objects.visible_to(reader.rights, Role.MARKER).values("pk")
    papers = Attempt.objects.filter(session__in=sessions, state=State.CLOSED)
    marked = papers.filter(Exists(Result.objects.filter(attempt=OuterRef("pk")))).count()
    return [
        Fact(_("待阅试卷"), _("%(count)d 份") % {"count": papers.count() - marked}),
        Fact(_("已阅试卷"), _("%(count)d 份") % {"count": marked}),
    ]


def _to_seal(reader: Reader) -> list[Task]:
    exams = list(
        Exam.objects.visible_to(reader.rights, Role.EXAM_OFFICER).filter(state=ExamState.DRAFT)[
            :AT_MOST
        ]
    )
    signed = _first_signatures(e.ref for e in exams)
    return [
        Task(
            what=_("封存考试：%(exam)s") % {"exam": exam.title},
            detail=_waits(signed.get((Act.SEAL, exam.ref)), reader)
            or _("方案、规则和场次确定后，由两人封存。"),
            button=_("去办理"),
            url=page("exams:exam", exam.ref),
            urgent=_is_mine(signed.get((Act.SEAL, exam.ref)), reader),
        )
        for exam in exams
    ]


def _sessions(reader: Reader) -> QuerySet[ExamSession]:
    """Sessions of sealed exams that are not published yet, the earliest first."""
    return (
        ExamSession.objects.visible_to(reader.rights, Role.EXAM_OFFICER)
        .filter(exam__state=ExamState.SEALED, opens_at__lt=reader.now + AHEAD)
        .exclude(state=SessionState.PUBLISHED)
        .select_related("exam")
        .order_by("opens_at")
    )


def _about(
    session: ExamSession, signed: dict[tuple[str, str], Signature], reader: Reader
) -> Iterable[Task]:
    """The one thing that a session waits for now."""
    act = Act.PUBLISH if session.closes_at <= reader.now else Act.LOCK
    first = signed.get((act, session.ref))
    what, detail, where, urgent = _step(session, reader)
    yield Task(
        what=what % {"exam": session.exam.title},
        detail=_waits(first, reader) or detail,
        button=_("进入考场") if where == "exams:room" else _("去办理"),
        url=page(where, session.ref),
        at=session.closes_at if session.closes_at <= reader.now else session.opens_at,
        urgent=urgent or _is_mine(first, reader),
    )


def _step(session: ExamSession, reader: Reader) -> tuple[str, str, str, bool]:
    """(what, detail, page, urgent) of a session at this moment."""
    if session.closes_at <= reader.now and session.state == SessionState.DRAWN:
        return _("公布成绩：%(exam)s"), _("阅卷和核对完成后，由两人公布。"), "exams:results", False
    if session.state == SessionState.DRAWN:
        running = session.opens_at <= reader.now
        word = _("考试进行中：%(exam)s") if running else _("准备考场：%(exam)s")
        return word, session.place, "exams:room", running
    if session.state == SessionState.LOCKED:
        return _("生成试卷：%(exam)s"), _("名单已锁定，开考前生成试卷。"), "exams:session", False
    return (
        _("锁定名单：%(exam)s"),
        _("名单核对无误后锁定，并在见证下抽取随机数。"),
        "exams:session",
        session.opens_at <= reader.now,
    )


def _first_signatures(refs: Iterable[str]) -> dict[tuple[str, str], Signature]:
    """The newest signature under each (act, subject) that nobody has countersigned yet."""
    second = Signature.objects.filter(
        act=OuterRef("act"), subject=OuterRef("subject"), digest=OuterRef("digest")
    ).exclude(person=OuterRef("person"))
    rows = Signature.objects.filter(~Exists(second), subject__in=list(refs))
    return {(row.act, row.subject): row for row in rows.select_related("person").order_by("at")}


def _is_mine(first: Signature | None, reader: Reader) -> bool:
    """Whether the matter waits for this reader's signature as the second."""
    return first is not None and first.person_id != reader.person.pk


def _waits(first: Signature | None, reader: Reader) -> str:
    if first is None:
        return ""
    if first.person_id == reader.person.pk:
        return _("您已签署，等待第二人签署。")
    return _("%(name)s已签署，等待您作为第二人签署。") % {"name": first.person.name}
