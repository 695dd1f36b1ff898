"""Which article of an old text became which of a new one: the rule, without a database."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from statutes.rules import alignment, texts
from statutes.rules.likeness import fold
from statutes.rules.mapping import Outcome, Provision, propose
from statutes.rules.references import Reference
from statutes.sheets import provisions

MAPS = Path(__file__).parent / "maps"
FINE = (
    "当场收缴的罚款，应当自收缴之日起二日内交至行政机关；行政机关应当在二日内将罚款缴付指定的银行。"
)
HEARING = "行政机关拟作出吊销许可证件的决定，应当告知当事人有要求听证的权利，要求的应当听证。"
SERVICE = "行政处罚决定书应当在宣告后当场交付当事人；当事人不在场的，应当在七日内依照有关规定送达。"
SCOPE = "本法适用于本市行政区域内的城市绿化规划、建设、保护和管理活动。"
OTHER = "船舶进出港口应当按照规定申报载运的危险货物，并接受海事管理机构的监督检查。"
needs_texts = pytest.mark.skipif(
    not settings.ENVIRONMENT.statutes.is_dir(),
    reason="the law texts are not there; set MINGFA_STATUTES to their folder",
)


def law(*articles, title="示范法"):
    return [Provision(Reference(title, n), "", text) for n, text in enumerate(articles, 1)]


def numbers(move):
    return [new.number for new in move.new]


def test_the_same_text_is_unchanged_or_only_renumbered():
    moves = propose(law(FINE, HEARING, SERVICE), law(FINE, SCOPE, HEARING, SERVICE)).moves
    assert [(m.outcome, *numbers(m)) for m in moves] == [
        ("unchanged", 1),
        ("renumbered", 3),
        ("renumbered", 4),
    ]


def test_another_setting_of_signs_is_no_change():
    move = propose(law("依照《甲法》处理：（一）罚款。"), law("依照<甲法>处理:\n(一)罚款。")).moves[
        0
    ]
    assert move.outcome == Outcome.UNCHANGED


def test_one_changed_word_is_a_change_and_a_changed_number_of_an_article_is_told_apart():
    moves = propose(
        law(FINE, HEARING + "依照第三条办理。"),
        law(FINE.replace("二日", "三日"), HEARING + "依照第五条办理。"),
    ).moves
    assert [(m.outcome, m.numbers_only) for m in moves] == [("changed", False), ("changed", True)]


def test_added_paragraphs_leave_the_article_where_it_is():
    longer = FINE + "\n" + OTHER * 3
    move = propose(law(FINE, HEARING), law(longer, HEARING)).moves[0]
    assert (move.outcome, numbers(move)) == (Outcome.CHANGED, [1])


def test_what_is_nowhere_in_the_new_text_is_deleted_and_what_is_new_is_named():
    proposal = propose(law(FINE, OTHER, HEARING), law(FINE, HEARING, SCOPE))
    assert [m.outcome for m in proposal.moves] == ["unchanged", "deleted", "renumbered"]
    assert [added.number for added in proposal.added] == [3]


REWRITTEN = "机构在决定作出前，申请人要求撤回申请的，经说明理由，可以撤回；撤回申请的，程序终止。"
AS = (
    "当事人可以自愿达成和解，和解内容不得损害国家利益和他人合法权益。"
    "达成和解后，由申请人撤回申请的，不得再以同一事实和理由提出；违背真实意愿的除外。"
)


def test_two_that_are_left_over_are_paired_and_said_to_be_uncertain():
    moves = propose(law(FINE, REWRITTEN, HEARING), law(FINE, AS, HEARING)).moves
    assert (moves[1].outcome, numbers(moves[1]), moves[1].is_certain) == ("changed", [2], False)


def test_in_a_code_nothing_is_paired_only_because_it_is_left_over():
    long = [f"第{n}类事项另行规定，由主管部门负责办理和公布。" for n in range(12)]
    moves = propose(law(FINE, REWRITTEN, HEARING), law(*long, FINE, AS, HEARING)).moves
    assert moves[1].outcome == Outcome.DELETED


def test_two_articles_in_one_are_merged():
    moves = propose(law(FINE, SERVICE, HEARING), law(FINE + "\n" + SERVICE, HEARING)).moves
    assert [(m.outcome, *numbers(m)) for m in moves[:2]] == [("merged", 1), ("merged", 1)]


def test_one_article_in_two_is_split():
    moves = propose(law(FINE + "\n" + SERVICE, HEARING), law(FINE, SERVICE, HEARING)).moves
    assert (moves[0].outcome, numbers(moves[0])) == (Outcome.SPLIT, [1, 2])


def test_several_laws_become_one_code():
    old = law(FINE, SCOPE, title="甲法") + law(OTHER, HEARING, title="乙法")
    moves = propose(old, law(SCOPE, FINE, HEARING, OTHER, title="法典")).moves
    assert [(m.old.title, m.outcome, *numbers(m)) for m in moves] == [
        ("甲法", "renumbered", 2),
        ("甲法", "renumbered", 1),
        ("乙法", "renumbered", 4),
        ("乙法", "renumbered", 3),
    ]


def test_a_side_without_articles_is_answered():
    assert [m.outcome for m in propose(law(FINE), []).moves] == [Outcome.DELETED]
    assert propose([], law(FINE)).added == (Reference("示范法", 1),)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_anchors_rise_on_both_sides(pairs):
    pairs = sorted(dict(pairs).items())
    kept = alignment.rising(pairs)
    assert set(kept) <= set(pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(kept))
    assert bool(kept) == bool(pairs)


def read(name):
    return provisions(texts.parse((settings.ENVIRONMENT.statutes / name).read_text("utf-8")))


def checked(name):
    """A map that was checked by hand: what must be found, and what may be named beside it."""
    with (MAPS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {
            int(row["old"]): (
                row["outcome"],
                {int(n) for n in row["new"].split()},
                {int(n) for n in row["also"].split()},
            )
            for row in csv.DictReader(file)
        }


PAIRS = [
    ("food-safety-law", "食品安全法_2021", "食品安全法_2025修正", 1.0, 1.0, 1.0),
    ("legislation-law", "立法法_2015修正", "立法法_2023修正", 1.0, 0.99, 0.99),
    (
        "administrative-reconsideration-law",
        "行政复议法_2017修正",
        "行政复议法_2023修订",
        0.98,
        0.89,
        0.88,
    ),
]


@pytest.mark.statutes
@needs_texts
@pytest.mark.parametrize(
    ("name", "old", "new", "precision", "recall", "outcomes"), PAIRS, ids=[p[0] for p in PAIRS]
)
def test_proposals_hold_against_maps_checked_by_hand(name, old, new, precision, recall, outcomes):
    proposal = propose(read(f"superseded/{old}.md"), read(f"current/{new}.md"))
    known = checked(name)
    assert len(proposal.moves) == len(known)
    right = wrong = found = needed = same = 0
    for move in proposal.moves:
        outcome, must, may = known[move.old.number]
        named = set(numbers(move))
        right, wrong = right + len(named & (must | may)), wrong + len(named - must - may)
        found, needed = found + len(named & must), needed + len(must)
        same += move.outcome == outcome
    assert right / (right + wrong) >= precision
    assert found / needed >= recall
    assert same / len(known) >= outcomes


@pytest.mark.statutes
@needs_texts
def test_the_five_articles_that_really_changed_are_found_and_no_other():
    moves = propose(
        read("superseded/食品安全法_2021.md"), read("current/食品安全法_2025修正.md")
    ).moves
    changed = [m.old.number for m in moves if m.outcome != Outcome.UNCHANGED]
    assert changed == [41, 81, 82, 124, 132]


@pytest.mark.statutes
@needs_texts
def test_a_law_is_followed_into_the_code_that_repealed_it():
    code = read("current/生态环境法典_2026.md")
    by = {one.reference: one for one in code}
    old = read("superseded/噪声污染防治法_2021.md")
    proposal = propose(old, code)
    assert sum(m.outcome == Outcome.DELETED for m in proposal.moves) < len(old) / 10
    for one, move in zip(old, proposal.moves, strict=True):
        same = len(move.new) == 1 and fold(by[move.new[0]].text) == fold(one.text)
        assert (move.outcome == Outcome.RENUMBERED) == same
