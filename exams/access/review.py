"""What somebody sees of a closed attempt: one sheet for the page, the export and the interface."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import Http404

from exams.models import Attempt, ExamSession, Publication, Result
from exams.proof import key_set, places_of
from exams.rules import keeping, marking
from exams.rules.drawing import Place
from exams.rules.keeping import Answer, State
from exams.rules.marking import Blanks, Key
from exams.rules.review import POLICIES, Field, Moment, Viewer, moment_at, tells_question
from people.rules import Rights, Role
from questionbank.models import Revision


@dataclass(frozen=True)
class ReviewedOption:
    """One option as it stood on the paper, or one blank with what was typed into it.

    `is_right` is None, and `accepted` (what the blank should hold) empty, where the key is not
    released.
    """

    text: str
    chosen: bool
    is_right: bool | None
    accepted: str = ""


@dataclass(frozen=True)
class CitedArticle:
    """An article that a question rests on."""

    statute: str
    version: str
    number: str
    text: str


@dataclass(frozen=True)
class ReviewedPlace:
    """One question as reviewed. What is None (or empty) is not released to this viewer; `is_told`
    says whether its words are."""

    place: int
    kind: str
    stem: str
    options: tuple[ReviewedOption, ...]
    of: int
    marks: int | None
    is_right: bool | None
    rationale: str | None
    articles: tuple[CitedArticle, ...] | None
    is_withdrawn: bool = False
    material: str = ""
    points: tuple[str, ...] = ()
    is_told: bool = True

    @property
    def is_answered(self) -> bool:
        return any(option.chosen for option in self.options)


@dataclass(frozen=True)
class ReviewSheet:
    """An attempt as one viewer may see it now: what page, result sheet and interface are made of.

    `released` are the parts that it may hold; `total` is None while there is no mark to show.
    """

    attempt: Attempt
    viewer: Viewer
    moment: Moment
    released: frozenset[Field] = frozenset()
    total: int | None = None
    of: int | None = None
    passed: bool | None = None
    key_version: int | None = None
    receipt_n: int | None = None
    marking_n: int = 1
    rules: tuple[tuple[str, str], ...] = ()
    full: int | None = None
    former: tuple[Result, ...] = ()
    places: tuple[ReviewedPlace, ...] = field(default=())

    @property
    def pass_line(self) -> int:
        """The least total that passes; less than the exam's where questions were withdrawn."""
        of, full = self.of or 0, self.full or 1
        return marking.pass_line(self.attempt.exam.pass_marks, of, full)

    @property
    def is_released(self) -> bool:
        return self.total is not None


def viewer_of(attempt: Attempt, rights: Rights) -> Viewer:
    """In which capacity somebody looks; one's own attempt is seen as a candidate and no more."""
    exam_path, unit_path = attempt.exam.agency.path, attempt.candidate.agency.path
    if attempt.person_id == rights.person_id:
        return Viewer.CANDIDATE
    if rights.covers(exam_path, Role.EXAM_OFFICER):
        return Viewer.EXAM_STAFF
    if rights.covers(exam_path, Role.AUDITOR):
        return Viewer.AUDITOR
    if rights.covers(unit_path, Role.COORDINATOR):
        return Viewer.COORDINATOR
    return Viewer.OTHER


def attempt_to_review(rights: Rights, ref: str) -> tuple[Attempt, Viewer]:
    """An attempt and the capacity in which one may look at it; for everybody else 404."""
    rows = Attempt.objects.select_related(
        "exam__agency", "session__publication", "candidate__agency", "person"
    )
    found = rows.filter(ref=ref).first()
    viewer = viewer_of(found, rights) if found else Viewer.OTHER
    if found is None or viewer is Viewer.OTHER:
        raise Http404("attempt")
    return found, viewer


def moment_of(attempt: Attempt, now: datetime) -> Moment:
    """Where the attempt stands at `now`."""
    published: Publication | None = getattr(attempt.session, "publication", None)
    is_closed = attempt.state in (State.CLOSED, State.VOID)
    return moment_at(
        is_closed=is_closed,
        is_published=published is not None and published.at <= now,
        all_over=is_closed and not attempt.exam.sessions.filter(closes_at__gt=now).exists(),
    )


def moment_of_session(session: ExamSession, now: datetime) -> Moment:
    """Where the attempts of a session that is over stand at `now`."""
    published: Publication | None = getattr(session, "publication", None)
    return moment_at(
        is_closed=session.closes_at <= now,
        is_published=published is not None and published.at <= now,
        all_over=not session.exam.sessions.filter(closes_at__gt=now).exists(),
    )


def review_of(attempt: Attempt, viewer: Viewer, now: datetime) -> ReviewSheet:
    """The attempt as `viewer` may see it at `now`. Nothing that is not released is even read."""
    moment = moment_of(attempt, now)
    seen = POLICIES[attempt.exam.review_policy].seen(moment, viewer)
    result = attempt.results.counted() if Field.MARK in seen else None
    if result is None:
        return ReviewSheet(attempt, viewer, moment, seen)
    return ReviewSheet(
        attempt=attempt,
        viewer=viewer,
        moment=moment,
        released=seen,
        total=result.total,
        of=result.of,
        passed=result.passed,
        key_version=result.key_version,
        receipt_n=result.receipt_n,
        marking_n=result.marking_n,
        rules=_rules(attempt),
        full=sum(place["marks"] for place in attempt.sat.body["places"]),
        former=_former(attempt, result),
        places=_places(attempt, result, seen),
    )


