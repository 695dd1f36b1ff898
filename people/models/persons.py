"""Persons and their posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal import vault
from people import rules
from people.models.agencies import Agency, within
from people.models.dated import Dated, DatedQuerySet

IDENTITY = "people.identity"  # purposes of keys in `journal.vault`
PHONE = "people.phone"


class AccountState(models.TextChoices):
    """What an account can be used for: not yet set up, in use, closed."""

    PENDING = "pending", _("待启用")
    ACTIVE = "active", _("已启用")
    CLOSED = "closed", _("已停用")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, rights: rules.Rights, *roles: rules.Role) -> Self:
        """Oneself, and everybody whose agency lies where any of `roles` is held."""
        there = within(rights.paths(*roles), "agency__path") & Q(is_stand_in=False)
        return self.filter(Q(pk=rights.person_id) | there)

    def governed_by(self, rights: rules.Rights, *roles: rules.Role) -> Self:
        """Everybody whose agency lies where any of `roles` is held; oneself only if so, too."""
        return self.known_by_name().filter(within(rights.paths(*roles), "agency__path"))

    def known_by_name(self) -> Self:
        """Human beings; those left out stand in for somebody who sits under a number alone."""
        return self.filter(is_stand_in=False)

    def with_main_post(self, day: date) -> Self:
        """Add `post_title` and `post_kind` of the main post on the day (null without one)."""
        posts = Post.objects.in_force(day).filter(person=OuterRef("pk"), is_main=True)
        latest = posts.order_by("-valid_from", "-id")
        return self.annotate(
            post_title=Subquery(latest.values("title")[:1]),
            post_kind=Subquery(latest.values("kind")[:1]),
        )

    def with_identity(self, number: str) -> Self:
        """The person with this (tidied) identity number, found by its keyed hash."""
        return self.filter(identity_lookup=vault.lookup(number, purpose=IDENTITY))

    def at_work_on(self, day: date, *, known_on: datetime | None = None) -> Self:
        """Persons holding a post on the day, as known now or at `known_on`."""
        posts = Post.objects.in_force(day, known_on=known_on)
        return self.filter(pk__in=posts.values("person_id"))

    def in_account_state(self, state: str) -> Self:
        """Persons whose account is in one of the three states of `AccountState`."""
        unset = Q(user__password="") | Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        if state == AccountState.CLOSED:
            return self.filter(user__is_active=False)
        if state == AccountState.PENDING:
            return self.filter(unset, user__is_active=True)
        return self.filter(user__is_active=True).exclude(unset)


class Person(models.Model):
    """One human being known to the city. `agency` is the agency of the present main post.

    `is_stand_in` marks one that stands for a seat: it has an account and no name, no post and no
    identity number, and who sits there is known to another room alone. No list shows it.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="persons", verbose_name=_("单位")
    )
    name = models.CharField(_("姓名"), max_length=60)
    staff_number = models.CharField(_("工作人员编号"), max_length=8, unique=True)
    identity_cipher = models.BinaryField(_("身份证号（密文）"), null=True, blank=True)
    identity_lookup = models.CharField(  # null is "not given", which may repeat
        _("身份证号检索码"), max_length=64, null=True, blank=True, unique=True
    )
    phone_cipher = models.BinaryField(_("手机号（密文）"), null=True, blank=True)
    is_stand_in = models.BooleanField(_("代号考生"), default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("单数", "人员")
        ordering = ["staff_number"]
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def identity_number(self) -> str:
        """The identity number in plain; empty when none was given. Showing it is an act."""
        if self.identity_cipher is None:
            return ""
        return vault.decrypt(bytes(self.identity_cipher), purpose=IDENTITY).decode()

    @property
    def phone(self) -> str:
        """The telephone number in plain; empty when none was given. Showing it is an act."""
        if self.phone_cipher is None:
            return ""
        return vault.decrypt(bytes(self.phone_cipher), purpose=PHONE).decode()

    @property
    def masked_identity(self) -> str:
        return rules.mask_identity(self.identity_number)

    @property
    def masked_phone(self) -> str:
        return rules.mask_phone(self.phone)


class Establishment(models.TextChoices):
    CIVIL = "civil", _("行政编制")
    PUBLIC = "public", _("事业编制")
    WORKER = "worker", _("工勤")
    CONTRACT = "contract", _("合同制")
    DISPATCH = "dispatch", _("劳务派遣")


class PostKind(models.TextChoices):
    ENFORCEMENT = "enforcement", _("执法岗位")
    LEGAL = "legal", _("法制岗位")
    RECONSIDERATION = "review", _("行政复议岗位")
    LEADER = "leader", _("领导岗位")
    OTHER = "other", _("其他岗位")


class Post(Dated):
    """What a person did, for which agency, from when to when. May hold several domains."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("岗位名称"), max_length=60)
    kind = models.CharField(
        _("岗位类别"), max_length=12, choices=PostKind, default=PostKind.ENFORCEMENT
    )
    establishment = models.CharField(
        _("编制"), max_length=12, choices=Establishment, default=Establishment.CIVIL
    )
    domains = models.JSONField(_("执法领域"), default=list, blank=True)
    is_main = models.BooleanField(_("主要岗位"), default=True)

    objects = DatedQuerySet["Post"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("岗位")

    def __str__(self) -> str:
        return self.title
