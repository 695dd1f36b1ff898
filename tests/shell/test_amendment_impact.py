"""What an amendment touches beyond the bank: sealed exams, and results that stand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mingfa import amendments
from statutes import actions as statutes
from statutes.models import Article, Statute
from statutes.rules.dates import Dates
from statutes.rules.texts import ArticleText, StatuteText
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready

AFTER = NINE + timedelta(days=40)


@pytest.fixture
def session(cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    return session


@pytest.fixture
def amendment(session):
    """Every article of the exam's statute reads otherwise from a day after the exam."""
    statute = Statute.objects.get()
    old = statute.versions.get()
    old.text_sha256 = old.text_sha256 or "0" * 64
    old.save(update_fields=["text_sha256"])
    changed = tuple(
        ArticleText(a.number, a.suffix, "", f"{a.text}另有规定的，从其规定。")
        for a in Article.objects.filter(version=old).order_by("number", "suffix")
    )
    text = StatuteText(statute.title, "", changed)
    dates = Dates("修订", None, AFTER.date(), None, "修改决定")
    new, _ = statutes.import_version(text, dates, source="", actor_id=None, now=NINE)
    return statutes.propose_amendment(old, new, actor_id=None, now=NINE)


def test_a_sealed_exam_still_to_be_sat_is_listed_and_a_past_one_is_not(amendment, session):
    (held,) = amendments.held_exams(amendment, NINE)
    assert held.exam == session.exam
    assert held.questions == len(amendments.touched(amendment))
    assert amendments.held_exams(amendment, AFTER) == []


def test_results_are_listed_only_when_they_are_published(amendment, session):
    assert amendments.past_uses(amendment) == []
    session.state = "published"
    session.save(update_fields=["state"])
    (use,) = amendments.past_uses(amendment)
    assert use.session == session
    assert use.papers >= use.questions > 0


@pytest.mark.parametrize(
    ("who", "sees"), [("exam_officer", True), ("legal_affairs", True), ("setter", False)]
)
def test_who_writes_questions_does_not_learn_which_exam_holds_them(
    client, cast, amendment, session, who, sees
):
    session.closes_at = NINE + timedelta(days=9999)
    session.save(update_fields=["closes_at"])
    client.force_login(cast[who].user)
    address = reverse("amendments:impact", args=[amendment.pk])
    text = client.get(address).content.decode()
    assert (session.exam.title in text) == sees
