"""After publication the figures of a session are reckoned from its papers and counted results."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from exams.actions import results, sitting, tabulating
from exams.models import ItemFigure, Paper, Tabulation
from people.models import Post
from tests.conftest import NINE, make_person
from tests.exams.makers import answer_all, make_bank, make_ready, publish, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + timedelta(hours=3)


def sit(session, person, *, right):
    attempt = started(session, person)
    said = answer_all(attempt, right=right)
    sitting.hand_in(attempt.ref, person.pk, said, arrival=NINE, now=NINE)


@pytest.fixture
@remembered
def published(cast, tree):
    """Ten of 市城管局, four of whom answer rightly, one from elsewhere and one who never comes."""
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    persons = [make_person(tree.here, f"1100{n:04}", f"考生{n}") for n in range(10)]
    Post.objects.filter(person=persons[0]).update(kind="legal")
    _exam, session = make_ready(cast, *persons, cast["zhao"], cast["wang"])
    for n, person in enumerate([*persons, cast["zhao"]]):
        sit(session, person, right=n < 4)
    results.mark_waiting(now=NINE)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    return session


def test_marks_become_figures_of_test_groups_and_questions(published, tree):
    assert tabulating.tabulate(published, now=AFTER) == 11
    body = Tabulation.objects.get(session=published).body
    assert body["test"]["mean"] == pytest.approx(400 / 11)
    assert body["cut"] is None  # eleven are too few
    here, there = body["groups"]["agency"]
    assert (here["key"], here["candidates"], here["passed"], here["rate"]) == (
        tree.here.pk,
        10,
        4,
        pytest.approx(0.4),
    )
    assert (there["candidates"], there["rate"]) == (1, None)
    kinds = {row["key"]: row["candidates"] for row in body["groups"]["category"]}
    assert kinds == {"enforcement": 10, "legal": 1}
    statute = body["groups"]["statute"][0]
    assert (statute["name"], statute["questions"], statute["candidates"]) == ("行政处罚法", 8, 11)
    assert statute["share"] == pytest.approx(4 / 11)
    items = ItemFigure.objects.filter(session=published)
    assert {(item.papers, round(item.facility, 3)) for item in items} == {(11, 0.364)}


def test_reckoning_again_gives_the_same(published):
    tabulating.tabulate(published, now=AFTER)
    before = Tabulation.objects.get().body
    tabulating.tabulate(published, now=AFTER + timedelta(days=1))
    assert Tabulation.objects.get().body == before
    assert ItemFigure.objects.count() == 8


def test_a_session_to_which_nobody_came(cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=AFTER)
    assert tabulating.tabulate(session, now=AFTER) == 0
    assert Tabulation.objects.get().body["groups"] == {}


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
def test_a_body_read_by_its_numbers_says_what_json_says(published, separators):
    for body in Paper.objects.values_list("body", flat=True):
        said = {place["place"]: place["revision"] for place in body["places"]}
        assert tabulating._asked(json.dumps(body, separators=separators)) == said
    unpaired = {"places": [{"place": 1, "revision": 7}], "revision": 9}
    assert tabulating._asked(json.dumps(unpaired)) == {1: 7}


def test_an_agency_counts_those_below_it_and_no_agency_stands_there_twice(tree):
    sat = [
        SimpleNamespace(candidate=SimpleNamespace(agency=agency))
        for agency in (tree.here, tree.team, tree.team, tree.there)
    ]
    found = {name: rows for (_pk, name), rows in tabulating.by_agency(sat).items()}
    assert found == {
        tree.here.name: [0, 1, 2],
        tree.team.name: [1, 2],
        tree.there.name: [3],  # the district has nobody else
    }
