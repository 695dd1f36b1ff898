"""The survey after a class: sums without names, none of a small group; signed sheets kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journal.models import Entry
from notices.models import Notice
from tests.conftest import NINE, make_person
from tests.remembered import remembered
from tests.training.makers import HALF_DAY, PDF, everybody, make_class, make_policies
from training.actions import (
    Refused,
    SessionTerms,
    TrainerTerms,
    add_session,
    answer_survey,
    close_session,
    list_entry,
    open_class,
    take_attendance,
)
from training.models import SignedSheet, Survey, SurveyTaken, Trainer
from training.rules import Mark, Refusal, Window
from training.rules.surveys import LEAST_ANSWERS, QUESTIONS

END = NINE + HALF_DAY
OVER = END + timedelta(days=8)
GOOD = dict.fromkeys(QUESTIONS, 4)


@remembered
def make_over(cast):
    """A class taught by 赵 and closed: five were there, 王 was not."""
    make_policies()
    here = cast["li"].agency
    officers = [make_person(here, f"1100{n:04d}", f"员{n}") for n in range(LEAST_ANSWERS)]
    by = {"actor": cast["coordinator"], "now": NINE - timedelta(days=1)}
    terms = TrainerTerms(cast["zhao"].agency, "赵禾", "区农业农村局", "", cast["zhao"])
    lecturer = list_entry(Trainer, terms, **by)
    made = make_class(cast, *officers, cast["wang"], half_days=0, is_open=False)
    add_session(made, SessionTerms("第1讲", "", Window(NINE, END), lecturer=lecturer), **by)
    open_class(made, **by)
    session = made.sessions.get()
    marks = everybody(session) | {cast["wang"].pk: Mark.ABSENT}
    take_attendance(session, marks, actor=cast["coordinator"], now=END)
    close_session(session, actor=cast["coordinator"], now=END)
    return made, officers


@pytest.fixture
def ended(cast):
    return make_over(cast)


@pytest.fixture
def over(ended):
    return ended[0]


@pytest.fixture
def officers(ended):
    return ended[1]


def answered(made, officers, remark=""):
    for person in officers:
        answer_survey(made, person, GOOD, remark, now=END)


def results(client, who, made, now=OVER):
    with time_machine.travel(now, tick=False):
        client.force_login(who.user)
        return client.get(reverse("training:survey_results", args=[made.ref])).content.decode()


def test_those_who_were_there_are_asked(cast, over, officers):
    told = Notice.objects.filter(kind="training.survey").values_list("person", flat=True)
    assert sorted(told) == sorted(person.pk for person in officers)


def test_figures_are_shown_when_it_is_over_and_enough_have_answered(client, cast, over, officers):
    answered(over, officers[1:])
    assert "为保护评价人，不显示结果" in results(client, cast["coordinator"], over)
    answer_survey(over, officers[0], dict.fromkeys(QUESTIONS, 5), "案例再多些", now=END)
    growing = results(client, cast["coordinator"], over, now=END + timedelta(days=6))
    assert "评价尚未结束" in growing, "or each step would show one answer"
    assert "案例再多些" not in growing
    for who in ("coordinator", "zhao"):  # 赵 taught there
        shown = results(client, cast[who], over)
        assert "4.2" in shown
        assert "案例再多些" in shown
    with time_machine.travel(OVER, tick=False):
        assert "评价结果" in client.get(reverse("training:hours")).content.decode()
        sheet = client.get(reverse("training:survey_sheet", args=[over.ref]))
    assert sheet.status_code == 200


def test_no_answer_is_kept_by_itself_and_no_journal_names_anybody(over, officers):
    answered(over, officers, "好")
    survey = Survey.objects.get()
    assert survey.counts == {name: [0, 0, 0, LEAST_ANSWERS, 0] for name in QUESTIONS}
    assert {field.name for field in SurveyTaken._meta.fields} == {"id", "survey", "person"}
    entries = Entry.objects.filter(act="training.answer_survey")
    assert set(entries.values_list("actor_id", flat=True)) == {None}


@pytest.mark.parametrize(
    ("who", "now", "reason"),
    [
        ("wang", END, Refusal.SURVEY_CLOSED),
        ("zhao", END, Refusal.SURVEY_CLOSED),
        ("", END - timedelta(minutes=1), Refusal.SURVEY_CLOSED),
        ("", OVER, Refusal.SURVEY_CLOSED),
    ],
)
def test_who_was_not_there_or_comes_too_late_answers_nothing(
    cast, over, officers, who, now, reason
):
    with pytest.raises(Refused) as refused:
        answer_survey(over, cast[who] if who else officers[0], GOOD, "", now=now)
    assert refused.value.reason is reason
    assert not Survey.objects.exists()


def test_the_page_asks_once(client, over, officers):
    page = reverse("training:survey", args=[over.ref])
    with time_machine.travel(END, tick=False):
        client.force_login(officers[0].user)
        joined = reverse("training:join_class", args=[over.ref])
        assert "评价培训班" in client.get(joined).content.decode()
        assert client.post(page, {"content": "4"}).status_code == 422
        assert client.post(page, GOOD | {"remark": "好"}).status_code == 302
        assert client.post(page, GOOD).status_code == 409
        assert "评价培训班" not in client.get(joined).content.decode().split("</header>")[1]
    assert Survey.objects.get().answers == 1


def test_a_signed_sheet_is_kept_and_shown_on_the_class(client, cast, over):
    page = reverse("training:add_signed_sheet", args=[over.ref])
    with time_machine.travel(END, tick=False):
        client.force_login(cast["coordinator"].user)
        assert (
            "data:image/svg"
            in client.get(reverse("training:signature_sheet", args=[over.ref])).content.decode()
        )
        data = {"said": "11-23 上午", "scan": SimpleUploadedFile("签到表.pdf", PDF)}
        assert client.post(page, data, follow=True).status_code == 200
        shown = client.get(reverse("training:training_class", args=[over.ref])).content.decode()
        kept = SignedSheet.objects.get()
        link = reverse("training:signed_sheet", args=[kept.ref])
        assert link in shown
        file = client.get(link)
    assert b"".join(file.streaming_content if file.streaming else [file.content]) == PDF
