"""Many at once on a real PostgreSQL: one import, one commit; one file, one set of records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from exchange import kinds
from exchange.actions import deciding
from exchange.models import Import, ImportedRecord
from journal import chains
from people.models import Agency, Person
from tests.conftest import NINE
from tests.exchange import files
from tests.exchange.conftest import stage

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def commit_together(jobs):
    """Commit all of them at the same moment, each on its own connection."""
    together = Barrier(len(jobs))

    def one(job):
        try:
            together.wait()
            deciding.commit(job, kinds.kind_named(job.kind), now=NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(one, jobs))


def test_one_import_delivered_eight_times_is_committed_once(cast):
    rows = [files.person(f"孙{c}") for c in "甲乙丙丁戊己庚辛"]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    deciding.decide(job, now=NINE)
    commit_together([job] * 8)
    job.refresh_from_db()
    assert (job.state, job.added) == ("committed", 8)
    assert Person.objects.filter(name__startswith="孙").count() == 8
    assert chains.verify().faults == []


def test_the_same_agencies_from_two_importers_are_entered_once(cast):
    data = files.agencies(["X1", "甲", "C01", "部门"], ["X2", "乙", "X1", "部门"])
    jobs = [stage("agencies", data, cast[who]) for who in ("agency_admin", "system_admin")]
    for job in jobs:
        deciding.decide(job, now=NINE)
    commit_together(jobs)
    assert sorted(Import.objects.values_list("state", flat=True)) == ["committed", "previewed"]
    assert Agency.objects.filter(code__in=["X1", "X2"]).count() == 2


def test_the_same_persons_from_two_importers_are_entered_once(cast):
    data = files.persons(files.person("孙新"), files.person("吴立"))
    jobs = [stage("persons", data, cast[who]) for who in ("agency_admin", "system_admin")]
    for job in jobs:
        deciding.decide(job, now=NINE)
    commit_together(jobs)
    assert sorted(Import.objects.values_list("state", flat=True)) == ["committed", "previewed"]
    assert Person.objects.filter(name__in=["孙新", "吴立"]).count() == 2
    assert ImportedRecord.objects.count() == 2


def patience():
    """How long the database waits for a silent transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        return cursor.fetchone()[0]


def test_only_while_it_writes_an_import_may_be_silent_longer(cast):
    noted = []

    class Noting(type(kinds.kind_named("persons"))):
        def commit(self, rows, actor_id, now):
            noted.append(patience())
            return super().commit(rows, actor_id, now)

    job = stage("persons", files.persons(files.person("孙甲")), cast["agency_admin"])
    deciding.decide(job, now=NINE)
    deciding.commit(job, Noting(), now=NINE)
    assert (noted, patience()) == (["2min"], "10s")
