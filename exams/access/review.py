"""What somebody sees of a closed attempt: one sheet for the page, the export and the interface."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import Http404

from exams.models import Attempt, ExamSession, Paper, Publication, Result
from exams.models.planning import last_shift_of
from exams.models.results import RESULTS
from exams.proof import key_set, places_of
from exams.rules import keeping, marking
from exams.rules.drawing import Place
from exams.rules.keeping import Answer, State
from exams.rules.marking import Blanks, Key
from exams.rules.review import POLICIES, Field, Moment, Viewer, moment_at, tells_question
from journal.composed import FIRST_SAMPLE, Composed, ComposedIn
from people.rules import Rights, Role
from questionbank.models import Citation, OpenKey
from questionbank.models import Key as SealedKey
from statutes.rules.references import label

# What all candidates open when their results are published is asked by queries composed once.
TO_REVIEW = Composed(
    lambda ref: Attempt.objects.select_related(
        "exam__agency", "session__publication", "candidate__agency", "person"
    ).filter(ref=ref),
    "an attempt's name",
)
SAT = Composed(lambda paper: Paper.objects.filter(pk=paper), FIRST_SAMPLE)
CITED = ComposedIn(
    lambda revisions: (
        Citation.objects.filter(revision__in=revisions)
        .order_by("pk")
        .values_list(
            "revision",
            "part",
            "article__version__statute__title",
            "article__version__label",
            "article__number",
            "article__suffix",
            "article__text",
        )
    )
)
SEALED = ComposedIn(
    lambda revisions: SealedKey.objects.filter(revision__in=revisions).values_list(
        "revision", "sealed"
    )
)


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
    `last_shift` is when the last shift of the exam ends.
    """

    attempt: Attempt
    viewer: Viewer
    moment: Moment
    last_shift: datetime
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
    found = TO_REVIEW.first(ref)
    viewer = viewer_of(found, rights) if found else Viewer.OTHER
    if found is None or viewer is Viewer.OTHER:
        raise Http404("attempt")
    return found, viewer


def moment_of(attempt: Attempt, last_shift: datetime, now: datetime) -> Moment:
    """Where the attempt stands at `now`; `last_shift` is when its exam's last shift ends."""
    published: Publication | None = getattr(attempt.session, "publication", None)
    is_closed = attempt.state in (State.CLOSED, State.VOID)
    return moment_at(
        is_closed=is_closed,
        is_published=published is not None and published.at <= now,
        all_over=last_shift <= now,
    )


def moment_of_session(session: ExamSession, now: datetime) -> Moment:
    """Where the attempts of a session that is over stand at `now`."""
    published: Publication | None = getattr(session, "publication", None)
    return moment_at(
        is_closed=session.closes_at <= now,
        is_published=published is not None and published.at <= now,
        all_over=last_shift_of(session.exam_id) <= now,
    )


def review_of(attempt: Attempt, viewer: Viewer, now: datetime) -> ReviewSheet:
    """The attempt as `viewer` may see it at `now`. Nothing that is not released is even read."""
    last_shift = last_shift_of(attempt.exam_id)
    moment = moment_of(attempt, last_shift, now)
    seen = POLICIES[attempt.exam.review_policy].seen(moment, viewer)
    results = RESULTS.all(attempt.pk) if Field.MARK in seen else []
    if not results:
        return ReviewSheet(attempt, viewer, moment, last_shift, seen)
    result, attempt.paper = results[0], SAT.first(attempt.paper_id)
    return ReviewSheet(
        attempt=attempt,
        viewer=viewer,
        moment=moment,
        last_shift=last_shift,
        released=seen,
        total=result.total,
        of=result.of,
        passed=result.passed,
        key_version=result.key_version,
        receipt_n=result.receipt_n,
        marking_n=result.marking_n,
        rules=_rules(attempt),
        full=sum(place["marks"] for place in attempt.sat.body["places"]),
        former=_former(results),
        places=_places(attempt, result, seen),
    )


def _rules(attempt: Attempt) -> tuple[tuple[str, str], ...]:
    """By which named rule each kind of question on the paper was marked, in their order."""
    kinds = dict.fromkeys(place["kind"] for place in attempt.sat.body["places"])
    return tuple((kind, attempt.exam.scoring[kind]) for kind in kinds)


def _former(results: Sequence[Result]) -> tuple[Result, ...]:
    """The results that counted before the first of them, the newest first: of each version of the
    keys and each marking by hand the last."""
    found: dict[tuple[int, int], Result] = {}
    for row in results:
        found.setdefault((row.key_version, row.marking_n), row)
    return tuple(found.values())[1:]


def _places(attempt: Attempt, result: Result, seen: frozenset[Field]) -> tuple[ReviewedPlace, ...]:
    """The questions, where at least right and wrong are released."""
    if Field.RIGHTNESS not in seen:
        return ()
    places = places_of(attempt.sat)
    answers = keeping.fold(attempt.stored_log())
    shown = {q["place"]: q for q in json.loads(attempt.sat.hall)["questions"]}
    marks = {place: (earned, of) for place, earned, of in result.marks}
    keys = key_set(attempt.exam_id, result.key_version) if Field.KEY in seen else None
    bank = {place.revision_id for place in places}
    cited = _cited(bank) if Field.ARTICLE in seen else None
    sealed: dict[int, bytes] = dict(SEALED.rows(bank)) if Field.RATIONALE in seen else {}
    missed = {place.revision_id for place in places if marks[place.place][0] < place.marks}
    return tuple(
        _place(
            place,
            shown=shown[place.place],
            answer=answers.get(place.place),
            earned=marks[place.place][0],
            source=_Source(
                place.part,
                sealed.get(place.revision_id),
                None if cited is None else cited.get((place.revision_id, place.part), ()),
                None if keys is None else marking.key_of(keys, place),
                attempt.exam.scoring[place.kind],
                seen,
                is_withdrawn=not marks[place.place][1],
                is_missed=place.revision_id in missed,
            ),
        )
        for place in places
    )


def _cited(revisions: Set[int]) -> dict[tuple[int, int], tuple[CitedArticle, ...]]:
    """The articles that questions rest on: by revision and sub-question."""
    found: defaultdict[tuple[int, int], list[CitedArticle]] = defaultdict(list)
    for revision, part, title, version, number, suffix, text in CITED.rows(revisions):
        article = CitedArticle(title, version, label(number, suffix), text)
        found[revision, part].append(article)
    return {key: tuple(articles) for key, articles in found.items()}


@dataclass(frozen=True)
class _Source:
    """The bank's side of one question, or of one sub-question, as far as it is released.
    `is_missed` says of a case whether any of its sub-questions was."""

    part: int
    sealed: bytes | None
    articles: tuple[CitedArticle, ...] | None
    key: Key | None
    rule: str
    seen: frozenset[Field]
    is_withdrawn: bool = False
    is_missed: bool = True

    def rationale(self) -> str | None:
        """The bank's key is there, and is opened, only where the rationale is released."""
        if self.sealed is None:
            return None
        opened = OpenKey.unseal(self.sealed)
        return opened.part(self.part - 1).rationale if self.part else opened.rationale


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
        articles=source.articles,
        points=source.key.words if isinstance(source.key, marking.Points) else (),
    )


def _untold(place: Place, material: str, earned: int, source: _Source) -> ReviewedPlace:
    """A question answered rightly whose words are not told: which articles it rests on, and of a
    case the facts on which its other sub-questions rest."""
    articles = source.articles
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
