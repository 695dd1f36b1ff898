"""The tree: entering, renaming, moving, closing; and what one sees of it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from journal.models import Entry
from people import actions
from people.models import Agency, Assignment, Person
from people.rules import Ending, Refusal, Rights, Role, RoleTerms
from tests.conftest import NINE, add_agency, make_person

TODAY = NINE.date()
YESTERDAY = TODAY - timedelta(days=1)


def rights_of(person):
    return Rights(person.pk, Assignment.objects.filter(person=person).grants(TODAY))


def enter(parent, code="C0102", name="市城管局二大队", now=NINE):
    return actions.add_agency(parent=parent, code=code, name=name, kind="team", actor=None, now=now)


def said(deed):
    with pytest.raises(actions.Refused) as refused:
        deed()
    return refused.value.reason


def test_a_new_agency_stands_below_its_parent_and_is_recorded(tree):
    agency = enter(tree.here)
    assert Agency.objects.get_parent(agency) == tree.here
    assert Entry.objects.get(act="people.add_agency").facts["parent"] == tree.here.pk


def test_a_code_names_one_agency(tree):
    assert said(lambda: enter(tree.here, code="C01")) == Refusal.CODE_TAKEN


def test_a_name_changes_with_a_day_and_the_former_name_stays(tree):
    agency = enter(tree.here, now=NINE - timedelta(days=300))
    actions.rename_agency(
        agency, "直属大队", valid_from=date(2026, 7, 1), reason="编委文件", actor=None, now=NINE
    )
    named = Agency.objects.filter(pk=agency.pk)
    assert named.with_name_on(date(2026, 6, 30)).get().name_on == "市城管局二大队"
    assert named.with_name_on(date(2026, 7, 1)).get().name_on == "直属大队"
    before = NINE - timedelta(days=1)
    known = named.with_name_on(date(2026, 7, 1), known_on=before).get()
    assert known.name_on == "市城管局二大队"
    assert named.with_name_on(date(2020, 1, 1)).get().name_on is None
    assert named.get().name == "直属大队"


@pytest.mark.parametrize(
    ("name", "day", "reason"),
    [
        ("市城管局二大队", TODAY, Refusal.SAME_NAME),
        ("直属大队", TODAY + timedelta(days=1), Refusal.DAY_IN_FUTURE),
        ("直属大队", TODAY, Refusal.DAY_BEFORE_START),
    ],
)
def test_a_name_that_cannot_be_is_refused(tree, name, day, reason):
    agency = enter(tree.here)
    assert reason == said(
        lambda: actions.rename_agency(
            agency, name, valid_from=day, reason="文件", actor=None, now=NINE
        )
    )


def test_a_moved_agency_takes_everything_below_along_and_rights_follow(tree, cast):
    deep = add_agency(tree.team, code="X", name="三中队", kind="team")
    make_person(deep, "10000008", "孙深")
    actions.move_agency(tree.team, tree.district, reason="机构改革", actor=None, now=NINE)
    deep.refresh_from_db()
    tree.district.refresh_from_db()
    assert deep.path.startswith(tree.district.path)
    seen = Person.objects.governed_by(rights_of(cast["neighbour"]), Role.AGENCY_ADMIN)
    assert seen.filter(name="孙深").exists()
    lost = Person.objects.governed_by(rights_of(cast["agency_admin"]), Role.AGENCY_ADMIN)
    assert not lost.filter(name="孙深").exists()


@pytest.mark.parametrize("target", ["here", "team"])
def test_an_agency_does_not_hang_below_itself(tree, target):
    reason = said(
        lambda: actions.move_agency(
            tree.here, getattr(tree, target), reason="误", actor=None, now=NINE
        )
    )
    assert reason == Refusal.NOT_BELOW_ITSELF


def test_a_move_that_would_join_what_two_must_do_is_refused_by_name(client, tree, cast):
    """Threat 65: 王川 audits the district and plans exams for the team."""
    for agency, role in ((tree.district, Role.AUDITOR), (tree.team, Role.EXAM_OFFICER)):
        terms = RoleTerms(role, TODAY, None, "会议决定")
        actions.grant_role(cast["wang"], agency, terms, by=None, now=NINE)
    client.force_login(cast["system_admin"].user)
    typed = {"parent": tree.there.pk, "reason": "三定方案"}
    answer = client.post(f"/people/agencies/{tree.team.pk}/move/", typed)
    assert answer.status_code == 409
    assert "下列人员担任的角色不能由一人兼任：王川" in answer.content.decode()
    assert Agency.objects.get(pk=tree.team.pk).path.startswith(tree.here.path)
    assert not Entry.objects.filter(act="people.move_agency").exists()
    former = {"valid_from": YESTERDAY, "valid_to": YESTERDAY}
    Assignment.objects.filter(role=Role.AUDITOR, agency=tree.district).update(**former)
    assert client.post(f"/people/agencies/{tree.team.pk}/move/", typed).status_code == 302


def test_a_merger_that_would_join_them_is_refused_too(tree, cast):
    below = enter(tree.team)
    for agency, role in ((tree.district, Role.AUDITOR), (below, Role.EXAM_OFFICER)):
        terms = RoleTerms(role, TODAY, None, "会议决定")
        actions.grant_role(cast["wang"], agency, terms, by=None, now=NINE)
    ending = Ending(TODAY, "机构改革")
    with pytest.raises(actions.Refused) as refused:
        actions.merge_agency(tree.team, tree.there, ending, actor=None, now=NINE)
    assert refused.value.reason == Refusal.ROLES_MEET
    assert refused.value.persons == [cast["wang"]]


def test_an_agency_closes_when_nobody_works_in_it_and_nothing_hangs_below(tree, cast):
    ending = Ending(TODAY, "机构改革")
    assert (
        said(lambda: actions.close_agency(tree.here, ending, actor=None, now=NINE))
        == Refusal.AGENCY_IN_USE
    )
    actions.close_agency(tree.team, ending, actor=None, now=NINE)
    tree.team.refresh_from_db()
    assert tree.team.closed_on == TODAY
    assert said(lambda: enter(tree.team)) == Refusal.AGENCY_CLOSED


def test_the_page_shows_the_own_subtree_with_headcounts(client, tree, cast):
    make_person(tree.team, "10000008", "孙深")
    client.force_login(cast["agency_admin"].user)
    answer = client.get("/people/agencies/")
    (root,) = answer.context["roots"]
    assert root.agency == tree.here
    assert root.total == Person.objects.filter(agency__in=[tree.here, tree.team]).count()
    assert [below.total for below in root.below] == [1]
    assert "东河区" not in answer.content.decode()


def test_a_search_shows_what_leads_to_the_hits(client, tree, cast):
    client.force_login(cast["system_admin"].user)
    page = client.get("/people/agencies/", {"q": "一大队"}).content.decode()
    assert "市城管局一大队" in page
    assert "东河区" not in page
    assert "没有符合条件的单位" in client.get("/people/agencies/", {"q": "无此"}).content.decode()


def test_the_tree_goes_out_as_a_sheet_of_what_is_shown(client, tree, cast):
    client.force_login(cast["agency_admin"].user)
    answer = client.get("/people/agencies/export/")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0] == ("编码", "名称", "类别", "上级单位", "人员（含下级）", "撤并日期")
    assert [row[1] for row in rows[1:]] == ["市城管局", "市城管局一大队"]
    assert rows[2][3] == "市城管局"
    found = client.get("/people/agencies/export/", {"q": "无此"})
    assert len(list(openpyxl.load_workbook(BytesIO(found.content)).active.values)) == 1


@pytest.mark.sqlite  # as many on either engine
def test_the_tree_costs_the_same_queries_however_large(
    client, tree, cast, django_assert_max_num_queries
):
    client.force_login(cast["system_admin"].user)
    for n in range(20):
        add_agency(tree.team, code=f"T{n}", name=f"{n}中队", kind="team")
    with django_assert_max_num_queries(6):
        client.get("/people/agencies/")
    with django_assert_max_num_queries(8):
        client.get(f"/people/agencies/{tree.team.pk}/")
