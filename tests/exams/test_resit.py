"""Who failed may sit again as often, and as soon, as the city's policy says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from exams.actions import planning, resitting, results, sitting
from exams.actions.resitting import Terms
from exams.actions.signing import ActRefused
from exams.models import ExamPolicy
from exams.rules.conduct import ActRefusal
from exams.rules.resits import resit_refusal
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import make_bank, make_exam, make_ready, publish, started
from tests.remembered import remembered

HOUR = timedelta(hours=1)
DAY = date(2026, 12, 1)
TODAY = NINE.date()


@pytest.mark.parametrize(
    ("failed_on", "resits", "wait", "why"),
    [
        ([], 0, 30, None),
        ([date(2026, 11, 1)], None, 30, None),
        ([date(2026, 11, 2)], None, 30, ActRefusal.RESIT_TOO_EARLY),
        ([date(2026, 3, 1)], 1, 0, None),
        ([date(2026, 3, 1)], 0, 0, ActRefusal.RESITS_USED_UP),
        ([date(2026, 3, 1), date(2026, 5, 1)], 1, 0, ActRefusal.RESITS_USED_UP),
    ],
)
def test_how_often_and_how_soon(failed_on, resits, wait, why):
    assert resit_refusal(failed_on, day=DAY, resits=resits, wait_days=wait) == why


@pytest.fixture
@remembered
def failed(cast):
    """王 failed on 23 November; the next exam of the same blueprint is on the 30th."""
    make_bank(cast)
    exam, session = make_ready(cast, cast["wang"])
    attempt = started(session, cast["wang"])
    sitting.hand_in(attempt.ref, cast["wang"].pk, [], arrival=NINE, now=NINE + HOUR)
    results.mark_waiting(now=NINE + HOUR)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=NINE + 3 * HOUR)
    opens_at = NINE + timedelta(days=7)
    again = make_exam(cast, opens_at=opens_at, now=NINE)
    type(again).objects.filter(pk=again.pk).update(blueprint=exam.blueprint)
    return again.sessions.get()


def rule(cast, *, resits=None, wait=0, valid_from=TODAY):
    terms = Terms(objection_days=5, resits=resits, resit_days=wait)
    return resitting.set_exam_policy(
        terms, valid_from=valid_from, basis="考试办法", actor=cast["legal_affairs"], now=NINE
    )


@pytest.mark.django_db(transaction=True)
def test_the_roster_refuses_with_the_name_and_takes_others(client, cast, failed):
    rule(cast, wait=30)
    client.force_login(cast["exam_officer"].user)
    address = reverse("exams:enrol", args=[failed.ref])
    answer = client.post(address, {"persons": [cast["wang"].pk, cast["li"].pk]})
    assert "王川距上次考试未满规定的补考间隔" in answer.content.decode()
    assert not failed.candidates.exists()
    client.post(address, {"persons": [cast["li"].pk]})
    assert failed.candidates.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_policy_of_the_day_nobody_is_refused(cast, failed):
    officer = cast["exam_officer"]
    rule(cast, resits=0, valid_from=NINE.date() + timedelta(days=30))
    assert planning.enrol(failed, [cast["wang"]], actor=officer, now=NINE)


@pytest.mark.django_db(transaction=True)
def test_a_used_up_number_refuses(cast, failed):
    rule(cast, resits=0)
    with pytest.raises(ActRefused, match="resits_used_up"):
        planning.enrol(failed, [cast["wang"]], actor=cast["exam_officer"], now=NINE)


def test_a_later_policy_ends_the_former_the_day_before(cast):
    rule(cast, resits=2)
    with pytest.raises(ActRefused, match="nothing_changed"):
        rule(cast, resits=2)
    rule(cast, resits=1, valid_from=DAY)
    with pytest.raises(ActRefused, match="later_policy"):
        rule(cast, resits=3)
    assert ExamPolicy.objects.on(DAY - timedelta(days=1)).resits == 2
    assert ExamPolicy.objects.on(DAY).resits == 1
    rule(cast, resits=0, valid_from=DAY)
    assert ExamPolicy.objects.on(DAY).resits == 0


@pytest.mark.django_db
def test_only_who_serves_the_whole_city_rules_it(client, cast, tree):
    there = make_person(tree.there, "50000009", "法九", Role.LEGAL_AFFAIRS, over=tree.district)
    terms = {"objection_days": 5, "resit_days": 30, "valid_from": "2030-01-01", "basis": "办法"}
    client.force_login(there.user)
    assert client.post(reverse("exams:exam_policies"), terms).status_code == 403
    assert not ExamPolicy.objects.exists()
    client.force_login(cast["legal_affairs"].user)
    assert client.post(reverse("exams:exam_policies"), terms).status_code == 302
