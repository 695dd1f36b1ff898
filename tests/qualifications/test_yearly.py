"""The yearly table by unit, and what hangs on bodies that lost something."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from people import actions as people
from people.models import Post
from people.rules import Ending
from qualifications import actions
from qualifications.models import Body, Certificate, Qualification
from qualifications.models.yearly import (
    Figure,
    exams_owed,
    hanging,
    rows_behind,
    total_of,
    unit_lines,
)
from qualifications.rules.certificates import EventKind
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import TODAY, decision, declare, give_domains, put_on_duty
from tests.remembered import remembered

DAY = timedelta(days=1)
HOME = "/qualifications/"


@pytest.fixture
@remembered
def world(cast, tree):
    Post.objects.exclude(person__in=[cast["li"], cast["wang"], cast["zhao"]]).update(kind="other")
    put_on_duty(cast["li"])
    put_on_duty(cast["zhao"], "云00002")
    give_domains(cast["wang"], "城市管理")
    declare()
    return cast


def test_persons_certificates_and_reviewers_are_counted_by_unit(world, tree):
    Qualification.objects.create(
        person=world["setter"], kind="legal_review", source="decision", organ="甲", document="乙",
        valid_from=NEW_YEAR, recorded_at=NINE,
    )  # fmt: skip
    lines = {line.agency_id: line for line in unit_lines(Post.objects.all(), TODAY)}
    here, there = lines[tree.here.pk], lines[tree.there.pk]
    assert (here.officers, here.certified, here.rate) == (2, 1, "50.0")
    assert (here.without_right, here.reviewers, here.review_share) == (1, 1, "50.0")
    assert (there.officers, there.certified, there.reviewers) == (1, 1, 0)
    assert there.lacks_reviewers
    assert not here.lacks_reviewers
    total = total_of(list(lines.values()), "合计")
    assert (total.officers, total.certified, total.rate) == (3, 2, "66.7")
    before = unit_lines(Post.objects.all(), NEW_YEAR - DAY)
    assert before == []


def test_certificates_hang_on_a_body_without_standing_or_domain(world, tree):
    rows = Certificate.objects.all()
    assert not hanging(rows, TODAY).exists()
    body = Body.objects.get(agency=tree.here)
    ending = Ending(TODAY - DAY, "划出")
    actions.end_body_domain(body.domains.get(), ending, actor=None, now=NINE)
    found = hanging(rows, TODAY).get()
    assert (found.person, found.lost_standing) == (world["li"], False)
    assert not hanging(rows, TODAY - DAY).exists()
    actions.end_standing(body.standings.get(), ending, actor=None, now=NINE)
    assert hanging(rows, TODAY).get().lost_standing


def test_a_number_of_a_past_day_opens_that_days_rows(client, world, tree):
    held = Post.objects.get(person=world["li"])
    with time_machine.travel(NINE + 40 * DAY, tick=False):
        people.end_post(held, Ending(TODAY + 9 * DAY, "调离"), actor=None, now=NINE + 10 * DAY)
        certificate = Certificate.objects.get(person=world["zhao"])
        made = decision(TODAY + 5 * DAY)
        actions.decide(certificate, EventKind.REVOKED, made, actor=None, now=NINE + 10 * DAY)
        client.force_login(world["coordinator"].user)
        rows = f"{HOME}certified/rows/"

        def shown(**asked):
            return client.get(rows, asked).content.decode()

        assert "李青" in shown(day=TODAY, figure="certified", agency=tree.here.pk)
        assert "李青" not in shown(figure="certified", agency=tree.here.pk)
        assert "城市管理：" in shown(day=TODAY, figure="without_right")
        assert "王川" in shown(day=TODAY, figure="uncertified")
        assert "赵禾" not in shown(day=TODAY)  # another's unit
        assert "王川" in shown(day="99", figure="??")
        sheet = client.get(f"{rows}export/", {"day": TODAY, "figure": "without_right"})
        assert sheet.headers["Content-Type"].endswith("sheet")
    for figure in Figure:
        lines = unit_lines(Post.objects.all(), TODAY)
        found = rows_behind(Post.objects.all(), TODAY, figure).count()
        told = getattr(total_of(lines, ""), figure.value, found)
        assert found == told, figure


def test_a_new_domain_asks_for_its_exam(client, world, tree):
    posts = Post.objects.all()
    assert exams_owed(posts, TODAY) == []
    body = Body.objects.get(agency=tree.here)
    actions.add_body_domain(
        body, "市场监管", basis="划转决定", valid_from=TODAY, actor=None, now=NINE
    )
    give_domains(world["li"], "城市管理", "市场监管")
    (owing,) = exams_owed(posts, TODAY)
    assert (owing.post.person, owing.domain, owing.since) == (world["li"], "市场监管", TODAY)
    assert exams_owed(posts, TODAY + 3000 * DAY) == [owing]  # it does not lapse
    with time_machine.travel(NINE, tick=False):
        client.force_login(world["legal_affairs"].user)
        assert "应考专业法律知识 1 人次" in client.get(f"{HOME}hanging/").content.decode()
        assert "李青" in client.get(f"{HOME}owed/?domain=市场监管").content.decode()
        assert "李青" not in client.get(f"{HOME}owed/?q=王").content.decode()
        assert client.get(f"{HOME}owed/export/").status_code == 200


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


@time_machine.travel(NINE, tick=False)
def test_the_pages_show_it_and_every_number_opens_its_rows(client, world, tree):
    client.force_login(world["legal_affairs"].user)
    page = client.get(f"{HOME}certified/")
    assert "持证率 66.7%" in words(page)
    text = page.content.decode()
    numbers = re.findall(r'href="([^"]*certified/rows/[^"]*)">(\d+)</a>', text)
    assert len(numbers) == 4 * 3  # four figures of two units and of all
    for address, number in numbers:
        rows = client.get(address.replace("&amp;", "&"))
        assert f'<b class="nb">{number}</b>' in rows.content.decode(), address
    assert "没有执法岗位" in words(client.get(f"{HOME}certified/?day=2025-12-31"))
    assert "持证率 66.7%" in words(client.get(f"{HOME}certified/?day=99"))
    assert "李青" in words(client.get(f"{HOME}qualified/?kind=enforcement"))
    assert "没有符合条件" in words(client.get(f"{HOME}qualified/?kind=legal_review"))
    sheet = client.get(f"{HOME}certified/export/").content
    (name,) = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).sheet_names
    assert name
    body = Body.objects.get(agency=tree.here)
    ending = Ending(TODAY - DAY, "机构改革")
    actions.end_standing(body.standings.get(), ending, actor=None, now=NINE)
    assert "主体丧失主体资格" in words(client.get(f"{HOME}hanging/?why=standing"))
    assert "没有待处理的证件" in words(client.get(f"{HOME}hanging/?why=domain"))
