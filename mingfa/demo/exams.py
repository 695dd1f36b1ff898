"""The year's exams: finished ones, one that waits for publication, one open now, one to come."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from exams.actions import making, parallel, planning, results, sealing, sitting
from exams.models import Blueprint, Exam, ExamSession, Result
from exams.proof import made_forms
from exams.rules.drawing import Cell
from exams.rules.purposes import Purpose
from mingfa.demo import answers, markers, rooms, written
from mingfa.demo.aftermath import COUNTERSIGNED, objected, published, rekeyed
from mingfa.demo.city import City, Officer
from mingfa.demo.hall import Hall
from mingfa.demo.stories import Story, together
from people.models import Person
from statutes.models import Statute

PROCEDURE_LAWS = ("行政处罚法", "行政强制法", "行政许可法", "行政复议法", "行政诉讼法")
SCORING = {
    "single": "all_or_nothing",
    "multiple": "half_for_subset",
    "true_false": "all_or_nothing",
    "fill_in": "per_blank@1",
    "short_answer": "two_markers:20",
}
ROOMS = ("市民服务中心三楼机考室", "市委党校一号机房", "东河区政务服务中心机考室")
SEATS = 120
LASTS = timedelta(hours=2)
OPEN_SINCE = timedelta(hours=1)
OPEN_FOR = timedelta(hours=24)  # so that a visitor has time to try it


@dataclass(frozen=True)
class Plan:
    """An exam to be held: what it is called, when, with how many in each of its sessions."""

    title: str
    part: float
    sizes: tuple[int, ...]
    blueprint: str = "general"
    domain: str = ""
    is_mistaken: bool = False  # one of its questions is


@dataclass
class Board:
    """What the stories of one city's exams share: blueprints, and who has passed what."""

    city: City
    blueprints: dict[str, list[Blueprint]] = field(default_factory=dict)
    enrolled: dict[str, set[int]] = field(default_factory=dict)

    @property
    def first(self) -> Person:
        return self.city.staff["exam_officer"]

    @property
    def second(self) -> Person:
        return self.city.staff["exam_officer_2"]

    def blueprint(self, name: str, now: datetime) -> Blueprint:
        """A further blueprint of that name: the bank is too small for a year of one alone, whose
        exams, as resits of each other, would have no question in common."""
        title, cells = BLUEPRINTS[name]
        before = self.blueprints.setdefault(name, [])
        laws = dict(Statute.objects.values_list("title", "pk"))
        made = planning.make_blueprint(
            agency=self.city.root,
            title=f"{title}（{len(before) + 1}）",
            cells=[
                Cell(kind, count, 200, laws[law] if law else None, difficulty or None)
                for kind, count, law, difficulty in cells
            ],
            actor=self.first,
            now=now,
        )
        before.append(made)
        return made

    def roster(self, plan: Plan, day: datetime, random: Random) -> list[Officer]:
        """Officers who have not passed such an exam yet, of the domain where it has one; the
        signed-in officer and those without a certificate before others."""
        taken = self.enrolled.setdefault(plan.blueprint, set())
        taken -= self._failed(plan.blueprint)
        there = [o for o in self.city.enforcers(day.date()) if o.person.pk not in taken]
        there = [o for o in there if not plan.domain or plan.domain in o.domains]
        first = [o for o in there if o is self.city.hero or not o.is_certified][: sum(plan.sizes)]
        before = set(first)
        others = [o for o in there if o not in before]
        room = min(sum(plan.sizes) - len(first), len(others))
        chosen = first + random.sample(others, room)
        random.shuffle(chosen)
        chosen.sort(key=lambda o: o is not self.city.hero)
        taken |= {officer.person.pk for officer in chosen}
        return chosen

    def narrow(self, roster: Sequence[Officer]) -> Officer:
        """Whose pass will hang on one question: who could be confirmed upon it, where there is
        one."""
        first = [o for o in roster[1:] if not o.is_certified] or list(roster[1:]) or list(roster)
        general = Result.objects.published().filter(
            passed=True, attempt__exam__blueprint__in=self.blueprints["general"]
        )
        passed = set(general.values_list("attempt__person_id", flat=True))
        return next((o for o in first if o.person.pk in passed), first[0])

    def _failed(self, blueprint: str) -> set[int]:
        """Who may try again."""
        rows = Result.objects.published().filter(passed=False)
        held = rows.filter(attempt__exam__blueprint__in=self.blueprints[blueprint])
        return set(held.values_list("attempt__person_id", flat=True))


