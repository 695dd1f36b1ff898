"""The list of persons, one person, and the forms around them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from journal.models import Entry
from people import actions
from people.models import Agency, Assignment, Person, Post, User
from people.rules import Details
from tests.conftest import NINE, make_person
from tests.people.test_add_person import VALID

LIST = "/people/persons/"
NEW = {
    "name": "孙新",
    "title": "执法人员",
    "kind": "enforcement",
    "establishment": "civil",
    "valid_from": "2026-11-01",
}


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["agency_admin"].user)
    return client


def names(answer):
    return {row.record.name for row in answer.context["table"].page.object_list}


def test_an_admin_sees_everybody_of_the_own_subtree_and_nobody_else(admin, cast, tree):
    make_person(tree.team, "10000008", "孙深")
    shown = names(admin.get(LIST))
    assert {"李青", "王川", "孙深"} <= shown
    assert not {"赵禾", "邹邻", "系一"} & shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "李"}, {"李青"}),
        ({"q": "10000002"}, {"王川"}),
        ({"q": "1000000"}, {"李青", "王川"}),
        ({"role": "coordinator"}, {"陈培"}),
        ({"account": "closed"}, {"王川"}),
        ({"q": "无此人"}, set()),
        ({"q": "' OR 1=1 --"}, set()),
    ],
)
def test_the_list_is_narrowed(admin, cast, asked, found):
    User.objects.filter(person=cast["wang"]).update(is_active=False)
    assert names(admin.get(LIST, asked)) == found


def test_an_agency_stands_for_everything_below_it(admin, cast, tree):
    make_person(tree.team, "10000008", "孙深")
    assert names(admin.get(LIST, {"agency": tree.team.pk})) == {"孙深"}
    assert "孙深" in names(admin.get(LIST, {"agency": tree.here.pk}))


def test_a_foreign_agency_cannot_be_asked_for_and_is_not_even_known(admin, cast, tree):
    foreign = admin.get(LIST, {"agency": tree.there.pk})
    unknown = admin.get(LIST, {"agency": 999_999})
    assert "赵禾" not in foreign.content.decode()
    assert foreign.context["filter"].form.errors == unknown.context["filter"].form.errors
    assert foreign.context["filter"].form.errors


@pytest.mark.parametrize("key", ["name", "-staff_number", "agency", "post_title", "-post_kind"])
def test_the_list_is_sorted_by_what_it_shows(admin, cast, key):
    assert admin.get(LIST, {"sort": key}).status_code == 200


@pytest.mark.parametrize(
    "key",
    [
        "identity_lookup",
        "user__password",
        "-phone_cipher",
        "pick",
        "account",
        "?",
        "agency__names__reason",
        "name,",
        "%00",
    ],
)
def test_nothing_hidden_can_be_sorted_by(admin, cast, key):
    """Threat 62: an order by a hidden column would tell it bit by bit."""
    plain = admin.get(LIST, {"sort": "agency"})
    asked = admin.get(LIST, {"sort": key})
    assert asked.status_code == 200
    rows = [row.record.pk for row in asked.context["table"].page.object_list]
    if not key.startswith("name"):
        assert rows == [row.record.pk for row in plain.context["table"].page.object_list]


def test_an_empty_list_says_what_comes_next(admin, cast):
    page = admin.get(LIST, {"q": "无此人"}).content.decode()
    assert "没有符合条件的人员" in page
    assert "请调整筛选条件" in page


def test_the_list_pages_by_fifty_and_costs_the_same_queries(
    admin, cast, tree, django_assert_max_num_queries
):
    for n in range(60):
        make_person(tree.team, f"7{n:07}", f"孙{n}")
    with django_assert_max_num_queries(7):
        answer = admin.get(LIST)
    assert len(answer.context["table"].page.object_list) == 50
    assert admin.get(LIST, {"page": 2}).status_code == 200
    assert admin.get(LIST, {"page": "x"}).status_code == 200


def test_the_export_holds_what_the_list_shows_as_text_and_no_identity_number(admin, cast, tree):
    make_person(tree.team, "10000008", "=cmd|'/c calc'!A1")
    details = Details("李青", identity_number=VALID, phone="13912345678")
    actions.correct_person(cast["li"], details, reason="补登", actor=None, now=NINE)
    answer = admin.get("/people/persons/export/", {"q": "1000000"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {row[0] for row in rows[1:]} == {"10000001", "10000002", "10000008"}
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    assert VALID not in str(rows)
    assert "13912345678" not in str(rows)


def test_a_person_is_entered_by_the_form(admin, cast, tree):
    answer = admin.post(
        f"{LIST}add/", NEW | {"agency": tree.team.pk, "domains": "城市管理、市场监管，农业农村"}
    )
    person = Person.objects.get(name="孙新")
    assert answer.url == f"{LIST}{person.pk}/"
    assert Post.objects.get(person=person).domains == ["城市管理", "市场监管", "农业农村"]
    assert Entry.objects.get(act="people.add_person").actor_id == cast["agency_admin"].pk


@pytest.mark.parametrize("over", ["there", "city"])
def test_nobody_is_entered_into_a_foreign_agency(admin, cast, tree, over):
    answer = admin.post(f"{LIST}add/", NEW | {"agency": getattr(tree, over).pk})
    assert answer.status_code == 422
    assert not Person.objects.filter(name="孙新").exists()


def test_what_was_typed_stays_when_it_is_refused(admin, cast, tree):
    typed = NEW | {"agency": tree.here.pk, "identity_number": "123456"}
    answer = admin.post(f"{LIST}add/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    (beside,) = answer.context["form"].errors["identity_number"]
    assert "身份证号不正确" in beside
    assert page.count("身份证号不正确") == 1
    assert 'value="孙新"' in page
    assert 'value="123456"' in page


def test_a_known_identity_number_is_named_in_sight_and_never_out_of_it(admin, cast, tree):
    """Threat 99."""
    typed = NEW | {"agency": tree.here.pk, "identity_number": VALID}
    details = Details("", identity_number=VALID)
    actions.correct_person(cast["wang"], details, reason="补登", actor=None, now=NINE)
    seen = admin.post(f"{LIST}add/", typed)
    assert seen.status_code == 409
    assert "王川（10000002）" in seen.content.decode()
    Person.objects.filter(pk=cast["wang"].pk).update(agency=tree.there)
    unseen = admin.post(f"{LIST}add/", typed)
    assert unseen.status_code == 409
    page = unseen.content.decode()
    assert "该身份证号不能登记" in page
    assert "王川" not in page
    assert "10000002" not in page
    assert "区农业农村局" not in page


def test_fields_that_the_form_does_not_have_change_nothing(admin, cast, tree):
    """Threat 61."""
    extra = {
        "staff_number": "99999999",
        "is_active": "",
        "is_staff": "1",
        "person": cast["zhao"].pk,
        "agency_id": tree.there.pk,
        "recorded_by_id": "1",
        "role": "system_admin",
        "superseded_at": "2026-01-01",
    }
    li = cast["li"]
    admin.post(f"{LIST}{li.pk}/correct/", {"name": "李清", "reason": "更正"} | extra)
    li.refresh_from_db()
    assert (li.name, li.staff_number, li.agency) == ("李清", "10000001", tree.here)
    assert li.user.is_active
    assert {a.role for a in Assignment.objects.filter(person=li)} == {"officer"}


def test_a_role_outside_the_offered_ones_is_refused_by_form_and_deed(admin, cast, tree):
    typed = {"valid_from": "2026-11-23", "reason": "工作需要", "agency": tree.here.pk}
    for role, agency in [("system_admin", tree.here), ("coordinator", tree.city)]:
        answer = admin.post(
            f"{LIST}{cast['wang'].pk}/role/", typed | {"role": role, "agency": agency.pk}
        )
        assert answer.status_code == 422
    assert Assignment.objects.filter(person=cast["wang"]).count() == 1


def test_the_identity_number_is_masked_until_a_reason_is_given_and_recorded(admin, cast):
    details = Details("", identity_number=VALID, phone="13912345678")
    actions.correct_person(cast["li"], details, reason="补登", actor=None, now=NINE)
    person = admin.get(f"{LIST}{cast['li'].pk}/").content.decode()
    assert VALID not in person
    assert VALID[:3] + "*" * 11 + VALID[-4:] in person
    assert "13912345678" not in person
    unasked = admin.post(f"{LIST}{cast['li'].pk}/identity/", {"reason": ""})
    assert unasked.status_code == 422
    assert VALID not in unasked.content.decode()
    shown = admin.post(f"{LIST}{cast['li'].pk}/identity/", {"reason": "核对证件"})
    assert VALID in shown.content.decode()
    entry = Entry.objects.get(act="people.reveal_identity")
    assert (entry.actor_id, entry.facts) == (cast["agency_admin"].pk, {"reason": "核对证件"})


def test_the_timeline_shows_posts_and_only_offers_what_one_may(admin, cast, tree):
    page = admin.get(f"{LIST}{cast['setter'].pk}/").content.decode()
    assert "停用账号" not in page
    assert "打印激活单" not in page
    page = admin.get(f"{LIST}{cast['li'].pk}/").content.decode()
    assert "停用账号" in page
    assert "打印激活单" in page


def test_one_sees_oneself_without_any_deed(client, cast):
    client.force_login(cast["li"].user)
    page = client.get(f"{LIST}{cast['li'].pk}/").content.decode()
    assert "李青" in page
    assert "登记岗位" not in page
    assert "停用账号" not in page


def test_an_admin_who_serves_elsewhere_has_no_rights_over_oneself(client, cast, tree):
    """Being visible to oneself is not being in one's own scope."""
    outsider = make_person(tree.here, "20000009", "外管", "agency_admin", over=tree.district)
    client.force_login(outsider.user)
    assert client.get(f"{LIST}{outsider.pk}/").status_code == 200
    assert client.get(f"{LIST}{outsider.pk}/correct/").status_code == 404
    assert client.get(f"{LIST}{outsider.pk}/identity/").status_code == 404


def test_a_post_elsewhere_is_out_of_reach(admin, cast, tree):
    """A person of ours with a post of theirs: the post is theirs."""
    post = Post.objects.create(
        person=cast["li"],
        agency=tree.there,
        title="借调",
        valid_from=date(2026, 1, 1),
        recorded_at=NINE,
        is_main=False,
    )
    for page in ("correct", "end", "withdraw"):
        assert admin.get(f"/people/posts/{post.pk}/{page}/").status_code == 404


def test_every_post_form_shows_its_refusal_beside_what_was_typed(admin, cast):
    post = Post.objects.get(person=cast["li"])
    answer = admin.post(
        f"/people/posts/{post.pk}/end/", {"last_day": "2020-01-01", "reason": "退休"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "日期早于起始日期" in page
    assert 'value="退休"' in page


def test_agencies_are_never_offered_from_outside(admin, cast, tree):
    form = admin.get(f"{LIST}add/").context["form"]
    offered = set(form.fields["agency"].queryset)
    assert offered == set(Agency.objects.filter(code__in=["C01", "C0101"]))
