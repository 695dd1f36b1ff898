"""What the answers say about a question: observed difficulty, doubts, and the bank's list."""

from __future__ import annotations

import pytest
from django.urls import reverse

from questionbank.actions import Seen, observe
from questionbank.models import Observation, Revision
from questionbank.rules.kinds import Difficulty
from questionbank.rules.observed import Flag, flags, observed_difficulty, option_flags, ordered
from tests.conftest import NINE

EDGES = [0.0, 0.2999, 0.30, 0.4999, 0.5, 0.7999, 0.8, 0.95, 1.0]


def doubts(facility=0.6, discrimination=0.4, left_out=0.0, expected=Difficulty.MEDIUM):
    return flags(
        facility=facility, discrimination=discrimination, left_out=left_out, expected=expected
    )


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"facility": 0.2999}, [Flag.TOO_HARD]),
        ({"facility": 0.30}, []),
        ({"facility": 0.95}, [Flag.TOO_EASY]),
        ({"discrimination": 0.1999}, [Flag.WEAK]),
        ({"discrimination": 0.20}, []),
        ({"facility": 0.97, "discrimination": 0.1}, [Flag.TOO_EASY]),
        ({"discrimination": -0.01}, [Flag.KEY_DOUBTFUL]),
        ({"left_out": 0.2}, [Flag.LEFT_OUT]),
        ({"facility": 0.4, "expected": Difficulty.EASY}, [Flag.OTHER_DIFFICULTY]),
        ({"facility": 0.9, "expected": Difficulty.HARD}, [Flag.OTHER_DIFFICULTY]),
        ({"facility": 0.9, "expected": Difficulty.MEDIUM}, []),
        ({"facility": None, "discrimination": None, "left_out": 1.0}, []),
    ],
)
def test_each_doubt_has_its_limit(fields, found):
    assert doubts(**fields) == found


@pytest.mark.parametrize(
    ("chosen", "upper", "right", "found"),
    [
        ([60, 20, 15, 5], [25, 5, 2, 1], {0}, []),
        ([60, 20, 16, 4], [25, 5, 2, 1], {0}, [Flag.IDLE_OPTION]),
        ([40, 35, 15, 10], [15, 16, 1, 1], {0}, [Flag.KEY_DOUBTFUL]),
        ([70, 60, 40, 30], [30, 20, 25, 2], {0, 1}, [Flag.KEY_DOUBTFUL]),
        ([], [], set(), []),
    ],
)
def test_what_was_chosen_raises_doubts_of_its_own(chosen, upper, right, found):
    assert option_flags(chosen, upper, right, 100) == found


def test_doubts_are_told_once_and_the_gravest_first():
    several = [Flag.WEAK, Flag.KEY_DOUBTFUL, Flag.KEY_DOUBTFUL]
    assert ordered(several) == [Flag.KEY_DOUBTFUL, Flag.WEAK]


def told(revision, **fields):
    figures = {"uses": 1, "papers": 40, "answered": 40, "facility": 0.6, "standard_error": 0.05}
    return Seen(revision=revision, discrimination=0.4, **figures | fields)


@pytest.mark.parametrize("facility", EDGES)
def test_the_filter_agrees_with_the_rule(approved, facility):
    observe([told(approved, facility=facility)], now=NINE)
    for step in Difficulty:
        found = Revision.objects.seen_as(step).exists()
        assert found == (observed_difficulty(facility) == step)


def test_what_is_told_again_replaces_what_was_told(approved):
    observe([told(approved)], now=NINE)
    observe([told(approved, uses=2, facility=0.2)], now=NINE)
    seen = Observation.objects.get()
    assert (seen.uses, seen.flags) == (2, ["too_hard"])


def test_the_list_shows_and_filters_by_what_was_observed(client, cast, approved):
    client.force_login(cast["reviewer"].user)
    address = reverse("questionbank:questions")
    assert "实测难度" in client.get(address).content.decode()
    observe([told(approved, facility=0.25)], now=NINE)
    shown = client.get(address).content.decode()
    assert "难 25%" in shown
    assert "过难" in shown
    code = approved.question.code
    for query, is_there in [("seen=hard", 1), ("seen=easy", 0), ("flag=too_hard", 1),
                            ("flag=weak", 0)]:  # fmt: skip
        page = client.get(f"{address}?{query}").content.decode()
        assert (f">{code}<" in page) == bool(is_there), query
