"""Entering a person: number, account, post, identity number."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from journal.models import Entry
from people import actions, rules
from people.models import AccountState, Person, Post, User
from people.rules import Details, Entrant, PostTerms, Refusal
from tests.conftest import NINE


def numbered(first_seventeen):
    """A whole identity number from its first seventeen digits."""
    total = sum(
        int(d) * w
        for d, w in zip(
            first_seventeen, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True
        )
    )
    return first_seventeen + "10X98765432"[total % 11]


VALID = numbered("21010219900307123")


def entrant(name="孙新", identity="", phone="", number=""):
    terms = PostTerms(title="执法人员", valid_from=date(2026, 11, 1), domains=("城市管理",))
    return Entrant(Details(name, identity, phone), terms, number)


def enter(agency, actor, **given):
    return actions.add_person(agency, entrant(**given), actor=actor, now=NINE)


def test_a_new_person_has_a_checked_number_a_post_and_an_account_without_password(tree, cast):
    person = enter(tree.here, cast["agency_admin"])
    assert rules.is_staff_number(person.staff_number)
    assert person.user.username == person.staff_number
    assert person.user.state == AccountState.PENDING
    assert not person.user.has_usable_password()
    assert Post.objects.in_force(date(2026, 11, 2)).get(person=person).agency == tree.here


def test_the_act_is_in_the_journal_without_the_name(tree, cast):
    person = enter(tree.here, cast["agency_admin"], identity=VALID)
    entry = Entry.objects.get(act="people.add_person")
    assert entry.actor_id == cast["agency_admin"].pk
    assert entry.subject == f"people.person:{person.pk}"
    assert "孙新" not in str(entry.body())
    assert VALID not in str(entry.body())


def test_the_identity_number_is_kept_encrypted_and_found_by_its_keyed_hash(tree, cast):
    person = enter(tree.here, cast["agency_admin"], identity=VALID, phone="13912345678")
    person.refresh_from_db()
    assert VALID.encode() not in bytes(person.identity_cipher)
    assert person.identity_number == VALID
    assert person.masked_identity == VALID[:3] + "*" * 11 + VALID[-4:]
    assert person.masked_phone == "139****5678"
    assert Person.objects.with_identity(VALID).get() == person


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"identity": "123"}, Refusal.IDENTITY_INVALID),
        ({"identity": VALID[:-1] + ("1" if VALID[-1] != "1" else "2")}, Refusal.IDENTITY_INVALID),
        ({"identity": numbered("21010219901307123")}, Refusal.IDENTITY_INVALID),
        ({"identity": numbered("21010220300307123")}, Refusal.IDENTITY_INVALID),
        ({"phone": "12345"}, Refusal.PHONE_INVALID),
        ({"number": "10000001"}, Refusal.NUMBER_TAKEN),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tree, cast, given, reason):
    before = Person.objects.count(), User.objects.count()
    with pytest.raises(actions.Refused) as refused:
        enter(tree.here, cast["agency_admin"], **given)
    assert refused.value.reason == reason
    assert (Person.objects.count(), User.objects.count()) == before


def test_one_identity_number_belongs_to_one_person_and_the_refusal_does_not_say_to_whom(tree, cast):
    enter(tree.there, cast["neighbour"], identity=VALID)
    with pytest.raises(actions.Refused) as refused:
        enter(tree.here, cast["agency_admin"], name="别名", identity=VALID.lower())
    assert refused.value.reason == Refusal.IDENTITY_TAKEN
    assert refused.value.person is None


def test_nobody_enters_a_closed_agency(tree, cast):
    tree.team.closed_on = date(2026, 1, 31)
    tree.team.save(update_fields=["closed_on"])
    with pytest.raises(actions.Refused) as refused:
        enter(tree.team, cast["agency_admin"])
    assert refused.value.reason == Refusal.AGENCY_CLOSED


def test_a_dump_of_every_table_shows_neither_identity_number_nor_telephone(tree, cast):
    """Threat 101, on what the database engine itself hands out."""
    enter(tree.here, cast["agency_admin"], identity=VALID, phone="13912345678")
    dumped = "".join(_rows_of(table) for table in connection.introspection.table_names())
    assert "孙新" in dumped
    assert VALID not in dumped
    assert "13912345678" not in dumped


def _rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # own names
        return "".join(
            bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
            for row in cursor.fetchall()
            for value in row
        )


def test_neither_logs_nor_addresses_show_an_identity_number(client, tree, cast, caplog, capfd):
    """Threat 102: it travels in the body of a form alone."""
    client.force_login(cast["agency_admin"].user)
    typed = {
        "name": "孙新",
        "identity_number": VALID,
        "phone": "13912345678",
        "agency": tree.here.pk,
        "title": "执法人员",
        "kind": "enforcement",
        "establishment": "civil",
        "valid_from": "2026-11-01",
    }
    answer = client.post("/people/persons/add/", typed)
    assert answer.status_code == 302
    client.post("/people/persons/add/", typed)
    out, err = capfd.readouterr()
    written = caplog.text + out + err + answer.url
    assert "people:add_person" in written
    assert VALID not in written
    assert "13912345678" not in written
