"""What may be seen of an attempt: every field at every moment by every viewer."""

from __future__ import annotations

import itertools

import pytest

from exams.rules.review import POLICIES, Field, Moment, Viewer, moment_at

ALL = frozenset(Field)
MARK = frozenset({Field.MARK})
NOTHING = frozenset()
ARTICLES = frozenset({Field.MARK, Field.RIGHTNESS, Field.ARTICLE, Field.RATIONALE})
# viewer: closed, all_closed, released, published
TABLE = {
    Viewer.CANDIDATE: (NOTHING, NOTHING, MARK, None),
    Viewer.EXAM_STAFF: (MARK, MARK, MARK, ALL),
    Viewer.AUDITOR: (NOTHING, NOTHING, MARK, ALL),
    Viewer.COORDINATOR: (NOTHING, NOTHING, MARK, MARK),
    Viewer.OTHER: (NOTHING, NOTHING, NOTHING, NOTHING),
}
TO_CANDIDATE = {"full": ALL, "articles": ARTICLES, "mark": MARK}
MOMENTS = (Moment.CLOSED, Moment.ALL_CLOSED, Moment.RELEASED, Moment.PUBLISHED)


def test_the_table_is_whole():
    assert TABLE.keys() == set(Viewer)
    assert {Moment.NOT_CLOSED, *MOMENTS} == set(Moment)
    assert TO_CANDIDATE.keys() == POLICIES.keys()


@pytest.mark.parametrize(("name", "viewer"), list(itertools.product(POLICIES, Viewer)))
def test_each_viewer_sees_what_the_table_says(name, viewer):
    policy = POLICIES[name]
    assert policy.seen(Moment.NOT_CLOSED, viewer) == NOTHING
    for moment, seen in zip(MOMENTS, TABLE[viewer], strict=True):
        expected = TO_CANDIDATE[name] if seen is None else seen
        assert policy.seen(moment, viewer) == expected, moment
        assert {f for f in Field if policy.can_see(f, moment, viewer)} == expected


@pytest.mark.parametrize(
    ("is_closed", "is_published", "all_over", "moment"),
    [
        (False, False, True, Moment.NOT_CLOSED),
        (False, True, True, Moment.NOT_CLOSED),
        (True, False, False, Moment.CLOSED),
        (True, False, True, Moment.ALL_CLOSED),
        (True, True, False, Moment.RELEASED),
        (True, True, True, Moment.PUBLISHED),
    ],
)
def test_where_an_attempt_stands(is_closed, is_published, all_over, moment):
    found = moment_at(is_closed=is_closed, is_published=is_published, all_over=all_over)
    assert found == moment
