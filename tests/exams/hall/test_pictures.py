"""Pictures on a paper: for its candidate in the hall, later for whoever may see the question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.actions import results
from exams.models import RosterLock
from questionbank import actions
from questionbank.models import Picture, Revision
from questionbank.rules.markup import figure_line
from questionbank.rules.wording import content_hash
from tests.conftest import NINE
from tests.exams.makers import answer_all, make_bank, make_ready, publish
from tests.questionbank.test_pictures import picture
from tests.remembered import remembered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,  # what a page shows does not hang on the engine
]


@pytest.fixture
@remembered
def shown(cast):
    return actions.add_picture(
        picture(), agency=cast["setter"].agency, actor=cast["setter"], now=NINE
    )


@pytest.fixture
def session(cast, clock, shown):
    return make_session(cast, shown)


@remembered
def make_session(cast, shown):
    """As usual, but every single-choice question shows the picture."""
    make_bank(cast)
    for revision in Revision.objects.filter(kind="single"):
        revision.stem += f"\n\n{figure_line('路线', shown.sha256)}"
        revision.content_sha256 = content_hash(revision.wording(revision.key.open()))
        revision.save(update_fields=["stem", "content_sha256"])
    return make_ready(cast, cast["li"], cast["wang"])[1]


def door(li, sha256):
    return reverse("exams:attempt_picture", args=[li.attempt.ref, sha256])


def test_the_candidate_sees_it_only_while_sitting_at_the_own_device(li, shown, sitter):
    address = door(li, shown.sha256)
    assert li.client.get(address).status_code == 404  # not begun
    li.start()
    answer = li.client.get(address)
    assert (answer.status_code, answer.content) == (200, shown.content())
    assert sitter("li").client.get(address).status_code == 404  # the same person elsewhere
    assert sitter("wang").client.get(address).status_code == 404
    li.send(page="hand_in")
    assert li.client.get(address).status_code == 404  # not released


def test_only_pictures_of_the_own_paper_are_there(li, cast, shown):
    other = actions.add_picture(
        picture(size=(90, 90)), agency=cast["setter"].agency, actor=cast["setter"], now=NINE
    )
    li.start()
    assert li.client.get(door(li, other.sha256)).status_code == 404
    assert li.client.get(door(li, "0" * 64)).status_code == 404


def test_the_papers_text_and_the_pools_hash_cover_the_picture(li, session, shown):
    assert shown.sha256 in li.attempt.paper.hall
    for item in RosterLock.objects.get(session=session).snapshot["pool"]:
        revision = Revision.objects.get(pk=item["revision"])
        changed = revision.wording(revision.key.open())
        assert item["content"] == content_hash(changed)


def test_after_publication_the_review_shows_it(li, cast, session, shown, clock):
    li.start()
    li.send(*answers(li), page="hand_in")
    results.mark_waiting(now=NINE)
    after = NINE + timedelta(hours=3)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=after)
    clock.move_to(after)
    page = li.client.get(li.url("result")).content.decode()
    assert f'<img src="{door(li, shown.sha256)}" alt="路线">' in page
    assert li.client.get(door(li, shown.sha256)).content == shown.content()


def answers(li):
    return [li.op(op.place, choices=list(op.choices)) for op in answer_all(li.attempt, right=False)]


def test_another_agencys_officer_never_sees_it(li, client, cast, shown):
    li.start()
    for who in ("zhao", "setter", "exam_officer", "coordinator"):
        other = type(client)()
        other.force_login(cast[who].user)
        assert other.get(door(li, shown.sha256)).status_code == 404


def test_a_picture_that_was_altered_is_not_shown(li, shown):
    shown.data = b"other"
    with pytest.raises(ValueError, match="altered"):
        shown.content()
    assert Picture.objects.get().content()
