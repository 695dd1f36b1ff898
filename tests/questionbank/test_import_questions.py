"""Questions out of bank text."""

import pytest

from journal.models import Entry
from questionbank import actions
from questionbank.models import Question, Revision, State
from questionbank.rules.banktext import parse, stamp
from questionbank.rules.review import Refusal
from tests.conftest import NINE
from tests.questionbank.test_check_citations import BANK


@pytest.fixture
def load(law, cast, tree):
    def load(text, *, agency=tree.city, author="setter", pool="exam"):
        return actions.import_questions(
            parse(text).questions, author=cast[author], agency=agency, now=NINE, pool=pool
        )

    return load


def test_questions_arrive_submitted_and_wait_for_another_person(load, cast):
    outcome = load(BANK)
    revision = Revision.objects.get()
    assert outcome.submitted == [revision]
    assert (revision.question.code, revision.state) == ("SF-001", State.SUBMITTED)
    assert revision.author_id == cast["setter"].pk
    assert revision.key.open().right == (1,)
    assert Entry.objects.filter(act="questionbank.import_questions").count() == 1


def test_the_same_text_twice_adds_nothing(load):
    load(BANK)
    outcome = load(BANK)
    assert (outcome.submitted, outcome.unchanged) == ([], 1)
    assert Revision.objects.count() == 1
    assert Entry.objects.filter(act="questionbank.import_questions").count() == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("应当几日内", "须在几日内"),
        ("D. 五日", "D. 七日"),
        ("难度：中", "难度：难"),
        ("释义：第一条定为二日。", "释义：第一条写明二日。"),
        ("题型：单选", "题型：多选"),
    ],
)
def test_a_changed_text_becomes_the_next_revision(load, cast, old, new):
    first = load(BANK).added[0]
    actions.approve(first, reviewer=cast["reviewer"], now=NINE)
    text = BANK.replace(old, new)
    if "多选" in new:
        text = text.replace("答案：B", "答案：AB")
    outcome = load(text)
    assert [r.n for r in outcome.revised] == [2]
    assert list(Revision.objects.drawable()) == [first]
    assert Question.objects.count() == 1


def test_a_text_that_still_waits_gives_way_to_the_newer_one(load):
    load(BANK)
    load(BANK.replace("应当几日内", "须在几日内"))
    assert list(Revision.objects.order_by("n").values_list("state", flat=True)) == [
        State.RETURNED,
        State.SUBMITTED,
    ]


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        (BANK.replace("示范法 第一条", "示范法 第九条"), {}, Refusal.NO_ARTICLE),
        (stamp(BANK, lambda reference: "0" * 64), {}, Refusal.NO_ARTICLE),
        (BANK, {"pool": "practice"}, Refusal.OTHER_POOL),
    ],
)
def test_what_does_not_fit_stops_the_whole_import(load, text, options, reason):
    load(BANK.replace("SF-001", "SF-002").replace("应当几日内", "须在几日内"))
    load(BANK) if options else None
    before = Revision.objects.count()
    with pytest.raises(actions.Refused) as refused:
        load(text, **options)
    assert refused.value.reason is reason
    assert Revision.objects.count() == before


def test_another_agencys_code_cannot_be_taken_over(load, tree):
    load(BANK)
    with pytest.raises(actions.Refused) as refused:
        load(BANK.replace("几日", "多少日"), agency=tree.there)
    assert refused.value.reason is Refusal.CODE_TAKEN
    assert Revision.objects.count() == 1


def test_somebodys_draft_is_not_overtaken(load, cast):
    first = load(BANK).added[0]
    actions.approve(first, reviewer=cast["reviewer"], now=NINE)
    actions.revise(first.question, author=cast["setter"], now=NINE)
    with pytest.raises(actions.Refused) as refused:
        load(BANK.replace("几日", "多少日"))
    assert refused.value.reason is Refusal.STILL_OPEN
