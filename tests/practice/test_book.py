"""The wrong-question book: what comes in, when it comes again, what wakes it, how it is left."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from mingfa.actions import confirm_amendment
from practice import actions
from practice.models import Card, Purpose, book_on
from questionbank import actions as bank
from questionbank.models.rereading import moved_in
from statutes import actions as statutes
from statutes.models import Article
from tests.conftest import NINE, SHANGHAI
from tests.practice.makers import answer, answer_all, begin, card_of
from tests.statutes.conftest import LAW, take_in

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
AMENDED = LAW.replace("二日内", "三日内")


@pytest.fixture
def missed(cast, pool):
    """李 answered everything wrongly at nine o'clock."""
    answer_all(begin(cast["li"]), right=False)
    return pool


def ask(client, person, name, *args, post=False, **data):
    """A page as the person sees it on the next day."""
    with time_machine.travel(NINE + DAY, tick=False):
        client.force_login(person.user)
        method = client.post if post else client.get
        return method(reverse(f"practice:{name}", args=args), data)


def due(person, on):
    return set(Card.objects.due(book_on(person, on)).values_list("question", flat=True))


def amend(now, text=AMENDED, day=date(2026, 12, 1)):
    """第一条 changes from a day on; the map is confirmed."""
    new = take_in(text, "2026年修正", day)
    old = new.statute.versions.exclude(pk=new.pk).get()
    made = statutes.propose_amendment(old, new, actor_id=1, now=now)
    ids = list(made.moves.values_list("pk", flat=True))
    statutes.decide_moves(made, ids, actor_id=1, now=now)
    confirm_amendment(made, actor_id=1, now=now)


def reaffirm(revision, cast, on, now):
    pairs = [(row.citation, row.line.new[0]) for row in moved_in(revision, on)]
    bank.reaffirm(revision, pairs, reason="仍适用", reviewer=cast["reviewer"], now=now)


def test_only_missed_questions_come_in_and_they_come_again_tomorrow(cast, pool):
    for item in begin(cast["li"]).items.select_related("revision"):
        answer(item, item.revision_id != pool[0].pk)
    assert due(cast["li"], TODAY) == set()
    assert due(cast["li"], TODAY + DAY) == {pool[0].question_id}
    assert due(cast["wang"], TODAY + DAY) == set()
    assert Card.objects.filter(book_since=None).count() == 4


def test_a_right_answer_puts_it_off_and_a_wrong_one_brings_it_back(cast, missed):
    tomorrow = NINE + DAY
    again = begin(cast["li"], Purpose.DUE, now=tomorrow)
    answer_all(again, right=True, now=tomorrow)
    card = card_of(cast["li"], missed[0])
    assert card.due_on > TODAY + 2 * DAY
    assert (card.seen, card.misses, card.last_right) == (2, 1, True)
    later = datetime.combine(card.due_on, NINE.timetz())
    for item in begin(cast["li"], Purpose.DUE, now=later).items.all():
        answer(item, right=False, now=later)
    card.refresh_from_db()
    assert card.due_on == later.date() + DAY
    assert card.misses == 2


def test_the_day_is_that_of_the_city_not_of_the_hour(cast, pool):
    late = datetime(2026, 11, 23, 23, 50, tzinfo=SHANGHAI)
    found = begin(cast["li"], now=late)
    answer_all(found, right=False, now=late)
    assert len(due(cast["li"], TODAY + DAY)) == len(pool)


def test_an_amended_article_lets_the_question_rest_until_the_bank_has_read_it(cast, missed):
    amend(NINE + DAY)
    on = date(2026, 12, 2)
    assert missed[0].question_id not in due(cast["li"], on)
    later = NINE + 9 * DAY
    answer_all(begin(cast["li"], Purpose.DUE, now=later), right=True, now=later)
    assert due(cast["li"], on) == set()


