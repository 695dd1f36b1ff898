"""Form of a question: faults, hash, words for every code."""

from dataclasses import replace

import pytest

from questionbank.models import FaultWords, RefusalWords
from questionbank.rules import quality
from questionbank.rules.banktext import LineFault
from questionbank.rules.citations import CitationFault
from questionbank.rules.form import Fault, faults
from questionbank.rules.review import Refusal
from questionbank.rules.wording import claim, content_hash
from tests.questionbank.conftest import MULTIPLE, SINGLE, TRUE_FALSE


@pytest.mark.parametrize("wording", [SINGLE, MULTIPLE, TRUE_FALSE])
def test_a_sound_question_has_no_fault(wording):
    assert faults(wording) == []


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        (replace(SINGLE, stem=" "), Fault.NO_STEM),
        (replace(SINGLE, stem="长" * 1001), Fault.TOO_LONG),
        (replace(SINGLE, right=()), Fault.KEY_MISSING),
        (replace(SINGLE, right=(0, 1)), Fault.KEY_NOT_ONE),
        (replace(SINGLE, right=(4,)), Fault.KEY_OUTSIDE),
        (replace(MULTIPLE, right=(0,)), Fault.KEY_TOO_FEW),
        (replace(TRUE_FALSE, options=("对", "错")), Fault.OPTIONS_COUNT),
        (replace(TRUE_FALSE, right=(2,)), Fault.KEY_OUTSIDE),
        (replace(SINGLE, options=("一", "二", "三")), Fault.OPTIONS_COUNT),
        (replace(SINGLE, rationale=""), Fault.NO_RATIONALE),
        (replace(SINGLE, citations=()), Fault.NO_CITATION),
        (replace(SINGLE, citations=SINGLE.citations * 2), Fault.CITATION_TWICE),
    ],
)
def test_each_fault_of_form_is_found(wording, fault):
    assert fault in faults(wording)


def test_every_code_has_its_words():
    for code in [*Fault, *LineFault, *CitationFault]:
        assert FaultWords(code).label
    for code in Refusal:
        assert RefusalWords(code).label


def test_the_hash_covers_what_a_candidate_sees_and_not_the_key():
    assert content_hash(replace(SINGLE, right=(2,), rationale="他")) == content_hash(SINGLE)
    assert content_hash(replace(SINGLE, options=(*SINGLE.options[:3], "七日"))) != content_hash(
        SINGLE
    )


def test_numbers_are_sought_where_the_truth_stands():
    assert claim(SINGLE) == "二日"
    assert claim(replace(TRUE_FALSE, right=(0,))) == TRUE_FALSE.stem
    assert claim(TRUE_FALSE) == TRUE_FALSE.rationale


def test_a_key_that_stands_out_by_length_is_noticed():
    long = (*SINGLE.options[:1], "自收缴罚款之日起二日内", *SINGLE.options[2:])
    assert quality.key_stands_out(replace(SINGLE, options=long))
    assert not quality.key_stands_out(SINGLE)


def test_uneven_keys_are_reported_only_in_a_bank_of_some_size():
    assert quality.spread([SINGLE] * 19).uneven() == []
    assert dict(quality.spread([SINGLE] * 20).uneven()) == {"A": 0, "B": 100, "C": 0, "D": 0}
