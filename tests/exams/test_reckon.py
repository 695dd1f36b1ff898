"""After publication the statistics of every question are reckoned, once, in the background."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from exams.actions import reckoning, results, sitting, tabulating
from exams.models import QuestionUse, Reckoning
from exams.tasks import ask_for_statistics
from journal.models import Entry
from questionbank.models import Observation
from tests.conftest import NINE, make_person
from tests.exams.makers import answer_all, make_bank, make_ready, publish, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + timedelta(hours=3)
PEOPLE = 12


@pytest.fixture
@remembered
def published(cast, tree):
    """Twelve candidates, all of whom meet every question: four right throughout, eight wrong."""
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    persons = [make_person(tree.here, f"1100{n:04}", f"考生{n}") for n in range(PEOPLE)]
    exam, session = make_ready(cast, *persons)
    for n, person in enumerate(persons):
        attempt = started(session, person)
        said = answer_all(attempt, right=n < 4) if n else answer_all(attempt)[:-1]
        sitting.hand_in(attempt.ref, person.pk, said, arrival=NINE, now=NINE)
    results.mark_waiting(now=NINE)
    assert reckoning.ask_for_statistics(now=AFTER) == []
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    return exam


def test_what_was_answered_becomes_figures_of_every_question(published):
    assert reckoning.ask_for_statistics(now=AFTER) == [published.pk]
    assert reckoning.reckon(published, now=AFTER) == 8
    uses = list(QuestionUse.objects.filter(revision__kind="single"))
    assert {(use.papers, use.total) for use in uses} == {(12, 4)}
    assert {use.options[0][0] for use in uses} == {4}
    for use in QuestionUse.objects.exclude(answered=12):
        assert (use.answered, use.total) == (11, 3)
    assert all(sum(chosen for chosen, _u, _l in use.options) == 12 for use in uses)
    assert all(use.discrimination > 0.9 for use in uses)
    seen = Observation.objects.get(revision=uses[0].revision_id)
    assert (seen.uses, seen.papers, seen.facility) == (1, 12, pytest.approx(1 / 3))
    assert seen.discrimination is None  # twelve are too few
    assert Entry.objects.filter(act="exams.reckon").count() == 1


def test_it_is_asked_for_once_and_anew_when_it_was_lost(published):
    assert reckoning.ask_for_statistics(now=AFTER) == [published.pk]
    assert reckoning.ask_for_statistics(now=AFTER + timedelta(minutes=1)) == []
    assert reckoning.ask_for_statistics(now=AFTER + timedelta(hours=2)) == [published.pk]
    reckoning.reckon(published, now=AFTER + timedelta(hours=2))
    assert reckoning.ask_for_statistics(now=AFTER + timedelta(hours=4)) == [published.pk]
    tabulating.tabulate(published.sessions.get(), now=AFTER + timedelta(hours=4))
    reckoning.reckon(published, now=AFTER + timedelta(hours=4))
    assert reckoning.ask_for_statistics(now=AFTER + timedelta(days=9)) == []


def test_reckoning_again_gives_the_same_rows(published):
    reckoning.ask_for_statistics(now=AFTER)
    columns = [field.attname for field in QuestionUse._meta.fields if field.name != "id"]
    reckoning.reckon(published, now=AFTER)
    before = list(QuestionUse.objects.order_by("revision").values(*columns))
    reckoning.reckon(published, now=AFTER)
    assert list(QuestionUse.objects.order_by("revision").values(*columns)) == before


def test_the_worker_does_it(published):
    assert ask_for_statistics(now=AFTER) == 1
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    assert Reckoning.objects.get().done_at is not None
    assert QuestionUse.objects.count() == 8
