"""Yearly plans: two persons, adoption, money without fines; the five checks of leaders' study."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NINE
from tests.training.makers import HALF_DAY, PDF, everybody, make_class, make_policies
from tests.training.test_planning import refused
from training.actions import (
    Expense,
    ItemTerms,
    Scan,
    add_plan,
    add_proof,
    add_report,
    add_spending,
    close_session,
    decide_plan,
    set_item,
    submit_plan,
    take_attendance,
)
from training.models import PlanItem
from training.rules import (
    Content,
    Part,
    Refusal,
    Spent,
    Study,
    cost_of_an_hour,
    mentions_fines,
    share_of,
    uncovered,
)

TERMS = ItemTerms("宪法专题讲座", "lecture", "leader", "constitution", 4, 20, 375, 100_000)
SPENT = Expense(60_000, date(2026, 4, 2), "凭证 12", "讲课费")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NINE}


def second(cast):
    return {"actor": cast["legal_affairs"], "now": NINE}


def approved(cast, agency, by):
    made = add_plan(agency, 2026, "leaders", **by)
    set_item(made, None, TERMS, **by)
    submit_plan(made, **by)
    return decide_plan(made, True, approval="云法〔2026〕1号", **second(cast))


def test_a_plan_is_approved_by_another_than_who_submitted_it(cast, tree, by):
    made = add_plan(tree.here, 2026, "officers", **by)
    assert refused(submit_plan, made, **by)[0] == Refusal.NO_ITEM
    item = set_item(made, None, TERMS, **by)
    submit_plan(made, **by)
    assert refused(set_item, made, item, TERMS, **by)[0] == Refusal.WRONG_STATE
    assert refused(decide_plan, made, True, approval="同意", **by)[0] == Refusal.SAME_PERSON
    assert decide_plan(made, False, approval="补预算", **second(cast)).state == "draft"
    submit_plan(made, **by)
    assert decide_plan(made, True, approval="同意", **second(cast)).state == "approved"
    assert refused(add_plan, tree.here, 2026, "officers", **by)[0] == Refusal.PLAN_EXISTS


def test_a_lower_agency_adopts_the_approved_plan_above_it(cast, tree, by):
    upper = approved(cast, tree.city, by)
    lower = add_plan(tree.team, 2026, "leaders", **by)
    item = lower.items.get()
    assert (lower.upper, item.adopts, item.title) == (upper, upper.items.get(), TERMS.title)
    assert (item.persons, item.budget) == (0, 0)
    assert add_plan(tree.here, 2026, "officers", **by).upper is None


def test_an_item_of_a_draft_gives_way_to_another_and_stays(client, cast, tree, by):
    made = add_plan(tree.here, 2026, "officers", **by)
    first = set_item(made, None, TERMS, **by)
    second_ = set_item(made, first, replace(TERMS, title="宪法讲座（两讲）"), **by)
    assert refused(set_item, made, first, TERMS, **by)[0] == Refusal.WRONG_STATE
    client.force_login(cast["coordinator"].user)
    address = f"/training/items/{second_.ref}/remove/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "与上级讲座合并"}).status_code == 302
    assert client.get(f"/training/items/{first.ref}/change/").status_code == 404
    assert not made.items.standing().exists()
    page = client.get(f"/training/plans/{made.ref}/").content.decode()
    assert "改为“宪法讲座（两讲）”" in page
    assert "与上级讲座合并" in page
    assert refused(submit_plan, made, **by)[0] == Refusal.NO_ITEM


def test_classes_are_made_from_an_item_and_show_how_far_it_is(
    client, cast, tree, by, django_assert_num_queries
):
    make_policies()
    made = add_plan(tree.here, 2026, "officers", **by)
    terms = ItemTerms("执法骨干班", "class", "enforcement", "", 5, 40, 375, 200_000)
    item = set_item(made, None, terms, **by)
    set_item(made, None, replace(terms, title="法制员班", category="legal"), **by)
    assert refused(make_class, cast, plan_item=item)[0] == Refusal.WRONG_STATE
    submit_plan(made, **by)
    decide_plan(made, True, approval="同意", **second(cast))
    client.force_login(cast["coordinator"].user)
    shown = client.get(f"/training/items/{item.ref}/class/")
    assert 'value="执法骨干班"' in shown.content.decode()
    planned = make_class(cast, starts_at=NINE, plan_item=item, venue="一号厅", is_open=False)
    assert planned.plan_item == item
    held = make_class(cast, cast["li"], cast["wang"], plan_item=item)
    session = held.sessions.get()
    after = {"actor": cast["coordinator"], "now": NINE + HALF_DAY}
    take_attendance(session, everybody(session), **after)
    close_session(session, **after)
    add_spending(item, Expense(100_000, date(2026, 3, 2), "凭证 12", "场地"), **by)
    address = f"/training/plans/{made.ref}/"
    page = client.get(address).content.decode()
    assert "已办 1 班，在办 1 班" in page
    assert "已列入 2 人，计划 40 人" in page
    assert "已登记 7.5 学时" in page
    assert "执法岗位培训占经费的 100%" in page
    assert "每人每学时 133.33 元" in page
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(18):
        PlanItem.objects.create(
            plan=made, title=f"讲座{n}", form="lecture", month=1, persons=1, credit=0
        )
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_share_and_the_price_of_training_are_whole_and_known_only_with_money():
    assert (share_of([], ["enforcement"]), cost_of_an_hour([])) == (None, None)
    legal, street = Spent("legal", 300, 0, 0), Spent("enforcement", 100, 0, 0)
    assert share_of([legal, street], ["enforcement"]) == 25
    assert (
        share_of([replace(legal, amount=100), replace(street, amount=200)], ["enforcement"]) == 66
    )
    assert (
        cost_of_an_hour([replace(street, amount=1000, credit=300), replace(legal, amount=9)]) == 333
    )


def test_spending_stands_by_item_and_is_corrected_by_its_opposite(cast, tree, by):
    made = add_plan(tree.here, 2026, "officers", **by)
    item = set_item(made, None, TERMS, **by)
    assert refused(add_spending, item, SPENT, **by)[0] == Refusal.WRONG_STATE
    submit_plan(made, **by)
    decide_plan(made, True, approval="同意", **second(cast))
    add_spending(item, SPENT, **by)
    back = Expense(-60_001, SPENT.day, "凭证 13", "更正")
    assert refused(add_spending, item, back, **by)[0] == Refusal.BAD_AMOUNT
    add_spending(item, Expense(-60_000, SPENT.day, "凭证 13", "更正"), **by)
    assert sum(item.spendings.values_list("amount", flat=True)) == 0


def test_no_link_to_fines_can_be_recorded(cast, tree, by):
    item = approved(cast, tree.here, by).items.get()
    fines = Expense(100, SPENT.day, "凭证 14", "按罚没收入返还")
    assert refused(add_spending, item, fines, **by)[0] == Refusal.FINES
    columns = {field.name for model in (type(item), item.spendings.model)
               for field in model._meta.get_fields()}  # fmt: skip
    assert not {name for name in columns if "fine" in name or "penalt" in name}


@pytest.mark.parametrize("text", ["罚款返还", "与罚没收入挂钩", "没收违法所得提成", "罚金"])
def test_words_of_fines_are_known(text):
    assert mentions_fines("讲课费", text)
    assert not mentions_fines("讲授行政处罚法", "讲课费")


def test_leaders_study_is_green_only_when_all_five_hold_evidence(client, cast, tree, by):
    plan = approved(cast, tree.here, by)
    item = plan.items.get()
    client.force_login(cast["coordinator"].user)
    for n, part in enumerate(Part):
        page = client.get(f"/training/plans/{plan.ref}/").content.decode()
        assert "0 项</b> 五落实" in page, n
        add_proof(item, part, "材料", Scan(PDF, "a.pdf"), **by)
    page = client.get(f"/training/plans/{plan.ref}/").content.decode()
    assert "1 项</b> 五落实" in page
    assert "通用法律知识、与履行职责相关的专门法律知识" in page
    ref = item.proofs.first().ref
    assert client.get(f"/training/plans/files/{ref}/").content == PDF


def test_a_government_hears_two_reports_a_year(client, cast, tree, by):
    client.force_login(cast["legal_affairs"].user)
    assert "云泽市：已听取 0 次" in client.get("/training/plans/").content.decode()
    for n, day in enumerate([date(2026, 3, 2), date(2026, 9, 2)]):
        add_report(tree.city, f"第{n}次", day, Scan(PDF, "a.pdf"), **second(cast))
    assert "云泽市：已听取" not in client.get("/training/plans/").content.decode()
    again = refused(add_report, tree.city, "重复", day, Scan(PDF, "a.pdf"), **second(cast))
    assert again[0] == Refusal.ALREADY_LISTED


@given(st.sets(st.sampled_from(list(Part))), st.booleans())
def test_green_means_that_nothing_is_missing(proved, is_planned):
    study = Study("general", frozenset(proved), is_planned)
    assert study.is_green == (is_planned and set(proved) == set(Part))
    assert not (set(study.missing) & proved) or not is_planned


@pytest.mark.parametrize("held", [c for n in range(4) for c in combinations(Content, n)])
def test_a_class_of_content_is_covered_by_a_finished_study_alone(held):
    done = [Study(one, frozenset(Part), True) for one in held]
    begun = [Study(one, frozenset({Part.TIME}), True) for one in Content]
    assert set(uncovered([*done, *begun])) == set(Content) - set(held)
