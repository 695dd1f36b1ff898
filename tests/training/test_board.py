"""The coordinator's year: standings by the rule, units and persons worst first, a text to send."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from people.models import Agency, Post
from tests.conftest import NINE, add_agency, make_person
from tests.remembered import remembered
from tests.training.makers import HALF_DAY, add_hours, make_class, make_policies
from training.actions import SessionTerms, add_session, close_session, open_class, take_attendance
from training.models import crowds_of, officers_of, state_of
from training.rules import Gap, Mark, Standing, Unit, Window, by_unit, tally, worst_first

ON = NINE.date()
BOARD = "/training/board/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
@remembered
def year(cast, tree):
    """李 has met the demand, 王 owes days, 孙 of the team has nothing; the staff owe nothing."""
    make_policies()
    Post.objects.exclude(person__in=[cast["li"], cast["wang"], cast["zhao"]]).update(kind="other")
    make_person(tree.team, "10000008", "孙深")
    add_hours(cast, cast["li"], 8)
    add_hours(cast, cast["wang"], 4)
    return tree


def officers(agency):
    return {one.name: one for one in officers_of(agency, ON)}


def test_every_officer_stands_where_the_rule_says(year, cast):
    found = officers(year.city)
    assert {name: one.standing for name, one in found.items()} == {
        "李青": Standing.MET,
        "王川": Standing.BEHIND,
        "赵禾": Standing.BEHIND,
        "孙深": Standing.BEHIND,
    }
    for key in ("li", "wang", "zhao"):
        state = state_of(cast[key], ON)
        one = found[cast[key].name]
        assert (one.credit, one.days, one.owed_credit, one.owed_days, one.standing) == (
            state.credit,
            state.days,
            state.owed_credit,
            state.owed_days,
            state.standing,
        )


def test_the_later_of_two_main_posts_decides_the_category(year, cast):
    post = Post.objects.get(person=cast["wang"])
    Post.objects.create(
        person=cast["wang"], agency=post.agency, title="科长", kind="other",
        valid_from=date(2026, 7, 1), recorded_at=NINE,
    )  # fmt: skip
    assert "王川" not in officers(year.city)


def test_units_stand_by_level_and_own_persons_apart(year, cast):
    found = by_unit(officers_of(year.here, ON), len(year.here.path) + 4)
    assert {path: (t.total, t.unmet) for path, t in found.items()} == {
        year.here.path: (2, 1),
        year.team.path: (1, 1),
    }


def test_the_worst_come_first_and_gaps_are_counted(year):
    everybody = officers_of(year.here, ON)
    assert [one.name for one in worst_first(everybody)] == ["孙深", "王川", "李青"]
    whole = tally(everybody)
    assert (whole.total, whole.met, whole.behind, whole.rate) == (3, 1, 2, 33)
    assert (whole.days_owed, whole.nothing_yet) == (2, 1)
    assert whole.mean == (8 * 750 + 4 * 750) // 3
    assert officers(year.here)["王川"].lacks(Gap.DAYS)


def test_who_enforces_without_training_in_special_law_is_named(client, year, cast):
    """Plan, art. 45: every officer takes part in it; other kinds of post need not."""
    add_hours(cast, cast["wang"], 1, Unit.HALF_DAY, day=date(2026, 3, 9), subject="special")
    assert tally(officers_of(year.here, ON)).no_special == 2
    client.force_login(cast["coordinator"].user)
    page = client.get(BOARD + "?state=no_special")
    assert [row.record.name for row in page.context["table"].rows] == ["孙深", "李青"]
    Post.objects.filter(person=cast["li"]).update(kind="legal")
    assert tally(officers_of(year.here, ON)).no_special == 1


def test_special_law_of_another_domain_is_not_ones_own(client, year, cast):
    """Plan, row 45-3: each officer at least once in their own domain."""
    by = {"actor": cast["coordinator"], "now": NINE}
    for n, (who, domain) in enumerate(
        [("wang", "城市管理"), ("wang", "市场监管"), ("li", "市场监管")]
    ):
        starts = NINE - timedelta(days=9 + n)
        held = make_class(cast, cast[who], starts_at=starts, half_days=0, is_open=False)
        terms = SessionTerms("专业法", "", Window(starts, starts + HALF_DAY), subject="special")
        session = add_session(held, replace(terms, domain=domain), **by)
        open_class(held, **by)
        take_attendance(session, {cast[who].pk: Mark.PRESENT}, **by)
        close_session(session, **by)
    Post.objects.filter(person__in=[cast["li"], cast["wang"]]).update(domains=["城市管理"])
    one = officers(year.city)
    assert [one[name].own_special for name in ("王川", "李青")] == [375, 0]
    assert [one[name].lacks(Gap.NO_SPECIAL) for name in ("王川", "李青")] == [False, True]
    assert tally(crowds_of(year.city, ON)).no_special == tally(one.values()).no_special == 3
    client.force_login(cast["coordinator"].user)
    page = client.get(BOARD + "?state=no_special")
    assert [row.record.name for row in page.context["table"].rows] == ["孙深", "李青"]
    Post.objects.filter(person=cast["li"]).update(domains=[])
    assert officers(year.city)["李青"].own_special == 375, "nobody knows better"


def test_the_way_of_legal_staff_through_the_posts_is_listed(
    client, year, cast, django_assert_num_queries
):
    li = Post.objects.filter(person=cast["li"])
    li.update(kind="legal", valid_from=date(2024, 3, 1), valid_to=date(2025, 12, 31))
    Post.objects.create(
        person=cast["li"], agency=year.team, title="法制科长", kind="legal",
        valid_from=date(2026, 1, 1), recorded_at=NINE,
    )  # fmt: skip
    client.force_login(cast["coordinator"].user)
    address = "/training/legal-staff/"
    page = client.get(address)
    [row] = page.context["table"].rows
    assert [str(cell) for cell in row.cells][2:] == [
        "法制岗位", "法制科长", "2026-01-01", "2", "2", "60",
    ]  # fmt: skip
    assert client.get(address + "?kind=review").context["table"].rows.data.data.count() == 0
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(20):
        made = make_person(year.team, f"330000{n:02d}", f"法{n}")
        Post.objects.filter(person=made).update(kind="review")
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_an_empty_unit_has_no_rate():
    assert (tally([]).rate, tally([]).mean) == (None, None)


def test_the_page_opens_with_the_number_and_lists_the_worst_first(client, year, cast):
    client.force_login(cast["coordinator"].user)
    page = client.get(BOARD)
    text = page.content.decode()
    assert "3 人中" in text
    assert '还有 <b class="is-danger">2 人</b>' in text
    assert [row.record.name for row in page.context["table"].rows] == ["孙深", "王川", "李青"]
    assert [unit.name for unit in page.context["units"]] == ["市城管局一大队", "市城管局本级"]
    assert "2 个单位，应训 3 人：达标率" in text, "what a phone shows of the folded units"
    assert "赵禾" not in text
    assert page.context["kinds"] == [], "all of one kind"
    Post.objects.filter(person=cast["li"]).update(kind="legal")
    kinds = client.get(BOARD).context["kinds"]
    assert [(k.name, k.tally.total, k.tally.met) for k in kinds] == [
        ("执法岗位", 2, 0),
        ("法制岗位", 1, 1),
    ]
    assert client.get(BOARD + kinds[0].query).context["whole"].total == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=met", ["李青"]),
        ("state=days", ["孙深", "王川"]),
        ("state=nothing_yet", ["孙深"]),
        ("q=王", ["王川"]),
        ("q=10000001", ["李青"]),
        ("category=legal", []),
        ("state=nonsense", ["孙深", "王川", "李青"]),
        ("sort=-owed_credit", ["孙深", "王川", "李青"]),
        ("sort=credit", ["孙深", "王川", "李青"]),
        ("sort=-credit", ["李青", "王川", "孙深"]),
        ("sort=staff_number&state=days", ["王川", "孙深"]),
        ("sort=-staff_number", ["孙深", "王川", "李青"]),
        ("sort=category", ["孙深", "王川", "李青"]),
    ],
)
def test_filters_and_order_stand_in_the_address(client, year, cast, query, names):
    client.force_login(cast["coordinator"].user)
    page = client.get(f"{BOARD}?{query}")
    assert [row.record.name for row in page.context["table"].rows] == names


@pytest.mark.parametrize(
    "query", ["agency=0", "agency=x", "agency=99999999999999999999", "year=3000"]
)
def test_an_agency_or_a_year_that_is_none_is_not_found(client, year, cast, query):
    client.force_login(cast["coordinator"].user)
    assert client.get(f"{BOARD}?{query}").status_code == 404


def test_a_foreign_agency_is_not_found(client, year, cast):
    client.force_login(cast["coordinator"].user)
    for page in ("", "sheet/", "summary/", "remind/"):
        assert client.get(f"{BOARD}{page}?agency={year.there.pk}").status_code == 404


@pytest.mark.sqlite  # as many on either engine
def test_the_cost_does_not_grow_with_the_officers(
    client, year, cast, django_assert_max_num_queries
):
    for n in range(20):
        person = make_person(year.team, f"1200{n:04}", f"孙{n}")
        add_hours(cast, person, 1, Unit.DAY)
        add_agency(Agency.objects.get(pk=year.here.pk), code=f"C8{n:02}", name=f"{n}大队")
    client.force_login(cast["coordinator"].user)
    with django_assert_max_num_queries(19):
        assert client.get(BOARD).status_code == 200


def test_the_sheets_hold_what_is_shown(client, year, cast):
    client.force_login(cast["coordinator"].user)
    sheet = load_workbook(BytesIO(client.get(f"{BOARD}sheet/?state=days").content)).active
    rows = list(sheet.values)
    assert rows[0][0] == "姓名"
    assert [row[0] for row in rows[1:]] == ["孙深", "王川"]
    summary = load_workbook(BytesIO(client.get(f"{BOARD}summary/").content)).active
    rows = list(summary.values)
    assert rows[0][0] == "2026 年度行政执法人员学时完成情况汇总表"
    assert rows[3][1:4] == ("市城管局一大队", 1, 0)
    assert rows[5][1:4] == ("合计", 3, 1)
    assert "填表人：陈培" in rows[7][0]


def test_a_reminder_names_those_who_owe_and_what_they_may_join(client, year, cast):
    make_class(cast, starts_at=NINE.replace(year=2099), title="年末集中培训班")
    client.force_login(cast["coordinator"].user)
    text = client.get(f"{BOARD}remind/").content.decode()
    assert "提醒 <b>2 人</b>" in text
    assert "王川　还差 30 学时，其中集中培训 1 天" in text
    assert "李青" not in text
    assert "年末集中培训班" in text
    ticked = client.get(f"{BOARD}remind/?pick={cast['wang'].pk}&pick=x").content.decode()
    assert "孙深" not in ticked
    foreign = client.get(f"{BOARD}remind/?pick={cast['zhao'].pk}").content.decode()
    assert "赵禾" not in foreign
