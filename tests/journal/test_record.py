"""An act goes to the end of its chain, in the action's own transaction."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from journal import chains
from journal.actions import Act, record, record_many
from journal.models import Entry, Stream
from tests.conftest import NINE
from tests.journal.tampering import write_entries


@pytest.mark.django_db
def test_an_act_stands_on_the_one_before():
    first = record(7, "people.grant_role", "people.person:1", {"role": "marker"}, now=NINE)
    second = record(None, "exams.close_attempt", "exams.attempt:x", now=NINE)
    assert (first.n, second.n) == (1, 2)
    assert second.previous == first.hash
    assert Stream.objects.get(name="city").head_hash == second.hash
    assert chains.verify().faults == []


@pytest.mark.django_db
def test_each_agency_has_a_chain_of_its_own():
    record(7, "people.grant_role", "people.person:1", now=NINE)
    entry = record(7, "people.grant_role", "people.person:2", now=NINE, agency_id=4)
    assert (entry.stream.name, entry.n) == ("agency:4", 1)
    assert str(chains.verify()) == "2 entries, 2 chains, intact"


@pytest.mark.django_db
def test_the_hash_is_the_same_when_the_entry_is_read_again():
    facts = {"b": 1, "a": {"z": ["中文", True, None], "10": 1, "9": 2}, "long": 2**60}
    written = record(7, "people.grant_role", "people.person:1", facts, now=NINE)
    assert Entry.objects.get().body() == written.body()


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"mark": 0.5}, {1: "one"}])
def test_facts_without_one_written_form_are_refused(facts):
    with pytest.raises(TypeError), transaction.atomic():
        record(7, "people.grant_role", "people.person:1", facts, now=NINE)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        record(7, "people.grant_role", "people.person:1", now=NINE)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_gap():
    write_entries(2)
    with transaction.atomic():
        record(7, "people.grant_role", "people.person:1", now=NINE)
        transaction.set_rollback(True)
    write_entries(1)
    assert str(chains.verify()) == "3 entries, 1 chains, intact"


@pytest.mark.django_db
def test_an_act_costs_three_queries(django_assert_num_queries):
    write_entries(1)
    with django_assert_num_queries(3):  # lock the head, insert the entry, move the head
        record(7, "people.grant_role", "people.person:1", now=NINE)


@pytest.mark.django_db
def test_many_acts_are_chained_as_if_recorded_one_by_one():
    record(7, "people.add_person", "people.person:1", now=NINE, agency_id=4)
    acts = [
        Act(7, "people.add_person", f"people.person:{n}", {"n": n}, agency_id)
        for n, agency_id in ((2, 4), (3, None), (4, 4), (5, 11))
    ]
    record_many(acts, now=NINE)
    record(7, "people.add_person", "people.person:6", now=NINE, agency_id=4)
    assert str(chains.verify()) == "6 entries, 3 chains, intact"
    subjects = Entry.objects.filter(stream__name="agency:4").order_by("n")
    assert [e.subject[-1] for e in subjects] == ["1", "2", "4", "6"]


@pytest.mark.django_db(transaction=True)
def test_many_acts_belong_into_an_actions_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        record_many([Act(7, "people.add_person", "people.person:2")], now=NINE)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_unbroken_chain():
    """Eight writers start together on a chain that does not exist yet; 25 acts each."""
    together = Barrier(8)

    def write(_):
        try:
            together.wait()
            for _ in range(25):
                write_entries(1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert str(chains.verify()) == "200 entries, 1 chains, intact"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_chain_that_grows_while_it_is_verified_is_intact():
    write_entries(50)
    source = chains.JournalChains()
    read_before = source.chain("city")
    write_entries(3)
    assert chains.chain_fault(source, read_before) is None
