"""An amendment's map: proposed, decided row by row, confirmed, and then fixed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from journal.models import Entry
from statutes import actions
from statutes.models import Amendment, Version
from statutes.rules.mapping import Outcome
from statutes.rules.refusals import Refusal
from tests.conftest import NINE
from tests.statutes.conftest import LAW, take_in

ADDED = "**第二条**　本市设立行政复议咨询委员会，由专家和公众代表组成。"
NEW = (
    LAW.replace("二日内", "三日内")
    .replace("**第三条**", "**第四条**")
    .replace("**第二条**", "**第三条**")
    .replace(
        "## 第二章", "**第二条**　本市设立行政复议咨询委员会，由专家和公众代表组成。\n\n## 第二章"
    )
)
DAY = date(2027, 1, 1)


@pytest.fixture
def new(law):
    return take_in(NEW, "2026年修订", DAY)


@pytest.fixture
def amendment(law, new):
    return actions.propose_amendment(law, new, actor_id=None, now=NINE)


def decide_all(amendment, person_id=1):
    ids = list(amendment.moves.values_list("pk", flat=True))
    return actions.decide_moves(amendment, ids, actor_id=person_id, now=NINE)


def told(amendment):
    return [
        (move.outcome, [article.number for article in move.new.all()])
        for move in amendment.moves.all()
    ]


def test_every_old_article_gets_a_row(amendment):
    assert told(amendment) == [("changed", [1]), ("renumbered", [3]), ("renumbered", [4])]
    assert amendment.moves.undecided().count() == 3
    assert Entry.objects.get(act="statutes.propose_amendment").facts["rows"] == 3


@pytest.mark.parametrize("turned", [True, False])
def test_only_an_older_text_that_is_not_yet_compared_is_compared(law, new, amendment, turned):
    pair = (new, law) if turned else (law, new)
    with pytest.raises(actions.Refused) as refused:
        actions.propose_amendment(*pair, actor_id=None, now=NINE)
    assert refused.value.reason == (Refusal.NOT_OLDER if turned else Refusal.COMPARED)
    assert Amendment.objects.count() == 1


def test_nothing_is_confirmed_before_every_row_is_decided(amendment):
    first = amendment.moves.first()
    actions.decide_moves(amendment, [first.pk], actor_id=1, now=NINE)
    with pytest.raises(actions.Refused) as refused:
        actions.confirm_amendment(amendment, actor_id=1, now=NINE)
    assert (refused.value.reason, refused.value.detail) == (Refusal.UNDECIDED, "2")


def test_a_confirmed_map_never_changes(amendment):
    decide_all(amendment)
    confirmed = actions.confirm_amendment(amendment, actor_id=1, now=NINE)
    assert len(confirmed.map_sha256) == 64
    assert Entry.objects.get(act="statutes.confirm_amendment").facts["digest"]
    move = confirmed.moves.first()
    with pytest.raises(actions.Refused, match="confirmed"):
        actions.change_move(move, Outcome.DELETED, [], note="", actor_id=1, now=NINE)
    with pytest.raises(actions.Refused, match="confirmed"):
        actions.confirm_amendment(amendment, actor_id=1, now=NINE)


def test_a_person_puts_another_outcome_in_place_of_the_proposal(amendment):
    move = amendment.moves.get(old__number=1)
    actions.change_move(move, Outcome.SPLIT, [(1, 0), (2, 0)], note="两处", actor_id=1, now=NINE)
    move.refresh_from_db()
    assert (move.outcome, move.proposed, move.decided_by_id) == ("split", "changed", 1)
    assert [article.number for article in move.new.order_by("number")] == [1, 2]
    assert Entry.objects.get(act="statutes.change_move").facts["reason"] == "两处"


@pytest.mark.parametrize(
    ("outcome", "targets", "reason"),
    [
        (Outcome.CHANGED, [(99, 0)], Refusal.NO_SUCH_ARTICLE),
        (Outcome.DELETED, [(1, 0)], Refusal.OUTCOME_MISFITS),
        (Outcome.CHANGED, [], Refusal.OUTCOME_MISFITS),
        (Outcome.SPLIT, [(1, 0)], Refusal.OUTCOME_MISFITS),
        (Outcome.CHANGED, [(1, 0), (2, 0)], Refusal.OUTCOME_MISFITS),
        (Outcome.UNCHANGED, [(1, 0)], Refusal.OUTCOME_MISFITS),
        (Outcome.RENUMBERED, [(2, 0)], Refusal.OUTCOME_MISFITS),
    ],
)
def test_an_outcome_that_contradicts_the_texts_is_refused(amendment, outcome, targets, reason):
    move = amendment.moves.get(old__number=1)
    with pytest.raises(actions.Refused) as refused:
        actions.change_move(move, outcome, targets, note="", actor_id=1, now=NINE)
    assert refused.value.reason == reason
    move.refresh_from_db()
    assert (move.outcome, move.decided_at) == ("changed", None)


def test_a_repealed_law_ends_where_the_code_begins(law):
    code = take_in(LAW.replace("示范法", "示范法典"), "2026年公布", DAY)
    amendment = actions.propose_amendment(law, code, actor_id=None, now=NINE)
    assert told(amendment) == [("renumbered", [1]), ("renumbered", [2]), ("renumbered", [3])]
    assert Version.objects.in_force(DAY).count() == 2
    decide_all(amendment)
    actions.confirm_amendment(amendment, actor_id=1, now=NINE)
    assert list(Version.objects.in_force(DAY)) == [code]
    assert list(Version.objects.in_force(date(2026, 12, 31))) == [law]


def test_the_database_holds_a_confirmation_to_somebody(amendment):
    with (
        pytest.raises(IntegrityError, match="amendment_confirmed_by_somebody"),
        transaction.atomic(),
    ):
        Amendment.objects.filter(pk=amendment.pk).update(confirmed_at=NINE)
