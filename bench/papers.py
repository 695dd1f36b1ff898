"""`python -m bench.papers [CANDIDATES] [BANK] [WORKERS]`: own papers of 100 questions drawn from a
large bank by background workers, in the database that the environment names; one JSON object on
standard output.

The exam is sealed and its roster locked by the product's own actions; the bank is written straight
into the tables. Measured is from the asking to the last paper: workers that run and are idle take
the tasks, as they do on a site; what they need to start is told apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402  # tables exist only after setup
from django.utils import timezone  # noqa: E402

from bench.site import ROOT, processor_ms  # noqa: E402
from exams import tasks  # noqa: E402
from exams.actions import planning, sealing  # noqa: E402
from exams.models import Candidate, ExamSession, Paper  # noqa: E402
from exams.rules.drawing import Cell  # noqa: E402
from people.models import Agency, Person  # noqa: E402
from people.rules import Role  # noqa: E402
from questionbank.models import Citation, Key, OpenKey, Question, Revision  # noqa: E402
from statutes.models import Article, Statute, Version  # noqa: E402
from tests.conftest import make_person  # noqa: E402

KINDS = {"single": (0,), "multiple": (0, 1), "true_false": (0,)}
STEPS = ("easy", "medium", "hard")
STATUTES = 20
PATIENCE = 300  # seconds
Told = dict[str, object]


def bank(agency: Agency, size: int) -> list[int]:
    """So many approved questions of three kinds and difficulties on twenty statutes."""
    now = timezone.now()
    articles = []
    for n in range(STATUTES):
        version = Version.objects.create(
            statute=Statute.objects.create(title=f"示例{n}法"),
            label="2021",
            effective_from="2021-07-15",
            imported_at=now,
        )
        text = {"number": 1, "text": "条文", "digest": "0" * 64}
        articles.append(Article.objects.create(version=version, **text))
    questions = Question.objects.bulk_create(
        [Question(code=f"q{n:05}", agency=agency) for n in range(size)]
    )
    kinds = list(KINDS)
    revisions = Revision.objects.bulk_create(
        [_revision(q, kinds[n % 3], STEPS[n // 3 % 3], now) for n, q in enumerate(questions)]
    )
    sealed = {kind: OpenKey(right, "依照所引条文。").seal() for kind, right in KINDS.items()}
    Key.objects.bulk_create([Key(revision=r, sealed=sealed[r.kind]) for r in revisions])
    Citation.objects.bulk_create(
        [
            Citation(revision=r, article=articles[n // 9 % STATUTES], digest="0" * 64)
            for n, r in enumerate(revisions)
        ]
    )
    return [article.version.statute_id for article in articles]


def _revision(question: Question, kind: str, difficulty: str, now: object) -> Revision:
    four = [f"{question.code}的第{n}个选项，与一般试题一样长" for n in range(1, 5)]
    return Revision(
        question=question, n=1, kind=kind, difficulty=difficulty, state="approved",
        stem=f"{question.code}：当事人对行政机关作出的决定不服的，下列哪一种说法符合法律规定？",
        options=four if kind != "true_false" else [], content_sha256="0" * 64,
        author_id=0, authored_at=now, decided_by_id=-1, decided_at=now,
    )  # fmt: skip


def locked(city: Agency, statutes: list[int], candidates: int) -> ExamSession:
    """A session that opens within the hour, its roster locked, no paper made yet."""
    now = timezone.now()
    first, second = (
        make_person(city, f"9000000{n}", f"考务{n}", Role.EXAM_OFFICER, over=city) for n in (1, 2)
    )
    cells = [
        *(Cell("single", 10, 100, None, step) for step in STEPS),
        Cell("single", 10, 100, statutes[0]),
        Cell("multiple", 20, 100),
        Cell("multiple", 10, 100, statutes[1]),
        Cell("true_false", 30, 100),
    ]
    blueprint = planning.make_blueprint(
        agency=city, title="一百题", cells=cells, actor=first, now=now
    )
    draft = planning.ExamDraft(agency=city, title="考试", blueprint=blueprint, pass_marks=6000)
    exam = planning.make_exam(draft=draft, actor=first, now=now)
    opens = now + timedelta(minutes=30)
    session = planning.add_session(
        exam, place="机房", opens_at=opens, closes_at=opens + timedelta(hours=2),
        actor=first, now=now,
    )  # fmt: skip
    persons = Person.objects.bulk_create(
        [Person(agency=city, staff_number=f"1{n:07}", name=f"考生{n}") for n in range(candidates)]
    )
    Candidate.objects.bulk_create(
        [
            Candidate(session=session, person=p, agency_id=p.agency_id, number=f"B{p.pk:09}")
            for p in persons
        ]
    )
    for officer in (first, second):
        sealing.sign_seal(exam, actor=officer, now=now)
    session.refresh_from_db()
    sealing.sign_lock(session, actor=first, now=now)
    sealing.sign_lock(session, actor=second, witness_number="20261123", now=now)
    return ExamSession.objects.get(pk=session.pk)


def made_by(workers: int, session: ExamSession, candidates: int) -> Told:
    """The papers, made by idle workers that take tasks from the queue."""
    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--interval", "0.1"]
    began = time.perf_counter()
    running = [
        subprocess.Popen([*command, "--worker-id", f"bench{n}"], cwd=ROOT, stderr=sys.stderr)
        for n in range(workers)
    ]
    try:
        time.sleep(6)  # until they are idle
        used = sum(_processor_seconds(worker.pid) for worker in running)
        server = _server()
        served = processor_ms(server) if server else 0.0
        connection.close()
        asked = time.perf_counter()
        tasks.make_due_papers(now=timezone.now())
        while ExamSession.objects.filter(pk=session.pk, state="locked").exists():
            if time.perf_counter() - asked > PATIENCE:
                raise TimeoutError("the papers were not made")
            time.sleep(0.05)
        seconds = time.perf_counter() - asked
        spent = sum(_processor_seconds(worker.pid) for worker in running) - used
        served = processor_ms(server) - served if server else 0.0
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(timeout=20)
    assert Paper.objects.count() == candidates
    again = tasks.make_due_papers(now=timezone.now())
    return {
        "seconds": round(seconds, 1),
        "processor_seconds_of_workers": round(spent, 1),
        "processor_seconds_of_database": round(served / 1000, 1),
        "asked_again_makes": again,
        "with_workers_started_seconds": round(time.perf_counter() - began, 1),
    }


def _server() -> int | None:
    """PostgreSQL's first process; none of SQLite."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def _processor_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    candidates, size, workers = (*given, *(2000, 10_000, 2)[len(given) :])
    city = Agency.objects.add_root({"code": "C", "name": "云泽市", "kind": "city"})
    session = locked(city, bank(city, size), candidates)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    told = {
        "papers": candidates,
        "questions_each": 100,
        "bank": size,
        "workers": workers,
        "cores": len(os.sched_getaffinity(0)),
    }
    told |= made_by(workers, session, candidates)
    print(json.dumps(told | {"load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
