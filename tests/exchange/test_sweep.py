"""What was lost or left is ended, and no personal data stays behind."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from exchange import kinds
from exchange.actions import deciding, staging
from exchange.actions.sweeping import sweep
from exchange.models import Import, ImportRow
from people.models import Person
from tests.conftest import NINE
from tests.exchange import files
from tests.exchange.conftest import commit, stage


@pytest.fixture
def job(cast):
    return stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])


def swept(job, **later):
    sweep(now=NINE + timedelta(**later))
    job.refresh_from_db()
    return str(job.state)


def stored(settings):
    return sorted(path.name for path in (settings.MEDIA_ROOT / "imports").iterdir())


def test_an_undecided_import_is_given_up_after_a_week(
    job, settings, django_capture_on_commit_callbacks
):
    assert swept(job, days=7) == "previewed"
    with django_capture_on_commit_callbacks(execute=True):
        assert swept(job, days=7, seconds=1) == "discarded"
    assert not ImportRow.objects.exists()
    assert stored(settings) == []


def test_a_reading_that_was_lost_fails_and_says_so(job):
    Import.objects.update(state="reading")
    assert swept(job, minutes=5) == "reading"
    assert swept(job, minutes=5, seconds=1) == "failed"
    assert job.refusal == "interrupted"
    assert not ImportRow.objects.exists()


@pytest.mark.parametrize(
    ("state", "later"), [("committing", {"minutes": 6}), ("queued", {"hours": 2})]
)
def test_a_commit_that_was_lost_waits_again_for_its_importer(job, state, later):
    Import.objects.update(state=state)
    assert swept(job, **later) == "previewed"
    assert job.refusal == "changed_meanwhile"
    assert job.rows.count() == 1


def test_a_late_job_finds_nothing_to_do(job):
    deciding.decide(job, now=NINE)
    swept(job, hours=2)
    deciding.commit(job, kinds.kind_named("persons"), now=NINE)
    assert not Person.objects.filter(name="孙新").exists()


def test_a_committed_import_is_left_alone(job):
    commit(job)
    assert swept(job, days=30) == "committed"


def test_a_file_that_no_import_knows_is_removed_after_a_day(job, settings):
    orphan = settings.MEDIA_ROOT / "imports" / ("0" * 32)
    orphan.write_bytes(b"x")
    young, old = NINE.timestamp() - 3600, NINE.timestamp() - 100_000
    os.utime(orphan, (young, young))
    sweep(now=NINE)
    assert len(stored(settings)) == 2
    os.utime(orphan, (old, old))
    sweep(now=NINE)
    assert stored(settings) == [job.stored_as]


def test_a_reading_is_done_once(job, cast):
    staging.read(job, kinds.kind_named("persons"), now=NINE)
    assert job.rows.count() == 1


def test_an_import_that_cannot_be_ended_holds_up_no_other(job, cast, monkeypatch):
    other = stage("persons", files.persons(files.person("吴立")), cast["system_admin"])
    discard = staging.discard

    def fails(given, *, now):
        if given.pk == job.pk:
            raise OSError("the disk is gone")
        discard(given, now=now)

    monkeypatch.setattr(staging, "discard", fails)
    assert swept(job, days=8) == "previewed"
    other.refresh_from_db()
    assert other.state == "discarded"
