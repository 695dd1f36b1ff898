"""What was used before is drawn last: by this candidate of late, on too many papers, more often."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from exams.models import Exposure
from exams.proof import snapshot_of
from questionbank.models import Revision
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready, started

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_YEAR = NINE + timedelta(days=300)


@pytest.fixture
def sat(cast):
    """李 sat an exam, 王 did not come to it; the bank holds twice what a paper asks."""
    make_bank(cast, true_falses=5)
    _exam, session = make_ready(cast, cast["li"], cast["wang"])
    started(session, cast["li"])
    return session


def of(session, person):
    body = session.attempts.get(person=person).paper.body
    return {place["revision"] for place in body["places"]}


def test_no_candidate_meets_a_question_again_within_two_years_while_others_are_left(cast, sat):
    _exam, later = make_ready(cast, cast["li"], cast["wang"], opens_at=NEXT_YEAR, title="次年")
    again = of(sat, cast["li"]) & of(later, cast["li"])
    kinds = list(Revision.objects.filter(pk__in=again).values_list("kind", flat=True))
    assert "single" not in kinds  # eight for four
    assert len(kinds) == 0
    out = StringIO()
    call_command("verify_exam", "--all", stdout=out)
    assert out.getvalue().strip() == "4 papers, 4 re-derived"


def test_the_snapshot_names_who_met_what_and_leaves_out_who_did_not_come(cast, sat):
    _exam, later = make_ready(
        cast, cast["li"], cast["wang"], opens_at=NEXT_YEAR, title="次年", papers=False
    )
    (ref,) = later.candidates.filter(person=cast["li"]).values_list("ref", flat=True)
    assert later.roster_lock.snapshot["seen"] == {ref: sorted(of(sat, cast["li"]))}


def test_after_two_years_nothing_is_held_against_a_question(cast, sat):
    _exam, later = make_ready(
        cast, cast["li"], opens_at=NINE + timedelta(days=800), title="后年", papers=False
    )
    assert later.roster_lock.snapshot["seen"] == {}


def test_a_new_wording_of_the_same_question_counts_as_seen(cast, sat):
    _exam, later = make_ready(cast, cast["li"], opens_at=NEXT_YEAR, title="次年", papers=False)
    old = Revision.objects.get(pk=min(of(sat, cast["li"])))
    new = Revision.objects.exclude(pk__in=of(sat, cast["li"])).filter(kind=old.kind).first()
    Revision.objects.filter(pk=new.pk).update(question=old.question, n=2)
    (seen,) = snapshot_of(later)["seen"].values()
    assert new.pk in seen
    assert old.pk not in seen  # superseded, so not in the pool


def test_former_uses_are_counted_in_the_snapshot(cast, sat):
    used = dict(Exposure.objects.values_list("revision_id", "papers"))
    _exam, later = make_ready(cast, cast["li"], opens_at=NEXT_YEAR, title="次年", papers=False)
    pool = later.roster_lock.snapshot["pool"]
    assert {item["revision"]: item["exposure"] for item in pool if item["exposure"]} == used
