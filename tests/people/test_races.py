"""Many at once on a real PostgreSQL: one person a number, none in a closed agency (threat 65)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from people import actions
from people.models import Agency, Assignment, Person, Post
from people.rules import Details, Ending, Refusal, Role, RoleTerms
from tests.conftest import NINE
from tests.people.test_add_person import VALID, entrant
from tests.people.test_persons_page import NEW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = NINE.date()


def at_once(*deeds):
    """Do all of them at the same moment, each on its own connection; what each gave or raised."""
    together = Barrier(len(deeds))

    def one(deed):
        try:
            together.wait()
            return deed()
        except actions.Refused as refused:
            return refused.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_one_identity_number_entered_eight_times_at_once_makes_one_person(tree, cast):
    def enter():
        return actions.add_person(tree.here, entrant(identity=VALID), actor=None, now=NINE)

    said = at_once(*[enter] * 8)
    assert said.count(Refusal.IDENTITY_TAKEN) == 7
    assert Person.objects.with_identity(VALID).count() == 1


def test_a_correction_that_comes_second_is_refused_beside_its_field(tree, cast):
    def correct(who):
        details = Details("", identity_number=VALID)
        return actions.correct_person(cast[who], details, reason="补登", actor=None, now=NINE)

    def post():
        client = Client()
        client.force_login(cast["agency_admin"].user)
        return client.post(
            "/people/persons/add/", NEW | {"agency": tree.here.pk, "identity_number": VALID}
        )

    first, second, answer = at_once(lambda: correct("li"), lambda: correct("wang"), post)
    assert Person.objects.with_identity(VALID).count() == 1
    assert [first, second, answer.status_code].count(Refusal.IDENTITY_TAKEN) >= 1
    assert answer.status_code in (302, 409)
    if answer.status_code == 409:
        assert answer.context["form"].errors["identity_number"]


@pytest.mark.parametrize("turn", range(5))
def test_nobody_comes_into_an_agency_that_closes(tree, cast, turn):
    ending = Ending(TODAY, "机构改革")
    terms = RoleTerms(Role.COORDINATOR, TODAY, None, "会议决定")
    said = at_once(
        lambda: actions.close_agency(tree.team, ending, actor=None, now=NINE),
        lambda: actions.add_person(tree.team, entrant(), actor=None, now=NINE),
        lambda: actions.add_post(cast["li"], tree.team, entrant().post, actor=None, now=NINE),
        lambda: actions.grant_role(cast["wang"], tree.team, terms, by=None, now=NINE),
    )
    closed = Agency.objects.get(pk=tree.team.pk).closed_on is not None
    assert closed == (not Post.objects.filter(agency=tree.team).exists()), said


@pytest.mark.parametrize("turn", range(5))
def test_a_move_and_a_grant_at_once_never_join_what_two_must_do(tree, cast, turn):
    auditor = RoleTerms(Role.AUDITOR, TODAY, None, "会议决定")
    officer = RoleTerms(Role.EXAM_OFFICER, TODAY, None, "会议决定")
    actions.grant_role(cast["wang"], tree.team, officer, by=None, now=NINE)
    said = at_once(
        lambda: actions.move_agency(tree.team, tree.there, reason="调整", actor=None, now=NINE),
        lambda: actions.grant_role(cast["wang"], tree.district, auditor, by=None, now=NINE),
    )
    refusals = [one for one in said if isinstance(one, Refusal)]
    assert refusals in ([Refusal.ROLES_MEET], [Refusal.ROLES_CLASH]), said
    assert Assignment.objects.in_force(date(2026, 11, 23)).filter(person=cast["wang"]).exists()
