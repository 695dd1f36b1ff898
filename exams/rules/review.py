"""What may be seen of an attempt, by whom, when: one object for page, export and interface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """The parts of a result that are released apart."""

    MARK = "mark"
    RIGHTNESS = "rightness"
    KEY = "key"
    RATIONALE = "rationale"
    ARTICLE = "article"


class Moment(StrEnum):
    """Where an attempt stands: handed in, the exam's last shift over, results published.

    RELEASED is the moment between: published, while another shift of the same exam is to come.
    """

    NOT_CLOSED = "not_closed"
    CLOSED = "closed"
    ALL_CLOSED = "all_closed"
    RELEASED = "released"
    PUBLISHED = "published"


def moment_at(*, is_closed: bool, is_published: bool, all_over: bool) -> Moment:
    """The moment of an attempt; `all_over` says that the last shift of its exam is closed."""
    if not is_closed:
        return Moment.NOT_CLOSED
    if is_published:
        return Moment.PUBLISHED if all_over else Moment.RELEASED
    return Moment.ALL_CLOSED if all_over else Moment.CLOSED


class Viewer(StrEnum):
    """In which capacity somebody looks."""

    CANDIDATE = "candidate"
    EXAM_STAFF = "exam_staff"
    AUDITOR = "auditor"
    COORDINATOR = "coordinator"
    OTHER = "other"


@dataclass(frozen=True)
class ReviewPolicy:
    """A named policy: which fields the candidate sees once results are published.

    Nobody sees a field of an attempt that is not closed. Before publication only exam staff see
    marks (they check them) and nothing else. While another shift is to come, everybody who may see
    anything sees the mark alone: its papers may hold the same questions. A coordinator never sees
    more than the mark.
    """

    name: str
    to_candidate: frozenset[Field]

    def can_see(self, field: Field, moment: Moment, viewer: Viewer) -> bool:
        return field in self.seen(moment, viewer)

    def seen(self, moment: Moment, viewer: Viewer) -> frozenset[Field]:
        """All that is released to the viewer at the moment."""
        if moment is Moment.NOT_CLOSED or viewer is Viewer.OTHER:
            return frozenset()
        if moment in (Moment.CLOSED, Moment.ALL_CLOSED):
            return MARK_ALONE if viewer is Viewer.EXAM_STAFF else frozenset()
        if viewer is Viewer.COORDINATOR:
            return MARK_ALONE
        everything = self.to_candidate if viewer is Viewer.CANDIDATE else frozenset(Field)
        return everything & MARK_ALONE if moment is Moment.RELEASED else everything


def tells_question(seen: frozenset[Field], *, is_right: bool) -> bool:
    """Whether a question is told with its words. Where the key is not released, one that was
    answered rightly stands with place and marks alone: it would tell the key, and there is nothing
    to learn from it. So result pages put together are no copy of the bank."""
    return Field.KEY in seen or not is_right


MARK_ALONE = frozenset({Field.MARK})
POLICIES = {
    "full": ReviewPolicy("full", frozenset(Field)),
    "articles": ReviewPolicy(
        "articles", frozenset({Field.MARK, Field.RIGHTNESS, Field.ARTICLE, Field.RATIONALE})
    ),
    "mark": ReviewPolicy("mark", frozenset({Field.MARK})),
}
