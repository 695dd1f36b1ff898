"""What a confirmed amendment does to questions: carried along, out of the pool, read again."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from exams.proof import pool_of
from exams.rules.drawing import Cell
from mingfa.actions import confirm_amendment
from questionbank import actions
from questionbank.models import Renewal, Revision
from questionbank.rules.review import Refusal
from statutes import actions as statutes
from tests.conftest import NINE
from tests.questionbank.conftest import SINGLE, TRUE_FALSE
from tests.statutes.conftest import LAW, take_in
from tests.statutes.test_amend import DAY, NEW, decide_all

BEFORE, AFTER = date(2026, 12, 31), DAY
CELLS = [Cell("single", 1, 100), Cell("true_false", 1, 100)]


@pytest.fixture
def moved(approved, cast, tree):
    """A question on 第二条, which the amendment only renumbers."""
    revision = actions.add_question(TRUE_FALSE, agency=tree.city, author=cast["setter"], now=NINE)
    revision = actions.submit(revision, author=cast["setter"], now=NINE)
    return actions.approve(revision, reviewer=cast["reviewer"], now=NINE)


@pytest.fixture
def amendment(approved, moved, law):
    new = take_in(NEW, "2026年修订", DAY)
    return statutes.propose_amendment(law, new, actor_id=None, now=NINE)


@pytest.fixture
def confirmed(amendment, cast):
    decide_all(amendment)
    confirm_amendment(amendment, actor_id=cast["legal_affairs"].pk, now=NINE)
    return amendment


def test_a_changed_article_takes_its_question_out_of_the_pool_from_the_day(
    approved, moved, confirmed
):
    pool = {item.revision_id for item in pool_of(CELLS, BEFORE)}
    assert pool == {approved.pk, moved.pk}
    assert {item.revision_id for item in pool_of(CELLS, AFTER)} == {moved.pk}
    assert list(Revision.objects.touched_by(confirmed)) == [approved]


def test_a_renumbered_article_carries_its_citation_along_only_when_confirmed(
    moved, amendment, cast
):
    assert moved in Revision.objects.drifted(AFTER)
    decide_all(amendment)
    assert confirm_amendment(amendment, actor_id=cast["legal_affairs"].pk, now=NINE) == 1
    renewal = Renewal.objects.get()
    assert (renewal.citation.revision, renewal.article.number) == (moved, 3)
    assert renewal.citation.article.number == 2
    assert moved not in Revision.objects.drifted(AFTER)
    assert moved not in Revision.objects.drifted(BEFORE)


def test_a_second_amendment_follows_what_the_first_carried(moved, confirmed, cast):
    later = (
        NEW.replace("**第四条**", "**第五条**")
        .replace("**第三条**", "**第四条**")
        .replace("**第二条**", "**第二条**　复议机构应当公开其办事程序和时限。\n\n**第三条**")
    )
    third = take_in(later, "2028年修订", date(2028, 1, 1))
    second = statutes.propose_amendment(confirmed.new, third, actor_id=None, now=NINE)
    decide_all(second)
    confirm_amendment(second, actor_id=cast["legal_affairs"].pk, now=NINE)
    assert moved not in Revision.objects.drifted(date(2028, 1, 1))
    assert moved not in Revision.objects.drifted(AFTER)


def test_a_renewal_cannot_be_rewritten(confirmed):
    with pytest.raises(DatabaseError), transaction.atomic():
        Renewal.objects.update(reason="改写")


def pairs(revision, amendment):
    move = amendment.moves.get(old__number=1)
    return [(revision.citations.get(), move.new.get())]


def test_a_reviewer_finds_that_the_question_stands(approved, confirmed, cast):
    actions.reaffirm(
        approved, pairs(approved, confirmed), reason="答案不变", reviewer=cast["reviewer"], now=NINE
    )
    assert not Revision.objects.drifted(AFTER).exists()
    assert not Revision.objects.drifted(BEFORE).exists()


@pytest.mark.parametrize(
    ("who", "reason", "given", "refusal"),
    [
        ("setter", "不变", True, Refusal.OWN_WORK),
        ("reviewer", " ", True, Refusal.NO_REASON),
        ("reviewer", "不变", False, Refusal.NO_ARTICLE),
    ],
)
def test_it_takes_another_person_a_reason_and_an_article(
    approved, confirmed, cast, who, reason, given, refusal
):
    with pytest.raises(actions.Refused) as refused:
        actions.reaffirm(
            approved,
            pairs(approved, confirmed) if given else [],
            reason=reason,
            reviewer=cast[who],
            now=NINE,
        )
    assert refused.value.reason == refusal
    assert not Renewal.objects.filter(citation__revision=approved).exists()


def test_the_page_shows_old_and_new_text_side_by_side(client, approved, confirmed, cast):
    client.force_login(cast["reviewer"].user)
    address = reverse("questionbank:reread", args=[approved.pk])
    text = client.get(address).content.decode()
    assert '所依据的 <b class="nb">1 处</b>条文已有变动' in text
    assert "二</del>" in text
    assert "三</ins>" in text
    assert "2027-01-01 起施行" in text
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "答案不受影响"})
    assert "所依据的条文没有变动" in client.get(address).content.decode()


def test_the_reviewer_hears_of_it_before_and_the_impact_page_lists_it(
    client, approved, confirmed, cast
):
    client.force_login(cast["reviewer"].user)
    assert "核对依据将变动的试题 1 道" in client.get(reverse("home")).content.decode()
    ahead = client.get(reverse("questionbank:attention")).content.decode()
    assert "自 2027-01-01 起将退出组卷的试题" in ahead
    impact = client.get(reverse("amendments:impact", args=[confirmed.pk])).content.decode()
    assert approved.question.code in impact
    client.force_login(cast["legal_affairs"].user)
    impact = client.get(reverse("amendments:impact", args=[confirmed.pk])).content.decode()
    assert approved.question.code not in impact
    assert "共 1 道。" in impact


def test_a_question_without_a_map_is_read_against_the_number_in_force(client, approved, cast):
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 1))
    client.force_login(cast["reviewer"].user)
    text = client.get(reverse("questionbank:reread", args=[approved.pk])).content.decode()
    assert "三</ins>" in text
    assert replace(SINGLE).stem in text
