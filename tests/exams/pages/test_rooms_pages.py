"""The desk over all rooms, the console of one, and what is printed and brought in for them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from exams.actions import rooming, seating
from exams.actions.seating import RoomDraft
from exams.models import Candidate, CandidatePhoto, CheckIn, ExamRoom, RoomSeat, Signature
from exams.sheets.rosters import ExamRosterImport
from exams.sheets.seats import SeatImport
from exchange.rules import Row, Standing
from people.models import Person
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_exam, started
from tests.exams.roomed import make_roomed

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def roomed(cast, at):
    made = make_roomed(cast)
    cast["watch"], cast["chief"] = made.watch, made.chief
    return made


def page(client, name, *args, **headers):
    return client.get(reverse(f"exams:{name}", args=args), headers=headers).content.decode()


def test_a_candidate_is_let_in_at_the_console(ask, cast, roomed):
    watch = ask("watch")
    assert "还有 <b>2</b> 人未到" in page(watch, "console", roomed.first.ref)
    li = roomed.session.candidates.get(person=cast["li"])
    address = reverse("exams:check_in", args=[roomed.first.ref, li.ref])
    assert watch.post(address).status_code == 302
    watch.post(address)
    assert CheckIn.objects.count() == 1, "a second click changes nothing"
    shown = page(watch, "console", roomed.first.ref, **{"HX-Request": "true"})
    assert "<html" not in shown
    assert 'hx-trigger="every 3s"' in shown
    assert "还有 <b>1</b> 人未到" in shown
    zhao = roomed.session.candidates.get(person=cast["zhao"])
    foreign = reverse("exams:check_in", args=[roomed.first.ref, zhao.ref])
    assert watch.post(foreign).status_code == 404, "the candidate of another room"


def test_who_supervises_one_room_sees_that_room_alone(ask, cast, roomed):
    watch = ask("watch")
    ways = [
        f'href="{reverse(f"exams:{name}", args=[roomed.session.ref])}">'
        for name in ("room", "desk")
    ]
    for who, way in zip((watch, ask("chief")), ways, strict=True):
        assert f'btn-primary" {way}' in page(who, "rooms")
    desk = watch.get(reverse("exams:room", args=[roomed.session.ref]))
    assert desk.url == reverse("exams:console", args=[roomed.first.ref])
    assert watch.get(reverse("exams:desk", args=[roomed.session.ref])).status_code == 404
    assert watch.get(reverse("exams:console", args=[roomed.second.ref])).status_code == 404
    for who, status in (("li", 200), ("zhao", 404)):
        attempt = started(roomed.session, cast[who])
        seat = reverse("exams:seat", args=[roomed.session.ref, attempt.ref])
        assert watch.get(seat).status_code == status


def test_the_chief_gives_a_room_time_from_the_desk(ask, cast, roomed):
    started(roomed.session, cast["li"])
    wish = {"minutes": "5", "kind": "outage", "reason": "停电"}
    ask("watch").post(reverse("exams:grant_room", args=[roomed.first.ref]), wish)
    desk = page(ask("chief"), "desk", roomed.session.ref)
    assert "监二已签署，理由：停电" in desk
    signature = Signature.objects.get(act="grant")
    address = reverse("exams:countersign_room", args=[roomed.first.ref, signature.pk])
    assert ask("watch").post(address).status_code == 409
    given = ask("chief").post(address, {"from": "desk"}, follow=True)
    assert "1 人的截止时间已推迟" in given.content.decode()
    assert ask("chief").post(address).status_code == 404, "given once"


def test_the_desk_costs_the_same_for_one_seat_and_for_sixty(ask, cast, tree, roomed):
    chief, watch = ask("chief"), ask("watch")
    seen = {"desk": [], "console": []}
    for more in (0, 20):
        persons = [
            Person(agency=tree.team, staff_number=f"7{n:07d}", name=f"员{n}") for n in range(more)
        ]
        Person.objects.bulk_create(persons)
        rooms = [
            ExamRoom(session=roomed.session, ordinal=9 + n, name=f"9{n}", capacity=9)
            for n in range(more)
        ]
        ExamRoom.objects.bulk_create(rooms)
        for n, person in enumerate(persons):
            row = Candidate.objects.create(
                session=roomed.session, person=person, agency=tree.team, number=f"9{n:013d}"
            )
            RoomSeat.objects.create(candidate=row, room=rooms[n], number=1)
            CheckIn.objects.create(candidate=row, is_present=True, by=roomed.chief, at=NINE)
        for who, client, ref in (
            ("desk", chief, roomed.session.ref),
            ("console", watch, roomed.first.ref),
        ):
            with CaptureQueriesContext(connection) as queries:
                page(client, who, ref)
            seen[who].append(len(queries))
    assert seen["desk"][0] == seen["desk"][1] <= 20
    assert seen["console"][0] == seen["console"][1] <= 14


def test_what_asks_every_three_seconds_is_answered_in_full_only_after_something_happened(
    ask, cast, roomed, at
):
    at(NINE + MINUTE)
    pages = {
        "desk": roomed.session.ref, "room": roomed.session.ref, "console": roomed.first.ref,
    }  # fmt: skip
    officer = ask("exam_officer")

    def asked(page, mark=""):
        headers = {"HX-Request": "true", "X-Shown": mark}
        answer = officer.get(reverse(f"exams:{page}", args=[pages[page]]), headers=headers)
        return answer.status_code, re.findall(r'"X-Shown": "([^"]+)"', answer.content.decode())

    shown = {page: asked(page)[1][0] for page in pages}
    assert [asked(page, shown[page])[0] for page in pages] == [204, 204, 204]
    candidate = roomed.session.candidates.get(person=cast["zhao"])
    rooming.check_in(candidate, is_present=True, actor=roomed.chief, now=NINE + MINUTE)
    let_in = {page: asked(page, shown[page]) for page in pages}
    assert [status for status, _mark in let_in.values()] == [200, 200, 200]
    started(roomed.session, cast["zhao"], now=NINE + MINUTE)
    assert asked("desk", let_in["desk"][1][0])[0] == 200
    at(NINE + MINUTE + timedelta(seconds=20))
    assert asked("console", shown["console"])[0] == 200


def test_the_figures_of_the_desk_open_as_many_rows(ask, cast, roomed, at):
    at(NINE + MINUTE)
    started(roomed.session, cast["zhao"], now=NINE + MINUTE)
    officer = ask("exam_officer")
    desk = officer.get(reverse("exams:desk", args=[roomed.session.ref]))
    for figure in desk.context["sums"][:-1]:
        rows = officer.get(figure["url"]).context["table"].page.paginator.count
        assert rows == figure["value"], figure["label"]


def test_who_gives_no_sign_for_three_minutes_is_named_on_desk_and_console(ask, cast, roomed, at):
    started(roomed.session, cast["zhao"], now=NINE)
    officer, quiet = ask("exam_officer"), "1 人三分钟无保存"
    where = {"desk": roomed.session.ref, "console": roomed.second.ref}
    words = {"kind": "outage", "now": NINE + 2 * MINUTE, "reason": "停电"}
    rooming.propose_room_grant(
        roomed.second, seconds=60, actor=cast["exam_officer"], **words
    )  # given by others: no sign of life
    signed = Signature.objects.get(act="grant")
    rooming.grant_room(roomed.second, signed, actor=roomed.chief, now=NINE + 2 * MINUTE)
    for minutes, is_named in ((3, False), (4, True)):
        at(NINE + minutes * MINUTE)
        for name, ref in where.items():
            assert (quiet in page(officer, name, ref)) == is_named, (minutes, name)
    assert "seat-soon" in page(officer, "console", roomed.second.ref)
    planned = page(officer, "session_rooms", roomed.session.ref)
    assert "监二、监一（全部考场）" in planned
    assign = reverse("exams:assign_seats", args=[roomed.session.ref])
    assert f'href="{assign}"' not in planned, "somebody has begun"


def test_who_is_not_signed_in_any_more_is_told_so_where_the_part_of_the_page_stood(roomed):
    address = reverse("exams:desk", args=[roomed.session.ref])
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}?x=1"}
    answer = Client().get(address, headers=here)
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Reselect"]) == (200, "#signed-out")
    assert "登录已结束" in text
    assert f"?next={address}%3Fx%3D1" in text
    assert "<html" not in text
    assert Client().get(address).status_code == 302


def test_an_incident_stands_on_the_desk_and_is_not_rewritten(ask, cast, roomed):
    wish = {"kind": "power", "words": "停电两分钟"}
    address = reverse("exams:report_incident", args=[roomed.first.ref])
    assert ask("watch").post(address, wish).status_code == 302
    assert "停电两分钟" in page(ask("chief"), "desk", roomed.session.ref)
    assert ask("watch").post(address, {"kind": "power", "words": " "}).status_code == 422


def test_tickets_and_the_pack_of_a_room_are_pdf(ask, cast, roomed):
    li = roomed.session.candidates.get(person=cast["li"])
    printed = [
        ask("li").get(reverse("exams:own_ticket", args=[li.ref])),
        ask("exam_officer").get(reverse("exams:room_tickets", args=[roomed.first.ref])),
        ask("watch").get(reverse("exams:room_pack", args=[roomed.first.ref])),
    ]
    for answer in printed:
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")


def photo(colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (600, 800), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def archive(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(f"照片/{name}.jpg", data)
    return {"archive": SimpleUploadedFile("照片.zip", buffer.getvalue())}


def test_photos_come_in_by_staff_number_and_are_shown_where_the_candidate_is(ask, cast, roomed):
    officer, address = ask("exam_officer"), reverse("exams:import_photos")
    faulty = officer.post(address, archive(**{"10000001": photo(), "99999999": photo()}))
    assert (faulty.status_code, "99999999.jpg：没有这个" in faulty.content.decode()) == (422, True)
    assert not CandidatePhoto.objects.exists(), "all or nothing"
    assert officer.post(address, archive(**{"10000001": photo()})).status_code == 302
    assert officer.post(address, archive(**{"10000001": photo("blue")})).status_code == 302
    kept = CandidatePhoto.objects.get()
    assert max(Image.open(io.BytesIO(kept.content())).size) == 320
    assert kept.content() not in bytes(kept.cipher)
    li = roomed.session.candidates.get(person=cast["li"])
    shown = ask("watch").get(reverse("exams:candidate_photo", args=[roomed.first.ref, li.ref]))
    own = ask("li").get(reverse("exams:own_photo", args=[li.attempts.get().ref]))
    assert shown.content == own.content == kept.content()
    assert "照片" in page(ask("watch"), "console", roomed.first.ref)
    ticket = ask("li").get(reverse("exams:own_ticket", args=[li.ref])).content
    other = roomed.session.candidates.get(person=cast["wang"])
    without = ask("wang").get(reverse("exams:own_ticket", args=[other.ref])).content
    assert [b"DCTDecode" in pdf for pdf in (ticket, without)] == [True, False]
    zip_of_words = archive(**{"10000001": b"words"})
    assert officer.post(address, zip_of_words).status_code == 422
    no_zip = {"archive": SimpleUploadedFile("x.zip", b"PK")}
    assert officer.post(address, no_zip).status_code == 422


def test_a_roster_and_its_seats_come_in_from_sheets(cast, at):
    make_bank(cast)
    now, officer = NINE - timedelta(hours=2), cast["exam_officer"]
    session = make_exam(cast, now=now).sessions.get()
    seating.add_room(session, RoomDraft("501", 3), actor=officer, now=now)
    roster, seats = ExamRosterImport(), SeatImport()
    named = ("session", "number", "name")

    def rows(names, *cells):
        return [Row(n, dict(zip(names, row, strict=True))) for n, row in enumerate(cells, 2)]

    wanted = rows(named, (session.ref, "10000001", "李青"), (session.ref, "10000002", "王川"))
    assert [f.standing for f in roster.check(wanted, officer.pk, now)] == [Standing.NEW] * 2
    made = roster.commit(wanted, officer.pk, now)
    assert len(roster.labels([each.key for each in made])) == 2
    again = roster.check(wanted, officer.pk, now)
    assert [f.standing for f in again] == [Standing.UNCHANGED] * 2
    wrong = rows(named, ("x", "10000001", "王川"))
    codes = [fault.code for fault in roster.check(wrong, officer.pk, now)[0].faults]
    assert codes == ["session_unknown", "name_differs"]
    tickets = {row.person.name: row.number for row in session.candidates.all()}
    listed = rows(("ticket", "name", "room", "seat"), (tickets["李青"], "李青", "1", "2"))
    assert seats.check(listed, officer.pk, now)[0].standing is Standing.NEW
    seats.commit(listed, officer.pk, now)
    assert seats.check(listed, officer.pk, now)[0].standing is Standing.UNCHANGED
    roster.undo([made[1].key], officer.pk, now)
    assert [row.person.name for row in session.candidates.all()] == ["李青"]


def test_rooms_are_planned_on_their_page(ask, cast, draft, at):
    officer, ref = ask("exam_officer"), draft.session.ref
    planning = reverse("exams:add_room", args=[ref])
    bad = officer.post(planning, {"name": "501", "capacity": "4", "network": "10.20.7.1/24"})
    assert (bad.status_code, "网段写法不正确" in bad.content.decode()) == (422, True)
    assert officer.post(planning, {"name": "501", "capacity": "4"}).status_code == 302
    same = officer.post(planning, {"name": "501", "capacity": "4"})
    assert "已有同名的考场" in same.content.decode()
    assert "目前没有" in page(officer, "session_rooms", ref)
    none = officer.post(reverse("exams:assign_seats", args=[ref]))
    assert (none.status_code, "尚无考生" in none.content.decode()) == (409, True)
    words = {"actor": cast["exam_officer"], "now": NINE}
    rooming.report_incident(ExamRoom.objects.get(), kind="other", words="试记", **words)
    room = ExamRoom.objects.get()
    assert officer.post(reverse("exams:remove_room", args=[room.ref])).status_code == 409