def _rules(attempt: Attempt) -> tuple[tuple[str, str], ...]:
    """By which named rule each kind of question on the paper was marked, in their order."""
    kinds = dict.fromkeys(place["kind"] for place in attempt.sat.body["places"])
    return tuple((kind, attempt.exam.scoring[kind]) for kind in kinds)


def _former(attempt: Attempt, present: Result) -> tuple[Result, ...]:
    """The results that counted before this one, the newest first: of each version of the keys and
    each marking by hand the last."""
    found = {(present.key_version, present.marking_n): present}
    for row in attempt.results.exclude(pk=present.pk).newest_first():
        found.setdefault((row.key_version, row.marking_n), row)
    return tuple(row for row in found.values() if row.pk != present.pk)


def _places(attempt: Attempt, result: Result, seen: frozenset[Field]) -> tuple[ReviewedPlace, ...]:
    """The questions, where at least right and wrong are released."""
    if Field.RIGHTNESS not in seen:
        return ()
    places = places_of(attempt.sat)
    answers = keeping.fold(attempt.stored_log())
    shown = {q["place"]: q for q in json.loads(attempt.sat.hall)["questions"]}
    marks = {place: (earned, of) for place, earned, of in result.marks}
    keys = key_set(attempt.exam_id, result.key_version) if Field.KEY in seen else None
    revisions = (
        Revision.objects.select_related("key")
        .prefetch_related("citations__article__version__statute")
        .in_bulk([place.revision_id for place in places])
    )
    missed = {place.revision_id for place in places if marks[place.place][0] < place.marks}
    return tuple(
        _place(
            place,
            shown=shown[place.place],
            answer=answers.get(place.place),
            earned=marks[place.place][0],
            source=_Source(
                revisions[place.revision_id],
                place.part,
                None if keys is None else marking.key_of(keys, place),
                attempt.exam.scoring[place.kind],
                seen,
                is_withdrawn=not marks[place.place][1],
                is_missed=place.revision_id in missed,
            ),
        )
        for place in places
    )


@dataclass(frozen=True)
class _Source:
    """The bank's side of one question, or of one sub-question, as far as it is released.
    `is_missed` says of a case whether any of its sub-questions was."""

    revision: Revision
    part: int
    key: Key | None
    rule: str
    seen: frozenset[Field]
    is_withdrawn: bool = False
    is_missed: bool = True

    def rationale(self) -> str | None:
        """The bank's key is opened only where the rationale is released."""
        if Field.RATIONALE not in self.seen:
            return None
        opened = self.revision.key.open()
        return opened.part(self.part - 1).rationale if self.part else opened.rationale

    def articles(self) -> tuple[CitedArticle, ...] | None:
        if Field.ARTICLE not in self.seen:
            return None
        citations = self.revision.citations.all()
        cited = [citation.article for citation in citations if citation.part == self.part]
        return tuple(
            CitedArticle(a.version.statute.title, a.version.label, str(a), a.text) for a in cited
        )


def _place(
    place: Place, *, shown: dict[str, Any], answer: Answer | None, earned: int, source: _Source
) -> ReviewedPlace:
    choices = answer.choices if answer else ()
    material = shown.get("material", "") if place.part <= 1 else ""
    if not source.is_withdrawn and not tells_question(source.seen, is_right=earned == place.marks):
        return _untold(place, material if source.is_missed else "", earned, source)
    texts = {option["token"]: option["text"] for option in shown["options"]}
    return ReviewedPlace(
        place=place.place,
        kind=place.kind,
        stem=shown["stem"],
        material=material,
        options=_blanks(place, choices, source)
        if place.kind in keeping.LONGEST
        else _options(place, choices, source.key, texts),
        of=0 if source.is_withdrawn else place.marks,
        is_withdrawn=source.is_withdrawn,
        marks=earned,
        is_right=None if source.is_withdrawn else earned == place.marks,
        rationale=source.rationale(),
        articles=source.articles(),
        points=source.key.words if isinstance(source.key, marking.Points) else (),
    )


def _untold(place: Place, material: str, earned: int, source: _Source) -> ReviewedPlace:
    """A question answered rightly whose words are not told: which articles it rests on, and of a
    case the facts on which its other sub-questions rest."""
    articles = source.articles()
    return ReviewedPlace(
        place=place.place,
        kind=place.kind,
        stem="",
        material=material,
        options=(),
        of=place.marks,
        marks=earned,
        is_right=True,
        rationale=None,
        articles=None if articles is None else tuple(replace(a, text="") for a in articles),
        is_told=False,
    )


def _options(
    place: Place, choices: Sequence[str], key: Key | None, texts: dict[str, str]
) -> tuple[ReviewedOption, ...]:
    is_hidden = key is None or isinstance(key, Blanks | marking.Points | marking.Withdrawn)
    right = None if is_hidden else marking.right_options(key)
    return tuple(
        ReviewedOption(texts[token], token in choices, None if right is None else n in right)
        for token, n in zip(place.tokens, place.order, strict=True)
    )


def _blanks(place: Place, choices: Sequence[str], source: _Source) -> tuple[ReviewedOption, ...]:
    """The blanks with what was typed; beside it what is accepted, where the key is released."""
    typed, key = marking.typed_in_order(place, choices), source.key
    if not isinstance(key, Blanks):
        return tuple(ReviewedOption(text, bool(text), None) for text in typed)
    right = marking.filled_blanks(place, choices, key, source.rule)
    return tuple(
        ReviewedOption(text, bool(text), right[n], " / ".join(key.accepted[n]))
        for text, n in zip(typed, place.order, strict=True)
    )
