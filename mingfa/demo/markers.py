"""The written exam's markers: they mark apart from each other, some differ, some mark anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from exams.actions import hand_marking, objecting, results
from exams.models import AboutChoice, ExamSession, RulingChoice, Script
from exams.rules import keeping
from mingfa.demo.city import City
from people.models import Person

DAY = timedelta(days=1)
STRICT = 7  # of so many scripts one, in which the second marker sees next to nothing
CLAIM = "评分未计入已写明的要点，请求复核。"


def marked(city: City, session: ExamSession, at: datetime) -> Iterator[datetime]:
    """Two mark every script, a third where they differ too much."""
    yield at
    first, second, third = (city.staff[key] for key in ("marker", "marker_2", "marker_4"))
    scripts = list(_scripts(session))
    shares = {script.pk: _mark(script, 0.85, first, at) for script in scripts}
    best = sorted(scripts, key=lambda script: shares[script.pk])[-(len(scripts) // STRICT or 1) :]
    for script in scripts:
        _mark(script, 0.3 if script in best else 0.85, second, at)
    yield at + DAY
    for script in scripts:
        if not hand_marking.is_settled(script):
            _mark(script, 0.8, third, at + DAY)
    results.mark_waiting(now=at + DAY)


def objected(city: City, session: ExamSession, at: datetime) -> Iterator[datetime]:
    """Two candidates object rightly to marks given by hand: the one's are given anew by others, the
    other's wait for them."""
    found = _by_two(session)
    if not found:
        return
    filed = at + DAY
    yield filed
    held = []
    for script in found:
        held += objecting.file_objections(
            script.attempt,
            [script.place],
            about=AboutChoice.MARK,
            claim=CLAIM,
            actor=script.attempt.person,
            now=filed,
        )
    decided = at + 5 * DAY
    yield decided
    for objection in held:
        objecting.decide(
            objection,
            ruling=RulingChoice.UPHELD,
            reason="经核对作答，评分有遗漏，另由两人重新评分。",
            actor=city.staff["exam_officer"],
            now=decided,
        )
    anew = at + 8 * DAY
    yield anew
    for key, share in (("marker_3", 1.0), ("marker_4", 0.95)):
        _mark(found[0], share, city.staff[key], anew)
    results.mark_waiting(now=anew)


def _scripts(session: ExamSession) -> Iterator[Script]:
    rows = Script.objects.filter(attempt__session=session).select_related(
        "attempt__exam", "attempt__paper", "attempt__person", "revision"
    )
    yield from rows.order_by("attempt__person", "place")


def _by_two(session: ExamSession) -> list[Script]:
    """A settled script each of the first two candidates who have one that two persons marked."""
    found: dict[int, Script] = {}
    for script in _scripts(session):
        if script.hand_marks.count() == 2 and len(found) < 2:
            found.setdefault(script.attempt_id, script)
    return list(found.values())


def _mark(script: Script, share: float, marker: Person, at: datetime) -> float:
    """So great a share of what every point that was written may earn; which share of the question
    that is."""
    text, place = _text(script), hand_marking.place_of(script)
    points = hand_marking.points_of(script, place)
    given = [_share(worth, share) if _says(text, words) else 0 for words, worth in points]
    hand_marking.mark_script(script, given, actor=marker, now=at)
    return sum(given) / place.marks


def _share(worth: int, share: float) -> int:
    return worth if share == 1 else int(worth * share) // 50 * 50


def _says(text: str, words: str) -> bool:
    return words.rstrip("。；") in text


def _text(script: Script) -> str:
    answer = keeping.fold(script.attempt.stored_log())[script.place]
    return "".join(keeping.typed(answer.choices).values())
