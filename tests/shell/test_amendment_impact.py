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
from tests.remembered import remembered
from tests.training.makers import HALF_DAY, make_class
from training.actions import SessionTerms, add_session, cancel_class
from training.rules import Window

AFTER = NINE + timedelta(days=40)


@pytest.fixture
@remembered
def session(cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    return session


@pytest.fixture
@remembered
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


@pytest.fixture
def lessons(cast, amendment):
    """A half-day on the amended statute before the amendment's day, one after it, one on another
    subject, one long over."""
    statute = amendment.old.statute
    made = make_class(cast, half_days=0, is_open=False)
    words = {"actor": cast["coordinator"], "now": NINE - timedelta(days=9)}
    days = {"前次": -5, "施行前": 5, "施行后": 41}
    taught = {
        name: add_session(made, _lesson(name, NINE + timedelta(days=n), statute), **words)
        for name, n in days.items()
    }
    add_session(made, _lesson("其他内容", NINE + timedelta(days=6), None), **words)
    return taught


def _lesson(topic, starts_at, statute):
    return SessionTerms(topic, "", Window(starts_at, starts_at + HALF_DAY), statute)


def test_lessons_still_to_come_on_the_statute_are_listed_with_the_text_of_their_day(
    client, cast, amendment, lessons
):
    found = amendments.coming_lessons(amendment, NINE)
    assert found == [lessons["施行前"], lessons["施行后"]]
    assert [lesson.version() for lesson in found] == [amendment.old, amendment.new]
    client.force_login(cast["legal_affairs"].user)
    with time_machine.travel(NINE, tick=False):
        text = client.get(reverse("amendments:impact", args=[amendment.pk])).text
    assert "上课之日仍施行旧文本" in text
    assert "请通知主办单位更新课件" in text
    assert "其他内容" not in text


def test_a_cancelled_class_teaches_nobody(cast, amendment, lessons):
    made = lessons["施行前"].training_class
    cancel_class(made, reason="人数不足", actor=cast["coordinator"], now=NINE)
    assert amendments.coming_lessons(amendment, NINE) == []


def test_the_lessons_go_out_as_a_sheet(client, cast, amendment, lessons):
    client.force_login(cast["legal_affairs"].user)
    address = reverse("amendments:impact_sheet", args=[amendment.pk, "lessons"])
    with time_machine.travel(NINE, tick=False):
        content = client.get(address).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows if row[1] in lessons] == ["施行前", "施行后"]


def test_a_class_says_which_text_each_lesson_teaches(client, cast, amendment, lessons):
    client.force_login(cast["coordinator"].user)
    made = lessons["施行前"].training_class
    text = client.get(reverse("training:training_class", args=[made.ref])).text
    title = amendment.old.statute.title
    assert f"讲授《{title}》（{amendment.old.label}）" in text
    assert f"讲授《{title}》（{amendment.new.label}）" in text
