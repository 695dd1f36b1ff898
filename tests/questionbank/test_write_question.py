"""A setter writes, mends and submits a question."""

from dataclasses import replace

import pytest

from journal.models import Entry
from questionbank import actions
from questionbank.models import Citation, DraftKey, Key, Revision, State
from questionbank.rules.review import Refusal
from statutes.rules.references import Reference
from tests.conftest import NINE
from tests.questionbank.conftest import MULTIPLE, SINGLE


def test_a_new_question_is_a_draft_with_a_code_a_key_and_its_articles(draft):
    assert draft.question.code == f"ZM-{draft.question.pk:05d}"
    assert (draft.n, draft.state) == (1, State.DRAFT)
    assert [str(c.article) for c in draft.citations.all()] == ["第一条"]
    assert draft.citations.get().digest == draft.citations.get().article.digest


def test_the_key_lies_apart_and_encrypted(draft, submitted):
    sealed = bytes(Key.objects.get(revision=submitted).sealed)
    assert "二日".encode() not in sealed
    assert "第一条定为".encode() not in sealed
    assert submitted.key.open().right == (1,)
    assert not DraftKey.objects.exists()


def test_the_journal_knows_the_deed_and_not_the_words(draft):
    entry = Entry.objects.get(act="questionbank.add_question")
    assert entry.facts["content"] == draft.content_sha256
    assert "罚款" not in str(entry.facts)


def test_the_author_may_mend_a_draft(draft, cast):
    actions.save_draft(draft, MULTIPLE, author=cast["setter"], now=NINE)
    revision = Revision.objects.get()
    assert (revision.kind, revision.stem) == ("multiple", MULTIPLE.stem)
    assert Citation.objects.count() == 2
    sent = actions.submit(revision, author=cast["setter"], now=NINE)
    assert sent.key.open().right == (0, 1)


def test_nobody_else_may_touch_a_draft(draft, cast):
    with pytest.raises(actions.Refused) as saving:
        actions.save_draft(draft, MULTIPLE, author=cast["reviewer"], now=NINE)
    with pytest.raises(actions.Refused) as submitting:
        actions.submit(draft, author=cast["reviewer"], now=NINE)
    assert saving.value.reason is submitting.value.reason is Refusal.NOT_AUTHOR
    assert Revision.objects.get().stem == SINGLE.stem


def test_from_submission_on_the_words_are_fixed(submitted, cast):
    with pytest.raises(actions.Refused) as refused:
        actions.save_draft(submitted, MULTIPLE, author=cast["setter"], now=NINE)
    assert refused.value.reason is Refusal.NOT_DRAFT


def test_a_question_on_no_article_is_refused(law, cast, tree):
    wording = replace(SINGLE, citations=(Reference("示范法", 9),))
    with pytest.raises(actions.Refused) as refused:
        actions.add_question(wording, agency=tree.city, author=cast["setter"], now=NINE)
    assert (refused.value.reason, refused.value.detail) == (
        Refusal.NO_ARTICLE,
        "示范法 第九条",
    )
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "fault", [{"right": ()}, {"rationale": ""}, {"citations": ()}, {"options": ("甲", "乙")}]
)
def test_an_unfinished_draft_is_kept_but_not_submitted(law, cast, tree, fault):
    author = cast["setter"]
    draft = actions.add_question(
        replace(SINGLE, **fault), agency=tree.city, author=author, now=NINE
    )
    with pytest.raises(actions.Refused) as refused:
        actions.submit(draft, author=author, now=NINE)
    assert refused.value.reason is Refusal.FAULTY
    assert Revision.objects.get().state == State.DRAFT
    assert not Key.objects.exists()
