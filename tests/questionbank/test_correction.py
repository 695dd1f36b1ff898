"""What followed from a map is set right when the map is corrected; nothing is overwritten."""

from __future__ import annotations

import pytest
from django.urls import reverse

from journal.models import Entry
from mingfa.actions import confirm_amendment
from questionbank import actions
from questionbank.models import Renewal, Revision
from statutes.models import Amendment
from statutes.rules.mapping import Outcome
from tests.conftest import NINE
from tests.questionbank.test_amendment import (
    AFTER,
    BEFORE,
    amendment,
    confirmed,
    moved,
    pairs,
)
from tests.statutes.test_correct_amendment import change, correct

__all__ = ["amendment", "confirmed", "moved"]


@pytest.fixture
def mistaken(confirmed):
    """The confirmed map says that 第二条 became 第三条; the correction says that it was deleted."""
    correction = correct(confirmed, "第二条并未移至第三条")
    change(correction, 2, Outcome.DELETED)
    return correction


def confirm(correction, cast):
    return confirm_amendment(correction, actor_id=cast["legal_affairs"].pk, now=NINE)


def test_until_it_is_confirmed_the_former_map_holds(moved, mistaken):
    assert moved not in Revision.objects.drifted(AFTER)


def test_a_citation_that_was_carried_by_mistake_counts_no_more(moved, mistaken, cast):
    confirm(mistaken, cast)
    assert moved in Revision.objects.drifted(AFTER)
    assert moved not in Revision.objects.drifted(BEFORE)
    assert list(Revision.objects.touched_by(mistaken).order_by("pk")).count(moved) == 1
    assert Renewal.objects.filter(citation__revision=moved).count() == 1
    assert Entry.objects.get(act="questionbank.uphold_renewals").facts["fallen"] == 1


def test_it_is_carried_again_when_the_correction_is_corrected(moved, mistaken, cast):
    confirm(mistaken, cast)
    again = correct(Amendment.objects.get(pk=mistaken.pk), "原对照无误")
    change(again, 2, Outcome.RENUMBERED, 3)
    assert confirm(again, cast) == 1
    assert moved not in Revision.objects.drifted(AFTER)


def test_what_a_reviewer_found_stays_where_the_row_is_the_same(approved, moved, confirmed, cast):
    reaffirm(approved, confirmed, cast)
    correction = correct(confirmed, "第二条并未移至第三条")
    change(correction, 2, Outcome.DELETED)
    confirm(correction, cast)
    assert approved not in Revision.objects.drifted(AFTER)
    kept = Renewal.objects.standing().get(citation__revision=approved)
    assert (kept.reason, kept.by_id) == ("答案不变", cast["reviewer"].pk)


def test_what_a_reviewer_found_under_a_mistaken_row_must_be_read_again(approved, confirmed, cast):
    reaffirm(approved, confirmed, cast)
    assert approved not in Revision.objects.drifted(AFTER)
    correction = correct(confirmed, "第一条已删除")
    change(correction, 1, Outcome.DELETED)
    confirm(correction, cast)
    assert approved in Revision.objects.drifted(AFTER)
    assert Renewal.objects.filter(reason="答案不变").count() == 1


def reaffirm(revision, amendment, cast):
    actions.reaffirm(
        revision,
        pairs(revision, amendment),
        reason="答案不变",
        reviewer=cast["reviewer"],
        now=NINE,
    )


def test_the_impact_page_lists_what_falls_before_it_is_confirmed(client, moved, mistaken, cast):
    page = reverse("amendments:impact", args=[mistaken.pk])
    client.force_login(cast["legal_affairs"].user)
    text = client.get(page).content.decode()
    assert "与原对照不同的 1 条" in text
    assert "因更正失效的试题依据 1 处" in text
    assert moved.question.code not in text
    client.force_login(cast["reviewer"].user)
    assert f"{moved.question.code}　第二条 → 第三条" in client.get(page).content.decode()
