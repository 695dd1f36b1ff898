"""What somebody practises is theirs alone, and goes when they say so."""

import pytest
from django.urls import reverse

from journal.models import Entry
from practice.models import Card, Item, Purpose, Round
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready, started
from tests.practice.makers import answer_all, begin
from tests.training.test_online import make_lesson


@pytest.fixture
def practised(cast, pool):
    before = Entry.objects.count()
    found = answer_all(begin(cast["li"]), right=False)
    assert Entry.objects.count() == before
    return found


def test_the_page_says_that_nobody_else_sees_it(client, cast, pool):
    client.force_login(cast["li"].user)
    page = client.get(reverse("practice:practice")).content.decode()
    assert "只有您本人能看" in page
    assert "不计学时，不计成绩" in page


def test_no_other_role_reaches_a_round_or_a_card(client, cast, practised, pool):
    code = pool[0].question.code
    addresses = [
        reverse("practice:result", args=[practised.ref]),
        reverse("practice:question", args=[practised.ref, 1]),
        reverse("practice:card", args=[code]),
    ]
    for who, person in cast.items():
        client.force_login(person.user)
        wanted = 200 if who == "li" else 404
        assert {client.get(address).status_code for address in addresses} == {wanted}, who


def test_forgetting_deletes_everything_of_oneself_and_nothing_of_others(client, cast, practised):
    answer_all(begin(cast["wang"]), right=False)
    begin(cast["li"], Purpose.MOCK)
    client.force_login(cast["li"].user)
    told = client.get(reverse("practice:forget")).content.decode()
    assert "2 次练习、5 道练过的题" in told
    assert Card.objects.of(cast["li"].pk).exists()
    client.post(reverse("practice:forget"))
    assert not Card.objects.of(cast["li"].pk).exists()
    assert not Round.objects.of(cast["li"].pk).exists()
    assert Card.objects.of(cast["wang"].pk).count() == 5
    assert set(Item.objects.values_list("round__person", flat=True)) == {cast["wang"].pk}
    assert "您没有练习记录" in client.get(reverse("practice:forget")).content.decode()


def test_the_room_is_closed_to_who_sits_a_closed_book_exam(client, cast, tree, pool):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    found = begin(cast["li"], now=NINE)
    started(session, cast["li"])
    client.force_login(cast["li"].user)
    lesson = make_lesson(cast, tree)
    for address in (
        reverse("training:lesson", args=[lesson.ref]),
        reverse("practice:practice"),
        reverse("practice:book"),
        reverse("practice:question", args=[found.ref, 1]),
    ):
        assert client.get(address).status_code == 403
    assert client.post(reverse("practice:begin"), {"purpose": "any"}).status_code == 403
    client.force_login(cast["wang"].user)
    assert client.get(reverse("practice:practice")).status_code == 200
