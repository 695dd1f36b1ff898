"""Results are published after checks made by a job, by two who signed its findings (threat 45)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.actions import checking
from exams.models import Publication, PublicationCheck, Signature
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import checked
from tests.exams.pages.conftest import HOUR
from tests.exams.pages.test_two_signatures import said, sign

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 3 * HOUR


def page_of(room, page="publish"):
    return reverse(f"exams:{page}", args=[room.session.ref])


def check(ask, room):
    """Press the button, and let the worker work."""
    answer = ask("exam_officer").post(page_of(room, "check_publication"), follow=True)
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    return answer


def test_results_are_checked_by_a_job_and_published_by_two(at, ask, handed_in):
    at(AFTER)
    address = page_of(handed_in)
    before = said(ask("exam_officer").get(address))
    assert "公布前须先核对" in before
    assert "我已核对，签署公布" not in before
    assert "正在核对，请稍候" in said(check(ask, handed_in))
    shown = said(ask("exam_officer").get(address))
    assert "检查全部通过" in shown
    assert "考一提出，2026-11-23 12:00:00 核对" in re.sub(r"\s+", " ", shown)
    sign(ask("exam_officer"), address)
    assert not Publication.objects.exists()
    assert "成绩已公布" in said(sign(ask("exam_officer_2"), address))
    assert Publication.objects.get().secret in re.sub(
        r"\s", "", said(ask("li").get(reverse("exams:session_proof", args=[handed_in.session.ref])))
    )


def test_the_page_itself_reads_nobodys_answers(at, ask, cast, handed_in):
    checked(handed_in.session, cast["exam_officer"], now=AFTER)
    at(AFTER)
    with CaptureQueriesContext(connection) as asked:
        ask("exam_officer").get(page_of(handed_in))
    assert len(asked) < 30
    assert not [q for q in asked if "exams_event" in q["sql"] or "exams_operation" in q["sql"]]


def test_progress_is_shown_and_ends_with_the_page_loaded_anew(at, ask, cast, handed_in):
    at(AFTER)
    asked = checking.ask_for_check(handed_in.session, actor=cast["exam_officer"], now=AFTER)
    PublicationCheck.objects.update(done=20, total=40)
    address = page_of(handed_in, "check_progress")
    answer = ask("exam_officer").get(address)
    assert "<b>20</b> / 40" in said(answer)
    assert "HX-Redirect" not in answer
    checking.run_check(asked, now=AFTER)
    assert ask("exam_officer").get(address)["HX-Redirect"] == page_of(handed_in)


def test_asking_twice_is_asking_once_until_the_job_is_lost(cast, handed_in):
    def ask_for(at):
        return checking.ask_for_check(handed_in.session, actor=cast["exam_officer"], now=at)

    first = ask_for(AFTER)
    assert ask_for(AFTER + timedelta(minutes=14)) == first
    second = ask_for(AFTER + timedelta(minutes=15))
    assert second != first
    checking.run_check(first, now=AFTER)  # comes late, and is over
    first.refresh_from_db()
    assert first.outcome is None


def test_what_changed_since_the_checks_is_checked_again(at, ask, cast, handed_in):
    checked(handed_in.session, cast["exam_officer"], now=AFTER)
    at(AFTER)
    digest = re.search(r'"digest" value="(\w+)"', said(ask("exam_officer").get(page_of(handed_in))))
    attempt = handed_in.session.attempts.get(person=cast["li"])
    attempt.head_n += 1
    attempt.save(update_fields=["head_n"])
    answer = ask("exam_officer").post(page_of(handed_in), {"digest": digest[1]})
    assert answer.status_code == 409
    assert "核对之后情况又有变化" in said(answer)
    assert "我已核对，签署公布" not in said(answer)


def test_a_check_that_breaks_off_says_so(at, ask, cast, handed_in, monkeypatch):
    asked = checking.ask_for_check(handed_in.session, actor=cast["exam_officer"], now=AFTER)
    monkeypatch.setattr(checking, "attempt_fault", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        checking.run_check(asked, now=AFTER)
    at(AFTER)
    assert "核对未能完成，请重新核对" in said(ask("exam_officer").get(page_of(handed_in)))


def test_nothing_is_published_while_somebody_answers(at, ask, cast, running):
    checked(running.session, cast["exam_officer"], now=AFTER)
    at(AFTER)
    page = said(ask("exam_officer").get(page_of(running)))
    assert "有检查未通过" in page
    assert "仍在作答 2 人" in page
    answer = ask("exam_officer").post(page_of(running), {"digest": "0" * 64})
    assert answer.status_code == 409
    assert not Publication.objects.exists()


def test_nothing_is_checked_or_published_before_the_end(at, ask, ready):
    at(NINE + timedelta(minutes=5))
    assert "考试尚未结束" in said(ask("exam_officer").get(page_of(ready)))
    assert sign(ask("exam_officer"), page_of(ready)).status_code == 409
    assert ask("exam_officer").post(page_of(ready, "check_publication")).status_code == 409
    assert not PublicationCheck.objects.exists()


def test_whoever_set_a_question_does_not_publish_its_results(at, ask, cast, handed_in):
    checked(handed_in.session, cast["exam_officer"], now=AFTER)
    at(AFTER)
    Revision.objects.filter(pk=Revision.objects.drawable().first().pk).update(
        author_id=cast["exam_officer"].pk
    )
    answer = sign(ask("exam_officer"), page_of(handed_in))
    assert answer.status_code == 409
    assert "您参与了命题或审题" in said(answer)
    assert not Signature.objects.filter(act="publish").exists()
