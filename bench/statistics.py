"""`python -m bench.statistics [CANDIDATES] [QUESTIONS]`: the statistics of one session, as its job
reckons them, in the database that the environment names; one JSON object on standard output.

Papers of so many questions are drawn from a pool ten times as large and marked by chance; they are
written straight into the tables, since what is measured is the reading and the reckoning.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402  # tables exist only after setup

from exams.actions import planning, reckoning, tabulating  # noqa: E402
from exams.models import (  # noqa: E402
    Attempt,
    Candidate,
    ExamSession,
    KeySet,
    Operation,
    Paper,
    Publication,
    Reckoning,
    Result,
)
from exams.proof import KEY_SET_PURPOSE  # noqa: E402
from exams.rules.drawing import Cell  # noqa: E402
from journal import vault  # noqa: E402
from journal.rules import canonical  # noqa: E402
from people.models import Agency, Person  # noqa: E402
from people.rules import Role  # noqa: E402
from questionbank.models import Citation, Question, Revision  # noqa: E402
from statutes.models import Article, Statute, Version  # noqa: E402
from tests.conftest import make_person  # noqa: E402

AGENCIES = 40
CHANCE = random.Random(8)  # noqa: S311  # marks, not secrets


def bank(agency: Agency, size: int) -> list[int]:
    """So many questions, each citing one of twenty articles."""
    now = timezone.now()
    version = Version.objects.create(
        statute=Statute.objects.create(title="行政处罚法"),
        label="2021",
        effective_from="2021-07-15",
        imported_at=now,
    )
    articles = [
        Article.objects.create(version=version, number=n, text="条文", digest="0" * 64)
        for n in range(20)
    ]
    questions = Question.objects.bulk_create(
        [Question(code=f"q{n:05}", agency=agency) for n in range(size)]
    )
    revisions = Revision.objects.bulk_create(
        [
            Revision(question=q, n=1, kind="single", stem="题干", author_id=0, authored_at=now)
            for q in questions
        ]
    )
    Citation.objects.bulk_create(
        [Citation(revision=r, article=articles[r.pk % 20], digest="0" * 64) for r in revisions]
    )
    return [revision.pk for revision in revisions]


def session_of(agency: Agency, questions: int) -> ExamSession:
    """A session that ended an hour ago."""
    officer = make_person(agency, "90000001", "考一", Role.EXAM_OFFICER)
    now = timezone.now()
    words = {"agency": agency, "title": "考试", "actor": officer, "now": now}
    cells = [Cell(kind="single", count=questions, marks=100)]
    blueprint = planning.make_blueprint(cells=cells, **words)
    draft = planning.ExamDraft(agency=agency, title="考试", blueprint=blueprint, pass_marks=6000)
    exam = planning.make_exam(draft=draft, actor=officer, now=now)
    return ExamSession.objects.create(
        exam=exam,
        ordinal=1,
        place="机房",
        opens_at=now - timedelta(hours=3),
        closes_at=now - timedelta(hours=1),
    )


def sit(
    session: ExamSession, agencies: list[Agency], pool: list[int], count: int, asked: int
) -> None:
    """So many marked papers; the abler a candidate, the more is right."""
    now = timezone.now()
    persons = Person.objects.bulk_create(
        [
            Person(agency=agencies[n % AGENCIES], staff_number=f"1{n:07}", name=f"考生{n}")
            for n in range(count)
        ]
    )
    seats = Candidate.objects.bulk_create(
        [
            Candidate(session=session, person=p, agency_id=p.agency_id, number=f"B{p.pk:09}")
            for p in persons
        ]
    )
    for start in range(0, count, 500):
        attempts = Attempt.objects.bulk_create(
            [
                Attempt(
                    exam=session.exam, session=session, candidate=seat, person_id=seat.person_id
                )
                for seat in seats[start : start + 500]
            ]
        )
        papers = Paper.objects.bulk_create(
            [_paper(a, CHANCE.sample(pool, asked)) for a in attempts]
        )
        for attempt, paper in zip(attempts, papers, strict=True):
            attempt.paper, attempt.state, attempt.closed_at = paper, "closed", now
        Attempt.objects.bulk_update(attempts, ["paper", "state", "closed_at"])
        Result.objects.bulk_create([_result(a, asked, now) for a in attempts])
        for paper in papers:
            Operation.objects.bulk_create(_answers(paper, now))


def _publish(session: ExamSession) -> None:
    """The first option is right everywhere; the results are out."""
    now, exam = timezone.now(), session.exam
    first, second = Person.objects.order_by("pk")[:2]
    Publication.objects.create(
        session=session, first_by=first, second_by=second, checks={}, secret="0" * 64, at=now
    )
    keys = {str(pk): [0] for pk in Revision.objects.values_list("pk", flat=True)}
    plain = canonical({"salt": "0" * 32, "keys": keys})
    KeySet.objects.create(
        exam=exam, version=1, sealed=vault.encrypt(plain, purpose=KEY_SET_PURPOSE),
        commitment="0" * 64, made_at=timezone.now(),
    )  # fmt: skip


def _paper(attempt: Attempt, drawn: list[int]) -> Paper:
    places = [
        {
            "place": n,
            "revision": pk,
            "kind": "single",
            "marks": 100,
            "order": [0, 1, 2, 3],
            "tokens": ["abcdefghijkl", "bcdefghijklm", "cdefghijklmn", "defghijklmno"],
            "part": 0,
        }
        for n, pk in enumerate(drawn, 1)
    ]
    return Paper(attempt=attempt, body={"places": places}, hall="", tokens="", digest="0" * 64)


def _answers(paper: Paper, now: object) -> list[Operation]:
    """One operation for each place, with an option chosen by chance."""
    return [
        Operation(
            attempt_id=paper.attempt_id, op_id=f"{n:032}", epoch=1, seq=n, place=place["place"],
            choices=[CHANCE.choice(place["tokens"])], payload_hash="0" * 64, arrival_at=now,
            recorded_at=now, disposition="applied",
        )
        for n, place in enumerate(paper.body["places"], 1)
    ]  # fmt: skip


def _result(attempt: Attempt, asked: int, now: object) -> Result:
    ability = CHANCE.betavariate(6, 3)
    marks = [[n, 100 * (CHANCE.random() < ability), 100] for n in range(1, asked + 1)]
    total = sum(earned for _n, earned, _of in marks)
    return Result(
        attempt=attempt, marks=marks, total=total, passed=total >= 60 * asked, engine="1",
        operations_digest="0" * 64, at=now,
    )  # fmt: skip


def main() -> None:
    count, asked = (int(word) for word in (*sys.argv[1:], "10000", "100")[:2])
    city = Agency.objects.add_root({"code": "C", "name": "云泽市", "kind": "city"})
    agencies = [
        Agency.objects.add_child(city, {"code": f"C{n}", "name": f"第{n}局"})
        for n in range(AGENCIES)
    ]
    session = session_of(city, asked)
    sit(session, agencies, bank(city, 10 * asked), count, asked)
    told: dict[str, object] = {"candidates": count, "questions": asked}
    Reckoning.objects.create(exam=session.exam, asked_at=timezone.now())
    _publish(session)
    for name, deed in (
        ("session", lambda: tabulating.tabulate(session, now=timezone.now())),
        ("questions_of_the_bank", lambda: reckoning.reckon(session.exam, now=timezone.now())),
    ):
        began, work = time.perf_counter(), time.process_time()
        deed()
        told[name] = {
            "seconds": round(time.perf_counter() - began, 2),
            "cpu_seconds": round(time.process_time() - work, 2),
        }
    told["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
