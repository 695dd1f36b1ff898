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
    """Where an attempt stands."""

    NOT_CLOSED = "not_closed"
    CLOSED = "closed"
    PUBLISHED = "published"


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

    Nobody sees a field of an attempt that is not closed. Exam staff see marks before publication
    (they check them) and nothing else; a coordinator sees the mark alone.
    """

    name: str
    to_candidate: frozenset[Field]

    def can_see(self, field: Field, moment: Moment, viewer: Viewer) -> bool:
        if moment is Moment.NOT_CLOSED or viewer is Viewer.OTHER:
            return False
        if viewer is Viewer.EXAM_STAFF:
            return field is Field.MARK or moment is Moment.PUBLISHED
        if moment is not Moment.PUBLISHED:
            return False
        if viewer is Viewer.COORDINATOR:
            return field is Field.MARK
        if viewer is Viewer.AUDITOR:
            return True
        return field in self.to_candidate


POLICIES = {
    "full": ReviewPolicy("full", frozenset(Field)),
    "articles": ReviewPolicy(
        "articles", frozenset({Field.MARK, Field.RIGHTNESS, Field.ARTICLE, Field.RATIONALE})
    ),
    "mark": ReviewPolicy("mark", frozenset({Field.MARK})),
}
