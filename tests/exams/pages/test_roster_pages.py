"""Who sits and who supervises."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.models import User
from tests.conftest import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(at, ask, draft):
    """Ask for, or post to, a page of the draft's session."""
    officer = ask("exam_officer")

    def one(name, data=None, **query):
        address = reverse(f"exams:{name}", args=[draft.session.ref])
        if data is None:
            return officer.get(address, query).content.decode()
        return officer.post(address, data, follow=True)

    return one


def names(session):
    return set(session.candidates.values_list("person__name", flat=True))


def test_a_person_is_found_by_name_or_number_and_enrolled_once(cast, draft, page):
    assert "李青" in page("session", find="青")
    assert "李青" in page("session", find="10000001")
    assert "没有找到人员" in page("session", find="无此人")
    answer = page("enrol", {"persons": [cast["li"].pk, cast["wang"].pk]})
    assert "已编入 2 人" in answer.content.decode()
    again = page("enrol", {"persons": [cast["li"].pk]})
    assert "1 人已在本考试名单中" in again.content.decode()
    assert draft.session.candidates.count() == 2
    assert "没有找到人员" in page("session", find="10000001")


def test_a_whole_agency_comes_with_its_teams_and_its_officers_alone(cast, tree, draft, page):
    make_person(tree.team, "10000009", "队员", "officer")
    page("enrol_agency", {"agency": tree.here.pk})
    assert names(draft.session) == {"李青", "王川", "队员"}


def test_whose_account_is_closed_is_not_enrolled(cast, tree, draft, page):
    User.objects.filter(person=cast["wang"]).update(is_active=False)
    page("enrol_agency", {"agency": tree.here.pk})
    assert names(draft.session) == {"李青"}
    assert page("enrol", {"persons": [cast["wang"].pk]}).status_code == 404


@pytest.mark.parametrize("persons", [[], ["x"], ["1; --"], ["9" * 30], ["-1"], ["１"]])
def test_nobody_or_nonsense_ticked(draft, page, persons):
    answer = page("enrol", {"persons": persons})
    assert answer.status_code == 409
    assert "请先勾选人员" in answer.content.decode()


def test_a_candidate_is_taken_off_until_the_lock(at, ask, cast, ready):
    candidate = ready.session.candidates.get(person=cast["li"])
    address = reverse("exams:withdraw", args=[ready.session.ref, candidate.ref])
    answer = ask("exam_officer").post(address)
    assert answer.status_code == 409
    assert "李青" in names(ready.session)
    assert (
        "移出"
        not in ask("exam_officer")
        .get(reverse("exams:session", args=[ready.session.ref]))
        .content.decode()
    )


def test_invigilators_are_offered_by_role_and_not_from_the_roster(cast, draft, page):
    assert "监一" in page("session")
    assert "阅一" not in page("session")
    page("appoint_invigilator", {"person": cast["invigilator"].pk})
    assert draft.session.invigilations.get().person == cast["invigilator"]
    refused = page("appoint_invigilator", {"person": cast["li"].pk})
    assert refused.status_code == 409


def test_a_name_that_is_markup_is_only_a_name(cast, draft, page):
    type(cast["li"]).objects.filter(pk=cast["li"].pk).update(name="<b>李</b>")
    shown = page("session", find="李")
    assert "<b>李</b>" not in shown
    assert "&lt;b&gt;李&lt;/b&gt;" in shown


def test_the_record_prints_every_candidate_with_a_place_to_sign(at, ask, ready):
    text = (
        ask("exam_officer")
        .get(reverse("exams:session_record", args=[ready.session.ref]))
        .content.decode()
    )
    assert text.count('class="sign-cell"') == 3
    assert "20261122" in text
