"""Attendance becomes lines, lines are taken back by counter-entries, and the chain shows it all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from journal.chains import verify
from journal.models import Entry
from tests.append_only import lifted
from tests.conftest import NINE
from tests.remembered import remembered
from tests.training.makers import (
    HALF_DAY,
    add_hours,
    everybody,
    make_claim,
    make_class,
    make_policies,
)
from training.actions import (
    Refused,
    add_openings,
    close_session,
    correct_attendance,
    reverse_entry,
    take_attendance,
)
from training.models import Attendance, LedgerEntry, state_of
from training.rules import Kind, Mark, Refusal, Unit

AFTER = NINE + HALF_DAY


@pytest.fixture
@remembered
def session(cast):
    """李 and 王 at a half-day of 23 November; nobody is marked yet."""
    make_policies()
    made = make_class(cast, cast["li"], cast["wang"], half_days=2)
    return made.sessions.first()


def sums(person):
    found = state_of(person, NINE.date())
    return found.credit, found.days


def closed(cast, session, **marks):
    by_id = everybody(session) | {cast[who].pk: mark for who, mark in marks.items()}
    take_attendance(session, by_id, actor=cast["coordinator"], now=AFTER)
    return close_session(session, actor=cast["coordinator"], now=AFTER)


def test_closing_a_half_day_books_one_line_for_each_who_was_there(cast, session):
    lines = closed(cast, session, wang=Mark.ABSENT)
    assert [(line.person_id, line.credit, line.days) for line in lines] == [
        (cast["li"].pk, 375, 50)
    ]
    assert sums(cast["li"]) == (375, 50)
    assert sums(cast["wang"]) == (0, 0)
    assert close_session(session, actor=cast["coordinator"], now=AFTER) == []
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("mark", [Mark.LATE, Mark.LEFT_EARLY])
def test_who_came_late_or_left_early_was_there(cast, session, mark):
    closed(cast, session, wang=mark)
    assert sums(cast["wang"]) == (375, 50)


def test_a_half_day_cannot_be_closed_before_its_end_nor_with_somebody_unmarked(cast, session):
    coordinator = cast["coordinator"]
    take_attendance(session, {cast["li"].pk: Mark.PRESENT}, actor=coordinator, now=NINE)
    with pytest.raises(Refused) as early:
        close_session(session, actor=coordinator, now=AFTER - timedelta(minutes=1))
    assert early.value.reason == Refusal.TOO_EARLY
    with pytest.raises(Refused) as unmarked:
        close_session(session, actor=coordinator, now=AFTER)
    assert (unmarked.value.reason, unmarked.value.about) == (Refusal.UNMARKED, "1")
    assert LedgerEntry.objects.count() == 0


def test_attendance_is_not_taken_before_the_start_nor_of_a_stranger(cast, session):
    coordinator = cast["coordinator"]
    with pytest.raises(Refused) as early:
        take_attendance(
            session, everybody(session), actor=coordinator, now=NINE - timedelta(minutes=1)
        )
    assert early.value.reason == Refusal.TOO_EARLY
    with pytest.raises(Refused) as stranger:
        take_attendance(session, {cast["zhao"].pk: Mark.PRESENT}, actor=coordinator, now=NINE)
    assert stranger.value.reason == Refusal.NOT_ENROLLED
    assert not Attendance.objects.exists()


def test_the_same_mark_twice_changes_nothing_and_another_supersedes(cast, session):
    li, coordinator = cast["li"], cast["coordinator"]
    assert take_attendance(session, {li.pk: Mark.PRESENT}, actor=coordinator, now=NINE) == 1
    assert take_attendance(session, {li.pk: Mark.PRESENT}, actor=coordinator, now=NINE) == 0
    assert take_attendance(session, {li.pk: Mark.LATE}, actor=coordinator, now=AFTER) == 1
    rows = Attendance.objects.order_by("id").values_list("mark", "superseded_at")
    assert list(rows) == [("present", AFTER), ("late", None)]


def test_a_corrected_mark_takes_the_line_back_and_may_book_it_again(cast, session):
    closed(cast, session)
    li, coordinator = cast["li"], cast["coordinator"]
    for mark, due in ((Mark.ABSENT, (0, 0)), (Mark.PRESENT, (375, 50)), (Mark.LATE, (375, 50))):
        now_marked = Attendance.objects.current().get(session=session, person=li)
        correct_attendance(now_marked, mark, reason="核对签到表", actor=coordinator, now=AFTER)
        assert sums(li) == due, mark
    found = LedgerEntry.objects.filter(person=li).order_by("n").values_list("source", "turn")
    assert list(found) == [("class", 1), ("counter", 1), ("class", 2)]
    assert verify().faults == []


def test_a_correction_says_something_new_about_somebody_else(cast, session):
    closed(cast, session)
    row = Attendance.objects.current().get(person=cast["li"])
    with pytest.raises(Refused) as same:
        correct_attendance(row, Mark.PRESENT, reason="无", actor=cast["coordinator"], now=AFTER)
    assert same.value.reason == Refusal.SAME_MARK
    with pytest.raises(Refused) as own:
        correct_attendance(row, Mark.ABSENT, reason="本人", actor=cast["li"], now=AFTER)
    assert own.value.reason == Refusal.OWN_MATTER


def test_with_its_last_half_day_the_class_is_finished(cast, session):
    closed(cast, session)
    training_class = session.training_class
    training_class.refresh_from_db()
    assert training_class.state == "open"
    last = training_class.sessions.last()
    later = AFTER + timedelta(days=1)
    take_attendance(last, everybody(last), actor=cast["coordinator"], now=later)
    close_session(last, actor=cast["coordinator"], now=later)
    training_class.refresh_from_db()
    assert training_class.state == "finished"


def test_hours_from_before_the_site_are_booked_on_evidence(cast):
    make_policies()
    entry = add_hours(cast, cast["li"], 5)
    assert (entry.credit, entry.days, entry.source) == (3750, 500, "opening")
    assert len(entry.evidence_sha256) == 64
    recorded = Entry.objects.get(act="training.add_opening")
    assert recorded.actor_id == cast["coordinator"].pk
    assert recorded.facts["file"] == entry.evidence_sha256


def test_what_one_has_taught_counts_by_a_factor_of_its_own_and_not_towards_the_week(cast):
    make_policies()
    taught = add_hours(cast, cast["li"], 1, Unit.HALF_DAY, kind=Kind.TEACHING)
    attended = add_hours(cast, cast["li"], 1, Unit.HALF_DAY)
    assert (taught.credit, taught.days) == (2 * attended.credit, 0)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"quantity": 0}, Refusal.BAD_QUANTITY),
        ({"quantity": 27}, Refusal.BAD_QUANTITY),
        ({"day": NINE.date() + timedelta(days=1)}, Refusal.DAY_IN_FUTURE),
        ({"day": date(2025, 12, 31)}, Refusal.NO_CONVERSION),
        ({"unit": Unit.MINUTE}, Refusal.NO_CONVERSION),
    ],
)
def test_a_claim_that_cannot_be_is_refused(cast, words, reason):
    make_policies()
    with pytest.raises(Refused) as refused:
        add_hours(cast, cast["li"], **words)
    assert refused.value.reason == reason
    assert LedgerEntry.objects.count() == 0


def test_nobody_books_or_reverses_their_own_hours(cast):
    make_policies()
    coordinator = cast["coordinator"]
    with pytest.raises(Refused) as own:
        add_hours(cast, coordinator)
    assert own.value.reason == Refusal.OWN_MATTER
    [entry] = add_openings([make_claim(coordinator)], actor=cast["legal_affairs"], now=NINE)
    with pytest.raises(Refused) as again:
        reverse_entry(entry, reason="本人", actor=coordinator, now=NINE)
    assert again.value.reason == Refusal.OWN_MATTER


def test_a_counter_entry_is_equal_and_opposite_and_the_only_one(cast):
    make_policies()
    entry = add_hours(cast, cast["li"], 5)
    counter = reverse_entry(entry, reason="重复登记", actor=cast["coordinator"], now=NINE)
    assert (counter.quantity, counter.credit, counter.days) == (-5, -3750, -500)
    assert (counter.year, counter.day) == (entry.year, entry.day)
    assert sums(cast["li"]) == (0, 0)
    for line, reason in (
        (entry, Refusal.ALREADY_REVERSED),
        (counter, Refusal.IS_COUNTER_ENTRY),
    ):
        with pytest.raises(Refused) as refused:
            reverse_entry(line, reason="再次", actor=cast["coordinator"], now=NINE)
        assert refused.value.reason == reason


def test_a_line_of_a_class_is_mended_by_its_attendance_alone(cast, session):
    [line, *_] = closed(cast, session)
    with pytest.raises(Refused) as refused:
        reverse_entry(line, reason="误登", actor=cast["coordinator"], now=AFTER)
    assert refused.value.reason == Refusal.WRONG_STATE


def test_the_database_itself_refuses_a_second_line_for_a_half_day(cast, session):
    [line, *_] = closed(cast, session)
    line.pk, line.n, line.ref = None, line.n + 50, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_no_line_is_ever_changed_or_deleted(cast):
    make_policies()
    add_hours(cast, cast["li"])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(credit=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change", [{"credit": 9999}, {"person_id": 1}, {"evidence_sha256": "0" * 64}, {"reason": "x"}]
)
def test_the_verifier_names_the_line_that_was_tampered_with(cast, change):
    make_policies()
    add_hours(cast, cast["li"])
    second = add_hours(cast, cast["wang"])
    if "person_id" in change:
        change = {"person_id": cast["li"].pk}
    assert verify().faults == []
    with lifted():
        LedgerEntry.objects.filter(pk=second.pk).update(**change)
    agency = cast["li"].agency_id
    assert verify().faults == [f"hours hours:{agency}, row 2: altered"]


def test_many_claims_are_booked_in_few_queries(cast, django_assert_max_num_queries):
    make_policies()
    claims = [make_claim(cast["li"], 1) for _ in range(30)] + [make_claim(cast["zhao"], 1)]
    with django_assert_max_num_queries(30):
        add_openings(claims, actor=cast["coordinator"], now=NINE)
    assert sums(cast["li"]) == (30 * 750, 30 * 100)
    assert verify().faults == []
