"""What an amendment touches beyond the bank: sealed exams, and results that stand."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from exams.models import Paper
from journal.models import Entry
from mingfa import amendments
from questionbank.models import Question
from statutes import actions as statutes
from statutes.models import Article, Statute, Version
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


def test_a_page_that_is_read_and_sheets_that_are_taken_change_nothing(
    client, cast, amendment, session
):
    before = Entry.objects.count(), list(Paper.objects.values_list("digest", flat=True))
    for who in ("exam_officer", "setter"):
        client.force_login(cast[who].user)
        client.get(reverse("amendments:impact", args=[amendment.pk]))
    assert (Entry.objects.count(), list(Paper.objects.values_list("digest", flat=True))) == before


def test_the_exams_own_officer_is_led_to_the_decision_and_to_past_results(
    client, cast, amendment, session
):
    with time_machine.travel(NINE - timedelta(hours=1), tick=False):
        client.force_login(cast["exam_officer"].user)
        page = reverse("amendments:impact", args=[amendment.pk])
        asked = reverse("exams:decide_questions", args=[session.exam.ref])
        text = client.get(page).content.decode()
        assert asked not in text, "the article still reads as it did on the day of the exam"
        assert "现在没有需要决定的试题" in text
        Version.objects.filter(effective_from=AFTER.date()).update(effective_from=NINE.date())
        Version.objects.exclude(effective_from=NINE.date()).update(repealed_on=NINE.date())
        assert asked in client.get(page).content.decode()
        client.force_login(cast["legal_affairs"].user)
        text = client.get(page).content.decode()
        assert session.exam.title in text
        assert asked not in text


@pytest.mark.parametrize(
    ("who", "part", "expected"),
    [
        ("setter", "questions", 18),
        ("exam_officer", "exams", 1),
        ("exam_officer", "past", 0),
    ],
)
def test_each_part_goes_out_as_a_sheet(client, cast, amendment, session, who, part, expected):
    with time_machine.travel(NINE - timedelta(hours=1), tick=False):
        client.force_login(cast[who].user)
        address = reverse("amendments:impact_sheet", args=[amendment.pk, part])
        _head, *rows = (
            CalamineWorkbook.from_filelike(BytesIO(client.get(address).content))
            .get_sheet_by_index(0)
            .to_python()
        )
    assert len(rows) == expected


def test_no_other_part_is_there(client, cast, amendment):
    client.force_login(cast["legal_affairs"].user)
    address = reverse("amendments:impact_sheet", args=[amendment.pk, "everything"])
    assert client.get(address).status_code == 404


def test_a_question_for_practice_is_listed_as_such(client, cast, amendment):
    Question.objects.filter(code="single-0").update(pool="practice")
    client.force_login(cast["setter"].user)
    page = reverse("amendments:impact", args=[amendment.pk])
    assert "<small>练习题库" in client.get(page).content.decode()
