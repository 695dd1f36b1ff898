"""A change of key races with another, with publication and with a hand-in, on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import rekeying, results, sitting
from exams.actions.rekeying import Wish
from exams.actions.signing import ActRefused
from exams.models import KeyChange, KeySet, MarkingJob, Publication, Receipt, ResultChange
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import answer_all, checked, make_bank, make_ready, started
from tests.exams.test_races import at_once
from tests.remembered import remembered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
AFTER = NINE + 3 * HOUR


@pytest.fixture
@remembered
def exam(cast):
    """李's and 王's right papers, marked; a key would be changed, one officer has signed it."""
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, exam.session = make_ready(cast, cast["li"], cast["wang"])
    for who in ("li", "wang"):
        attempt = started(exam.session, cast[who])
        operations = answer_all(attempt)
        sitting.hand_in(attempt.ref, cast[who].pk, operations, arrival=NINE, now=NINE)
    results.mark_waiting(now=NINE + HOUR)
    return exam


def proposed(exam, cast, key, code="multiple-0"):
    wish = Wish(Revision.objects.get(question__code=code), key, "条文另有规定")
    proposal = rekeying.propose_key_change(exam, wish, actor=cast["exam_officer"], now=AFTER)
    rekeying.run_preview(proposal, now=AFTER)
    rekeying.sign_key_change(proposal, actor=cast["exam_officer"], now=AFTER)
    return proposal


def signing(proposal, cast):
    return lambda: rekeying.sign_key_change(proposal, actor=cast["exam_officer_2"], now=AFTER)


def test_of_two_changes_at_once_one_comes_in_force(cast, exam):
    both = [proposed(exam, cast, key) for key in ((1, 2), (0, 2))]
    outcomes = at_once([signing(each, cast) for each in both * 4], threads=8)
    assert sum(isinstance(o, KeyChange) for o in outcomes) == 1
    assert all(isinstance(o, KeyChange | ActRefused) for o in outcomes)
    assert KeySet.objects.count() == 2
    assert MarkingJob.objects.filter(key_version=2).count() == 2
    marked = at_once([lambda: results.mark_waiting(now=AFTER)] * 4, threads=4)
    assert sum(marked) == 2


def test_publication_and_a_change_of_key_never_pass_each_other_by(cast, exam):
    """Either the session is published first and who fares differently is told; or the key changes
    first and the publication waits for the new marks."""
    checked(exam.session, cast["exam_officer"], now=AFTER)
    results.publish(exam.session, actor=cast["exam_officer"], now=AFTER)
    change = signing(proposed(exam, cast, (1, 2)), cast)

    def publish():
        return results.publish(exam.session, actor=cast["exam_officer_2"], now=AFTER)

    changed, published = at_once([change, publish], threads=2)
    assert isinstance(changed, KeyChange)
    assert isinstance(published, Publication | ActRefused)
    results.mark_waiting(now=AFTER)
    told = 2 if isinstance(published, Publication) else 0
    assert ResultChange.objects.count() == told


def test_who_hands_in_meanwhile_is_marked_by_the_keys_that_count(cast):
    make_bank(cast, singles=4, multiples=2, true_falses=2)
    exam, session = make_ready(cast, cast["li"], cast["wang"])
    attempt = started(session, cast["li"])
    sitting.hand_in(attempt.ref, cast["li"].pk, [], arrival=NINE, now=NINE)
    results.mark_waiting(now=NINE + HOUR)
    change = signing(proposed(exam, cast, (1, 2)), cast)
    wang = started(session, cast["wang"])

    def hand_in():
        return sitting.hand_in(wang.ref, cast["wang"].pk, [], arrival=NINE, now=NINE + HOUR)

    changed, receipt = at_once([change, hand_in], threads=2)
    assert isinstance(receipt, Receipt), receipt
    versions = set(MarkingJob.objects.filter(attempt=wang).values_list("key_version", flat=True))
    newest = KeySet.objects.latest("version").version
    assert newest in versions if isinstance(changed, KeyChange) else versions == {1}
