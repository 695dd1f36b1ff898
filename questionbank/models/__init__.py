"""Questions, their revisions, keys kept apart from the text, and the articles they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import within
from people.rules import Rights, Role
from questionbank.models.choices import (
    Category,
    Difficulty,
    ExportFormat,
    Kind,
    Level,
    Pool,
    Scoring,
    State,
)
from questionbank.models.citations import Citation, moved_citations
from questionbank.models.coverage import Target
from questionbank.models.keys import DraftKey, Key
from questionbank.models.observing import DIFFICULTY_SEEN, Observation
from questionbank.models.opening import KEY_PURPOSE, OpenKey
from questionbank.models.pictures import Picture
from questionbank.models.questions import Question
from questionbank.models.renewals import Renewal
from questionbank.models.topics import Topic
from questionbank.models.words import (
    FaultWords,
    FlagWords,
    PictureWords,
    RefusalWords,
    Withdrawal,
)
from questionbank.models.workflow import Comment, EnemyGroup, PoolExport
from questionbank.rules import kinds, review
from questionbank.rules.wording import TRUE_FALSE, Wording, choices
from statutes.models import Amendment, Article, Move, Statute
from statutes.rules.references import Reference

__all__ = [
    "KEY_PURPOSE",
    "TRUE_FALSE_OPTIONS",
    "Category",
    "Citation",
    "Comment",
    "Difficulty",
    "DraftKey",
    "EnemyGroup",
    "ExportFormat",
    "FaultWords",
    "FlagWords",
    "Key",
    "Kind",
    "Level",
    "Observation",
    "OpenKey",
    "Picture",
    "PictureWords",
    "Pool",
    "PoolExport",
    "Question",
    "RefusalWords",
    "Renewal",
    "Revision",
    "RevisionQuerySet",
    "Scoring",
    "State",
    "Target",
    "Topic",
    "Withdrawal",
]

TRUE_FALSE_OPTIONS = TRUE_FALSE


# A later revision of the same question: never the first, which is said so that the few others are
# found in an index of their own.
LATER = {"question": models.OuterRef("question"), "n__gt": models.OuterRef("n"), "n__gte": 2}
IN_CODES = re.compile(r"[-A-Z0-9]+")  # the signs of codes (`rules.fields.CODE`)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, rights: Rights) -> Self:
        """The bank of one's subtrees for setters and reviewers; another's drafts for nobody."""
        rows = self.filter(
            within(rights.paths(Role.SETTER, Role.REVIEWER), "question__agency__path")
        )
        return rows.filter(~Q(state=State.DRAFT) | Q(author_id=rights.person_id))

    def newest_for(self, rights: Rights) -> Self:
        """Of each question in one's bank, the newest revision that one may see."""
        newer = Revision.objects.filter(
            ~Q(state=State.DRAFT) | Q(author_id=rights.person_id),  # all of one bank, as this one
            **LATER,
        )
        return self.visible_to(rights).filter(~models.Exists(newer))

    def with_basis(self) -> Self:
        """Load the question, its topics and the cited articles with their statutes."""
        return self.select_related("question__agency", "observation").prefetch_related(
            "topics",
            models.Prefetch(
                "citations",
                Citation.objects.select_related("article__version__statute").order_by("pk"),
            ),
        )

    def waiting_for(self, rights: Rights) -> Self:
        """Submitted revisions that this reviewer may decide on: in scope, written by another."""
        return self.filter(
            within(rights.paths(Role.REVIEWER), "question__agency__path"), state=State.SUBMITTED
        ).exclude(author_id=rights.person_id)

    def returned_to(self, person_id: int) -> Self:
        """Revisions that came back to their author and have not been taken up again."""
        return self.current().filter(author_id=person_id, state=State.RETURNED)

    def saying(self, words: str) -> Self:
        """Revisions whose code or stem holds every one of the words (parted by spaces).

        A word without capitals, as Chinese is, is sought as it stands: PostgreSQL need not turn
        fifty thousand stems into capitals first; and what no code holds is not sought in codes.
        """
        rows = self
        for word in words.split():
            way = "contains" if word.lower() == word.upper() else "icontains"
            said = Q(**{f"stem__{way}": word})
            if IN_CODES.fullmatch(word.upper()):
                said |= Q(question__code__contains=word.upper())
            rows = rows.filter(said)
        return rows

    def on_statute(self, statute: Statute) -> Self:
        """Revisions that cite an article of any version of the statute."""
        cited = Citation.objects.filter(
            revision=models.OuterRef("pk"), article__version__statute=statute
        )
        return self.filter(models.Exists(cited))

    def counted(self) -> Iterator[tuple[str, kinds.Kind, kinds.Level | None, int]]:
        """How many questions there are by cited statute, kind and level (None: not named)."""
        cited = self.exclude(citations=None).order_by()
        rows = cited.values_list("citations__article__version__statute__title", "kind", "level")
        for title, kind, level, n in rows.annotate(n=models.Count("question", distinct=True)):
            yield title, kinds.Kind(kind), kinds.Level(level) if level else None, n

    def seen_as(self, difficulty: str) -> Self:
        """Revisions of that observed difficulty."""
        told = Observation.objects.filter(DIFFICULTY_SEEN[Difficulty(difficulty)])
        return self.filter(pk__in=told.values("revision"))

    def flagged(self, flag: str) -> Self:
        """Revisions about which the answers raise that doubt."""
        told = Observation.objects.filter(flags__icontains=f'"{flag}"')
        return self.filter(pk__in=told.values("revision"))

    def moved(self, on: date) -> Self:
        """Revisions with a citation that the law of the day does not bear out."""
        return self.filter(pk__in=moved_citations(on).values("revision"))

    def citing(self, title: str) -> Self:
        """Revisions that cite a statute of that short title."""
        cited = Citation.objects.filter(
            revision=models.OuterRef("pk"), article__version__statute__title=title
        )
        return self.filter(models.Exists(cited))

    def drifted(self, on: date) -> Self:
        """Those of them that are in use, in the examination or in practice."""
        return self.in_use().moved(on)

    def borne_out(self, on: date) -> Self:
        """Revisions whose every citation the law of the day bears out: the text is the same at the
        same place, or the citation was renewed for the article in force."""
        return self.exclude(pk__in=moved_citations(on).values("revision"))

    def overtaken(self, on: date) -> Self:
        """Revisions that rested on the law, but no longer do on the day: a cited text has been in
        force and reads otherwise. One of which the text is still to come is none of them."""
        moved = moved_citations(on).filter(article__version__effective_from__lte=on)
        return self.filter(pk__in=moved.values("revision"))

    def touched_by(self, amendment: Amendment) -> Self:
        """Revisions that rest on an article which the amendment changes, deletes, merges or
        splits."""
        moves = Move.objects.touching().filter(amendment=amendment)
        places = set(moves.values_list("old__number", "old__suffix", "old__digest"))
        same = Article.objects.filter(version__statute=amendment.old.statute_id)
        ids = [
            pk
            for pk, *place in same.values_list("pk", "number", "suffix", "digest")
            if tuple(place) in places
        ]
        renewed = Renewal.objects.standing().filter(article__in=ids).values("citation")
        cited = Citation.objects.filter(Q(article__in=ids) | Q(pk__in=renewed))
        return self.filter(pk__in=cited.values("revision"))

    def current(self) -> Self:
        """The newest revision of each question."""
        return self.filter(~models.Exists(Revision.objects.filter(**LATER)))

    def newest_with_keys(self, questions: models.QuerySet[Question]) -> Self:
        """The newest revision of each of the questions, with key and basis loaded."""
        rows = self.current().filter(question__in=questions)
        return rows.with_basis().select_related("key", "draft_key")

    def drawable(self, pool: str = Pool.EXAM) -> Self:
        """Those of the pool (the examination's) that are in use."""
        return self.in_use().filter(question__pool=pool)

    def in_use(self) -> Self:
        """Approved revisions, the newest approved of each question.

        A question whose newest revision is suspended or retired is out, whatever stood before it.
        """
        later = Revision.objects.filter(
            **LATER,
            state__in=[State.APPROVED, State.SUSPENDED, State.RETIRED],
        )
        return self.filter(~models.Exists(later), state=State.APPROVED)


