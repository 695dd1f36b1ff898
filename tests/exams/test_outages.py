"""An outage gives every open attempt its time back before anybody is judged by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams import http
from exams.actions import outages, rooming, saving, sitting
from exams.models import Attempt, Event, Outage, PayBack, Pulse, entry_ends_at
from exams.proof import attempt_fault, totals_of
from exams.rules.keeping import FIRST_CLIENT_SEQ, State
from journal.models import Entry
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready, operation, started
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
END = timedelta(minutes=90)


@pytest.fixture
@remembered
def session(cast):
    make_bank(cast)
    return make_ready(cast, cast["li"], cast["wang"])[1]


@pytest.fixture
def li(cast, session):
    return started(session, cast["li"])


def at(minutes=0, seconds=0):
    return NINE + timedelta(minutes=minutes, seconds=seconds)


def beats(*moments):
    return [outages.beat(now=moment, awake=None) for moment in moments]


def away(began, ended):
    """No sign of life but at both ends; the outage."""
    Pulse.objects.all().delete()
    return beats(began, ended)[-1]


def deadline(attempt):
    return Attempt.objects.get(pk=attempt.pk).deadline_at


def save(attempt, now, *, n=0):
    op = operation(attempt, 1, seq=FIRST_CLIENT_SEQ + n)
    return saving.save(attempt.ref, attempt.person_id, [op], arrival=now, now=now)


def test_everybody_who_sat_gets_the_outage_back_once(cast, session, li):
    first, ended = beats(at(10), at(10, 42))
    assert (first, ended.seconds) == (None, 45)
    assert [outages.pay_back_due(now=at(11)) for _ in range(2)] == [1, 0]
    wang = started(session, cast["wang"], now=at(12))
    assert (deadline(li) - at(), deadline(wang) - at(12)) == (END + timedelta(seconds=45), END)
    assert attempt_fault(Attempt.objects.with_evidence().get(pk=li.pk)) is None
    assert Entry.objects.get(act="exams.note_outage").facts["seconds"] == 45


def test_a_short_gap_or_one_while_nobody_sits_or_could_is_no_outage(session):
    assert away(at(-10), at(-1)) is None
    assert away(at(10), at(10, 9)) is None
    assert away(at(121), at(130)) is None
    assert away(at(119), at(130)).seconds == 11 * 60


def test_an_outage_before_the_start_prolongs_the_entry(cast, session):
    for began, ended in ((at(-2), at(3)), (at(31), at(31, 12)), (at(35), at(36))):
        away(began, ended)
    ends = at(33, 12)  # of the first what came after the opening; the last came after the end
    assert entry_ends_at(session, at(40)) == ends
    away(at(40), at(40, 5))
    with pytest.raises(sitting.SittingRefused, match="entry_ended"):
        started(session, cast["wang"], now=ends + timedelta(seconds=1))
    assert started(session, cast["li"], now=ends).state == State.OPEN


@pytest.mark.parametrize(
    ("gone", "begun", "ends"),
    [
        (31, 31, 121),  # the session is over at 120, but nobody could begin before
        (4, 40, 124),  # as much later as the site was away
        (4, 25, 115),  # the whole time fits as it is
        (0, 40, 120),
    ],
)
def test_an_outage_at_the_entry_does_not_cut_the_time_of_those_whom_it_kept_waiting(
    cast, gone, begun, ends
):
    make_bank(cast)
    session = make_ready(cast, cast["li"], cast["wang"], entry_minutes=60)[1]
    away(at(-1), at(gone))
    wang = started(session, cast["wang"], now=at(begun))
    assert deadline(wang) == at(ends)
    assert attempt_fault(Attempt.objects.with_evidence().get(pk=wang.pk)) is None


def test_a_pause_during_an_outage_is_given_back_once(cast, li):
    beats(at(10))
    rooming.pause(li, reason="停电", actor=cast["invigilator"], now=at(12))
    beats(at(18))  # away from 10 to 18, paused from 12
    rooming.resume(li, actor=cast["zhao"], now=at(18, 5))
    outages.pay_back_due(now=at(18, 5))
    assert deadline(li) - at() == END + timedelta(minutes=8, seconds=5)
    assert attempt_fault(Attempt.objects.with_evidence().get(pk=li.pk)) is None


def test_nobody_resumes_before_it_is_known_for_how_long_the_site_was_away(cast, li):
    beats(at(10))
    rooming.pause(li, reason="停电", actor=cast["invigilator"], now=at(10))
    with pytest.raises(outages.PulseStale):
        rooming.resume(li, actor=cast["zhao"], now=at(10, 10))
    beats(at(10, 10))
    rooming.resume(li, actor=cast["zhao"], now=at(10, 10))
    outages.pay_back_due(now=at(10, 11))
    assert deadline(li) - at() == END + timedelta(seconds=11)  # the least that a pause gives is 1


def test_nobody_is_closed_while_the_site_is_away_nor_before_the_time_is_given_back(li):
    beats(at(89, 50))
    assert sitting.close_overdue(now=at(100)) == 0
    beats(at(91))
    assert sitting.close_overdue(now=at(91)) == 0
    assert deadline(li) == at(91, 10)
    beats(at(91, 5), at(91, 10), at(91, 15), at(91, 24), at(91, 33), at(91, 41))
    assert sitting.close_overdue(now=at(91, 41)) == 1
    assert Event.objects.filter(attempt=li, type="pay_back").count() == 1


def test_an_answer_after_an_outage_at_the_end_waits_for_its_judgement_and_counts(li):
    beats(at(89, 55))
    with pytest.raises(outages.PulseStale):
        save(li, at(90, 40))
    beats(at(90, 40))
    saved = save(li, at(90, 41))
    assert (set(saved.dispositions.values()), saved.deadline_at) == ({"applied"}, at(90, 45))
    assert saved.head_hash == Attempt.objects.get(pk=li.pk).head_hash
    assert outages.pay_back_one(li.ref, now=at(90, 42)) == at(90, 45)


def test_a_hand_in_at_the_end_gets_its_time_first(li):
    beats(at(89, 55))
    with pytest.raises(outages.PulseStale):
        sitting.hand_in(li.ref, li.person_id, [], arrival=at(90, 6), now=at(90, 6))
    beats(at(90, 6))
    sitting.hand_in(li.ref, li.person_id, [], arrival=at(90, 6), now=at(90, 6))
    closed = Attempt.objects.with_evidence().get(pk=li.pk)
    assert (closed.close_reason, attempt_fault(closed)) == ("handed_in", None)


def test_the_totals_find_a_time_that_was_not_given_back(session, li):
    beats(at(10), at(10, 42))
    Attempt.objects.filter(pk=li.pk).update(
        state=State.CLOSED, closed_at=at(50), close_reason="handed_in"
    )
    found = {total.code: total for total in totals_of(session)}["pay_backs"]
    assert not found.agrees
    PayBack.objects.create(attempt=li, outage=Outage.objects.get(), at=at(50))
    assert {total.code: total for total in totals_of(session)}["pay_backs"].agrees


def test_a_deadline_that_moved_more_than_its_outages_is_found(li):
    beats(at(10), at(10, 42))
    outages.pay_back_due(now=at(11))
    Attempt.objects.filter(pk=li.pk).update(deadline_at=deadline(li) + timedelta(seconds=5))
    assert attempt_fault(Attempt.objects.with_evidence().get(pk=li.pk)) == (
        "its deadline is not start, duration and grants"
    )


def test_a_clock_set_by_an_hour_is_no_outage(li, monkeypatch):
    seconds = [100.0]
    monkeypatch.setattr(http, "monotonic", lambda: seconds[0])
    heart = http.Heart()
    for moment in (at(10), at(70, 5), at(10, 10)):  # an hour forward, and back again
        assert heart.beat(moment) is None
        seconds[0] += 5
    seconds[0] += 37
    assert heart.beat(at(10, 57)).seconds == 45
    assert deadline(li) == at(90)
