"""Another person than the author decides; what is in use is retired with a reason."""

import pytest
from django.db import IntegrityError, transaction

from journal.models import Entry
from questionbank import actions
from questionbank.models import Revision, State
from questionbank.rules.review import Refusal
from tests.conftest import NINE


def refusal_of(deed):
    with pytest.raises(actions.Refused) as refused:
        deed()
    return refused.value.reason


def test_an_approved_question_may_be_drawn(approved, cast):
    assert approved.state == State.APPROVED
    assert approved.decided_by_id == cast["reviewer"].pk
    assert list(Revision.objects.drawable()) == [approved]
    assert Entry.objects.get(act="questionbank.approve").facts["author"] == cast["setter"].pk


def test_a_setter_cannot_approve_own_work(submitted, cast):
    deed = lambda: actions.approve(submitted, reviewer=cast["setter"], now=NINE)  # noqa: E731
    assert refusal_of(deed) is Refusal.OWN_WORK
    assert Revision.objects.get().state == State.SUBMITTED


def test_the_database_itself_refuses_an_own_approval(submitted, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=submitted.pk).update(
            state="approved", decided_by_id=cast["setter"].pk
        )


def test_a_draft_cannot_be_approved(draft, cast):
    deed = lambda: actions.approve(draft, reviewer=cast["reviewer"], now=NINE)  # noqa: E731
    assert refusal_of(deed) is Refusal.NOT_SUBMITTED


def test_a_second_decision_is_refused(approved, cast):
    deed = lambda: actions.send_back(  # noqa: E731
        approved, reviewer=cast["reviewer"], note="不妥", now=NINE
    )
    assert refusal_of(deed) is Refusal.NOT_SUBMITTED


def test_a_question_is_returned_with_words_only(submitted, cast):
    deed = lambda: actions.send_back(  # noqa: E731
        submitted, reviewer=cast["reviewer"], note="  ", now=NINE
    )
    assert refusal_of(deed) is Refusal.NO_REASON
    back = actions.send_back(submitted, reviewer=cast["reviewer"], note="选项不当", now=NINE)
    assert (back.state, back.decision_note) == (State.RETURNED, "选项不当")
    assert list(Revision.objects.returned_to(cast["setter"].pk)) == [back]


def test_a_change_is_a_new_revision_and_the_old_one_serves_until_it_is_approved(approved, cast):
    setter, reviewer = cast["setter"], cast["reviewer"]
    draft = actions.revise(approved.question, author=setter, now=NINE)
    assert (draft.n, draft.stem) == (2, approved.stem)
    assert list(Revision.objects.drawable()) == [approved]
    second = actions.submit(draft, author=setter, now=NINE)
    assert list(Revision.objects.drawable()) == [approved]
    actions.approve(second, reviewer=reviewer, now=NINE)
    assert list(Revision.objects.drawable()) == [second]


def test_two_changes_at_once_are_refused(approved, cast):
    actions.revise(approved.question, author=cast["setter"], now=NINE)
    deed = lambda: actions.revise(  # noqa: E731
        approved.question, author=cast["reviewer"], now=NINE
    )
    assert refusal_of(deed) is Refusal.STILL_OPEN


def test_a_retired_question_is_never_drawn_again(approved, cast):
    deed = lambda: actions.retire(  # noqa: E731
        approved, reviewer=cast["reviewer"], reason="", now=NINE
    )
    assert refusal_of(deed) is Refusal.NO_REASON
    gone = actions.retire(approved, reviewer=cast["reviewer"], reason="条文已删", now=NINE)
    assert (gone.retired_reason, gone.retired_by_id) == ("条文已删", cast["reviewer"].pk)
    assert gone.decided_by_id == approved.decided_by_id, "the approval stays on record"
    assert not Revision.objects.drawable().exists()


def test_many_are_approved_together_or_not_at_all(submitted, draft, law, tree, cast):
    other = actions.submit(
        actions.add_question(
            submitted.wording(submitted.key.open()),
            agency=tree.city,
            author=cast["reviewer"],
            now=NINE,
        ),
        author=cast["reviewer"],
        now=NINE,
    )
    deed = lambda: actions.approve_many(  # noqa: E731
        [submitted, other], reviewer=cast["reviewer"], now=NINE
    )
    assert refusal_of(deed) is Refusal.OWN_WORK
    assert set(Revision.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    actions.approve_many([submitted], reviewer=cast["reviewer"], now=NINE)
    assert Revision.objects.filter(state=State.APPROVED).count() == 1
