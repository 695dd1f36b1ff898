"""Which practice questions somebody may be asked, and how they stand by statute and topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from people.models import Person
from people.rules import paths_above
from questionbank.models import Citation, Pool, Revision, RevisionQuerySet, Topic
from questionbank.models.topics import SEPARATOR
from questionbank.rules.kinds import CHOSEN, Kind
from questionbank.rules.wording import answer_places
from statutes.models import Statute


def pool_for(person: Person, on: date) -> RevisionQuerySet:
    """Practice questions of the person's agency and of those above it, which a machine can mark and
    the law of the day bears out."""
    above = paths_above(person.agency.path)
    kinds = [kind.value for kind in (*CHOSEN, Kind.FILL_IN)]
    rows = Revision.objects.drawable(Pool.PRACTICE)
    return rows.filter(kind__in=kinds, question__agency__path__in=above).borne_out(on)


def statutes_of(pool: RevisionQuerySet) -> dict[int, set[int]]:
    """By statute the questions that cite it; one query."""
    rows = Citation.objects.filter(revision__in=pool.order_by().values("pk"))
    found: dict[int, set[int]] = defaultdict(set)
    for statute, question in rows.values_list("article__version__statute", "revision__question"):
        found[statute].add(question)
    return found


def by_topic(pool: RevisionQuerySet) -> dict[int, set[int]]:
    """By topic the questions under it and those below it; two queries."""
    rows = pool.order_by().values_list("topics", "question")
    labelled: dict[int, set[int]] = defaultdict(set)
    for topic, question in rows:
        if topic is not None:
            labelled[topic].add(question)
    paths = dict(Topic.objects.filter(pk__in=labelled).values_list("pk", "path"))
    return {
        topic: {
            question
            for below, questions in labelled.items()
            if (paths[below] + SEPARATOR).startswith(path + SEPARATOR)
            for question in questions
        }
        for topic, path in paths.items()
    }


def topics_of(pool: RevisionQuerySet) -> list[Topic]:
    """The topics under which the pool has questions."""
    return list(Topic.objects.filter(revisions__in=pool.order_by().values("pk")).distinct())


def places_of(revision: Revision) -> int:
    """How many options, or blanks, a question is answered by."""
    return len(answer_places(revision.kind, revision.stem, revision.options))


@dataclass(frozen=True)
class StatuteLine:
    """One statute: how many questions there are, practised, and right at the last answer."""

    statute: Statute
    questions: int
    practised: int
    right: int


def lines(cited: Mapping[int, Iterable[int]], answered: Mapping[int, bool]) -> list[StatuteLine]:
    """The statutes of the pool with what was practised of each; those begun stand first.

    `answered` says of each question that was practised whether its last answer was right.
    """
    titles = Statute.objects.in_bulk(list(cited))
    made = []
    for key, questions in cited.items():
        seen = [answered[question] for question in questions if question in answered]
        made.append(StatuteLine(titles[key], len(set(questions)), len(seen), sum(seen)))
    return sorted(made, key=lambda line: (not line.practised, -line.questions, line.statute.title))
