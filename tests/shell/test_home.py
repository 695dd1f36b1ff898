"""The home page says what each role must do now, soonest first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from exams.actions import planning, results, sealing, sitting
from exams.models import Attempt
from exchange.models import Import
from journal.models import Seal
from mingfa.desk.registry import DUTIES
from mingfa.desk.task import SOON_DAYS, Task, line_of
from people.models import User
from people.rules import Role
from questionbank.models import Revision
from tests.conftest import NEW_YEAR, NINE, make_person
from tests.exams.makers import answer_all, make_bank, make_exam, make_ready, publish, started
from training.models import Requirement

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def everybody_is_active():
    User.objects.update(password=make_password("x"))


def home(client, person, at=NINE):
    """The home page as the person sees it at a moment, its white space laid even."""
    with time_machine.travel(at, tick=False):
        client.force_login(User.objects.get(person=person))
        answer = client.get(reverse("home"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk_and_an_empty_one_says_what_comes(client, tree, role):
    person = make_person(tree.here, "70000001", "新一", role)
    everybody_is_active()
    page = home(client, person)
    assert "您现在没有待办事项" in page
    assert str(DUTIES[role].hint) in page


def test_who_holds_no_role_is_told_whom_to_ask(client, tree):
    assert "您的账号还没有角色" in home(client, make_person(tree.here, "70000001", "新一"))


def test_an_officer_sees_the_exam_to_come_and_only_their_own(client, cast):
    make_bank(cast)
    make_ready(cast, cast["li"])
    page = home(client, cast["li"], NINE - 3 * HOUR)
    assert "参加考试：公共法律知识考试" in page
    assert "307 机房，09:00 开考，90 分钟" in page
    assert "今天" in page
    assert "参加考试" not in home(client, cast["wang"], NINE - 3 * HOUR)


def test_an_exam_that_is_not_sealed_is_nobodys_task(client, cast):
    make_bank(cast)
    exam = make_exam(cast)
    planning.enrol(exam.sessions.get(), [cast["li"]], actor=cast["exam_officer"], now=NINE - DAY)
    assert "公共法律知识考试" not in home(client, cast["li"], NINE - DAY / 2)


def test_an_officer_in_an_open_exam_is_sent_back_to_it_first(client, cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    started(session, cast["li"])
    page = home(client, cast["li"], NINE + HOUR / 4)
    assert "最先办理：继续作答：公共法律知识考试" in page
    assert "参加考试" not in page


@pytest.mark.django_db(transaction=True)
def test_a_result_is_announced_once_published(client, cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    attempt = started(session, cast["li"])
    sitting.hand_in(
        attempt.ref, cast["li"].pk, answer_all(attempt), arrival=NINE + HOUR, now=NINE + HOUR
    )
    results.mark_waiting(now=NINE + HOUR)
    assert "查看成绩" not in home(client, cast["li"], NINE + 3 * HOUR)
    publish(session, cast["exam_officer"], cast["exam_officer_2"], now=NINE + 3 * HOUR)
    page = home(client, cast["li"], NINE + DAY)
    assert "查看成绩：公共法律知识考试" in page
    assert '<a href="">' not in page
    assert "1 场" in page
    assert "查看成绩" not in home(client, cast["li"], NINE + 40 * DAY)


def test_two_examination_officers_see_whose_signature_is_missing(client, cast):
    make_bank(cast)
    exam = make_exam(cast)
    session = exam.sessions.get()
    assert "封存考试：公共法律知识考试" in home(client, cast["exam_officer"], NINE - DAY)
    sealing.sign_seal(exam, actor=cast["exam_officer"], now=NINE - DAY)
    assert "您已签署，等待第二人签署" in home(client, cast["exam_officer"], NINE - DAY)
    assert "考一已签署，等待您作为第二人签署" in home(client, cast["exam_officer_2"], NINE - DAY)
    sealing.sign_seal(exam, actor=cast["exam_officer_2"], now=NINE - DAY)
    page = home(client, cast["exam_officer"], NINE - DAY)
    assert "封存考试" not in page
    assert f"锁定名单：{session.exam.title}" in page


def test_an_examination_officer_is_led_from_step_to_step(client, cast):
    make_bank(cast)
    make_ready(cast, cast["li"])
    officer = cast["exam_officer"]
    assert "准备考场：" in home(client, officer, NINE - HOUR)
    assert "考试进行中：" in home(client, officer, NINE + HOUR)
    assert "公布成绩：" in home(client, officer, NINE + 3 * HOUR)


def test_a_reviewer_sees_how_many_questions_wait_but_not_their_own(client, cast):
    make_bank(cast)
    Revision.objects.filter(kind="single").update(
        state="submitted", decided_by_id=None, decided_at=None
    )
    assert "审定试题 8 道" in home(client, cast["reviewer"])
    Revision.objects.filter(kind="single").update(author_id=cast["reviewer"].pk)
    assert "审定试题" not in home(client, cast["reviewer"])


def test_a_coordinator_sees_how_many_lag_behind_within_scope_alone(client, cast):
    Requirement.objects.create(
        category="enforcement", centralised_days=500, total=6000, valid_from=NEW_YEAR,
        recorded_at=NINE,
    )  # fmt: skip
    page = home(client, cast["coordinator"])
    (behind,) = set(re.findall(r"催办学时滞后的人员 (\d+) 人", page))
    here = cast["coordinator"].agency
    with time_machine.travel(NINE, tick=False):
        listed = client.get(reverse("training:board"), {"agency": here.pk, "state": "behind"})
    assert listed.status_code == 200
    assert int(behind) == len(listed.context["table"].rows)
    assert f'"{reverse("training:board")}?agency={here.pk}&amp;state=behind"' in page
    assert f"0 / {behind} 人" in page


def test_a_marker_sees_how_many_papers_are_marked(client, cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    attempt = started(session, cast["li"])
    marker = make_person(session.exam.agency, "70000002", "阅一", Role.MARKER)
    assert "待阅试卷 0 份，已阅试卷 0 份" in home(client, marker)
    Attempt.objects.filter(pk=attempt.pk).update(state="closed", closed_at=NINE)
    assert "待阅试卷 1 份，已阅试卷 0 份" in home(client, marker)


def test_an_invigilator_sees_how_many_sessions_are_ahead(client, cast):
    make_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    keeper, officer = cast["invigilator"], cast["exam_officer"]
    assert "待监考 0 场" in home(client, keeper)
    planning.appoint_invigilator(session, keeper, actor=officer, now=NINE - DAY)
    assert re.search(r"待监考</dt><dd><a [^>]*>1 场", home(client, keeper))


def test_a_setter_sees_what_came_back(client, cast):
    make_bank(cast)
    Revision.objects.filter(kind="multiple").update(state="returned")
    assert "修改被退回的试题 5 道" in home(client, cast["setter"])
    assert "修改被退回的试题" not in home(
        client, make_person(cast["li"].agency, "7", "命二", Role.SETTER)
    )


def test_an_agency_administrator_sees_accounts_to_activate_within_scope_alone(client, cast):
    everybody_is_active()
    cast["zhao"].user.set_unusable_password()
    cast["zhao"].user.save(update_fields=["password"])
    assert "激活单" not in home(client, cast["agency_admin"])
    assert "发放激活单 1 份" in home(client, cast["neighbour"])


def test_an_importer_sees_the_own_file_that_waits(client, cast):
    keeper = cast["agency_admin"]
    words = {"kind": "persons", "uploaded_at": NINE, "moved_at": NINE, "total": 3, "done": 3}
    for state, name in [("previewed", "名册.xlsx"), ("committed", "旧名册.xlsx")]:
        Import.objects.create(
            uploaded_by_id=keeper.pk,
            file_name=name,
            size=1,
            state=state,
            decided_at=NINE if state == "committed" else None,
            **words,
        )
    page = home(client, keeper)
    assert "核对导入：名册.xlsx" in page
    assert "共 3 行" in page
    assert "旧名册" not in page
    assert "名册" not in home(client, cast["neighbour"])


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (2, True)])
def test_the_auditor_is_told_when_no_seal_was_made(client, cast, days, late):
    Seal.objects.create(
        n=1, day=NINE.date() - days * DAY, made_at=NINE, chains=1, digest="0" * 64, file="x"
    )
    for who in ("auditor", "system_admin"):
        assert ("核对日志封存" in home(client, cast[who])) == late


def test_tasks_stand_in_order_of_urgency():
    late = Task("b", "", "", "", at=NINE + DAY)
    soon = Task("a", "", "", "", at=NINE)
    waiting = Task("c", "", "", "")
    urgent = Task("d", "", "", "", at=NINE + 2 * DAY, urgent=True)
    assert sorted([waiting, late, urgent, soon], key=Task.order) == [urgent, soon, late, waiting]


@pytest.mark.parametrize(
    ("ahead", "when", "note", "tone"),
    [
        (timedelta(hours=5), "今天", "14:00", "soon"),
        (timedelta(hours=15), "11月24日", "还有 1 天", "soon"),
        (SOON_DAYS * DAY, "11月26日", "还有 3 天", "soon"),
        ((SOON_DAYS + 1) * DAY, "11月27日", "还有 4 天", ""),
        (-DAY, "11月22日", "已过 1 天", ""),
    ],
)
def test_a_moment_is_worded_by_the_citys_calendar(ahead, when, note, tone):
    line = line_of(Task("", "", "", "", at=NINE + ahead), NINE)
    assert (line.when, line.note, line.tone) == (when, note, tone)


@pytest.mark.parametrize("who", ["li", "exam_officer"])
def test_more_exams_cost_no_more_queries(client, cast, who, django_assert_max_num_queries):
    make_bank(cast)
    make_ready(cast, cast["li"])
    few = _queries(client, cast[who], django_assert_max_num_queries)
    for _n in range(3):
        make_ready(cast, cast["li"])
    assert Attempt.objects.count() == 4
    assert _queries(client, cast[who], django_assert_max_num_queries) == few


ASKED_AT_MOST = 33  # questions to the database for one home page, the session's among them


@pytest.mark.parametrize("role", list(Role))
def test_no_home_page_asks_much(client, tree, role, django_assert_max_num_queries):
    person = make_person(tree.here, "70000001", "新一", role)
    assert _queries(client, person, django_assert_max_num_queries) <= ASKED_AT_MOST


def _queries(client, person, counting):
    with time_machine.travel(NINE - HOUR, tick=False):
        client.force_login(person.user)
        client.get(reverse("home"))  # the first visit also notes the device
        with counting(ASKED_AT_MOST) as counted:
            client.get(reverse("home"))
    return len(counted)
