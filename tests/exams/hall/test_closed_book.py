"""While an attempt is open, its candidate looks nothing up, unless the exam is open-book."""

from __future__ import annotations

import pytest
from django.urls import reverse

from statutes.models import Article, Version
from tests.exams.hall.conftest import Sitter
from tests.exams.makers import make_ready
from tests.pages import patterns
from tests.remembered import remembered

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,  # what a page shows does not hang on the engine
]
CANARY = "金丝雀条文"
ROOMS = ("statutes:", "questionbank:")


@pytest.fixture
@remembered
def law(session):
    """A text in force that holds a canary."""
    Article.objects.update(text=CANARY)
    return Version.objects.get()


@pytest.fixture
def text(law):
    return reverse("statutes:version", args=[law.pk])


def test_every_page_of_law_and_bank_is_closed_and_says_how_to_go_on(li, law):
    li.start()
    asked = [path for page, path in patterns() if page.startswith(ROOMS)]
    assert len(asked) > 10
    for path in asked:
        for method in (li.client.get, li.client.post):
            answer = method(path)
            page = answer.content.decode()
            assert answer.status_code == 403, path
            assert "考试进行中，暂不提供法规查阅" in page, path
            assert f'href="{li.url("attempt")}"' in page, path


def test_an_article_is_read_before_and_after_but_not_meanwhile(li, text):
    assert CANARY in li.client.get(text).content.decode()
    li.start()
    assert CANARY not in li.client.get(text).content.decode()
    li.send(page="hand_in")
    assert CANARY in li.client.get(text).content.decode()


def test_others_read_on(li, text, client, cast):
    li.start()
    client.force_login(cast["wang"].user)  # he has not started
    assert client.get(text).status_code == 200


def test_a_former_result_is_closed_and_the_present_one_says_nothing(li, sitter):
    li.start()
    assert li.get("result").status_code == 404
    other = sitter("wang").attempt
    for page in ("result", "api_result", "object_to_result"):
        assert li.client.get(reverse(f"exams:{page}", args=[other.ref])).status_code == 403


def test_an_open_book_exam_leaves_the_law_open(client, cast, session, text):
    _exam, open_book = make_ready(cast, cast["zhao"], open_book=True)
    zhao = Sitter(client, cast["zhao"], open_book).start()
    assert CANARY in zhao.client.get(text).content.decode()


def test_the_figures_of_a_question_and_pictures_of_another_paper_are_closed_too(li, sitter):
    li.start()
    other = sitter("wang").attempt.ref
    for page, words in [
        ("question_statistics", ["single-0"]),
        ("attempt_picture", [other, "0" * 64]),
    ]:
        answer = li.client.get(reverse(f"exams:{page}", args=words))
        assert answer.status_code == 403
        assert "考试进行中，暂不提供法规查阅" in answer.content.decode()
    own = reverse("exams:attempt_picture", args=[li.attempt.ref, "0" * 64])
    assert li.client.get(own).status_code == 404
