"""Papers: what the hall sends, what a save is checked by, and whether a paper is the seed's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exams.models import Candidate, Exam, Paper, RosterLock
from exams.proof.pools import sitter_of, source_of
from exams.proof.seals import steps_in
from exams.rules import drawing, generator, replacing
from journal.rules import canonical, digest
from questionbank.models import Revision
from questionbank.rules.wording import answer_places


def hall_text(
    exam: Exam,
    places: Sequence[drawing.Place],
    revisions: Mapping[int, Revision] | None = None,
) -> str:
    """The exact text that the hall sends: stems, options under their tokens, marks.

    `revisions` are the questions of the pool where many papers are written from one.
    """
    if revisions is None:
        revisions = Revision.objects.in_bulk([place.revision_id for place in places])
    questions = [_hall_question(place, revisions[place.revision_id]) for place in places]
    return canonical({"exam": exam.title, "questions": questions}).decode()


def _hall_question(place: drawing.Place, revision: Revision) -> dict[str, Any]:
    asked = asked_of(revision, place.part)
    texts = answer_places(asked["kind"], asked["stem"], asked["options"])
    options = [
        {"token": token, "text": texts[option]}
        for token, option in zip(place.tokens, place.order, strict=True)
    ]
    question = {
        "place": place.place,
        "kind": place.kind,
        "stem": asked["stem"],
        "options": options,
        "marks": place.marks,
    }
    if not place.part:
        return question
    case = {"material": revision.stem, "part": place.part, "parts": len(revision.parts)}
    return question | case


def asked_of(revision: Revision, part: int) -> dict[str, Any]:
    """What a place asks: the question itself (0), or its sub-question, counted from 1."""
    if part:
        return dict(revision.parts[part - 1])
    return {name: getattr(revision, name) for name in ("kind", "stem", "options")}


def tokens_text(places: Iterable[drawing.Place]) -> str:
    """The short text by which a save is checked."""
    return canonical({str(p.place): [p.kind, list(p.tokens)] for p in places}).decode()


def places_of(paper: Paper) -> list[drawing.Place]:
    """The stored paper as the rules take it."""
    return [
        drawing.Place(
            place["place"],
            place["revision"],
            place["kind"],
            place["marks"],
            tuple(place["order"]),
            tuple(place["tokens"]),
            place["part"],
        )
        for place in paper.body["places"]
    ]


def paper_fault(
    lock: RosterLock,
    secret: bytes,
    candidate: Candidate,
    paper: Paper,
    source: replacing.Source | None = None,
) -> str | None:
    """Why a stored paper is not the one that seed and snapshot give, or None when it is.

    Says the first reason in the order: snapshot, secret, roster, drawn places, digests, texts.
    `source` is what the session's papers are drawn from (`source_for`) where many are looked at. A
    paper in whose place another was drawn must still be what it was.
    """
    if digest(lock.snapshot) != lock.digest:
        return "the snapshot was altered"
    if generator.commitment(secret) != lock.session.secret.commitment:
        return "the secret is not the one committed to"
    if candidate.ref not in lock.snapshot["roster"]:
        return "the candidate is not on the locked roster"
    seed = generator.session_seed(secret, lock.witness_number)
    sitter = sitter_of(lock.snapshot, candidate.ref, seed)
    papers = (source or source_for(lock, secret)).papers_of(sitter)
    return _drawing_fault(paper, papers) or _text_fault(lock, paper)


def source_for(lock: RosterLock, secret: bytes) -> replacing.Source:
    """What a locked session's papers are drawn from, amendments included."""
    seed = generator.session_seed(secret, lock.witness_number)
    return source_of(lock, seed, steps_in(lock.session))


def _drawing_fault(paper: Paper, papers: Sequence[replacing.Drawn]) -> str | None:
    stored = replacing.Drawn(places_of(paper), paper.body.get("amendment", ""))
    if stored not in papers:
        return "the paper is not the one that the seed gives"
    is_sat = paper.attempt.paper_id == paper.pk
    return "the paper was not drawn anew" if is_sat and stored != papers[-1] else None


def _text_fault(lock: RosterLock, paper: Paper) -> str | None:
    places = places_of(paper)
    if digest(paper.body) != paper.digest:
        return "the paper's digest does not fit"
    if tokens_text(places) != paper.tokens:
        return "the option tokens were altered"
    if hall_text(lock.session.exam, places) != paper.hall:
        return "the text that the hall sends was altered"
    return None


def plain_place(place: drawing.Place) -> dict[str, Any]:
    """A place as a paper keeps it."""
    return {
        "place": place.place,
        "revision": place.revision_id,
        "kind": place.kind,
        "marks": place.marks,
        "order": list(place.order),
        "tokens": list(place.tokens),
        "part": place.part,
    }
