"""Three exams: one finished and published, one open now, one that is being prepared."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from exams.actions import checking, planning, results, saving, sealing, sitting
from exams.models import Attempt, Blueprint, Exam, ExamSession
from exams.proof import key_set
from exams.rules.drawing import Cell
from exams.rules.keeping import FIRST_CLIENT_SEQ, MAX_BATCH, Operation
from mingfa.demo.city import City, officers_beside
from people.models import Person
from statutes.models import Statute

Say = Callable[[str], object]
PENALTY_LAW = "行政处罚法"
LONGEST = 35  # minutes from start to hand-in; nobody hands in after the present hour
SKILL = {"easy": 0.9, "medium": 0.75, "hard": 0.55}


def make_exams(city: City, *, scale: float, seed: int, now: datetime, say: Say) -> None:
    """Make the three exams; the first officer of the city sits in the open one."""
    random = Random(seed + 1)  # noqa: S311  # invented answers, not a secret
    blueprint = _blueprint(city, now - timedelta(days=60))
    finished = officers_beside(city, city.officers[:1], round(120 * scale))
    say(f"一场已结束的考试，{len(finished)} 人")
    _finished(city, blueprint, finished, random, now)
    coming = officers_beside(city, finished, round(80 * scale))
    opened = city.officers[: max(2, round(60 * scale))]
    say(f"一场进行中的考试，{len(opened)} 人")
    _open(city, blueprint, opened, random, now)
    _coming(city, blueprint, coming, now)


def _blueprint(city: City, now: datetime) -> Blueprint:
    law = Statute.objects.get(title=PENALTY_LAW).pk
    cells = [
        Cell("single", 8, 200, statute_id=law),
        Cell("single", 8, 200, difficulty="easy"),
        Cell("single", 10, 200, difficulty="medium"),
        Cell("single", 4, 200, difficulty="hard"),
        Cell("multiple", 2, 200, statute_id=law),
        Cell("multiple", 8, 200),
        Cell("true_false", 10, 200),
    ]
    return planning.make_blueprint(
        agency=city.root,
        title="公共法律知识 50 题 100 分",
        cells=cells,
        actor=city.staff["exam_officer"],
        now=now,
    )


def _exam(city: City, blueprint: Blueprint, title: str, now: datetime, **rules: bool | int) -> Exam:
    draft = planning.ExamDraft(
        agency=city.root,
        title=title,
        blueprint=blueprint,
        scoring={
            "single": "all_or_nothing",
            "multiple": "half_for_subset",
            "true_false": "all_or_nothing",
        },
        **rules,  # type: ignore[arg-type]  # the draft's own switches
    )
    return planning.make_exam(draft=draft, actor=city.staff["exam_officer"], now=now)


def _session(
    city: City,
    exam: Exam,
    roster: Sequence[Person],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> ExamSession:
    officer = city.staff["exam_officer"]
    session = planning.add_session(
        exam,
        place="市民服务中心三楼机考室",
        opens_at=opens_at,
        closes_at=closes_at,
        actor=officer,
        now=now,
    )
    planning.enrol(session, roster, actor=officer, now=now)
    planning.appoint_invigilator(session, city.staff["invigilator"], actor=officer, now=now)
    return session


def _seal_and_lock(
    city: City, exam: Exam, session: ExamSession, number: str, now: datetime
) -> None:
    first, second = city.staff["exam_officer"], city.staff["exam_officer_2"]
    sealing.sign_seal(exam, actor=first, now=now)
    sealing.sign_seal(exam, actor=second, now=now)
    sealing.sign_lock(session, actor=first, now=now)
    sealing.sign_lock(session, actor=second, witness_number=number, now=now)
    sealing.make_papers(session, now=now)


def _finished(
    city: City, blueprint: Blueprint, roster: list[Person], random: Random, now: datetime
) -> None:
    before, opens_at = now - timedelta(days=30), now - timedelta(days=20)
    exam = _exam(city, blueprint, f"{before.year}年度公共法律知识考试（第一场）", before)
    closes_at = opens_at + timedelta(hours=2)
    session = _session(city, exam, roster, opens_at, closes_at, before)
    _seal_and_lock(city, exam, session, f"{random.randrange(10**8):08d}", before)
    absent = {person.pk for person in random.sample(roster, len(roster) // 25)}
    for attempt in _attempts(session):
        if attempt.person_id not in absent:
            _sit(attempt, random, opens_at + timedelta(minutes=random.randrange(5)), hand_in=True)
    after = closes_at + timedelta(hours=1)
    sitting.close_overdue(now=after)
    results.mark_waiting(now=after)
    check = checking.ask_for_check(session, actor=city.staff["exam_officer"], now=after)
    checking.run_check(check, now=after)
    results.publish(session, actor=city.staff["exam_officer"], now=after)
    results.publish(session, actor=city.staff["exam_officer_2"], now=after)


def _open(
    city: City, blueprint: Blueprint, roster: list[Person], random: Random, now: datetime
) -> None:
    """Open since an hour and for a day, so that a visitor has time to try it."""
    before, opens_at = now - timedelta(days=3), now - timedelta(hours=1)
    exam = _exam(
        city,
        blueprint,
        f"{now.year}年度公共法律知识考试（第二场）",
        before,
        entry_minutes=24 * 60,
        full_duration=True,
    )
    session = _session(city, exam, roster, opens_at, now + timedelta(hours=24), before)
    _seal_and_lock(city, exam, session, f"{random.randrange(10**8):08d}", before)
    for attempt in _attempts(session):
        if attempt.person_id != city.officers[0].pk and random.random() < 0.6:
            minutes = random.randrange(5, 58)
            over = minutes >= LONGEST and random.random() < 0.8
            _sit(attempt, random, now - timedelta(minutes=minutes), hand_in=over)


def _coming(city: City, blueprint: Blueprint, roster: list[Person], now: datetime) -> None:
    """Signed by one officer: it waits for the second."""
    exam = _exam(
        city, blueprint, f"{now.year}年度公共法律知识考试（第三场）", now - timedelta(days=1)
    )
    opens_at = (now + timedelta(days=10)).replace(hour=1, minute=0, second=0, microsecond=0)
    _session(city, exam, roster, opens_at, opens_at + timedelta(hours=2), now - timedelta(days=1))
    sealing.sign_seal(exam, actor=city.staff["exam_officer"], now=now - timedelta(hours=20))


def _attempts(session: ExamSession) -> list[Attempt]:
    return list(session.attempts.select_related("paper", "person").order_by("candidate__number"))


def _sit(attempt: Attempt, random: Random, begun: datetime, *, hand_in: bool) -> None:
    """Answer as a half-trained to well-trained officer would, in the order of the paper."""
    sitting.start(attempt, device=secrets.token_urlsafe(16), now=begun)
    operations = _answers(attempt, random, part=1.0 if hand_in else random.uniform(0.2, 0.8))
    at = begun + timedelta(minutes=2)
    for n in range(0, len(operations), MAX_BATCH):
        batch = operations[n : n + MAX_BATCH]
        at += timedelta(minutes=random.randrange(15, 25) if hand_in else 1)
        saving.save(attempt.ref, attempt.person_id, batch, arrival=at, now=at)
    if hand_in:
        at += timedelta(minutes=random.randrange(1, 6))
        sitting.hand_in(attempt.ref, attempt.person_id, [], arrival=at, now=at)


def _answers(attempt: Attempt, random: Random, *, part: float) -> list[Operation]:
    keys = key_set(attempt.exam_id)
    skill = random.gauss(0.0, 0.12)
    operations = []
    for n, place in enumerate(attempt.paper.body["places"]):
        if random.random() > part:
            continue
        chosen = _choice(place, keys[place["revision"]], skill, random)
        operations.append(
            Operation(
                op_id=secrets.token_hex(16),
                epoch=1,
                seq=FIRST_CLIENT_SEQ + n,
                place=place["place"],
                choices=tuple(place["tokens"][place["order"].index(option)] for option in chosen),
            )
        )
    return operations


def _choice(
    place: dict[str, object], right: Sequence[int], skill: float, random: Random
) -> list[int]:
    """The right options with a likelihood by kind; else a plausible slip."""
    options = list(place["order"])  # type: ignore[call-overload]  # a list of option numbers
    ease = SKILL["easy" if place["kind"] == "true_false" else "medium"] + skill
    if place["kind"] == "multiple":
        ease -= 0.25
    if random.random() < ease:
        return sorted(right)
    wrong = [option for option in options if option not in right]
    if place["kind"] == "multiple" and random.random() < 0.5:
        return sorted(right)[:-1]
    return [random.choice(wrong)] if wrong else [random.choice(options)]
