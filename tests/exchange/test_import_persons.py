"""Persons come in by a sheet: staged, checked against the importer's scope, committed whole."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.models import Import, ImportedRecord, ImportRow
from exchange.rules import Refused, Resolution
from journal.models import Entry
from people import actions
from people.models import AccountState, Assignment, Person, Post
from people.rules import Details, Entrant, PostTerms, Role
from tests.conftest import NINE, make_person
from tests.exchange import files
from tests.exchange.conftest import commit, faults, mend, resolve, stage, standings, undo

NUMBER = "210102199003071231"


def numbered(first_seventeen):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(first_seventeen, weights, strict=True))
    return first_seventeen + "10X98765432"[total % 11]


NUMBER = numbered(NUMBER[:17])


def enter(agency, name="周明", identity=""):
    terms = PostTerms(title="执法人员", valid_from=date(2026, 1, 1))
    entrant = Entrant(Details(name, identity), terms)
    return actions.add_person(agency, entrant, actor=None, now=NINE)


def test_a_row_becomes_a_person_with_post_role_and_pending_account(tree, cast):
    row = files.person("孙新", identity=NUMBER, phone="13912345678", domains="城市管理、市场监管")
    job = commit(stage("persons", files.persons(row), cast["agency_admin"]))
    assert (job.state, job.added) == ("committed", 1)
    person = Person.objects.get(name="孙新")
    assert (person.agency, person.identity_number) == (tree.here, NUMBER)
    assert person.phone == "13912345678"
    assert person.user.state == AccountState.PENDING
    post = Post.objects.get(person=person)
    assert (post.title, post.kind, post.establishment) == ("执法人员", "enforcement", "civil")
    assert (post.domains, post.valid_from) == (["城市管理", "市场监管"], date(2026, 3, 1))
    role = Assignment.objects.get(person=person)
    assert (role.role, role.agency) == (Role.OFFICER, tree.here)


def test_every_person_and_the_import_itself_stand_in_the_journal_without_names(cast):
    job = commit(stage("persons", files.persons(files.person("孙新")), cast["agency_admin"]))
    person = Person.objects.get(name="孙新")
    entered = Entry.objects.get(subject=f"people.person:{person.pk}")
    assert (entered.act, entered.actor_id) == ("people.add_person", cast["agency_admin"].pk)
    entry = Entry.objects.get(subject=f"exchange.import:{job.ref}")
    assert entry.facts == {"kind": "persons", "file": job.file_sha256, "added": 1}
    assert "孙新" not in str([e.body() for e in Entry.objects.all()])


WRONG = {
    "no name": ({"name": ""}, ("name", "required")),
    "a name like a formula": ({"name": "=cmd()"}, ("name", "name_shape")),
    "a name like markup": ({"name": "<b>李</b>"}, ("name", "name_shape")),
    "an unknown agency": ({"agency": "C99"}, ("agency", "agency_unknown")),
    "a foreign agency": ({"agency": "D01"}, ("agency", "agency_unknown")),
    "an unknown kind of post": ({"kind": "临时"}, ("kind", "not_a_choice")),
    "no such day": ({"valid_from": "2026-02-30"}, ("valid_from", "not_a_day")),
    "a day far ahead": ({"valid_from": "2036-02-01"}, ("valid_from", "day_out_of_range")),
    "a short number": ({"identity": "123"}, ("identity", "identity_shape")),
    "a mistyped number": ({"identity": NUMBER[:16] + "00"}, ("identity", "identity_check")),
    "a number spoilt by Excel": ({"identity": "2.10102199003071E+17"}, ("identity", "digits_lost")),
    "a strange telephone": ({"phone": "12345"}, ("phone", "phone_shape")),
    "a role that is not the importer's to give": ({"roles": "监督员"}, ("roles", "role_not_yours")),
    "an unknown role": ({"roles": "队长"}, ("roles", "not_a_choice")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_named_by_row_and_column_and_nothing_can_be_committed(cast, name):
    given, fault = WRONG[name]
    rows = [files.person("孙新"), files.person(**({"name": "吴立"} | given))]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert (3, *fault) in faults(job)
    assert standings(job) == {2: "new", 3: "faulty"}
    before = Person.objects.count()
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)
    assert Person.objects.count() == before


def test_a_mended_cell_is_checked_anew_with_all_the_others(cast):
    rows = [files.person("孙新", valid_from="三月"), files.person("吴立")]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    mend(job, 2, valid_from="2026年3月1日", name="吴立")
    assert faults(job) == []
    assert standings(job) == {2: "new", 3: "namesake"}
    mend(job, 2, name="孙新")
    assert standings(job) == {2: "new", 3: "new"}
    assert commit(job).added == 2


def test_a_faulty_row_may_be_left_out(cast):
    rows = [files.person("孙新"), files.person("吴立", agency="C99")]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    resolve(job, 3, Resolution.SKIP)
    assert commit(job).added == 1
    assert not Person.objects.filter(name="吴立").exists()


def test_the_same_file_twice_adds_nothing(cast):
    rows = [files.person("孙新"), files.person("吴立"), files.person("孙新")]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    resolve(job, 4, Resolution.DIFFERENT)
    assert commit(job).added == 3
    again = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert set(standings(again).values()) == {"unchanged"}
    with pytest.raises(Refused, match="nothing_new"):
        commit(again)
    assert Person.objects.filter(name="孙新").count() == 2


def test_a_row_that_was_mended_is_known_again_as_the_file_has_it(cast):
    data = files.persons(files.person("孙新", valid_from="三月"))
    job = stage("persons", data, cast["agency_admin"])
    mend(job, 2, valid_from="2026-03-01")
    commit(job)
    assert standings(stage("persons", data, cast["agency_admin"])) == {2: "unchanged"}


def test_a_row_that_is_there_already_is_not_mended(cast):
    data = files.persons(files.person("孙新"))
    commit(stage("persons", data, cast["agency_admin"]))
    again = stage("persons", data, cast["agency_admin"])
    with pytest.raises(Refused, match="row_settled"):
        mend(again, 2, name="吴立")
    assert again.rows.get().cells["name"] == "孙新"


def test_a_file_with_one_new_row_adds_that_row_alone(cast):
    commit(stage("persons", files.persons(files.person("孙新")), cast["agency_admin"]))
    rows = [files.person("吴立"), files.person("孙新")]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert standings(job) == {2: "new", 3: "unchanged"}
    assert commit(job).added == 1


def test_a_namesake_stops_the_commit_until_the_importer_says_who_it_is(tree, cast):
    there = enter(tree.here)
    job = stage("persons", files.persons(files.person("周明")), cast["agency_admin"])
    assert standings(job) == {2: "namesake"}
    assert job.rows.get().candidates[0]["key"] == str(there.pk)
    with pytest.raises(Refused, match="open_namesakes"):
        commit(job)
    resolve(job, 2, Resolution.DIFFERENT)
    assert commit(job).added == 1
    assert Person.objects.filter(name="周明").count() == 2


def test_the_same_person_is_not_added_and_the_answer_is_remembered(tree, cast):
    there = enter(tree.here)
    data = files.persons(files.person("周明"), files.person("孙新"))
    job = stage("persons", data, cast["agency_admin"])
    resolve(job, 2, Resolution.SAME)
    assert commit(job).added == 1
    assert list(Person.objects.filter(name="周明")) == [there]
    assert standings(stage("persons", data, cast["agency_admin"]))[2] == "unchanged"


def test_the_same_person_as_an_earlier_row_becomes_one(cast):
    rows = [files.person("孙新"), files.person("孙新", title="队员")]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert standings(job) == {2: "new", 3: "namesake"}
    resolve(job, 3, Resolution.SAME)
    assert commit(job).added == 1
    person = Person.objects.get(name="孙新")
    assert set(ImportedRecord.objects.values_list("key", "added")) == {
        (str(person.pk), True), (str(person.pk), False),
    }  # fmt: skip


def test_a_choice_that_was_not_offered_is_refused(tree, cast):
    enter(tree.here)
    job = stage("persons", files.persons(files.person("周明")), cast["agency_admin"])
    with pytest.raises(Refused, match="no_choice"):
        resolve(job, 2, Resolution.SAME, key=str(cast["zhao"].pk))


def test_two_identity_numbers_tell_namesakes_apart_and_one_number_joins_them(tree, cast):
    enter(tree.here, identity=NUMBER)
    other = numbered("21010219900308123")
    rows = [files.person("周明", identity=other), files.person("周明", identity=NUMBER)]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert standings(job) == {2: "new", 3: "unchanged"}


def test_a_number_in_another_agency_of_the_scope_is_a_transfer_not_an_import(tree, cast):
    enter(tree.team, identity=NUMBER)
    rows = [files.person("周明", identity=NUMBER), files.person("周朗", identity=NUMBER)]
    job = stage("persons", files.persons(*rows), cast["agency_admin"])
    assert faults(job) == [
        (2, "identity", "works_elsewhere"),
        (3, "identity", "identity_repeated"),
        (3, "identity", "identity_of_another"),
    ]


def test_a_number_outside_the_scope_says_nothing_about_its_owner(tree, cast):
    """Threat 99: an import neither overwrites nor reveals a person of another agency."""
    stranger = enter(tree.there, "郑外", identity=NUMBER)
    job = stage(
        "persons", files.persons(files.person("郑外", identity=NUMBER)), cast["agency_admin"]
    )
    row = job.rows.get()
    assert row.faults == [{"column": "identity", "code": "identity_taken", "params": {}}]
    assert str(stranger.pk) not in (row.key, *row.candidates)
    assert stranger.staff_number not in str(row.faults)


def test_namesakes_of_other_agencies_are_not_shown(tree, cast):
    enter(tree.there, "周明")
    job = stage("persons", files.persons(files.person("周明")), cast["agency_admin"])
    assert standings(job) == {2: "new"}


def test_rights_lost_after_the_preview_stop_the_commit(cast):
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    Assignment.objects.filter(person=cast["agency_admin"]).update(valid_to=date(2026, 11, 1))
    commit(job)
    assert (job.state, job.refusal) == ("previewed", "changed_meanwhile")
    assert faults(job) == [(2, "agency", "agency_unknown")]
    assert not Person.objects.filter(name="孙新").exists()


def test_somebody_quicker_makes_the_import_ask_again(tree, cast):
    job = stage("persons", files.persons(files.person("周明")), cast["agency_admin"])
    enter(tree.here)
    commit(job)
    assert (job.state, standings(job)) == ("previewed", {2: "namesake"})


def test_staged_rows_and_the_file_hold_no_readable_number_and_are_gone_afterwards(cast, settings):
    data = files.persons(files.person("孙新", identity=NUMBER))
    job = stage("persons", data, cast["agency_admin"])
    stored = settings.MEDIA_ROOT / "imports" / job.stored_as
    assert stored.stat().st_mode & 0o777 == 0o600
    assert b"PK" not in stored.read_bytes()[:40]
    assert NUMBER.encode() not in bytes(job.rows.get().cells_cipher)
    assert NUMBER not in str(list(ImportRow.objects.values("identity", "faults", "candidates")))


def test_undo_takes_back_what_nobody_used(cast):
    data = files.persons(files.person("孙新"), files.person("吴立"))
    before = Person.objects.count()
    job = commit(stage("persons", data, cast["agency_admin"]))
    undo(job, cast["agency_admin"])
    assert job.state == "undone"
    assert Person.objects.count() == before
    assert Entry.objects.filter(act="people.take_back_person").count() == 2
    again = stage("persons", data, cast["agency_admin"])
    assert standings(again) == {2: "new", 3: "new"}
    assert commit(again).added == 2


def use_account(person, cast):
    person.user.set_password("Langes-Wort-2026")
    person.user.save(update_fields=["password"])


def use_slip(person, cast):
    actions.issue_codes([person], by=None, now=NINE)


def use_post(person, cast):
    terms = PostTerms(title="兼职", valid_from=date(2026, 5, 1), is_main=False)
    actions.add_post(person, person.agency, terms, actor=None, now=NINE.replace(hour=10))


@pytest.mark.parametrize("use", [use_account, use_slip, use_post])
def test_undo_is_refused_from_the_first_use_on_naming_what_is_used(cast, use):
    data = files.persons(files.person("孙新"), files.person("吴立"))
    job = commit(stage("persons", data, cast["agency_admin"]))
    use(Person.objects.get(name="吴立"), cast)
    with pytest.raises(Refused, match="used") as refused:
        undo(job, cast["agency_admin"])
    assert refused.value.params["what"] == "吴立"
    assert Person.objects.filter(name__in=["孙新", "吴立"]).count() == 2
    job.refresh_from_db()
    assert job.state == "committed"


def test_undo_spares_the_person_who_was_there_before(tree, cast):
    enter(tree.here)
    data = files.persons(files.person("周明"), files.person("孙新"))
    job = stage("persons", data, cast["agency_admin"])
    resolve(job, 2, Resolution.SAME)
    undo(commit(job), cast["agency_admin"])
    assert Person.objects.filter(name="周明").exists()
    assert not Person.objects.filter(name="孙新").exists()


def test_undo_needs_a_reason_and_happens_once(cast):
    job = commit(stage("persons", files.persons(files.person("孙新")), cast["agency_admin"]))
    with pytest.raises(Refused, match="reason_missing"):
        undo(job, cast["agency_admin"], reason="  ")
    undo(job, cast["agency_admin"])
    with pytest.raises(Refused, match="state"):
        undo(job, cast["agency_admin"])


def test_a_system_administrator_may_import_anywhere_and_any_role(tree, cast):
    rows = [files.person("孙新", agency="D01", roles="监督员"), files.person("吴立", roles="")]
    commit(stage("persons", files.persons(*rows), cast["system_admin"]))
    assert Person.objects.get(name="孙新").agency == tree.there
    assert not Assignment.objects.filter(person__name="吴立").exists()


def test_roles_that_may_not_meet_in_one_person_are_a_fault(cast):
    row = files.person("孙新", roles="监督员、考务员")
    job = stage("persons", files.persons(row), cast["system_admin"])
    assert faults(job) == [(2, "roles", "roles_clash")]


def test_an_officer_of_a_closed_agency_is_a_fault(tree, cast):
    tree.team.closed_on = date(2026, 1, 31)
    tree.team.save(update_fields=["closed_on"])
    job = stage("persons", files.persons(files.person(agency="C0101")), cast["agency_admin"])
    assert faults(job) == [(2, "agency", "agency_closed")]


def test_what_was_there_before_is_never_changed(tree, cast):
    make_person(tree.here, "10000009", "周明")
    before = list(Person.objects.order_by("pk").values())
    job = stage("persons", files.persons(files.person("周明", title="局长")), cast["agency_admin"])
    resolve(job, 2, Resolution.DIFFERENT)
    commit(job)
    after = list(Person.objects.order_by("pk").values())
    assert after[: len(before)] == before
    assert Import.objects.get().added == 1