BLUEPRINTS: dict[str, tuple[str, tuple[tuple[str, int, str, str], ...]]] = {
    "general": (
        "公共法律知识 50 题 100 分",
        (
            ("single", 8, "行政处罚法", ""),
            ("single", 8, "", "easy"),
            ("single", 10, "", "medium"),
            ("single", 4, "", "hard"),
            ("multiple", 2, "行政处罚法", ""),
            ("multiple", 8, "", ""),
            ("true_false", 10, "", ""),
        ),
    ),
    "special": (
        "执法程序与实务 50 题 100 分",
        (
            *(("single", 6, law, "") for law in PROCEDURE_LAWS),
            *(("multiple", 2, law, "") for law in PROCEDURE_LAWS),
            *(("true_false", 2, law, "") for law in PROCEDURE_LAWS),
        ),
    ),
}


WRITTEN = "案例分析与法律文书测试"
WRITTEN_CELLS = [Cell("short_answer", 2, 1000), Cell("case", 2, 2000)]
WRITERS = 40
MARKED = 8  # of the first one, by its markers


def exams(city: City, scale: float) -> dict[str, Story]:
    """The stories of the year's exams by the titles under which they are told."""
    board = Board(city)
    year = city.span.now.year

    def sizes(count: int) -> tuple[int, ...]:
        """So many candidates at scale 1, in sessions that fill a room."""
        wanted = max(4, round(count * scale))
        rooms = -(-wanted // SEATS)
        return tuple(wanted // rooms + (n < wanted % rooms) for n in range(rooms))

    finished = [
        Plan(f"{year}年度公共法律知识考试（第一场）", 0.3, sizes(180)),
        Plan("专业法律知识考试（市场监管）", 0.42, sizes(44), "special", "市场监管"),
        Plan("专业法律知识考试（农业农村）", 0.48, sizes(40), "special", "农业农村"),
        Plan("专业法律知识考试（交通运输）", 0.52, sizes(36), "special", "交通运输"),
        Plan("专业法律知识考试（城市管理）", 0.74, sizes(40), "special", "城市管理", True),
        Plan(f"{year}年度公共法律知识考试（第二场）", 0.8, sizes(180)),
    ]
    closed = Plan(f"{year}年度公共法律知识考试（第三场）", 0.97, sizes(50))
    coming = Plan(f"{year}年度公共法律知识考试（第五场）", 0.99, sizes(80))
    opened = Plan(f"{year}年度公共法律知识考试（第四场）", 1, sizes(60))
    return {
        **{plan.title: _held(board, plan) for plan in finished},
        f"{closed.title}，待发布": _held(board, closed, is_published=False),
        f"{opened.title}，进行中": _open(board, opened),
        f"{coming.title}，待签署": _coming(board, coming),
        f"{WRITTEN}（第一次）": _marked(board, max(4, round(MARKED * scale))),
        f"{WRITTEN}（第二次），待阅卷": _waiting(board, max(4, round(WRITERS * scale))),
    }


def _held(board: Board, plan: Plan, *, is_published: bool = True) -> Story:
    """From the plan to the publication; without it one signature waits for the second."""
    city, random = board.city, board.city.random(plan.title)
    opens_at = city.span.at(plan.part)
    planned_at = opens_at - timedelta(days=8)
    yield planned_at
    exam = _exam(board, plan, planned_at)
    roster = board.roster(plan, opens_at, random)
    sessions = list(_sessions(board, exam, plan, roster, planned_at))
    _with_forms(board, exam, planned_at)
    yield from _sealed(board, exam, planned_at)
    narrow = board.narrow(roster) if plan.is_mistaken else None
    yield from together(_sat(board, *each, random, narrow) for each in sessions)
    for session, _part in sessions:
        signed_at = session.closes_at + timedelta(hours=3)
        yield from published(session, city, signed_at, is_countersigned=is_published)
    if is_published and sessions:
        dispute = rekeyed if plan.is_mistaken else objected
        yield from dispute(sessions[-1][0], city, signed_at + COUNTERSIGNED)


def _sessions(
    board: Board, exam: Exam, plan: Plan, roster: list[Officer], now: datetime
) -> Iterator[tuple[ExamSession, list[Officer]]]:
    """The sessions with their rosters: one in the morning, one in the afternoon, day by day."""
    for n, size in enumerate(plan.sizes):
        part, roster = roster[:size], roster[size:]
        begin = board.city.span.at(plan.part) + timedelta(hours=4 * (n % 2), days=n // 2)
        if part:
            yield _session(board, exam, n, part, (begin, begin + LASTS), now), part


def _sat(
    board: Board,
    session: ExamSession,
    roster: Sequence[Officer],
    random: Random,
    narrow: Officer | None,
) -> Iterator[datetime]:
    """Lock, papers, the hall, and what the background does after it."""
    yield from _drawn(board, session, random)
    yield session.opens_at
    hall = Hall(board.city, session, roster, random)
    if narrow is not None:
        hall.given[narrow.person.pk] = answers.barely(random)
    others = [officer for officer in roster[1:] if officer is not narrow]
    hall.sit(random.sample(others, len(roster) // 25))
    after = session.closes_at + timedelta(minutes=1)
    yield after
    sitting.close_overdue(now=after)
    results.mark_waiting(now=after)


def _exam(board: Board, plan: Plan, now: datetime, **rules: bool | int | str) -> Exam:
    draft = planning.ExamDraft(
        agency=board.city.root,
        title=plan.title,
        blueprint=board.blueprint(plan.blueprint, now),
        purpose=Purpose.QUALIFICATION,
        scoring=SCORING,
        **rules,  # type: ignore[arg-type]  # the draft's own switches
    )
    return planning.make_exam(draft=draft, actor=board.first, now=now)


def _session(
    board: Board,
    exam: Exam,
    n: int,
    roster: Sequence[Officer],
    window: tuple[datetime, datetime],
    now: datetime,
) -> ExamSession:
    place, (opens_at, closes_at) = ROOMS[n % len(ROOMS)], window
    session = planning.add_session(
        exam, place=place, opens_at=opens_at, closes_at=closes_at, actor=board.first, now=now
    )
    planning.enrol(session, [o.person for o in roster], actor=board.first, now=now)
    for key in ("invigilator", "invigilator_2"):
        planning.appoint_invigilator(session, board.city.staff[key], actor=board.first, now=now)
    return session


def _with_forms(board: Board, exam: Exam, now: datetime) -> None:
    """A form for each session and the reserve, each read in full by two who know the bank."""
    count = max(1, exam.sessions.count())
    parallel.make_forms(exam, count=count, actor=board.first, now=now)
    for form in made_forms(exam):
        for key in ("setter", "reviewer"):
            parallel.read_form(form, actor=board.city.staff[key], now=now)


def _sealed(board: Board, exam: Exam, planned_at: datetime) -> Iterator[datetime]:
    for days, actor in ((1, board.first), (2, board.second)):
        now = planned_at + timedelta(days=days)
        yield now
        sealing.sign_seal(exam, actor=actor, now=now)


def _drawn(board: Board, session: ExamSession, random: Random) -> Iterator[datetime]:
    """The roster is locked the evening before, the papers are made within the last hour."""
    now = session.opens_at - timedelta(hours=16)
    yield now
    sealing.sign_lock(session, actor=board.first, now=now)
    number = f"{random.randrange(10**8):08d}"
    sealing.sign_lock(session, actor=board.second, witness_number=number, now=now)
    now = session.opens_at - timedelta(minutes=50)
    yield now
    making.make_papers(session, now=now)


def _open(board: Board, plan: Plan) -> Story:
    """Open since an hour and for a day; the first of the roster has not begun yet."""
    city, random = board.city, board.city.random(plan.title)
    opens_at = city.span.now - OPEN_SINCE
    planned_at = opens_at - timedelta(days=5)
    yield planned_at
    board.enrolled[plan.blueprint].discard(city.hero.person.pk)
    exam = _exam(
        board,
        plan,
        planned_at,
        entry_minutes=24 * 60,
        full_duration=True,
    )
    roster = board.roster(plan, opens_at, random)
    window = (opens_at, city.span.now + OPEN_FOR)
    session = _session(board, exam, 0, roster, window, planned_at)
    _with_forms(board, exam, planned_at)
    rooms.furnish(city, session, planned_at)
    yield from _sealed(board, exam, planned_at)
    yield opens_at - timedelta(hours=20)
    rooms.rehearse(city, session, opens_at - timedelta(hours=20))
    yield from _drawn(board, session, random)
    yield opens_at
    rooms.let_in(city, session, [roster[0].person], opens_at)
    yield city.span.now
    Hall(city, session, roster, random).sit_until(city.span.now)


def _waiting(board: Board, count: int) -> Story:
    """Written answers, handed in and waiting for their markers."""
    yield from _written(board, f"{WRITTEN}（第二次）", 0.98, count)


def _marked(board: Board, count: int) -> Story:
    """Written answers, marked by hand and published; marks that were objected to rightly."""
    session = yield from _written(board, f"{WRITTEN}（第一次）", 0.86, count)
    yield from markers.marked(board.city, session, session.closes_at + timedelta(days=2))
    yield from published(session, board.city, session.closes_at + timedelta(days=4))
    yield from markers.objected(board.city, session, session.closes_at + timedelta(days=5))


def _written(
    board: Board, title: str, part: float, count: int
) -> Generator[datetime, None, ExamSession]:
    """From the plan to what was handed in; nobody sits whose unit is that of the markers."""
    city, random = board.city, board.city.random(title)
    opens_at = city.span.at(part, hour=14)
    planned_at = opens_at - timedelta(days=6)
    yield planned_at
    blueprint = planning.make_blueprint(
        agency=city.root,
        title=f"{title[len(WRITTEN) :]}简答 2 题、案例 2 题 60 分",
        cells=WRITTEN_CELLS,
        actor=board.first,
        now=planned_at,
    )
    draft = planning.ExamDraft(
        agency=city.root, title=title, blueprint=blueprint, scoring=SCORING, pass_marks=3600
    )
    exam = planning.make_exam(draft=draft, actor=board.first, now=planned_at)
    justice = city.staff["marker"].agency_id
    there = [o for o in city.enforcers(opens_at.date()) if o.person.agency_id != justice]
    roster = random.sample(there, min(count, len(there)))
    window = (opens_at, opens_at + LASTS)
    session = _session(board, exam, 0, roster, window, planned_at)
    yield from _sealed(board, exam, planned_at)
    yield from _drawn(board, session, random)
    yield opens_at
    written.sit(session, roster, random)
    after = session.closes_at + timedelta(minutes=1)
    yield after
    results.mark_waiting(now=after)
    return session


def _coming(board: Board, plan: Plan) -> Story:
    """Signed by one officer: it waits for the second."""
    city, random = board.city, board.city.random(plan.title)
    planned_at = city.span.now - timedelta(hours=20)
    yield planned_at
    exam = _exam(board, plan, planned_at)
    opens_at = city.span.at(1) + timedelta(days=10)
    roster = board.roster(plan, city.span.now, random)
    _session(board, exam, 0, roster, (opens_at, opens_at + LASTS), planned_at)
    _with_forms(board, exam, planned_at)
    sealing.sign_seal(exam, actor=board.first, now=planned_at)
