"""An exam's way from plan to results as its page shows it: states, gaps, the next act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Exam, ExamSession, Signature
from exams.models.overview import Tally, tallies
from exams.proof import pool_of
from exams.rules import steps
from exams.rules.conduct import Act, ExamState, SessionState
from exams.rules.drawing import feasibility
from exams.rules.steps import Step
from exams.views.supply import Supply, supply_of


@dataclass(frozen=True)
class SessionLine:
    """One session with its people."""

    session: ExamSession
    tally: Tally
    is_over: bool

    @property
    def has_roster(self) -> bool:
        return self.tally.seats > 0


@dataclass(frozen=True)
class Stage:
    """One step of the line: `state` is past, now or next."""

    label: str
    state: str
    note: str


@dataclass(frozen=True)
class NextAct:
    """The one thing to do now."""

    label: str
    url: str
    why: str


@dataclass(frozen=True)
class Progress:
    """Where an exam stands."""

    supply: Supply
    sessions: list[SessionLine]
    steps: list[Stage]
    current: Step | None
    next_act: NextAct | None


def progress_of(exam: Exam, now: datetime) -> Progress:
    """Where the exam stands at `now`, with the next act."""
    cells = exam.blueprint.rule_cells()
    supply = supply_of(feasibility(cells, pool_of(cells)))
    counts = tallies(exam)
    lines = [
        SessionLine(session, counts[session.pk], session.closes_at <= now)
        for session in exam.sessions.all()
    ]
    facts = facts_of(exam, supply, lines)
    at = steps.current(facts)
    return Progress(
        supply, lines, _stages(exam, facts, at, lines), at, _next_act(exam, at, lines, now)
    )


def facts_of(exam: Exam, supply: Supply, lines: list[SessionLine]) -> steps.Facts:
    """What the rules want to know."""
    states = [SessionState(line.session.state) for line in lines]
    order = list(SessionState)

    def reached(state: SessionState) -> int:
        return sum(1 for found in states if order.index(found) >= order.index(state))

    return steps.Facts(
        short=sum(line.short for line in supply.short),
        sealed=exam.state == ExamState.SEALED,
        sessions=len(lines),
        with_roster=sum(1 for line in lines if line.has_roster),
        locked=reached(SessionState.LOCKED),
        drawn=reached(SessionState.DRAWN),
        over=sum(1 for line in lines if line.is_over),
        open=sum(line.tally.open for line in lines),
        unmarked=sum(line.tally.unmarked for line in lines),
        published=reached(SessionState.PUBLISHED),
    )


def _stages(
    exam: Exam, facts: steps.Facts, at: Step | None, lines: list[SessionLine]
) -> list[Stage]:
    labels = {
        Step.FEASIBLE: _("方案可行"),
        Step.ROSTER: _("场次与名单"),
        Step.SEAL: _("两人封存"),
        Step.LOCK: _("锁定与见证抽取"),
        Step.PAPERS: _("试卷生成"),
        Step.SITTING: _("考试进行"),
        Step.MARKING: _("阅卷"),
        Step.PUBLISH: _("公布"),
    }
    notes = _notes(facts, lines) | _signed(exam, lines)
    return [
        Stage(
            labels[step],
            "now" if step is at else "past" if is_done else "next",
            notes.get(step, ""),
        )
        for step, is_done in steps.done(facts).items()
    ]


def _notes(facts: steps.Facts, lines: list[SessionLine]) -> dict[Step, str]:
    n = facts.sessions
    seats = sum(line.tally.seats for line in lines)
    part = _("%(done)s / %(all)s 场")
    return {
        Step.FEASIBLE: _("缺 %(n)s 题") % {"n": facts.short} if facts.short else _("题量充足"),
        Step.ROSTER: _("%(n)s 场，%(seats)s 人") % {"n": n, "seats": seats},
        Step.SEAL: _("已封存") if facts.sealed else _("未封存"),
        Step.LOCK: part % {"done": facts.locked, "all": n},
        Step.PAPERS: part % {"done": facts.drawn, "all": n},
        Step.SITTING: _("%(n)s 人作答中") % {"n": facts.open},
        Step.MARKING: _("%(n)s 份待阅") % {"n": facts.unmarked},
        Step.PUBLISH: part % {"done": facts.published, "all": n},
    }


def _signed(exam: Exam, lines: list[SessionLine]) -> dict[Step, str]:
    """Who signed, where somebody did: the pair of a finished act, or the one who waits."""
    acts = {Act.SEAL: Step.SEAL, Act.LOCK: Step.LOCK, Act.PUBLISH: Step.PUBLISH}
    refs = [exam.ref, *(line.session.ref for line in lines)]
    rows = Signature.objects.filter(subject__in=refs, act__in=acts).select_related("person")
    newest: dict[tuple[str, str], list[Signature]] = {}
    for row in rows:
        held = newest.setdefault((row.act, row.subject), [])
        if held and held[0].digest != row.digest:
            held.clear()
        held.append(row)
    words: dict[Step, list[str]] = {}
    for (act, _subject), signed in newest.items():
        names = _("、").join(row.person.name for row in signed)
        pair = len(signed) > 1
        text = names if pair else _("%(name)s已签署，等待第二人") % {"name": names}
        words.setdefault(acts[Act(act)], []).append(text)
    return {step: texts[0] for step, texts in words.items() if len(texts) == 1}


def _next_act(
    exam: Exam, at: Step | None, lines: list[SessionLine], now: datetime
) -> NextAct | None:
    """The next act, on the first session that needs it."""
    if at in (Step.FEASIBLE, Step.ROSTER, Step.SEAL):
        return _next_in_draft(exam, at, lines)
    for line in lines:
        act = _next_for(line, now)
        if act is not None:
            return act
    return None


def _next_in_draft(exam: Exam, at: Step, lines: list[SessionLine]) -> NextAct:
    if at is Step.FEASIBLE:
        url = reverse("exams:blueprint", args=[exam.blueprint_id])
        return NextAct(_("查看缺题的行"), url, _("题库不能满足组卷方案。"))
    empty = next((line.session for line in lines if not line.has_roster), None)
    if at is Step.ROSTER and empty is not None:
        url = reverse("exams:session", args=[empty.ref])
        return NextAct(_("编排名单"), url, _("有场次尚无考生。"))
    if at is Step.ROSTER:
        return NextAct(
            _("增加场次"), reverse("exams:add_session", args=[exam.ref]), _("考试尚无场次。")
        )
    url = reverse("exams:sign_seal", args=[exam.ref])
    return NextAct(_("核对并签署封存"), url, _("封存须两人签署，封存后不能更改。"))


def _next_for(line: SessionLine, now: datetime) -> NextAct | None:
    ref, state = line.session.ref, line.session.state
    if state == SessionState.PLANNED:
        url = reverse("exams:sign_lock", args=[ref])
        return NextAct(_("锁定名单"), url, _("锁定须两人办理，第二人录入当众抽取的数字。"))
    if state == SessionState.LOCKED:
        url = reverse("exams:session", args=[ref])
        return NextAct(_("查看试卷生成"), url, _("名单已锁定，试卷待生成。"))
    if state == SessionState.DRAWN and line.session.opens_at <= now and not line.is_over:
        return NextAct(_("进入考场"), reverse("exams:room", args=[ref]), _("考试正在进行。"))
    if state == SessionState.DRAWN and line.is_over:
        url = reverse("exams:publish", args=[ref])
        return NextAct(_("核对并公布成绩"), url, _("公布须两人签署。"))
    return None
