"""`python -m bench.bank N`: a bank of N questions in the database that the environment names.

Run by `make bench` in a process of its own for each database; one JSON object on standard output.
The questions are put together from clauses of the starter bank, each with a number that a search
can find; they come in as one xlsx by the site's own import, and are then taken into use by rows.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from datetime import date
from urllib.parse import quote

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402  # tables exist only after setup
from django.utils import timezone  # noqa: E402

from bench.asking import Figures, Reader, cost, timed  # noqa: E402
from bench.duplicates import clauses  # noqa: E402
from exchange.actions import deciding, staging  # noqa: E402
from exchange.kinds import kind_named  # noqa: E402
from exchange.sheets import write_table  # noqa: E402
from people.models import Person  # noqa: E402
from questionbank.actions import Seen, observe  # noqa: E402
from questionbank.models import Difficulty, Revision, State  # noqa: E402
from statutes.actions import import_version  # noqa: E402
from statutes.models import Statute  # noqa: E402
from statutes.rules.dates import Dates  # noqa: E402
from statutes.rules.references import label  # noqa: E402
from statutes.rules.texts import parse  # noqa: E402
from tests.conftest import make_cast, make_tree  # noqa: E402

TITLES, ARTICLES = 30, 60
HEADS = ("题号", "题型", "难度", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "依据", "释义")
TIMES = 20


def laws() -> None:
    """Thirty short laws in force since 2020."""
    for n in range(TITLES):
        body = "\n\n".join(
            f"**{label(a, 0)}**　本条规定第{a}项事务。" for a in range(1, ARTICLES + 1)
        )
        text = parse(f"# 中华人民共和国示例{n + 1}法\n\n{body}\n")
        dates = Dates("2020年公布", None, date(2020, 1, 1), None, "末条")
        import_version(text, dates, source="", actor_id=None, now=timezone.now())


def sheet(count: int) -> bytes:
    """So many questions as offices keep them."""
    drawn = random.Random(4)  # noqa: S311
    parts, options = clauses(), ("甲机关", "乙机关", "丙机关", "丁机关")
    titles = list(Statute.objects.order_by("pk").values_list("title", flat=True))

    def rows():
        for n in range(count):
            kind = ("单选", "单选", "多选", "判断")[n % 4]
            key = {"单选": "ABCD"[n % 4], "多选": "AC", "判断": "错误"}[kind]
            stem = f"{'，'.join(drawn.sample(parts, 3))}（甲{n}）"
            basis = f"{titles[n % TITLES]} {label(n % ARTICLES + 1, 0)}"
            four = options if kind != "判断" else ("",) * 4
            yield (f"BM-{n:05}", kind, "易中难"[n % 3], stem, *four, key, basis, "依照所引条文。")

    return write_table("题库", list(HEADS), rows())


def taken_in(count: int, setter: Person) -> Figures:
    """The import as the site does it: read and previewed, then committed."""
    data, kind = sheet(count), kind_named("questions")
    began, used = time.perf_counter(), time.process_time()
    job = staging.receive(
        kind, data, "题库.xlsx", actor_id=setter.pk, agency_id=setter.agency_id, now=timezone.now()
    )
    staging.read(job, kind, now=timezone.now())
    read = time.perf_counter() - began
    job.refresh_from_db()
    assert not job.rows.faulty().exists(), job.rows.faulty()[0].faults
    deciding.decide(job, now=timezone.now())
    deciding.commit(job, kind, now=timezone.now())
    job.refresh_from_db()
    assert Revision.objects.count() == count, (job.state, job.refusal)
    return {
        "read_seconds": round(read, 1),
        "commit_seconds": round(time.perf_counter() - began - read, 1),
        "processor_seconds": round(time.process_time() - used, 1),
        "file_kilobytes": len(data) // 1000,
    }


def used(reviewer: Person) -> None:
    """Everything approved; of a tenth it is known how candidates answered."""
    now = timezone.now()
    Revision.objects.update(state=State.APPROVED, decided_by_id=reviewer.pk, decided_at=now)
    tenth = Revision.objects.filter(question__code__endswith="7").order_by("pk")
    observe(
        [
            Seen(r, 1, 100, 100, (r.pk % 100) / 100, 0.05, (r.pk % 60) / 100)
            for r in tenth.iterator()
        ],
        now=now,
    )
    with connection.cursor() as cursor:  # as autovacuum does within a minute of so many new rows
        cursor.execute("ANALYZE")


def asked(reviewer: Person, setter: Person) -> Figures:
    """The pages on which the bank is searched, as a server answers them."""
    reader, writer = Reader(reviewer), Reader(setter)
    statute = Statute.objects.order_by("pk")[3].pk
    pages = {
        "list": "/questions/",
        "late_page": "/questions/?page=700",
        "by_two_letters": "/questions/?words=处罚",
        "by_rare_words": "/questions/?words=甲1321）",
        "by_no_such_word": "/questions/?words=饕餮",
        "by_code": "/questions/?words=BM-01321",
        "by_statute_and_kind": f"/questions/?statute={statute}&kind=single&difficulty=medium",
        "by_observed_difficulty": f"/questions/?seen={Difficulty.HARD}",
        "by_doubt": "/questions/?flag=weak",
        "by_state_sorted": "/questions/?state=approved&sort=-seen",
        "question": "/questions/code/BM-01321/",
        "statistics": "/exams/questions/BM-01327/statistics/",
        "board": "/questions/board/",
        "attention": "/questions/attention/",
    }
    told: Figures = {}
    for name, address in pages.items():
        path = _quoted(address)
        reader.open(path)  # warm: templates, plans
        told[name] = timed(lambda path=path: reader.open(path), TIMES) | {
            "queries": cost(lambda path=path: reader.open(path))["queries"]
        }
    writer.open("/questions/new/")
    told["write"] = timed(lambda: writer.open("/questions/new/"), TIMES)
    return told


def _quoted(address: str) -> str:
    """The address as a browser sends it."""
    return quote(address, safe="/?=&-")


def main() -> int:
    count = int(sys.argv[1])
    call_command("collectstatic", verbosity=0, interactive=False)
    cast = make_cast(make_tree())
    laws()
    figures = taken_in(count, cast["setter"])
    used(cast["reviewer"])
    gc.collect()
    gc.freeze()  # a server did not take the bank in itself: what that left is no part of its work
    told = {"questions": count, "import": figures, "pages": asked(cast["reviewer"], cast["setter"])}
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
