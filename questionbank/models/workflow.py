"""What people do about questions beside writing them: comment, export, keep two apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from journal import vault
from journal.models import AppendOnly
from people.models import Agency, Person, within
from people.rules import Rights, Role
from questionbank.models.choices import ExportFormat, ExportState, Pool
from questionbank.models.opening import KEY_PURPOSE

EXPORT_HOLDS = timedelta(days=7)  # from the second person's consent on; house default


class Comment(AppendOnly):
    """A remark on one revision, for its author and its reviewers. Encrypted, as it may say the
    key."""

    revision = models.ForeignKey(
        "questionbank.Revision", models.PROTECT, related_name="comments", verbose_name=_("试题版本")
    )
    author_id = models.BigIntegerField(_("发言人"))
    at = models.DateTimeField(_("时间"))
    sealed = models.BinaryField(_("密文"))

    class Meta:
        verbose_name = _("审题讨论")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"comment on {self.revision_id}"

    @property
    def words(self) -> str:
        """What was said. Read it only behind the door of the key."""
        return vault.decrypt(bytes(self.sealed), purpose=KEY_PURPOSE).decode()


class PoolExportQuerySet(models.QuerySet["PoolExport"]):
    def visible_to(self, rights: Rights) -> Self:
        """Exports of banks in one's subtrees, for setters and reviewers."""
        return self.filter(within(rights.paths(Role.SETTER, Role.REVIEWER), "agency__path"))

    def open(self) -> Self:
        """Exports that wait for the second person; of the practice pool none does."""
        return self.filter(pool=Pool.EXAM, second_id__isnull=True, refused_at__isnull=True)

    def waiting_for(self, rights: Rights) -> Self:
        """Exports to which this reviewer may consent: in scope, asked for by another."""
        within_reach = within(rights.paths(Role.REVIEWER), "agency__path")
        return self.open().filter(within_reach).exclude(first_id=rights.person_id)

    def listed(self) -> Self:
        """With the number of questions and the asker's name (`count`, `first`), those that wait
        before all others, the newest first."""
        asker = Person.objects.filter(pk=OuterRef("first_id")).values("name")
        rows = self.annotate(
            count=Count("questions"),
            first=Subquery(asker[:1]),
            done=Case(When(pk__in=PoolExport.objects.open().values("pk"), then=0), default=1),
        )
        return rows.order_by("done", "-pk")

    def with_question(self, question_id: int) -> Self:
        return self.filter(questions=question_id)


class PoolExport(models.Model):
    """Questions with their keys asked for as a file. From the examination pool a second person
    must consent; who asked and who consented has from then on seen these questions."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    pool = models.CharField(_("题库"), max_length=10, choices=Pool)
    form = models.CharField(_("格式"), max_length=12, choices=ExportFormat)
    purpose = models.CharField(_("用途"), max_length=200)
    questions = models.ManyToManyField(
        "questionbank.Question", related_name="exports", verbose_name=_("试题")
    )
    first_id = models.BigIntegerField(_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    second_id = models.BigIntegerField(_("同意人"), null=True, blank=True)
    consented_at = models.DateTimeField(_("同意时间"), null=True, blank=True)
    refused_by_id = models.BigIntegerField(_("拒绝人"), null=True, blank=True)
    refused_at = models.DateTimeField(_("拒绝时间"), null=True, blank=True)

    objects = PoolExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("题库导出")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_id__isnull=True) | ~Q(second_id=F("first_id")),
                name="pool_export_consented_by_another",
                violation_error_message=_("须由另一人同意。"),
            ),
            models.CheckConstraint(
                condition=Q(second_id__isnull=True, consented_at__isnull=True)
                | Q(second_id__isnull=False, consented_at__isnull=False),
                name="pool_export_consent_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person; of the practice pool none does."""
        return self.pool == Pool.EXAM and self.second_id is None and self.refused_at is None

    @property
    def until(self) -> datetime | None:
        """When the file can no longer be had; None where it never could."""
        since = self.consented_at or (self.asked_at if self.pool == Pool.PRACTICE else None)
        return None if since is None or self.refused_at else since + EXPORT_HOLDS

    def may_be_fetched(self, now: datetime) -> bool:
        """Whether the file may be had: consented to (or of the practice pool), and not too old."""
        return self.until is not None and now < self.until

    def state(self, now: datetime) -> ExportState:
        """How far it has come."""
        if self.refused_at is not None:
            own = self.refused_by_id == self.first_id
            return ExportState.WITHDRAWN if own else ExportState.REFUSED
        if self.is_open:
            return ExportState.WAITING
        return ExportState.READY if self.may_be_fetched(now) else ExportState.LAPSED


class EnemyGroupQuerySet(models.QuerySet["EnemyGroup"]):
    def visible_to(self, rights: Rights) -> Self:
        return self.filter(within(rights.paths(Role.SETTER, Role.REVIEWER), "agency__path"))

    def in_force(self) -> Self:
        return self.filter(ended_at=None)

    def listed(self) -> Self:
        """With their questions, those in force first, then the newest."""
        ended = models.F("ended_at").desc(nulls_first=True)
        return self.prefetch_related("questions").order_by(ended, "-pk")


class EnemyGroup(models.Model):
    """Questions of which at most one stands on a paper, because one would answer the other."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    reason = models.CharField(_("理由"), max_length=200)
    questions = models.ManyToManyField(
        "questionbank.Question", related_name="enemy_groups", verbose_name=_("试题")
    )
    made_by_id = models.BigIntegerField(_("登记人"))
    made_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("解除时间"), null=True, blank=True)

    objects = EnemyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("互斥题组")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"enemy group {self.pk}"
