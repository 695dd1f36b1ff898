"""Agencies, persons, posts, accounts and the roles they hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from people import rules

M = TypeVar("M", bound=models.Model)


def within(paths: tuple[str, ...], field: str = "path") -> Q:
    """Rows whose agency path lies in one of the subtrees; matches nothing when there is none.

    A half-open range instead of `startswith`: both engines can use the index on the path.
    """
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + chr(ord(path[-1]) + 1)})
    return found


class DatedQuerySet(models.QuerySet[M], Generic[M]):
    """Facts with a validity and a time of record; a correction is a new row."""

    def in_force(self, on: date, *, known_on: datetime | None = None) -> Self:
        """Facts that hold on the day `on`, as we know it now, or as we knew it at `known_on`."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
        if known_on is None:
            return rows.filter(superseded_at__isnull=True)
        return rows.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_on), recorded_at__lte=known_on
        )


class Dated(models.Model):
    """A fact that holds between two days (both included). It is never edited: a correction
    supersedes it and both stay."""

    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_id = models.BigIntegerField("登记人", null=True)
    superseded_at = models.DateTimeField("被更正时间", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="更正为",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_start",
                violation_error_message="截止日期不能早于起始日期。",
            )
        ]


class AgencyKind(models.TextChoices):
    CITY = "city", "市"
    COUNTY = "county", "区县"
    GROUP = "group", "类别"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇街道"
    TEAM = "team", "执法队伍"


class AgencyQuerySet(MP_NodeQuerySet):  # type: ignore[misc]  # treebeard is untyped
    def visible_to(self, rights: rules.Rights, *roles: rules.Role) -> Self:
        """Agencies in the subtrees over which any of `roles` (of all roles, if none) is held."""
        return self.filter(within(rights.paths(*(roles or tuple(rules.Role)))))

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]
    """Agencies in the order of the tree, with the house's vocabulary."""

    def get_queryset(self) -> AgencyQuerySet:
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class Agency(MP_Node):  # type: ignore[misc]  # treebeard is untyped
    """A node of the organisation tree; keeps its id through renaming, moving and merging."""

    code = models.CharField("单位编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField(
        "类型", max_length=12, choices=AgencyKind, default=AgencyKind.DEPARTMENT
    )
    closed_on = models.DateField("撤并日期", null=True, blank=True)

    steplen = rules.PATH_STEP
    objects = AgencyManager()

    class Meta:
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.name


class AgencyName(Dated):
    """What an agency was called between two days."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=120)

    objects = DatedQuerySet["AgencyName"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "单位名称"

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, rights: rules.Rights, *roles: rules.Role) -> Self:
        """Oneself, and everybody whose agency lies where any of `roles` is held."""
        return self.filter(Q(pk=rights.person_id) | within(rights.paths(*roles), "agency__path"))

    def at_work_on(self, day: date, *, known_on: datetime | None = None) -> Self:
        """Persons holding a post on the day, as known now or at `known_on`."""
        posts = Post.objects.in_force(day, known_on=known_on)
        return self.filter(pk__in=posts.values("person_id"))


class Person(models.Model):
    """One human being known to the city. `agency` is the agency of the present main post."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="persons", verbose_name="单位")
    name = models.CharField("姓名", max_length=60)
    staff_number = models.CharField("工作人员编号", max_length=8, unique=True)
    identity_cipher = models.BinaryField("身份证号（密文）", null=True, blank=True)
    identity_lookup = models.CharField(  # null is "not given", which may repeat
        "身份证号检索码", max_length=64, null=True, blank=True, unique=True
    )
    phone_cipher = models.BinaryField("手机号（密文）", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["staff_number"]
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        return self.name


class Establishment(models.TextChoices):
    CIVIL = "civil", "行政编制"
    PUBLIC = "public", "事业编制"
    WORKER = "worker", "工勤"
    CONTRACT = "contract", "合同制"
    DISPATCH = "dispatch", "劳务派遣"


class PostKind(models.TextChoices):
    ENFORCEMENT = "enforcement", "执法岗位"
    LEGAL = "legal", "法制岗位"
    LEADER = "leader", "领导岗位"
    OTHER = "other", "其他岗位"


class Post(Dated):
    """What a person did, for which agency, from when to when. May hold several domains."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts", verbose_name="单位")
    title = models.CharField("岗位名称", max_length=60)
    kind = models.CharField(
        "岗位类别", max_length=12, choices=PostKind, default=PostKind.ENFORCEMENT
    )
    establishment = models.CharField(
        "编制", max_length=12, choices=Establishment, default=Establishment.CIVIL
    )
    domains = models.JSONField("执法领域", default=list, blank=True)

    objects = DatedQuerySet["Post"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "岗位"

    def __str__(self) -> str:
        return self.title


class UserManager(BaseUserManager["User"]):
    """Finds accounts by staff number."""


class User(AbstractBaseUser):
    """An account. It belongs to one person and is named by the person's staff number."""

    username = models.CharField("工作人员编号", max_length=8, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, related_name="user", null=True, blank=True, verbose_name="人员"
    )
    is_active = models.BooleanField("启用", default=True)
    date_joined = models.DateTimeField("建立时间")

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.username


class RoleChoice(models.TextChoices):
    OFFICER = "officer", "执法人员"
    COORDINATOR = "coordinator", "培训管理员"
    SETTER = "setter", "命题员"
    REVIEWER = "reviewer", "审题员"
    EXAM_OFFICER = "exam_officer", "考务员"
    INVIGILATOR = "invigilator", "监考员"
    MARKER = "marker", "阅卷员"
    LEGAL_AFFAIRS = "legal_affairs", "法制机构"
    PERSONNEL = "personnel", "组织人事"
    AUDITOR = "auditor", "监督员"
    AGENCY_ADMIN = "agency_admin", "单位管理员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


class AssignmentQuerySet(DatedQuerySet["Assignment"]):
    def grants(self, on: date) -> frozenset[rules.Grant]:
        """The grants that hold on the day, for building `Rights`. One query."""
        rows = self.in_force(on).values_list("role", "agency__path", "agency_id")
        return frozenset(rules.Grant(rules.Role(role), path, pk) for role, path, pk in rows)


class Assignment(Dated):
    """A role that a person holds over an agency's subtree, from one day to another."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="assignments", verbose_name="人员"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="assignments", verbose_name="管辖范围"
    )
    role = models.CharField("角色", max_length=16, choices=RoleChoice)
    reason = models.CharField("理由", max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "角色任命"

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class ActivationCode(models.Model):
    """A one-time code on a printed slip that lets its owner set a password; only a hash is kept."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="activation_codes", verbose_name="账号"
    )
    code_hash = models.CharField("校验码散列", max_length=64, unique=True)
    issued_by_id = models.BigIntegerField("发放人")
    issued_at = models.DateTimeField("发放时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "激活码"

    def __str__(self) -> str:
        return f"{self.user_id} {self.issued_at:%Y-%m-%d}"
