"""The shared catalogue: courses with materials, venues that limit classes, trainers who clash."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import NINE
from tests.training.makers import HALF_DAY, PDF, make_class
from tests.training.test_planning import refused
from training.actions import (
    SessionTerms,
    TrainerTerms,
    VenueTerms,
    add_session,
    change_entry,
    enrol,
    list_entry,
    retire_entry,
)
from training.models import Course, Trainer, Venue
from training.rules import Refusal, Window

LATER = NINE + timedelta(days=7)
COURSE = {"title": "证据课", "subject": "public", "kind": "centralised", "half_days": 2}


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NINE}


def make_venue(cast, by, capacity=40):
    terms = VenueTerms(cast["li"].agency, "一号教室", "法治路 1 号", capacity)
    return list_entry(Venue, terms, **by)


def make_trainer(cast, by, person=None):
    terms = TrainerTerms(cast["li"].agency, "周讲", "市委党校", "行政法", person)
    return list_entry(Trainer, terms, **by)


def lesson(lecturer, at=LATER):
    return SessionTerms("第一讲", "", Window(at, at + HALF_DAY), lecturer=lecturer)


def test_a_class_takes_no_more_than_its_room_and_carries_its_name(cast, by):
    room = make_venue(cast, by)
    made = make_class(cast, room=room, capacity=40, starts_at=LATER)
    assert made.venue == "一号教室"
    assert refused(make_class, cast, room=room, capacity=41) == (Refusal.VENUE_TOO_SMALL, "40")
    again = VenueTerms(room.agency, "另名", "", 10)
    assert change_entry(room, again, **by).name == "一号教室"


def test_a_trainer_stands_in_one_room_at_a_time(cast, by):
    trainer = make_trainer(cast, by)
    first = make_class(cast, starts_at=LATER, half_days=0, is_open=False)
    second = make_class(cast, starts_at=LATER, half_days=0, is_open=False, venue="别处")
    session = add_session(first, lesson(trainer), **by)
    assert session.trainer == "周讲"
    reason, about = refused(add_session, second, lesson(trainer), **by)
    assert (reason, about) == (Refusal.TRAINER_TAKEN, "周讲（行政处罚法与裁量基准：第一讲）")
    add_session(second, lesson(trainer, LATER + HALF_DAY), **by)


def test_an_officer_does_not_teach_while_on_another_roster(cast, by):
    trainer = make_trainer(cast, by, cast["li"])
    make_class(cast, cast["li"], starts_at=LATER)
    other = make_class(cast, starts_at=LATER, half_days=0, is_open=False, venue="别处")
    assert refused(add_session, other, lesson(trainer), **by)[0] == Refusal.TRAINER_TAKEN


def test_an_officer_is_put_on_no_roster_while_teaching_elsewhere(cast, by):
    taught = make_class(cast, starts_at=LATER, half_days=0, is_open=False, venue="别处", title="甲")
    add_session(taught, lesson(make_trainer(cast, by, cast["li"])), **by)
    other = make_class(cast, starts_at=LATER)
    assert refused(enrol, other, [cast["li"]], **by) == (Refusal.PERSON_TAKEN, "李青（甲）")


def test_an_entry_stands_once_until_it_is_retired(cast, by):
    room = make_venue(cast, by)
    assert refused(make_venue, cast, by)[0] == Refusal.ALREADY_LISTED
    retire_entry(room, reason="拆除", **by)
    assert refused(retire_entry, room, reason="拆除", **by)[0] == Refusal.WRONG_STATE
    assert make_venue(cast, by).pk != room.pk


def test_a_coordinator_keeps_a_course_with_its_material(client, cast):
    client.force_login(cast["coordinator"].user)
    here = cast["li"].agency_id
    added = client.post("/training/catalogue/courses/add/", COURSE | {"agency": here})
    assert added.status_code == 302
    again = client.post("/training/catalogue/courses/add/", COURSE | {"agency": here})
    assert again.status_code == 409
    found = Course.objects.get()
    file = {"title": "讲义", "file": SimpleUploadedFile("讲义.pdf", PDF)}
    assert client.post(f"/training/courses/{found.ref}/materials/", file).status_code == 302
    stored = found.materials.get().file
    client.force_login(cast["zhao"].user)
    assert client.get(f"/training/materials/{stored.ref}/").content == PDF
    assert client.post(f"/training/materials/{stored.ref}/remove/").status_code == 403
    client.force_login(cast["coordinator"].user)
    assert "讲义" in client.get(f"/training/courses/{found.ref}/").content.decode()
    assert client.post(f"/training/materials/{stored.ref}/remove/").status_code == 302
    assert client.get(f"/training/materials/{stored.ref}/").status_code == 404


def test_a_trainer_is_linked_to_nobody_out_of_reach(client, cast):
    client.force_login(cast["coordinator"].user)
    data = {"agency": cast["li"].agency_id, "name": "赵禾", "title": "区农业农村局"}
    zhao = data | {"staff_number": cast["zhao"].staff_number}
    answer = client.post("/training/catalogue/trainers/add/", zhao)
    assert answer.status_code == 422
    assert "管辖范围内没有此编号的人员" in answer.content.decode()
    li = data | {"staff_number": cast["li"].staff_number}
    assert client.post("/training/catalogue/trainers/add/", li).status_code == 302
    assert Trainer.objects.get().person == cast["li"]