def test_it_wakes_when_a_reviewer_has_read_it_under_the_amended_article(cast, missed):
    for now in (NINE + DAY, NINE + 3 * DAY):
        answer_all(begin(cast["li"], Purpose.DUE, now=now), right=True, now=now)
    amend(now, day=date(2026, 11, 28))
    assert card_of(cast["li"], missed[0]).due_on > date(2026, 11, 29)
    for revision in missed:
        if moved_in(revision, date(2026, 11, 28)):
            reaffirm(revision, cast, date(2026, 11, 28), now)
    assert due(cast["li"], date(2026, 11, 27)) == set()
    woken = due(cast["li"], date(2026, 11, 28))
    assert missed[0].question_id in woken
    true_false = next(one for one in missed if one.kind == "true_false")
    assert true_false.question_id not in woken  # its article stays as it was
    later = NINE + 5 * DAY
    answer_all(begin(cast["li"], Purpose.DUE, now=later), right=True, now=later)
    assert due(cast["li"], date(2026, 11, 28)) == set()


def test_a_number_that_moved_wakes_nobody(cast, missed):
    second = NINE + DAY
    answer_all(begin(cast["li"], Purpose.DUE, now=second), right=True, now=second)
    text = LAW.replace("**第一条**　", "**第一条**　为规范执法，制定本法。\n\n**第二条**　")
    text = text.replace("**第二条**　对处罚", "**第三条**　对处罚")
    text = text.replace("**第三条**　本法", "**第四条**　本法")
    amend(second, text, date(2026, 11, 25))
    assert due(cast["li"], date(2026, 11, 25)) == set()


def test_a_new_revision_wakes_it_and_is_what_is_asked(cast, missed):
    second = NINE + DAY
    answer_all(begin(cast["li"], Purpose.DUE, now=second), right=True, now=second)
    assert due(cast["li"], TODAY + 2 * DAY) == set()
    draft = bank.revise(missed[0].question, author=cast["setter"], now=second)
    newer = bank.submit(draft, author=cast["setter"], now=second)
    bank.approve(newer, reviewer=cast["reviewer"], now=second)
    found = begin(cast["li"], Purpose.DUE, now=second + DAY)
    assert [item.revision_id for item in found.items.all()] == [newer.pk]


def test_a_retired_question_rests_and_stays_readable(client, cast, missed):
    bank.retire(missed[0], reviewer=cast["reviewer"], reason="条文已删", now=NINE)
    assert missed[0].question_id not in due(cast["li"], TODAY + DAY)
    page = ask(client, cast["li"], "card", missed[0].question.code)
    assert "这道题暂停练习" in page.content.decode()


def test_the_book_lists_sorts_filters_and_goes_out_as_a_sheet(client, cast, missed):
    page = ask(client, cast["li"], "book").content.decode()
    few = ask(client, cast["li"], "book", kind="multiple", sort="-misses")
    sheet = ask(client, cast["li"], "book_sheet")
    assert "今天可以复习 5 题" in page
    assert page.count("示范法 第一条") == 4
    assert few.content.decode().count("示范法 第一条") == 1
    assert sheet["Content-Type"].endswith("sheet")


def test_the_empty_book_says_what_will_stand_there(client, cast):
    client.force_login(cast["li"].user)
    assert "练习中答错的题会列在这里" in client.get(reverse("practice:book")).content.decode()


def test_a_question_is_taken_out_and_comes_back_when_missed_again(client, cast, missed):
    ask(client, cast["li"], "take_out", missed[0].question.code, post=True)
    card = card_of(cast["li"], missed[0])
    assert (card.book_since, card.memory, card.misses) == (None, None, 1)
    found = begin(cast["li"], now=NINE + DAY)
    answer(found.items.get(revision=missed[0]), right=False, now=NINE + DAY)
    assert card_of(cast["li"], missed[0]).due_on == TODAY + 2 * DAY


def test_an_article_without_a_text_says_so(client, cast, missed):
    Article.objects.filter(number=1).update(text="")
    page = ask(client, cast["li"], "card", missed[0].question.code)
    assert "条文文本尚未导入" in page.content.decode()


def test_nothing_to_review_is_no_round(cast, pool):
    with pytest.raises(actions.NothingToAsk):
        begin(cast["li"], Purpose.DUE)
