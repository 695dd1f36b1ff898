"""What a template makes of a blueprint."""

from __future__ import annotations

from collections import Counter

import pytest

from exams.rules.templates import BY_STATUTE, Template, frame_of, lines_of


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("statutes", [(), (3,), (5, 9, 2), tuple(range(1, 21))])
def test_every_template_makes_a_paper_of_a_hundred_marks(template, statutes):
    cells = lines_of(template, statutes)
    assert sum(cell.count * cell.marks for cell in cells) == 10_000
    assert all(cell.count for cell in cells)
    assert len(cells) <= 60
    if template in BY_STATUTE and statutes:
        asked = Counter()
        for cell in cells:
            asked[cell.statute_id] += cell.count
        assert set(asked) == set(statutes)
        assert max(asked.values()) - min(asked.values()) <= 3
    else:
        assert {cell.statute_id for cell in cells} == {None}


def test_a_mock_asks_the_public_questions_and_a_pre_appointment_test_those_for_leaders():
    assert frame_of(Template.MOCK).pool == "practice"
    assert frame_of(Template.APPOINTMENT).category == "leader"
    assert frame_of(Template.PUBLIC).pool == "exam"
