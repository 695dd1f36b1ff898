"""A case from its opening to the hand-over, and what does not open the gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from appointments.actions import Refused, calls, cases, concluding, sessions, testing
from appointments.models import Case, changed_since, ground_of, standing_of
from appointments.rules.terms import CaseState, MemberRole, Refusal
from appointments.rules.testing import Standing
from exams.access.rooms import entry_refused
from exams.actions import parallel
from exams.actions.signing import ActRefused
from exams.models import Candidate
from exams.proof import made_forms
from exams.rules.seats import EntryRefusal
from people.models import Person
from questionbank.models import Revision
from tests.appointments import makers
from tests.conftest import NINE
from tests.exams.makers import read_forms

pytestmark = pytest.mark.django_db
TODAY = NINE.date()
NEXT = NINE + timedelta(days=1)


def refused(why, deed, /, *args, **words):
    with pytest.raises(Refused) as caught:
        deed(*args, **words)
    assert caught.value.reason is why


def asked(call):
    """The questions of the one paper of a test."""
    (places,) = call.session.attempts.values_list("paper__body__places", flat=True)
    revisions = Revision.objects.filter(pk__in=[place["revision"] for place in places])
    return set(revisions.values_list("question_id", flat=True))


def test_a_case_with_a_failed_first_test_ends_in_a_recommendation(cast):
    case = makers.make_bank_and_case(cast)
    boss = {"actor": cast["personnel"], "now": NEXT}
    refused(Refusal.DOSSIER_UNSIGNED, concluding.close_case, case, CaseState.RECOMMENDED,
            reason="合格", **boss)  # fmt: skip
    makers.dossier_signed(case, cast)
    first = makers.take_test(case, cast, right=False)
    assert standing_of(case, TODAY).standing is Standing.MAY_RESIT
    refused(Refusal.TEST_MISSING, concluding.close_case, case, CaseState.RECOMMENDED,
            reason="合格", **boss)  # fmt: skip
    second = makers.take_test(case, cast, opens_at=NINE + timedelta(hours=4))
    assert standing_of(case, TODAY).standing is Standing.PASSED
    assert not asked(first) & asked(second)  # under another number, and yet nothing again
    approved, other = (call.session.exam.blueprint for call in (first, second))
    assert (approved, other.rule_cells()) == (first.template.blueprint, approved.rule_cells())
    assert (approved.rule_frame().exclude, other.rule_frame().exclude) == (set(), asked(first))
    refused(Refusal.SHEET_UNSIGNED, concluding.close_case, case, CaseState.RECOMMENDED,
            reason="合格", **boss)  # fmt: skip
    makers.sheet_signed(case, cast, now=NEXT)
    made = concluding.close_case(case, CaseState.RECOMMENDED, reason="合格", **boss)
    assert [one["came"] for one in made.body["tries"]] == ["failed", "passed"]
    assert [office for office, _name in made.body["signed"]] == list(makers.OFFICES)
    assert not Person.objects.filter(is_stand_in=True, user__is_active=True).exists()
    concluding.hand_over(case, "市人大常委会", "韦某", NEXT.date(), **boss)
    assert made.hand_overs.count() == 1
    refused(Refusal.NOT_OPEN, testing.order_test, case, reason="再试", **boss)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="open")


def test_without_a_result_another_named_person_must_override_with_a_printed_reason(cast):
    case = makers.make_case(cast)
    makers.dossier_signed(case, cast)
    lead = cast["personnel"]
    cases.add_member(case, cast["neighbour"].staff_number, MemberRole.HANDLER, actor=lead, now=NINE)
    words = {"reason": "急需到任", "now": NINE}
    close = {"outcome": CaseState.RECOMMENDED, **words}
    refused(Refusal.TEST_MISSING, concluding.close_case, case, actor=lead, **close)
    refused(Refusal.WRONG_ROLE, concluding.override, case, actor=cast["neighbour"], **words)
    concluding.override(case, actor=lead, **words)
    refused(Refusal.SAME_PERSON, concluding.close_case, case, actor=lead, **close)
    made = concluding.close_case(case, actor=cast["neighbour"], **close)
    assert made.body["override"] == [lead.name, "急需到任"]


def test_a_test_may_be_waived_with_a_reason_that_is_printed(cast):
    case = makers.make_case(cast)
    makers.dossier_signed(case, cast)
    boss = {"actor": cast["personnel"], "now": NINE}
    testing.waive_test(case, reason="长期从事法治工作", **boss)
    refused(Refusal.NOTHING_TO_OVERRIDE, concluding.override, case, reason="急", **boss)
    made = concluding.close_case(case, CaseState.RECOMMENDED, reason="符合条件", **boss)
    assert made.body["waived"] == [cast["personnel"].name, "长期从事法治工作"]


def test_a_result_from_elsewhere_counts_when_two_persons_read_the_same(cast):
    case = makers.make_case(cast, inside=False)
    lead, other = cast["personnel"], cast["neighbour"]
    cases.add_member(case, other.staff_number, MemberRole.HANDLER, actor=lead, now=NINE)
    read = testing.Transcript("邻市组织部", "邻测2026-7", date(2026, 10, 1), 6000, 10000)
    wrong = testing.Transcript("邻市组织部", "邻测2026-7", date(2026, 10, 1), 9000, 10000)
    testing.enter_result(case, read, makers.SCAN, actor=lead, now=NINE)
    refused(Refusal.SAME_PERSON, testing.enter_result, case, read, makers.SCAN,
            actor=lead, now=NINE)  # fmt: skip
    assert standing_of(case, TODAY).standing is Standing.UNDECIDED
    sheet = (case, wrong, makers.SCAN)
    testing.enter_result(*sheet, actor=other, now=NINE)
    assert standing_of(case, TODAY).standing is Standing.UNDECIDED
    agreed = testing.Transcript("邻市组织部", "邻测2026-8", date(2026, 10, 2), 6000, 10000)
    for who in (lead, other):
        testing.enter_result(case, agreed, makers.SCAN, actor=who, now=NINE)
    state = standing_of(case, TODAY)
    assert (state.standing, state.valid_to) == (Standing.PASSED, date(2027, 12, 31))
    assert standing_of(case, date(2028, 1, 1)).standing is not Standing.PASSED


def test_a_sheet_whose_results_have_changed_must_be_drawn_up_anew(client, cast):
    case = makers.make_bank_and_case(cast)
    makers.take_test(case, cast, right=False)
    made = concluding.make_sheet(case, actor=cast["personnel"], now=NEXT)
    refused(Refusal.NOT_SIGNATORY, cases.add_member, case, cast["wang"].staff_number,
            MemberRole.SIGNATORY, actor=cast["personnel"], now=NEXT, office="别的局")  # fmt: skip
    client.force_login(cast["personnel"].user)
    warning, seating = "须重新制作", "/appointments/calls/ask/"
    with time_machine.travel(NEXT, tick=False):
        page = client.get(f"/appointments/cases/{case.ref}/").content.decode()
        assert warning not in page
        makers.ordered(case, cast, now=NEXT)
        changed = client.get(f"/appointments/cases/{case.ref}/").content.decode()
    assert warning in changed
    assert (seating in page, seating in changed) == (False, True)
    refused(Refusal.CHANGED_SINCE, concluding.sign_sheet, made, actor=cast["coordinator"], now=NEXT)
    assert not ground_of(case, NEXT.date()).sheet_signed


def test_the_dossier_says_at_a_glance_that_the_ledgers_have_changed(cast):
    case = makers.make_case(cast)
    boss = {"actor": cast["personnel"], "now": NINE}
    made = cases.compile_dossier(case, TODAY, **boss)
    assert {line["topic"] for line in made.lines} >= {"岗位", "学时"}
    assert all(line["source"] and line["day"] for line in made.lines)
    assert not changed_since(case, now=NINE)
    cases.state_line(case, cases.Stated("奖惩", "记功一次", "云组〔2026〕1号", TODAY), **boss)
    changed = changed_since(case, now=NINE)
    assert [line.text for line in changed.come] == ["记功一次"]
    refused(Refusal.CHANGED_SINCE, cases.sign_dossier, made, **boss)


def test_two_officers_open_a_session_that_knows_seats_and_no_names(cast):
    case = makers.make_bank_and_case(cast)
    makers.ordered(case, cast)
    call = makers.called(cast, case)
    first, second = cast["exam_officer"], cast["exam_officer_2"]
    made = sessions.open_session(
        call, sessions.Papers(), network=makers.NETWORK, actor=first, now=NINE
    )
    with pytest.raises(ActRefused, match="forms_unread"):
        sessions.sign_session(call, actor=first, now=NINE)
    read_forms(cast, made.exam)
    sessions.sign_session(call, actor=first, now=NINE)
    with pytest.raises(ActRefused, match="same_person"):
        sessions.sign_session(call, actor=first, now=NINE)
    sessions.sign_session(call, actor=second, now=NINE)
    sessions.draw_session(call, "20261123", actor=first, now=NINE)
    call.refresh_from_db()
    row = Candidate.objects.select_related("person", "agency").get(session=call.session)
    assert (row.person.name, row.person.is_stand_in) == ("01 号席", True)
    assert not Candidate.objects.filter(person=cast["li"]).exists()
    assert call.session.attempts.count() == 1
    exam = call.session.exam
    assert (exam.pass_marks, exam.own_takeover, exam.open_book) == (2400, False, False)
    assert (exam.purpose, exam.on_site, len(exam.seal.body["forms"])) == ("appointment", True, 2)
    attempt = call.session.attempts.get()
    assert entry_refused(attempt, "127.0.0.1") == EntryRefusal.NOT_CHECKED_IN
    sessions.check_door(call.seats.get(), "居民身份证", actor=cast["invigilator"], now=NINE)
    assert entry_refused(attempt, "127.0.0.1") is None
    assert entry_refused(attempt, "10.0.0.9") == EntryRefusal.OUTSIDE
    refused(Refusal.SEATED_ALREADY, makers.called, cast, case)
    refused(Refusal.WRONG_STATE, calls.withdraw_call, call, actor=cast["personnel"], now=NINE)


def test_who_was_not_checked_at_the_door_has_sat_for_nothing(cast):
    case = makers.make_bank_and_case(cast)
    call = makers.take_test(case, cast, door=False)
    assert standing_of(case, TODAY).standing is Standing.ORDERED
    seat = call.seats.get()
    refused(Refusal.WRONG_ROLE, sessions.check_door, seat, "证", actor=cast["wang"], now=NINE)
    refused(Refusal.DOOR_CLOSED, sessions.check_door, seat, "证",
            actor=cast["invigilator"], now=NEXT)  # fmt: skip


def test_a_call_needs_an_approved_template_free_seats_and_one_pass_mark(cast):
    case = makers.make_bank_and_case(cast)
    refused(Refusal.NOT_ORDERED, makers.called, cast, case)
    makers.ordered(case, cast)
    raw = makers.make_template(cast, approved=False)
    refused(Refusal.NOT_APPROVED, makers.called, cast, case, template=raw)
    refused(Refusal.SAME_PERSON, calls.approve_template, raw, actor=cast["exam_officer"], now=NINE)
    refused(Refusal.NO_SEATS, makers.called, cast)
    refused(Refusal.TOO_MANY_SEATS, makers.called, cast, *[case] * 11)
    refused(Refusal.TOO_LATE, makers.called, cast, case, opens_at=NINE)
    call = makers.called(cast, case)
    calls.withdraw_call(call, actor=cast["personnel"], now=NINE)
    assert not call.seats.get().stand_in.user.is_active
    assert makers.called(cast, case).seats.count() == 1


def test_who_knows_the_questions_is_not_seated_under_a_number(cast):
    case = makers.make_bank_and_case(cast)
    Case.objects.filter(pk=case.pk).update(person=cast["setter"])
    makers.ordered(makers.fresh(case), cast)
    call = makers.called(cast, makers.fresh(case))
    refused(Refusal.KNOWS_QUESTIONS, sessions.open_session, call, sessions.Papers(),
            network=makers.NETWORK, actor=cast["exam_officer"], now=NINE)  # fmt: skip


def test_who_has_read_a_form_is_not_seated_under_a_number(cast):
    case = makers.make_bank_and_case(cast)
    makers.ordered(case, cast)
    call = makers.called(cast, case)
    makers.read(call, cast)
    call.refresh_from_db()
    parallel.read_form(made_forms(call.session.exam)[0], actor=cast["li"], now=NINE)
    refused(Refusal.KNOWS_QUESTIONS, sessions.sign_session, call,
            actor=cast["exam_officer"], now=NINE)  # fmt: skip


def test_the_candidate_is_never_named_and_one_lead_stays(cast):
    case = makers.make_case(cast)
    boss = {"actor": cast["personnel"], "now": NINE}
    refused(Refusal.CANDIDATE_NAMED, cases.add_member, case, cast["li"].staff_number,
            MemberRole.READER, **boss)  # fmt: skip
    refused(Refusal.NOBODY, cases.add_member, case, "99999999", MemberRole.READER, **boss)
    own = case.members.get(person=cast["personnel"])
    refused(Refusal.LAST_LEAD, cases.end_member, own, **boss)


def test_ten_seats_are_opened_at_once_and_shown_by_number(cast):
    makers.make_bank_and_case(cast)
    some = [makers.make_case.__wrapped__(cast, inside=False) for _n in range(10)]
    for case in some:
        makers.ordered(case, cast)
    session = makers.opened(makers.called(cast, *some), cast)
    rows = session.candidates.order_by("person__name").values_list("person__name", flat=True)
    assert list(rows) == [f"{n:02d} 号席" for n in range(1, 11)]
    assert session.attempts.filter(paper__isnull=False).count() == 10
