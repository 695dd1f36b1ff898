"""What somebody has practised, and their wrong-question book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from practice.models.pool import by_topic, pool_for
from practice.rules import choosing
from practice.rules.choosing import Tally
from practice.rules.memory import Memory
from questionbank.models import Question, Renewal, Revision, RevisionQuerySet, Topic
from statutes.models import Statute


class CardQuerySet(models.QuerySet["Card"]):
    def of(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def in_book(self) -> Self:
        return self.filter(book_since__isnull=False)

    def due(self, book: Book) -> Self:
        """Those of the book that come on its day: their time has come, or they woke."""
        comes = Q(due_on__lte=book.on) | Q(question__in=book.woken)
        return self.of(book.person_id).in_book().filter(comes, question__in=list(book.current))

    def citing(self, statute: Statute) -> Self:
        cited = Revision.objects.on_statute(statute).filter(question=OuterRef("question"))
        return self.filter(Exists(cited))

    def answered(self, person_id: int) -> dict[int, bool]:
        """Of each question that the person practised, whether the last answer was right."""
        return dict(self.of(person_id).values_list("question", "last_right"))


class Card(models.Model):
    """One question as one person knows it. With `book_since` it stands in the wrong-question book,
    and `due_on` is the day on which it comes again.

    It belongs to that person alone: no role sees it, no record counts it, and it goes when they say
    so; hence it holds nothing back from being deleted.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="practice_cards", verbose_name=_("人员")
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="practice_cards", verbose_name=_("试题")
    )
    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="+", verbose_name=_("最近作答的版次")
    )
    seen = models.PositiveIntegerField(_("作答次数"), default=0)
    misses = models.PositiveIntegerField(_("答错次数"), default=0)
    last_right = models.BooleanField(_("最近一次答对"), default=False)
    answered_at = models.DateTimeField(_("最近作答时间"))
    seen_on = models.DateField(_("最近作答日期"))
    book_since = models.DateField(_("列入错题本日期"), null=True, blank=True)
    stability = models.FloatField(_("记忆稳定性（天）"), null=True, blank=True)
    difficulty = models.FloatField(_("记忆难度"), null=True, blank=True)
    due_on = models.DateField(_("复习日期"), null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("练习记录")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "question"], name="practice_card_once_per_question"
            ),
            models.CheckConstraint(
                condition=Q(book_since__isnull=True)
                | Q(due_on__isnull=False, stability__isnull=False, difficulty__isnull=False),
                name="practice_card_in_book_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="practice_card_due")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.question_id}"

    @property
    def memory(self) -> Memory | None:
        """What the schedule rests on; None while it is not in the book."""
        if self.stability is None or self.difficulty is None or self.due_on is None:
            return None
        return Memory(self.stability, self.difficulty, self.seen_on, self.due_on)


@dataclass(frozen=True)
class Book:
    """How somebody's book stands on a day: of each question the revision that would be asked (of
    one that rests there is none), and the questions that woke."""

    person_id: int
    on: date
    current: dict[int, int]
    woken: frozenset[int]


def book_on(person: Person, on: date) -> Book:
    """Three queries, whatever the size of the bank.

    A question wakes when, since its last answer, a new revision has come, or a reviewer has found
    that it stands under a changed text which is in force on the day.
    """
    cards = Card.objects.of(person.pk).in_book()
    known = {card.question_id: card for card in cards}
    if not known:
        return Book(person.pk, on, {}, frozenset())
    asked = pool_for(person, on).filter(question__in=cards.order_by().values("question"))
    current = dict(asked.order_by().values_list("question", "pk"))
    newer = {question for question, pk in current.items() if known[question].revision_id != pk}
    reread = (
        Renewal.objects.standing()
        .exclude(reason="")
        .filter(citation__revision__in=current.values(), article__version__effective_from__lte=on)
        .order_by()
        .values_list("citation__revision__question", "at", "article__version__effective_from")
    )
    read_again = {
        question
        for question, at, since in reread
        if at > known[question].answered_at or since > known[question].seen_on
    }
    return Book(person.pk, on, current, frozenset(newer | read_again))


def tally(questions: set[int], answered: dict[int, bool]) -> Tally:
    """Of some questions, how many were answered, and how many rightly the last time."""
    seen = [answered[question] for question in questions if question in answered]
    return Tally(len(seen), sum(seen))


@dataclass(frozen=True)
class Weakness:
    """Where somebody is weak: statutes and topics, the weakest first, with all their questions."""

    statutes: list[Statute]
    topics: list[Topic]
    questions: frozenset[int]


def weakness_of(
    pool: RevisionQuerySet, statutes: dict[int, set[int]], answered: dict[int, bool]
) -> Weakness:
    """Up to three statutes and three topics of the pool; `statutes` are its questions by statute,
    `answered` says of those practised whether the last answer was right. At most four queries."""
    topics = by_topic(pool)
    weak = [
        choosing.weakest({key: tally(qs, answered) for key, qs in places.items()})
        for places in (statutes, topics)
    ]
    questions = {q for key in weak[0] for q in statutes[key]}
    questions |= {q for key in weak[1] for q in topics[key]}
    found, named = Statute.objects.in_bulk(weak[0]), Topic.objects.in_bulk(weak[1])
    return Weakness(
        [found[key] for key in weak[0]], [named[key] for key in weak[1]], frozenset(questions)
    )
