"""A confirmed map that is wrong is corrected by another one; the former stays as it was."""

from __future__ import annotations

import pytest
from django.urls import reverse

from journal.models import Entry
from statutes import actions
from statutes.models import Amendment
from statutes.models.amendments import corrected_rows
from statutes.rules.mapping import Outcome
from statutes.rules.refusals import Refusal
from tests.conftest import NINE
from tests.remembered import remembered
from tests.statutes.conftest import take_in
from tests.statutes.test_amend import DAY, NEW, decide_all, told


@pytest.fixture
@remembered
def confirmed(law):
    new = take_in(NEW, "2026年修订", DAY)
    amendment = actions.propose_amendment(law, new, actor_id=None, now=NINE)
    decide_all(amendment)
    return actions.confirm_amendment(amendment, actor_id=1, now=NINE)


def correct(amendment, reason="第一条对应有误"):
    return actions.correct_amendment(amendment, reason=reason, actor_id=2, now=NINE)


def change(correction, number, outcome, *targets):
    move = correction.moves.get(old__number=number)
    places = [(target, 0) for target in targets]
    return actions.change_move(move, outcome, places, note="", actor_id=2, now=NINE)


def test_a_correction_begins_as_a_copy_and_the_former_stands(confirmed):
    correction = correct(confirmed)
    assert told(correction) == told(confirmed)
    assert not correction.moves.undecided().exists()
    assert list(Amendment.objects.standing()) == [confirmed]
    assert corrected_rows(correction) == []
    entry = Entry.objects.get(act="statutes.correct_amendment")
    assert entry.facts["reason"] == "第一条对应有误"


def test_confirmed_it_takes_the_formers_place_and_overwrites_nothing(confirmed):
    before, digest = told(confirmed), confirmed.map_sha256
    correction = correct(confirmed)
    change(correction, 1, Outcome.DELETED)
    actions.confirm_amendment(correction, actor_id=2, now=NINE)
    confirmed.refresh_from_db()
    assert (told(confirmed), confirmed.map_sha256) == (before, digest)
    assert confirmed.is_superseded
    assert list(Amendment.objects.standing()) == [correction]
    ((old, new),) = corrected_rows(correction)
    assert (old.outcome, new.outcome) == ("changed", "deleted")
    facts = Entry.objects.filter(act="statutes.confirm_amendment").first().facts
    assert (facts["instead_of"], facts["reason"]) == (confirmed.pk, "第一条对应有误")


def test_a_correction_may_be_corrected_again(confirmed):
    first = correct(confirmed)
    change(first, 1, Outcome.DELETED)
    actions.confirm_amendment(first, actor_id=2, now=NINE)
    second = correct(first, "原对照无误")
    change(second, 1, Outcome.CHANGED, 1)
    actions.confirm_amendment(second, actor_id=2, now=NINE)
    assert list(Amendment.objects.standing()) == [second]
    assert told(second) == told(confirmed)


def refusal_of(deed):
    with pytest.raises(actions.Refused) as refused:
        deed()
    return refused.value.reason


def test_what_is_no_correction_is_refused(confirmed, law):
    assert refusal_of(lambda: correct(confirmed, " ")) == Refusal.NO_REASON
    correction = correct(confirmed)
    assert refusal_of(lambda: correct(confirmed)) == Refusal.CORRECTED
    assert refusal_of(lambda: correct(correction)) == Refusal.NOT_CONFIRMED
    same = refusal_of(lambda: actions.confirm_amendment(correction, actor_id=2, now=NINE))
    assert same == Refusal.SAME_MAP


def test_the_pages_lead_from_the_map_to_its_correction_and_back(client, cast, confirmed):
    client.force_login(cast["legal_affairs"].user)
    page = reverse("statutes:amendment", args=[confirmed.pk])
    address = reverse("statutes:correct_amendment", args=[confirmed.pk])
    assert address in client.get(page).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    text = client.post(address, {"reason": "第一条对应有误"}, follow=True).content.decode()
    assert "理由：第一条对应有误" in text
    assert page in text
    former = client.get(page).content.decode()
    assert "正在更正" in former
    assert address not in former
    assert client.post(address, {"reason": "再更正"}).status_code == 409
    assert "本对照已有更正" in client.get(address).content.decode()


def test_who_does_not_keep_the_texts_sees_no_way_to_correct(client, cast, confirmed):
    client.force_login(cast["reviewer"].user)
    page = reverse("statutes:amendment", args=[confirmed.pk])
    assert "更正对照" not in client.get(page).content.decode()
