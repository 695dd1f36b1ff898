"""Accounts, the roles their owners hold, activation codes and counts of failed attempts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.composed import Composed
from people import rules
from people.models.agencies import Agency
from people.models.dated import Dated, DatedQuerySet
from people.models.persons import AccountState, Person


class UserManager(BaseUserManager["User"]):
    """Finds accounts by staff number."""


class User(AbstractBaseUser):
    """An account. It belongs to one person and is named by the person's staff number."""

    username = models.CharField(_("工作人员编号"), max_length=8, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, related_name="user", null=True, blank=True, verbose_name=_("人员")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(_("建立时间"))

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.username

    @property
    def state(self) -> AccountState:
        """The state that `PersonQuerySet.in_account_state` filters by."""
        if not self.is_active:
            return AccountState.CLOSED
        if not self.password or not self.has_usable_password():
            return AccountState.PENDING
        return AccountState.ACTIVE


class RoleChoice(models.TextChoices):
    OFFICER = "officer", _("执法人员")
    COORDINATOR = "coordinator", _("培训管理员")
    SETTER = "setter", _("命题员")
    REVIEWER = "reviewer", _("审题员")
    EXAM_OFFICER = "exam_officer", _("考务员")
    INVIGILATOR = "invigilator", _("监考员")
    MARKER = "marker", _("阅卷员")
    LEGAL_AFFAIRS = "legal_affairs", _("法制机构")
    PERSONNEL = "personnel", _("组织人事")
    AUDITOR = "auditor", _("监督员")
    AGENCY_ADMIN = "agency_admin", _("单位管理员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")


class AssignmentQuerySet(DatedQuerySet["Assignment"]):
    def grants(self, on: date) -> frozenset[rules.Grant]:
        """The grants that hold on the day, for building `Rights`. One query."""
        return self.in_force(on).as_grants()

    def not_ended_by(self, day: date) -> Self:
        """Roles that hold on the day or will hold later, as known now."""
        return self.current().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def as_grants(self) -> frozenset[rules.Grant]:
        rows = self.values_list("role", "agency__path", "agency_id")
        return frozenset(rules.Grant(rules.Role(role), path, pk) for role, path, pk in rows)


class Assignment(Dated):
    """A role that a person holds over an agency's subtree, from one day to another."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="assignments", verbose_name=_("人员")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="assignments", verbose_name=_("管辖范围")
    )
    role = models.CharField(_("角色"), max_length=16, choices=RoleChoice)

    objects = AssignmentQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("角色任命")

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class ActivationCodeQuerySet(models.QuerySet["ActivationCode"]):
    def usable_at(self, now: datetime) -> Self:
        """Codes that still open their account: not used, not replaced, not expired."""
        return self.filter(used_at__isnull=True, voided_at__isnull=True, expires_at__gt=now)


class ActivationCode(models.Model):
    """A one-time code on a printed slip that lets its owner set a password; only a hash is kept."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="activation_codes", verbose_name=_("账号")
    )
    code_hash = models.CharField(_("校验码散列"), max_length=64, unique=True)
    issued_by_id = models.BigIntegerField(_("发放人"), null=True)
    issued_at = models.DateTimeField(_("发放时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("激活码")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, voided_at__isnull=True),
                name="activation_code_one_open_per_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issued_at:%Y-%m-%d}"


class FailedAttempts(models.Model):
    """How often in a row something has failed along one axis (an account, an address).

    `key` is a keyed hash, so the table names neither accounts nor addresses.
    """

    key = models.CharField(_("计数对象"), max_length=64, unique=True)
    failures = models.PositiveIntegerField(_("失败次数"), default=0)
    last_at = models.DateTimeField(_("最近一次"), db_index=True)

    class Meta:
        verbose_name = _("失败次数")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.failures}"


_GRANTS = Composed(
    lambda person, on: (
        Assignment.objects.filter(person=person)
        .in_force(on)
        .values_list("role", "agency__path", "agency_id")
    ),
    9_000_000_000_001,
    date(1901, 2, 3),
)


def grants_of(person_id: int, on: date) -> frozenset[rules.Grant]:
    """The grants that a person holds on the day. One query, asked with every page."""
    rows = _GRANTS.rows(person_id, on)
    return frozenset(rules.Grant(rules.Role(role), path, pk) for role, path, pk in rows)
