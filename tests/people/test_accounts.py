"""Slips and accounts: who may handle whose (threats 60, 63, 78)."""

from __future__ import annotations

import pytest

from journal.models import Entry
from people import actions
from people.models import AccountState, ActivationCode, Assignment, Person
from people.rules import Refusal, Rights
from tests.accounts.test_sign_in import with_password
from tests.conftest import NINE, make_person

TODAY = NINE.date()


def rights_of(person):
    return Rights(person.pk, Assignment.objects.filter(person=person).grants(TODAY))


def issue(by, *persons):
    return actions.issue_codes(persons, by=rights_of(by), now=NINE)


def refusal(deed):
    with pytest.raises(actions.Refused) as said:
        deed()
    return said.value.reason, said.value.person


def test_a_coordinator_prints_slips_for_officers_in_the_order_asked_for(cast):
    slips = issue(cast["coordinator"], cast["wang"], cast["li"])
    assert [slip.person.name for slip in slips] == ["王川", "李青"]
    assert Entry.objects.filter(act="people.issue_code").count() == 2
    assert slips[0].code not in str([entry.facts for entry in Entry.objects.all()])


@pytest.mark.parametrize("target", ["setter", "exam_officer", "agency_admin", "invigilator"])
def test_a_coordinator_prints_no_slip_for_a_higher_account_nor_for_anybody_with_it(cast, target):
    said = refusal(lambda: issue(cast["coordinator"], cast["li"], cast[target]))
    assert said == (Refusal.OUTRANKED, cast[target])
    assert not ActivationCode.objects.exists()


def test_an_agency_admin_does_not_reach_those_who_serve_the_whole_city(cast):
    assert refusal(lambda: issue(cast["agency_admin"], cast["setter"]))[0] == Refusal.OUTRANKED
    assert issue(cast["agency_admin"], cast["coordinator"])
    assert issue(cast["system_admin"], cast["setter"])


@pytest.mark.parametrize(
    "deed", [actions.deactivate_account, actions.reset_second_factor, actions.reactivate_account]
)
def test_no_deed_on_an_account_reaches_higher_or_oneself(cast, deed):
    by = rights_of(cast["agency_admin"])
    above = refusal(lambda: deed(cast["setter"], reason="不当", by=by, now=NINE))
    assert above[0] == Refusal.OUTRANKED
    oneself = refusal(lambda: deed(cast["agency_admin"], reason="不当", by=by, now=NINE))
    assert oneself[0] == Refusal.YOURSELF


def test_a_closed_account_has_no_password_no_code_and_opens_only_by_a_new_slip(cast):
    li = with_password(cast["li"])
    issue(cast["coordinator"], li)
    by = rights_of(cast["agency_admin"])
    actions.deactivate_account(li, reason="调离", by=by, now=NINE)
    li.user.refresh_from_db()
    assert li.user.state == AccountState.CLOSED
    assert not li.user.has_usable_password()
    assert not ActivationCode.objects.usable_at(NINE).exists()
    assert refusal(lambda: issue(cast["coordinator"], li))[0] == Refusal.DEACTIVATED
    actions.reactivate_account(li, reason="调回", by=by, now=NINE)
    li.user.refresh_from_db()
    assert li.user.state == AccountState.PENDING


def test_the_list_and_the_account_agree_on_its_state(cast, tree):
    """`User.state` and `in_account_state` state one rule twice, because one of them is SQL."""
    with_password(cast["li"])
    closed = make_person(tree.here, "10000009", "孙停")
    closed.user.is_active = False
    closed.user.save(update_fields=["is_active"])
    unusable = cast["wang"].user
    unusable.set_unusable_password()
    unusable.save(update_fields=["password"])
    for person in Person.objects.select_related("user"):
        found = [
            state
            for state in AccountState
            if Person.objects.in_account_state(state).filter(pk=person.pk).exists()
        ]
        assert found == [person.user.state]


def test_slips_are_printed_eight_to_a_page_and_never_show_again(client, cast):
    client.force_login(cast["coordinator"].user)
    asked = {"person": [cast["li"].pk, cast["wang"].pk]}
    answer = client.post("/people/persons/slips/", asked)
    page = answer.content.decode()
    assert page.count('class="slip"') == 2
    codes = [slip.code for slip in answer.context["slips"]]
    assert all(code in page for code in codes)
    person = client.get(f"/people/persons/{cast['li'].pk}/").content.decode()
    assert not any(code in person for code in codes)


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 40]])
def test_ticking_nobody_is_explained(client, cast, ticked):
    client.force_login(cast["coordinator"].user)
    answer = client.post("/people/persons/slips/", {"person": ticked})
    assert answer.status_code == 422
    assert "没有打印激活单" in answer.content.decode()


def test_a_foreign_person_among_the_ticked_prints_nothing(client, cast):
    client.force_login(cast["coordinator"].user)
    asked = {"person": [cast["li"].pk, cast["zhao"].pk]}
    assert client.post("/people/persons/slips/", asked).status_code == 404
    assert not ActivationCode.objects.exists()
