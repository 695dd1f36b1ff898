"""What is asked of an office with so many officers: the board, the duty answer, a batch of rows."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.officers import MODELS, Office
from exchange.sheets import write_table
from mingfa.wsgi import application
from people.models import Person, Post
from qualifications.actions.batches import open_batch
from qualifications.models import BatchState, facts_of, years_of
from qualifications.rules.checking import Purpose, Question
from qualifications.rules.duty import assess
from qualifications.tasks import check_batch

TIMES = 20
ASKED = 500
Figures = dict[str, Any]


class Reader:
    """Somebody signed in who opens pages of the real site, through all that surrounds them."""

    def __init__(self, person: Person) -> None:
        client = Client()
        client.force_login(person.user)
        self.cookie = client.cookies["sessionid"].OutputString().partition(";")[0]

    def open(self, address: str, **headers: str) -> bytes:
        """The page, asked for with further headers (`HTTP_…`). Raises AssertionError unless it is
        one."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query}
        setup_testing_defaults(environ)
        environ |= {"HTTP_HOST": "localhost", "HTTP_COOKIE": self.cookie} | headers
        told: list[str] = []
        reply = application(environ, lambda status, _headers: told.append(status))
        body = b"".join(reply)
        reply.close()
        assert told == ["200 OK"], (address, told)
        return body


def board(office: Office, times: int = TIMES) -> Figures:
    """The coordinator's board of the whole city."""
    reader = Reader(office.coordinator)
    address = "/training/board/"
    page = reader.open(address)  # warm: templates, plans
    months = "/training/board/months/"
    others = {
        "sorted_by_hours": f"{address}?sort=-credit",
        "sorted_by_name": f"{address}?sort=-name&state=behind",
        "searched": f"{address}?q=1",
        "to_remind": "/training/board/remind/",
        "months": months,
    }
    for other in others.values():
        reader.open(other)
    return {
        **timed(lambda: reader.open(address), times),
        **cost(lambda: reader.open(address)),
        "page_kilobytes": len(page) // 1000,
        **{
            name: timed(partial(reader.open, other), 3) | cost(partial(reader.open, other))
            for name, other in others.items()
        },
    }


def duty(office: Office, times: int = ASKED) -> Figures:
    """The duty answer for one person after another, drawn at random: the rule on its facts, and
    the page on which the legal-affairs office reads it."""
    drawn = _drawn(times)
    today, now = timezone.localdate(), timezone.now()
    domains = dict(
        Post.objects.in_force(today).filter(person__in=drawn).values_list("person", "domains")
    )
    verdicts: dict[str, int] = {}

    def ask(pk: int) -> None:
        facts = facts_of([pk], years=years_of([pk], today))[pk]
        said = assess(facts, domains[pk][0], today, now)
        verdicts[said.verdict] = verdicts.get(said.verdict, 0) + 1

    ask(drawn[0])
    reader = Reader(office.legal_affairs)
    page = [f"/qualifications/persons/{pk}/" for pk in drawn[: times // 5]]
    reader.open(page[0])
    each, pages = iter(drawn), iter(page)
    return {
        "answer": timed(lambda: ask(next(each)), len(drawn)) | cost(lambda: ask(drawn[0])),
        "page": timed(lambda: reader.open(next(pages)), len(page))
        | cost(lambda: reader.open(page[0])),
        "verdicts": verdicts,
    }


LISTS = {
    "certificates": "/qualifications/certificates/",
    "valid certificates": "/qualifications/certificates/?state=valid",
    "ending within 30 days": "/qualifications/certificates/?ends=30",
    "qualified persons": "/qualifications/qualified/",
    "what hangs on a body": "/qualifications/hanging/",
    "posts held without right": "/qualifications/without-right/",
    "certified by unit": "/qualifications/certified/",
}


def lists(office: Office, times: int = TIMES // 4) -> Figures:
    """The lists of the whole city as the legal-affairs office opens them."""
    reader = Reader(office.legal_affairs)
    told: Figures = {}
    for name, address in LISTS.items():
        reader.open(address)
        told[name] = timed(partial(reader.open, address), times)
    return told


def batch(office: Office, rows: int) -> Figures:
    """A sheet of so many persons, named by name and number, through the job that checks it."""
    drawn = Person.objects.filter(pk__in=_drawn(rows)).values_list("name", "staff_number")
    sheet = write_table("拟任人选", ["姓名", "工作人员编号"], drawn)
    question = Question(Purpose.APPOINTMENT, "测算", timezone.localdate())
    sent = open_batch(sheet, "拟任人选.xlsx", question, actor=office.personnel, now=timezone.now())
    began, used = time.perf_counter(), time.process_time()
    with _counted() as statements:
        check_batch.call(sent.ref)
    seconds = time.perf_counter() - began
    sent.refresh_from_db()
    assert sent.state == BatchState.DONE, sent.refusal
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(time.process_time() - used, 2),
        "queries": len(statements),
        "outcomes": sent.counts,
    }


def _drawn(count: int) -> list[int]:
    """Different officers, the same in every run."""
    ids = Person.objects.filter(assignments__role="officer").order_by("pk")
    return Random(MODELS).sample(list(ids.values_list("pk", flat=True)), count)  # noqa: S311


def timed(deed: Callable[[], object], times: int) -> Figures:
    """How long each took, and the processor time of this process for one of them, on average."""
    took, used = [], time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        deed()
        took.append((time.perf_counter() - began) * 1000)
    used = time.process_time() - used
    took.sort()
    shares = (50, 95, 99) if times > TIMES else (50, 95)
    return {
        **{
            f"p{share}_ms": round(took[min(times - 1, times * share // 100)], 1) for share in shares
        },
        "processor_ms": round(used * 1000 / times, 1),
    }


def cost(deed: Callable[[], object]) -> Figures:
    """Queries, and the most memory held at once, of doing it one time more."""
    with _counted() as statements:
        deed()
    tracemalloc.start()
    deed()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"queries": len(statements), "most_megabytes": round(most / 1e6, 1)}


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements
