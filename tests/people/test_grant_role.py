"""Giving and ending roles: never more than one holds, never what two must do (threats 60, 65)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.models import Entry
from people import actions, rules
from people.models import Assignment
from people.rules import Ending, Grant, Refusal, Rights, Role, RoleTerms
from tests.conftest import NINE

TODAY = NINE.date()
YESTERDAY = TODAY - timedelta(days=1)


def rights_of(person, on=TODAY):
    return Rights(person.pk, Assignment.objects.filter(person=person).grants(on))


def give(person, agency, role, by, **words):
    terms = RoleTerms(role, words.pop("valid_from", TODAY), reason="会议决定", **words)
    return actions.grant_role(person, agency, terms, by=by and rights_of(by), now=NINE)


def refused(*given_, **words):
    before = Assignment.objects.count()
    with pytest.raises(actions.Refused) as said:
        give(*given_, **words)
    assert Assignment.objects.count() == before
    return said.value.reason


def test_an_agency_admin_makes_a_coordinator_below_and_it_is_recorded(cast, tree):
    held = give(cast["wang"], tree.team, Role.COORDINATOR, cast["agency_admin"])
    assert rights_of(cast["wang"]).covers(tree.team.path, Role.COORDINATOR)
    assert not rights_of(cast["wang"]).covers(tree.here.path, Role.COORDINATOR)
    entry = Entry.objects.get(act="people.grant_role")
    assert entry.facts["assignment"] == held.pk
    assert entry.facts["reason"] == "会议决定"


@pytest.mark.parametrize("role", sorted(set(Role) - rules.GRANTABLE_BY[Role.AGENCY_ADMIN]))
def test_an_agency_admin_gives_no_role_of_the_city(cast, tree, role):
    assert refused(cast["wang"], tree.here, role, cast["agency_admin"]) == (
        Refusal.NOT_YOURS_TO_GRANT
    )


@pytest.mark.parametrize("over", ["city", "district", "there"])
def test_an_agency_admin_gives_nothing_outside_the_own_subtree(cast, tree, over):
    reason = refused(cast["wang"], getattr(tree, over), Role.COORDINATOR, cast["agency_admin"])
    assert reason == Refusal.NOT_YOURS_TO_GRANT


@pytest.mark.parametrize("who", ["li", "coordinator", "legal_affairs", "auditor", "setter"])
def test_other_roles_give_nothing(cast, tree, who):
    assert refused(cast["wang"], tree.here, Role.OFFICER, cast[who]) == Refusal.NOT_YOURS_TO_GRANT


def test_two_roles_that_must_not_meet_are_refused_where_their_scopes_overlap(cast, tree):
    admin = cast["system_admin"]
    assert refused(cast["setter"], tree.team, Role.EXAM_OFFICER, admin) == Refusal.ROLES_CLASH
    give(cast["wang"], tree.district, Role.SETTER, admin)
    give(cast["wang"], tree.here, Role.EXAM_OFFICER, admin)
    assert refused(cast["wang"], tree.city, Role.EXAM_OFFICER, admin) == Refusal.ROLES_CLASH


@pytest.mark.parametrize("who", ["agency_admin", "system_admin"])
def test_nobody_gives_a_role_to_oneself(client, cast, tree, who):
    admin = cast[who]
    assert refused(admin, tree.team, Role.COORDINATOR, admin) == Refusal.OWN_ROLE
    client.force_login(admin.user)
    assert client.get(f"/people/persons/{admin.pk}/role/").status_code == 403
    assert "授予角色" not in client.get(f"/people/persons/{admin.pk}/").content.decode()
    assert "授予角色" in client.get(f"/people/persons/{cast['li'].pk}/").content.decode()


def test_a_clash_to_come_is_a_clash(cast, tree):
    admin = cast["system_admin"]
    give(cast["wang"], tree.here, Role.AUDITOR, admin, valid_from=date(2027, 1, 1))
    assert refused(cast["wang"], tree.here, Role.LEGAL_AFFAIRS, admin) == Refusal.ROLES_CLASH
    give(cast["wang"], tree.here, Role.LEGAL_AFFAIRS, admin, valid_to=date(2026, 12, 31))


def test_the_same_role_twice_is_refused(cast, tree):
    reason = refused(cast["li"], tree.here, Role.OFFICER, cast["agency_admin"])
    assert reason == Refusal.ROLE_HELD


def test_a_role_ends_with_its_last_day_and_what_was_stays_known(cast, tree):
    held = Assignment.objects.get(person=cast["coordinator"])
    by = rights_of(cast["agency_admin"])
    later = NINE + timedelta(hours=1)
    actions.end_role(held, Ending(YESTERDAY, "轮岗"), by=by, now=later)
    assert not rights_of(cast["coordinator"]).roles
    assert rights_of(cast["coordinator"], on=YESTERDAY).roles == {Role.COORDINATOR}
    known_before = Assignment.objects.in_force(TODAY, known_on=NINE)
    assert known_before.filter(person=cast["coordinator"]).exists()
    assert Entry.objects.get(act="people.end_role").facts["last_day"] == YESTERDAY.isoformat()


def test_a_role_given_today_can_be_taken_away_today(cast, tree):
    held = give(cast["wang"], tree.here, Role.COORDINATOR, cast["agency_admin"])
    actions.end_role(held, Ending(YESTERDAY, "误授"), by=rights_of(cast["agency_admin"]), now=NINE)
    assert rights_of(cast["wang"]).roles == {Role.OFFICER}


def test_nobody_ends_a_role_that_they_could_not_give(cast):
    held = Assignment.objects.get(person=cast["setter"])
    by = rights_of(cast["agency_admin"])
    with pytest.raises(actions.Refused) as said:
        actions.end_role(held, Ending(YESTERDAY, "不当"), by=by, now=NINE)
    assert said.value.reason == Refusal.NOT_YOURS_TO_GRANT
    assert rights_of(cast["setter"]).roles == {Role.SETTER}


def test_the_last_system_administrator_stays(cast, tree):
    held = Assignment.objects.get(person=cast["system_admin"])
    with pytest.raises(actions.Refused) as said:
        actions.end_role(held, Ending(YESTERDAY, "轮岗"), by=None, now=NINE)
    assert said.value.reason == Refusal.LAST_SYSTEM_ADMIN
    give(cast["wang"], tree.city, Role.SYSTEM_ADMIN, cast["system_admin"])
    actions.end_role(held, Ending(YESTERDAY, "轮岗"), by=None, now=NINE)


PLACES = ("0001", "00010001", "000100010001", "00010002", "000100020001")
grants = st.builds(Grant, st.sampled_from(Role), st.sampled_from(PLACES))
steps = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), grants), max_size=12)


@given(st.frozensets(grants, max_size=3), steps)
def test_no_sequence_of_permitted_grants_exceeds_what_the_first_one_held(start, moves):
    """Person 0 holds `start`, the accomplices nothing; whoever may give, gives."""
    held = [set(start), set(), set(), set()]
    may_at_first = Rights(0, start)
    for giver, taker, wanted in moves:
        rights = Rights(giver, frozenset(held[giver]))
        if rights.may_grant(wanted.role, wanted.path):
            held[taker].add(wanted)
            assert may_at_first.may_grant(wanted.role, wanted.path)
            assert any(wanted.path.startswith(grant.path) for grant in start)
        elif wanted not in start:
            assert not any(
                wanted.role in rules.GRANTABLE_BY.get(grant.role, ())
                and wanted.path.startswith(grant.path)
                for grant in held[giver]
            )


@given(
    st.frozensets(grants, max_size=3), st.sampled_from(PLACES), st.frozensets(grants, max_size=3)
)
def test_a_code_never_opens_an_account_with_more_than_one_could_give(mine, at, theirs):
    rights = Rights(0, mine)
    if rights.may_handle_account(at, theirs):
        for grant in theirs:
            assert grant.role == Role.OFFICER or rights.may_grant(grant.role, grant.path)
