"""One candidate taking one paper once: what is kept, and how it is chained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exams.models.planning import Candidate, Exam, ExamSession, new_ref
from exams.models.signing import SignedByTwo
from exams.rules.keeping import Disposition, State, Stored
from journal.composed import FIRST_SAMPLE, Composed
from journal.models import AppendOnly, Freezing, Frozen
from journal.rules import GENESIS
from people.models import Person, within
from people.rules import Rights, Role

HALL_TEXTS = ("paper__hall", "paper__tokens")  # long, and needed in the hall alone


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def closed_book(self) -> Self:
        """Open attempts during which nothing may be looked up."""
        return self.open().filter(exam__open_book=False)

    def overdue(self, now: datetime) -> Self:
        """Open attempts whose deadline has passed; the grace is the rule's to add."""
        return self.open().filter(deadline_at__lt=now)

    def with_evidence(self) -> Self:
        """Read the record along with the attempts, a few queries for all; `logs_of` gives the
        operations, of which there are many."""
        related = self.select_related("exam__seal", "session", "paper").defer(*HALL_TEXTS)
        return related.prefetch_related(
            "events",
            "admissions",
            "time_grants",
            "pay_backs__outage",
            "receipts",
            "scripts__hand_marks",
            "scripts__remarkings",
        )

    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Attempts of exams in the subtrees over which any of the roles is held."""
        return self.filter(within(rights.paths(*roles), "exam__agency__path"))


class Attempt(Freezing):
    """One candidate taking one paper once. Its answers are folded from its operations.

    Closed or void it stays so: only its chain grows, by what came too late and was admitted.
    `paper` is the one that is sat, the last that was drawn.
    `head_n` and `head_hash` are the end of the attempt's own chain of events; `base_hash` is what
    the chain's first event stands on. `last_seq` is the highest number among the operations of the
    present epoch: whatever comes with a higher one is newer than all that is stored.
    """

    ref = models.CharField(_("编号"), max_length=22, unique=True, default=new_ref)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="attempts", verbose_name=_("考试"))
    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="attempts", verbose_name=_("场次")
    )
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="attempts", verbose_name=_("考生")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="attempts", verbose_name=_("人员")
    )
    paper = models.OneToOneField(
        "Paper", models.PROTECT, null=True, related_name="paper_of", verbose_name=_("现用试卷")
    )
    ordinal = models.PositiveSmallIntegerField(_("第几次"), default=1)
    state = models.CharField(
        _("状态"), max_length=8, default=State.READY, choices=[(s.value, s.value) for s in State]
    )
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    deadline_at = models.DateTimeField(_("截止时间"), null=True, blank=True)
    epoch = models.PositiveSmallIntegerField(_("执笔轮次"), default=0)
    base_hash = models.CharField(_("链首散列"), max_length=64)
    head_n = models.PositiveIntegerField(_("末条序号"), default=0)
    head_hash = models.CharField(_("末条散列"), max_length=64, default=GENESIS)
    last_seq = models.PositiveIntegerField(_("本轮末号"), default=0)
    closed_at = models.DateTimeField(_("收卷时间"), null=True, blank=True)
    close_reason = models.CharField(_("收卷原因"), max_length=12, blank=True)
    has_photo: bool  # of the candidate: annotated by `access.own_attempt`
    is_given_time: bool  # before the exam: annotated by `actions.sitting.start`
    held_epoch: int | None  # by this device, and the paper's text: annotated by `views.hall`
    hall_text: str

    objects = AttemptQuerySet.as_manager()
    frozen = Frozen(states=(State.CLOSED, State.VOID), free=("head_n", "head_hash"))

    class Meta:
        verbose_name = _("应考")
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "person", "ordinal"], name="attempt_once_per_ordinal"
            ),
            models.UniqueConstraint(
                fields=["exam", "person"],
                condition=Q(state__in=["ready", "open"]),
                name="attempt_one_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "open"]) | Q(closed_at__isnull=False),
                name="attempt_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("started_at")),
                name="attempt_deadline_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], condition=Q(state="open"), name="attempt_open_deadline"
            )
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def sat(self) -> Paper:
        """The paper that is sat. Every attempt has one from the transaction on that makes it."""
        if self.paper is None:
            raise ValueError(f"attempt {self.ref} has no paper")
        return self.paper

    def stored_log(self, log: Iterable[Logged] | None = None) -> list[Stored]:
        """The operations as the fold takes them, admissions included; at most one query.

        `log` are the attempt's operations where they have been read with others' (`logs_of`).
        """
        if log is None:
            rows = LOG.rows(self.pk)
            log, admitted = (Logged._make(row[:-1]) for row in rows), {r[0] for r in rows if r[-1]}
        else:
            admitted = {admission.op_id for admission in self.admissions.all()}
        return [
            Stored(place, epoch, seq, tuple(choices), flag, Disposition(word), op_id in admitted)
            for op_id, epoch, seq, place, choices, flag, _hash, word in log
        ]


class Paper(AppendOnly):
    """The frozen paper of one attempt. `body` re-derives and marks it; `hall` is the exact text
    that the hall sends: no key, no rationale, no difficulty. `tokens` is the short text by which a
    save is checked: kind and option tokens of every place.

    Where two persons take a question out of the exam before the attempt is started, a paper that
    held it is drawn anew (`n` counts); the former one stays.
    """

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="papers", verbose_name=_("应考")
    )
    n = models.PositiveSmallIntegerField(_("次序"), default=1)
    body = models.JSONField(_("试卷"))
    hall = models.TextField(_("考场文本"))
    tokens = models.TextField(_("选项代号"))
    digest = models.CharField(_("散列"), max_length=64)

    class Meta:
        verbose_name = _("试卷")
        constraints = [models.UniqueConstraint(fields=["attempt", "n"], name="paper_once")]

    def __str__(self) -> str:
        return f"paper of {self.attempt_id}"


class Lease(AppendOnly):
    """Who holds the pen: one device for each epoch of an attempt."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="leases", verbose_name=_("应考")
    )
    epoch = models.PositiveSmallIntegerField(_("执笔轮次"))
    device_hash = models.CharField(_("设备散列"), max_length=64)
    opened_by = models.CharField(_("开启方式"), max_length=12)
    at = models.DateTimeField(_("时间"))
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("执笔")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "epoch"], name="lease_once_per_epoch")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.epoch}"


