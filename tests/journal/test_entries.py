"""The auditor reads the journal: within the subtree, filtered, paged, exported for a purpose."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from journal.actions import Act, record, record_many
from journal.models import Entry
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ENTRIES = reverse("journal:entries")
EXPORT = reverse("journal:export_entries")


@pytest.fixture
@remembered
def acts(cast, tree):
    """An act for the city, and one a day for 市城管局 (its 一大队 too) and 区农业农村局."""
    li = cast["li"].pk
    placed = [(None, "journal.note"), (tree.here.pk, "people.grant_role")]
    placed += [(tree.team.pk, "people.end_role"), (tree.there.pk, "people.add_post")]
    return [
        record(li, act, f"people.person:{li}", {"reason": "轮岗"}, agency_id=agency, now=now)
        for (agency, act), now in zip(
            placed, [NINE + timedelta(days=day) for day in range(4)], strict=True
        )
    ]


@pytest.fixture
def auditor(client, cast):
    client.force_login(cast["auditor"].user)
    return client


@pytest.fixture
def district_auditor(client, cast, tree):
    person = make_person(tree.there, "60000002", "督二", Role.AUDITOR, over=tree.district)
    client.force_login(person.user)
    return client


def shown(client, **query):
    response = client.get(ENTRIES, query)
    assert response.status_code == 200
    return {row.record.act for row in response.context["table"].page.object_list}


def test_the_auditor_of_the_city_reads_everything(auditor, acts):
    assert len(shown(auditor)) == 4
    page = auditor.get(ENTRIES).content.decode()
    assert "4 条记录" in page
    assert "授予角色" in page
    assert "10000001 李青" in page


def test_the_auditor_of_a_district_reads_its_subtree_alone(district_auditor, acts):
    assert shown(district_auditor) == {"people.add_post"}
    for entry, status in zip(acts, [404, 404, 404, 200], strict=True):
        assert district_auditor.get(f"/journal/entries/{entry.pk}/").status_code == status
        assert district_auditor.get(f"/journal/chains/{entry.stream_id}/").status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"since": "2026-11-25"}, {"people.end_role", "people.add_post"}),
        ({"until": "2026-11-24"}, {"journal.note", "people.grant_role"}),
        ({"since": "2026-11-24", "until": "2026-11-24"}, {"people.grant_role"}),
        ({"act": "people.end_role"}, {"people.end_role"}),
        ({"actor": "10000002"}, set()),
        ({"actor": "99999999"}, set()),
        ({"subject": "people.person:0"}, set()),
        ({"agency": "here"}, {"people.grant_role", "people.end_role"}),
        ({"agency": "there"}, {"people.add_post"}),
    ],
)
def test_the_list_is_filtered(auditor, acts, tree, query, found):
    if "agency" in query:
        query = {"agency": getattr(tree, query["agency"]).pk}
    assert shown(auditor, **query) == found


def test_the_list_is_filtered_by_actor_and_subject(auditor, acts, cast):
    assert len(shown(auditor, actor="10000001")) == 4
    assert len(shown(auditor, subject=f"people.person:{cast['li'].pk}")) == 4


def test_a_filter_that_makes_no_sense_is_named_and_shows_nothing(auditor, acts):
    response = auditor.get(ENTRIES, {"since": "昨天", "agency": "999999"})
    assert response.status_code == 422
    assert "is-invalid" in response.content.decode()
    assert not response.context["table"].rows


def test_the_agency_of_another_district_is_no_filter(district_auditor, acts, tree):
    assert district_auditor.get(ENTRIES, {"agency": tree.here.pk}).status_code == 422


@pytest.mark.parametrize("sort", ["at", "-at", "act", "-act", "facts", "-hash", "stream__name"])
def test_the_list_sorts_by_time_and_act_alone(auditor, acts, sort):
    table = auditor.get(ENTRIES, {"sort": sort}).context["table"]
    order = [row.record.pk for row in table.page.object_list]
    wanted = {"at": "at", "act": "act", "-act": "-act"}.get(sort, "-at")
    assert order == list(Entry.objects.order_by(wanted).values_list("pk", flat=True))


def test_the_column_says_which_way_it_is_sorted(auditor, acts):
    assert 'aria-sort="descending"' in auditor.get(ENTRIES).content.decode()
    assert 'aria-sort="ascending"' in auditor.get(ENTRIES, {"sort": "at"}).content.decode()


def test_the_list_has_pages_of_fifty(auditor, cast):
    record_many([Act(None, "journal.note", f"journal.test:{n}") for n in range(120)], now=NINE)
    table = auditor.get(ENTRIES, {"page": 3}).context["table"]
    assert len(table.page.object_list) == 20
    assert auditor.get(ENTRIES, {"page": "x"}).status_code == 200
    assert auditor.get(ENTRIES, {"page": 999}).status_code == 200


@pytest.mark.sqlite  # as many on either engine
@pytest.mark.parametrize("rows", [1, 20])
def test_the_queries_do_not_grow_with_the_rows(auditor, cast, rows, django_assert_max_num_queries):
    city, people = cast["li"].agency.pk, list(cast.values())
    record_many(
        [
            Act(people[n % 9].pk, "people.add_post", f"people.person:{n}", agency_id=city)
            for n in range(rows)
        ],
        now=NINE,
    )
    # session, user, person, grants, roots, agencies of the filter, count, rows, persons, agencies,
    # and what the frame asks
    with django_assert_max_num_queries(13):
        auditor.get(ENTRIES)


def test_an_empty_journal_says_so(auditor):
    assert "没有符合条件的记录" in auditor.get(ENTRIES).content.decode()


def test_an_entry_shows_its_facts_and_that_it_fits(auditor, acts):
    page = auditor.get(reverse("journal:entry", args=[acts[1].pk])).content.decode()
    for words in ("授予角色", "轮岗", "李青", "市城管局", acts[1].hash, "与前后条相符"):
        assert words in page


def test_an_entry_that_does_not_exist_is_404(auditor, acts):
    assert auditor.get("/journal/entries/999999/").status_code == 404
    assert auditor.get("/journal/chains/999999/").status_code == 404


def test_a_whole_chain_is_said_to_be_whole(auditor, acts):
    page = auditor.get(reverse("journal:chain", args=[acts[0].stream_id])).content.decode()
    assert "全市日志链" in page
    assert "完整" in page


def test_an_export_holds_what_is_seen_and_is_itself_recorded(auditor, acts, cast):
    response = auditor.post(f"{EXPORT}?act=people.grant_role", {"purpose": "年度监督检查"})
    assert response.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    [head, line] = rows.to_python()
    assert line[head.index("行为")] == "授予角色"
    assert line[head.index("散列")] == acts[1].hash
    entry = Entry.objects.get(act="journal.export_entries")
    assert entry.actor_id == cast["auditor"].pk
    assert entry.facts == {
        "purpose": "年度监督检查",
        "rows": 1,
        "conditions": {"act": "people.grant_role"},
    }


@pytest.mark.parametrize("purpose", ["", "  ", "查", "长" * 201])
def test_without_a_purpose_nothing_leaves_and_nothing_is_recorded(auditor, acts, purpose):
    response = auditor.post(EXPORT, {"purpose": purpose})
    assert response.status_code == 422
    assert "导出" in response.content.decode()
    assert not Entry.objects.filter(act="journal.export_entries").exists()


def test_the_export_of_nothing_and_of_too_much_is_refused(auditor, acts, monkeypatch):
    assert "没有可以导出的记录" in auditor.get(f"{EXPORT}?actor=99999999").content.decode()
    assert auditor.post(f"{EXPORT}?since=x", {"purpose": "监督检查"}).status_code == 422
    monkeypatch.setattr("mingfa.auditing.sheet.LIMIT", 3)
    response = auditor.post(EXPORT, {"purpose": "监督检查"})
    assert response.status_code == 422
    assert "一次最多导出 3 条" in response.content.decode()


def test_only_auditors_read_the_journal(client, cast, acts):
    """The system administrator too is refused: who runs the site does not read its record."""
    pages = [ENTRIES, EXPORT, f"/journal/entries/{acts[0].pk}/", f"/journal/chains/{acts[0].pk}/"]
    for who, person in cast.items():
        client.force_login(person.user)
        for page in pages:
            status = client.get(page).status_code
            assert (status == 403) == (who != "auditor"), (who, page, status)
    client.logout()
    for page in pages:
        assert client.get(page).status_code == 302
