"""A query that is composed once finds what the model layer finds, each time with other values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from exams.models import SpecialDay
from journal.composed import Composed, ComposedIn, ComposedInsert
from people.models import Assignment, Person
from tests.conftest import NINE

pytestmark = pytest.mark.django_db
TODAY = NINE.date()
SAMPLE = 9_000_000_000_001


def by_agency(agency):
    return Person.objects.select_related("agency").filter(agency=agency).order_by("pk")


def held(person, on):
    rows = Assignment.objects.filter(person=person).in_force(on)
    return rows.values_list("role", "agency__path", "valid_from").order_by("pk")


def test_models_come_with_what_is_related_to_them(cast, django_assert_num_queries):
    composed = Composed(by_agency, SAMPLE)
    for agency in {person.agency for person in cast.values()}:
        with django_assert_num_queries(1):
            found = composed.all(agency.pk)
            told = [(person.name, person.agency.name) for person in found]
        wanted = by_agency(agency.pk)
        assert told == [(person.name, person.agency.name) for person in wanted]
        assert [vars(a).keys() for a in found] == [vars(b).keys() for b in wanted]
        assert found == list(wanted)
    assert composed.first(0) is None


def test_rows_come_as_the_model_layer_gives_them(cast):
    composed = Composed(held, SAMPLE, date(1901, 2, 3))
    for person in cast.values():
        for day in (TODAY, TODAY - timedelta(days=40_000)):
            assert composed.rows(person.pk, day) == list(held(person.pk, day))
    assert any(composed.rows(person.pk, TODAY) for person in cast.values())


def test_of_several_keys_each_row_comes_once(cast, django_assert_num_queries):
    named = ComposedIn(lambda keys: Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    everybody = {person.pk: person.name for person in cast.values()}
    for n in (1, 3, 1, len(everybody)):
        keys = set(sorted(everybody)[-n:])
        with django_assert_num_queries(1):
            found = named.rows(keys)
        assert sorted(found) == [(key, everybody[key]) for key in sorted(keys)]
    assert named.rows(set()) == []


def test_a_value_that_does_not_show_in_the_query_is_refused(cast):
    composed = Composed(lambda person: Person.objects.filter(pk=1), SAMPLE)
    with pytest.raises(ValueError, match="does not show"):
        composed.all(1)


def test_a_row_is_stored_once_as_the_model_layer_stores_it(django_assert_num_queries):
    def holiday():
        return SpecialDay(
            day=TODAY, is_working=False, name="国庆节", basis="通知", recorded_at=NINE
        )

    first, again = holiday(), holiday()
    with django_assert_num_queries(1):
        ComposedInsert(SpecialDay).add(first)
    ComposedInsert(SpecialDay, ignored=True).add(again)
    stored = SpecialDay.objects.get()
    assert (stored, again.pk) == (first, None)
    wanted = {
        name: value for name, value in vars(holiday()).items() if name not in ("id", "_state")
    }
    assert vars(stored).items() >= wanted.items()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComposedInsert(SpecialDay).add(again)