class TakeoverCode(models.Model):
    """An invigilator's one-time code by which a candidate goes on at another computer."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="takeover_codes", verbose_name=_("应考")
    )
    code_hash = models.CharField(_("散列"), max_length=64)
    issued_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("发放人")
    )
    issued_at = models.DateTimeField(_("发放时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("换机码")

    def __str__(self) -> str:
        return f"code for {self.attempt_id}"


class OperationQuerySet(models.QuerySet["Operation"]):
    def not_answered_since(self) -> Self:
        """Operations after which no applied one came to the same place, in any epoch."""
        newer = Operation.objects.filter(
            Q(epoch__gt=OuterRef("epoch")) | Q(epoch=OuterRef("epoch"), seq__gt=OuterRef("seq")),
            attempt=OuterRef("attempt"),
            place=OuterRef("place"),
            disposition=Disposition.APPLIED,
        )
        return self.filter(~Exists(newer))


class Operation(AppendOnly):
    """One change of one place, as it arrived, with what became of it."""

    pk = models.CompositePrimaryKey("attempt_id", "op_id")
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="operations", db_index=False, verbose_name=_("应考")
    )
    op_id = models.CharField(_("操作号"), max_length=32)
    epoch = models.PositiveSmallIntegerField(_("执笔轮次"))
    seq = models.PositiveIntegerField(_("序号"))
    place = models.PositiveSmallIntegerField(_("题号"))
    choices = models.JSONField(_("选择"))
    flag = models.BooleanField(_("标记"), default=False)
    payload_hash = models.CharField(_("内容散列"), max_length=64)
    client_mono_ms = models.BigIntegerField(_("客户端单调时钟"), default=0)
    arrival_at = models.DateTimeField(_("到达时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    disposition = models.CharField(
        _("处置"), max_length=8, choices=[(d.value, d.value) for d in Disposition]
    )

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("作答操作")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "epoch", "seq"], name="operation_once_per_seq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.op_id}"


class Logged(NamedTuple):
    """What is read of an operation to fold, mark and verify a log."""

    op_id: str
    epoch: int
    seq: int
    place: int
    choices: list[str]
    flag: bool
    payload_hash: str
    disposition: str


# The operations of one attempt; at the end of each row whether it was admitted.
LOG = Composed(
    lambda attempt: Operation.objects.filter(attempt=attempt).values_list(
        *Logged._fields, Exists(Admission.objects.filter(attempt=attempt, op_id=OuterRef("op_id")))
    ),
    FIRST_SAMPLE,
)


def logs_of(attempt_ids: Iterable[int]) -> dict[int, list[Logged]]:
    """The operations of every one of the attempts, in one query and without a model's weight."""
    found: dict[int, list[Logged]] = {pk: [] for pk in attempt_ids}
    rows = Operation.objects.filter(attempt_id__in=found)
    for attempt_id, *columns in rows.values_list("attempt_id", *Logged._fields):
        found[attempt_id].append(Logged(*columns))
    return found


