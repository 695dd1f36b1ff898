"""Many attempts at the same instant, on a real PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from people import actions, rules
from people.models import ActivationCode, Assignment, FailedAttempts, User
from people.rules import Ending, Refusal
from tests.accounts.test_sign_in import PASSWORD
from tests.conftest import NINE, make_person
from tests.exams.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_hundred_guesses_at_once_are_a_hundred_not_one():
    counted = [(rules.ACCOUNT, "10000001"), (rules.ADDRESS, "10.0.0.1")]
    waits = at_once([lambda: actions.begin_attempt(counted, now=NINE)] * 100, threads=20)
    assert waits.count(timedelta(0)) == rules.ACCOUNT.free
    assert {row.failures for row in FailedAttempts.objects.all()} == {rules.ACCOUNT.free}


def test_one_code_opens_one_account_once(cast):
    (slip,) = actions.issue_codes([cast["li"]], by=None, now=NINE)

    def activate():
        return actions.activate("10000001", slip.code, PASSWORD, now=NINE)

    outcomes = at_once([activate] * 10, threads=10)
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    refusals = [outcome for outcome in outcomes if isinstance(outcome, actions.Refused)]
    assert [refused.reason for refused in refusals] == [Refusal.CODE_WRONG] * 9


def test_two_coordinators_printing_at_once_leave_one_good_slip(cast):
    def issue():
        return actions.issue_codes([cast["li"]], by=None, now=NINE)

    outcomes = at_once([issue] * 10, threads=10)
    assert all(isinstance(outcome, list) for outcome in outcomes)
    assert ActivationCode.objects.usable_at(NINE).count() == 1


def test_printing_a_slip_while_its_owner_activates_holds_nobody_up(cast):
    (slip,) = actions.issue_codes([cast["li"]], by=None, now=NINE)
    deeds = [
        lambda: actions.activate("10000001", slip.code, PASSWORD, now=NINE),
        lambda: actions.issue_codes([cast["li"]], by=None, now=NINE),
    ]
    outcomes = at_once(deeds * 10, threads=20)
    assert [type(o) for o in outcomes if isinstance(o, OperationalError)] == []
    assert ActivationCode.objects.usable_at(NINE).count() == 1


def test_two_administrators_who_end_each_others_role_leave_one(cast, tree):
    second = make_person(tree.city, "40000009", "管二", "system_admin", over=tree.city)
    ending = Ending(NINE.date() - timedelta(days=1), "轮岗")
    roles = Assignment.objects.filter(
        role="system_admin", person__in=[second, cast["system_admin"]]
    )
    deeds = [lambda r=role: actions.end_role(r, ending, by=None, now=NINE) for role in roles]
    at_once(deeds, threads=2)
    assert Assignment.objects.in_force(NINE.date()).filter(role="system_admin").count() == 1
