"""Another agency's exams are not there, whatever names them (threats 58, 59, 61, 62); each page and
record is asked for in the permission matrix."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from exams.models import Candidate, Exam
from tests.matrix import exam_pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def foreign(cast, tree, ask):
    """Officer, marker and reviewer of 东河区: 市城管局's exams are none of this one's business."""
    cast["foreign"] = exam_pages.make_foreign(tree)
    return ask("foreign")


def test_foreign_exams_are_in_no_list_and_no_sheet(cast, tree, foreign):
    exam_pages.draft(SimpleNamespace(cast=cast, tree=tree))
    for page in ("exams", "blueprints", "rooms"):
        assert "公共法律知识考试" not in foreign.get(reverse(f"exams:{page}")).content.decode()
    assert "没有符合条件的考试" in foreign.get(reverse("exams:exams")).content.decode()


def test_one_foreign_person_among_ones_own_refuses_them_all(cast, tree, foreign):
    own = Exam.objects.get(pk=exam_pages.draft(SimpleNamespace(cast=cast, tree=tree)).pk)
    Exam.objects.filter(pk=own.pk).update(agency=tree.there)
    session = own.sessions.get()
    before = set(session.candidates.values_list("person_id", flat=True))
    address = reverse("exams:enrol", args=[session.ref])
    answer = foreign.post(address, {"persons": [cast["zhao"].pk, cast["wang"].pk]})
    assert answer.status_code == 404
    assert set(session.candidates.values_list("person_id", flat=True)) == before
    assert foreign.post(address, {"persons": [cast["zhao"].pk]}).status_code == 302
    assert Candidate.objects.filter(session=session, person=cast["zhao"]).exists()


def test_an_agency_outside_the_scope_is_no_choice(cast, tree, foreign):
    exam = exam_pages.draft(SimpleNamespace(cast=cast, tree=tree))
    Exam.objects.filter(pk=exam.pk).update(agency=tree.there)
    session = exam.sessions.get()
    address = reverse("exams:enrol_agency", args=[session.ref])
    assert foreign.post(address, {"agency": tree.here.pk}).status_code == 409
    assert session.candidates.count() == 1


def test_a_seat_belongs_to_its_own_room(cast, tree, ask):
    world = SimpleNamespace(cast=cast, tree=tree)
    address = exam_pages.seat(world)
    wrong = address | {"ref": exam_pages.make_exam(cast).sessions.get().ref}
    assert ask("exam_officer").get(reverse("exams:seat", kwargs=wrong)).status_code == 404


def test_further_keys_in_a_form_change_nothing(cast, tree, ask):
    world = SimpleNamespace(cast=cast, tree=tree)
    exam = exam_pages.draft(world)
    more = {"state": "sealed", "ref": "x", "made_by_id": "1", "sealed_at": "2026-01-01", "id": "7"}
    address = reverse("exams:change_exam", args=[exam.ref])
    assert ask("exam_officer").post(address, exam_pages.exam_data(world) | more).status_code == 302
    after = Exam.objects.get(ref=exam.ref)
    assert (after.pk, after.state, after.made_by_id) == (exam.pk, "draft", exam.made_by_id)


@pytest.mark.parametrize("key", ["blueprint__cells__marks", "person__identity_lookup", "-pk", "?"])
def test_a_list_is_sorted_by_its_own_columns_alone(cast, tree, ask, key):
    world = SimpleNamespace(cast=cast, tree=tree)
    exam_pages.draft(world)
    officer = ask("exam_officer")
    session = reverse("exams:session", kwargs=exam_pages.draft_session(world))
    for address in (reverse("exams:exams"), reverse("exams:blueprints"), session):
        plain, sorted_ = officer.get(address), officer.get(address, {"sort": key})
        assert sorted_.status_code == 200
        assert _rows(plain) == _rows(sorted_)


def _rows(answer):
    """The table's body, without the tokens that are new each time."""
    body = answer.content.decode().split("<tbody>")[-1].split("</tbody>")[0]
    return [line for line in body.splitlines() if "csrfmiddlewaretoken" not in line]
