"""An exam's way from plan to results as its page shows it: states, gaps, the next act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import Exam, ExamSession
from exams.models.overview import Tally, tallies
from exams.proof import last_day, seal_body, wants_forms
from exams.rules import steps
from exams.rules.conduct import Act, ExamState, SessionState
from exams.rules.purposes import FORMS_EXPECTED
from exams.rules.steps import Step
from exams.views.signatures import Signed, alone, newest_signed
from exams.views.supply import Supply, supply_for
from journal.rules import digest

SIGNED_AT = {Act.SEAL: Step.SEAL, Act.LOCK: Step.LOCK, Act.PUBLISH: Step.PUBLISH}


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
    is_waiting: bool = False  # the reader has signed; it is the second person's to do


@dataclass(frozen=True)
class Ask:
    """Who looks, when, and what has been signed so far."""

    signed: Signed
    reader_id: int
    now: datetime


@dataclass(frozen=True)
class Progress:
    """Where an exam stands."""

    supply: Supply
    sessions: list[SessionLine]
    steps: list[Stage]
    current: Step | None
    next_act: NextAct | None


def progress_of(exam: Exam, now: datetime, reader_id: int) -> Progress:
    """Where the exam stands at `now`, with the next act for this reader."""
    cells = exam.blueprint.rule_cells()
    frame, on = exam.blueprint.rule_frame(), last_day(exam, timezone.localdate(now))
    supply = supply_for(cells, frame, on)
    counts = tallies(exam)
    lines = [
        SessionLine(session, counts[session.pk], session.closes_at <= now)
        for session in exam.sessions.all()
    ]
    facts = facts_of(exam, supply, lines)
    at = steps.current(facts)
    signed = newest_signed(SIGNED_AT, [exam.ref, *(line.session.ref for line in lines)])
    if exam.state == ExamState.DRAFT:
        _forget_outdated_seal(exam, signed)
    notes = _notes(facts, lines) | _signed(signed)
    ask = Ask(signed, reader_id, now)
    return Progress(supply, lines, _stages(facts, at, notes), at, _next_act(exam, at, lines, ask))


def facts_of(exam: Exam, supply: Supply, lines: list[SessionLine]) -> steps.Facts:
    """What the rules want to know."""
    states = [SessionState(line.session.state) for line in lines]
    order = list(SessionState)

    def reached(state: SessionState) -> int:
        return sum(1 for found in states if order.index(found) >= order.index(state))

    return steps.Facts(
        short=sum(line.short for line in supply.short)
        + len(supply.missing)
        + len(supply.misplaced),
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


def _stages(facts: steps.Facts, at: Step | None, notes: dict[Step, str]) -> list[Stage]:
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


def _signed(signed: Signed) -> dict[Step, str]:
    """Who signed, where somebody did: the pair of a finished act, or the one who waits."""
    words: dict[Step, list[str]] = {}
    for (act, _subject), rows in signed.items():
        names = _("、").join(row.person.name for row in rows)
        pair = len(rows) > 1
        text = names if pair else _("%(name)s已签署，等待第二人") % {"name": names}
        words.setdefault(SIGNED_AT[Act(act)], []).append(text)
    return {step: texts[0] for step, texts in words.items() if len(texts) == 1}


def _forget_outdated_seal(exam: Exam, signed: Signed) -> None:
    """A signature under a draft that has changed since counts for nothing."""
    key = (Act.SEAL.value, exam.ref)
    if key in signed and signed[key][0].digest != digest(seal_body(exam)):
        del signed[key]


def _next_act(exam: Exam, at: Step | None, lines: list[SessionLine], ask: Ask) -> NextAct | None:
    """The next act: on the first session that needs one of this reader, else one that waits."""
    if at in (Step.FEASIBLE, Step.ROSTER, Step.SEAL):
        return _next_in_draft(exam, at, lines, ask)
    acts = [act for line in lines if (act := _next_for(line, ask)) is not None]
    return next((act for act in acts if not act.is_waiting), acts[0] if acts else None)


def _to_sign(ask: Ask, act: Act, subject: str, usual: NextAct) -> NextAct:
    """The act that two persons sign, as it stands for the reader: first, second, or waiting."""
    first = alone(ask.signed, act, subject)
    if first is None:
        return usual
    who = {"name": first.person.name, "at": f"{timezone.localtime(first.at):%Y-%m-%d %H:%M}"}
    if first.person_id != ask.reader_id:
        why = _("%(name)s已于 %(at)s 签署，等待第二人签署。") % who
        return NextAct(usual.label, usual.url, why)
    why = _("等待第二人签署（%(name)s已于 %(at)s 签署）。") % who
    return NextAct(_("查看签署"), usual.url, why, is_waiting=True)


def _next_in_draft(exam: Exam, at: Step, lines: list[SessionLine], ask: Ask) -> NextAct:
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
    if exam.purpose in FORMS_EXPECTED and wants_forms(exam):
        url = reverse("exams:forms", args=[exam.ref])
        return NextAct(_("生成平行卷"), url, _("资格考试和任职前测试应当使用平行卷。"))
    url = reverse("exams:sign_seal", args=[exam.ref])
    usual = NextAct(_("核对并签署封存"), url, _("封存须两人签署，封存后不能更改。"))
    return _to_sign(ask, Act.SEAL, exam.ref, usual)


def _next_for(line: SessionLine, ask: Ask) -> NextAct | None:
    ref, state = line.session.ref, line.session.state
    if state == SessionState.PLANNED:
        url = reverse("exams:sign_lock", args=[ref])
        usual = NextAct(_("锁定名单"), url, _("锁定须两人办理，第二人录入当众抽取的数字。"))
        return _to_sign(ask, Act.LOCK, ref, usual)
    if state == SessionState.LOCKED:
        url = reverse("exams:session", args=[ref])
        return NextAct(_("查看试卷生成"), url, _("名单已锁定，试卷待生成。"))
    if state == SessionState.DRAWN and line.session.opens_at <= ask.now and not line.is_over:
        return NextAct(_("进入考场"), reverse("exams:room", args=[ref]), _("考试正在进行。"))
    if state == SessionState.DRAWN and line.is_over:
        url = reverse("exams:publish", args=[ref])
        return _to_sign(
            ask, Act.PUBLISH, ref, NextAct(_("核对并公布成绩"), url, _("公布须两人签署。"))
        )
    return None