class Admission(SignedByTwo):
    """A late or closed operation that two persons let count, with their reason."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="admissions", verbose_name=_("应考")
    )
    op_id = models.CharField(_("操作号"), max_length=32)
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("补认")
        constraints = [
            *SignedByTwo.Meta.constraints,
            models.UniqueConstraint(fields=["attempt", "op_id"], name="admission_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.op_id}"


class TimeGrant(SignedByTwo):
    """Time given to one attempt, with kind, reason and two persons."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="time_grants", verbose_name=_("应考")
    )
    seconds = models.PositiveIntegerField(_("秒数"))
    kind = models.CharField(_("种类"), max_length=16)
    reason = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField(_("时间"))

    class Meta(SignedByTwo.Meta):
        verbose_name = _("补时")
        constraints = [
            *SignedByTwo.Meta.constraints,
            models.CheckConstraint(condition=Q(seconds__gt=0), name="grant_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} +{self.seconds}"


class Event(AppendOnly):
    """One link of an attempt's own chain: start, save, take-over, grant, close."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="events", db_index=False, verbose_name=_("应考")
    )
    n = models.PositiveIntegerField(_("序号"))
    type = models.CharField(_("种类"), max_length=16)
    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(_("行为人"), null=True)
    data = models.JSONField(_("内容"))
    previous = models.CharField(_("前条散列"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64)

    pk = models.CompositePrimaryKey("attempt_id", "n")

    class Meta:
        verbose_name = _("应考事件")

    def __str__(self) -> str:
        return f"{self.attempt_id}#{self.n} {self.type}"

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "type": self.type,
            "at": self.at.isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "data": self.data,
        }


class Receipt(AppendOnly):
    """What a candidate gets at the close: the exact signed text, never changed. A later one, after
    an admission, supersedes; the first stays."""

    attempt = models.ForeignKey(
        Attempt, models.PROTECT, related_name="receipts", verbose_name=_("应考")
    )
    n = models.PositiveSmallIntegerField(_("次序"), default=1)
    body = models.TextField(_("回执"))
    signature = models.CharField(_("签名"), max_length=120)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("回执")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["attempt", "n"], name="receipt_once")]

    def __str__(self) -> str:
        return f"receipt {self.n} of {self.attempt_id}"