class Revision(models.Model):
    """One wording of a question. From `submitted` on its words never change; a change is a new
    revision. It holds no key: see `Key`.

    `marks` (hundredths) and `scoring` are what its author proposes; 0 and empty leave it to the
    blueprint. A case's stem is its material; `parts` holds the sub-questions as a candidate may
    see them.
    """

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="revisions", verbose_name=_("试题")
    )
    n = models.PositiveSmallIntegerField(_("版次"))
    kind = models.CharField(_("题型"), max_length=12, choices=Kind)
    stem = models.TextField(_("题干"))
    options = models.JSONField(_("选项"), default=list, blank=True)
    difficulty = models.CharField(
        _("难度"), max_length=8, choices=Difficulty, default=Difficulty.MEDIUM
    )
    level = models.CharField(_("层次"), max_length=10, choices=Level, blank=True)
    marks = models.PositiveIntegerField(_("分值（百分之一分）"), default=0)
    scoring = models.CharField(_("计分规则"), max_length=24, choices=Scoring, blank=True)
    topics = models.ManyToManyField(
        Topic, related_name="revisions", verbose_name=_("知识点"), blank=True
    )
    categories = models.JSONField(_("适用"), default=list, blank=True)
    parts = models.JSONField(_("小题"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    author_id = models.BigIntegerField(_("命题人"))
    authored_at = models.DateTimeField(_("命题时间"))
    decided_by_id = models.BigIntegerField(_("审题人"), null=True, blank=True)
    decided_at = models.DateTimeField(_("审定时间"), null=True, blank=True)
    decision_note = models.CharField(_("审定意见"), max_length=500, blank=True)
    assigned_to_id = models.BigIntegerField(_("指定审题人"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("指定时间"), null=True, blank=True)
    suspended_by_id = models.BigIntegerField(_("暂停人"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("暂停时间"), null=True, blank=True)
    suspended_reason = models.CharField(_("暂停理由"), max_length=500, blank=True)
    retired_by_id = models.BigIntegerField(_("停用人"), null=True, blank=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    retired_reason = models.CharField(_("停用理由"), max_length=500, blank=True)
    content_sha256 = models.CharField(_("内容散列"), max_length=64, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("试题版本")
        ordering = ["question__code", "-n"]
        indexes = [
            models.Index(
                fields=["state", "question", "n", "author_id", "id"], name="revision_by_state"
            ),
            models.Index(fields=["question", "n", "state", "author_id"], name="revision_newest"),
            models.Index(
                fields=["question", "n", "state", "author_id"],
                condition=Q(n__gte=2),
                name="revision_later",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["question", "n"], name="revision_once_per_number"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by_id__isnull=False),
                name="revision_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by_id=models.F("author_id")),
                name="revision_approved_by_another",
                violation_error_message=_("命题人不能审定自己命制的试题。"),
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended")
                | Q(suspended_by_id__isnull=False, suspended_at__isnull=False)
                & ~Q(suspended_reason=""),
                name="revision_suspended_with_reason",
                violation_error_message=_("暂停使用须写明理由。"),
            ),
            models.CheckConstraint(
                condition=Q(assigned_to_id__isnull=True) | ~Q(assigned_to_id=models.F("author_id")),
                name="revision_reviewed_by_another",
                violation_error_message=_("不能指定命题人审自己的题。"),
            ),
            models.CheckConstraint(
                condition=~Q(state="retired")
                | Q(retired_by_id__isnull=False, retired_at__isnull=False) & ~Q(retired_reason=""),
                name="revision_retired_with_reason",
                violation_error_message=_("停用须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.n}"

    @property
    def note(self) -> str:
        """The reviewer's words; where nobody decided, what became of the revision."""
        if self.decided_by_id is None and self.decision_note in Withdrawal.values:
            return str(Withdrawal(self.decision_note).label)
        return self.decision_note

    def shown_options(self) -> tuple[str, ...]:
        """The options as a candidate may see them; a true/false question has the two words."""
        return choices(self.kind, self.options)

    def wording(self, key: OpenKey) -> Wording:
        """The revision with its key as a plain value, for the rules."""
        level = kinds.Level(self.level) if self.level else None
        return self._asked(
            {name: getattr(self, name) for name in ("kind", "stem", "options", "marks", "scoring")},
            key,
            0,
            level=level,
            topics=tuple(topic.path for topic in self.topics.all()),
            categories=tuple(kinds.Category(code) for code in self.categories),
            parts=tuple(self._asked(part, key.part(n), n + 1) for n, part in enumerate(self.parts)),
        )

    def _asked(self, shown: dict[str, Any], key: OpenKey, part: int, **more: Any) -> Wording:
        """What is shown of the question or of a sub-question, put together with its key."""
        return Wording(
            kind=kinds.Kind(shown["kind"]),
            stem=shown["stem"],
            options=tuple(shown["options"]),
            difficulty=kinds.Difficulty(self.difficulty),
            right=key.right,
            rationale=key.rationale,
            computed=key.computed,
            citations=tuple(c.reference for c in self.cited() if c.part == part),
            blanks=key.blanks,
            points=key.points,
            notes=key.notes,
            marks=shown["marks"],
            scoring=shown["scoring"],
            **more,
        )

    def cited(self) -> Iterator[Citation]:
        """The citations in order, loaded with their statutes once for all."""
        if "citations" not in getattr(self, "_prefetched_objects_cache", {}):
            rows = Citation.objects.select_related("article__version__statute").order_by("pk")
            models.prefetch_related_objects([self], models.Prefetch("citations", rows))
        return iter(self.citations.all())

    def open_key(self) -> OpenKey:
        """The key in plain, of a draft too. Call it only behind a door."""
        if self.state == State.DRAFT:
            return OpenKey.unseal(self.draft_key.sealed)
        return self.key.open()

    def places(self) -> tuple[Reference, ...]:
        """The places of the law on which it rests, each once."""
        return tuple(dict.fromkeys(citation.reference for citation in self.cited()))

    @property
    def category_words(self) -> list[str]:
        """For whom it is, in words; empty for everybody."""
        return [str(Category(code).label) for code in self.categories]

    @property
    def is_open(self) -> bool:
        """Whether it is still being written or reviewed."""
        return self.state in review.OPEN
