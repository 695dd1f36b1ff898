"""What the city's classes are made of: courses with materials, venues, trainers."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import StoredFile, new_ref
from people.models import Agency, Person
from statutes.models import Statute
from training.models.policies import KindChoice, SubjectChoice


class CatalogueQuerySet(models.QuerySet["Entry"]):
    def in_use(self) -> Self:
        """What may still be chosen for a new class."""
        return self.filter(retired_at__isnull=True)


class Entry(models.Model):
    """One entry of the city's shared catalogue. Its agency keeps it, every organiser may use it;
    an entry that is retired stays with the classes that used it."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("维护单位"))
    made_by_id = models.BigIntegerField(_("登记人"), null=True)
    made_at = models.DateTimeField(_("登记时间"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True


class Course(Entry):
    """A course of the catalogue: what is taught, on which statutes, for how many half-days."""

    title = models.CharField(_("课程名称"), max_length=80)
    subject = models.CharField(_("科目"), max_length=12, choices=SubjectChoice, blank=True)
    kind = models.CharField(
        _("培训方式"), max_length=12, choices=KindChoice, default=KindChoice.CENTRALISED
    )
    half_days = models.PositiveSmallIntegerField(_("课时（半天）"), default=1)
    outline = models.TextField(_("内容提要"), max_length=2000, blank=True)
    statutes = models.ManyToManyField(
        Statute, related_name="+", blank=True, verbose_name=_("讲授的法规")
    )

    class Meta:
        verbose_name = _("课程")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "title"],
                condition=Q(retired_at__isnull=True),
                name="course_once_per_agency",
                violation_error_message=_("已有同名课程。"),
            ),
            models.CheckConstraint(condition=Q(half_days__gt=0), name="course_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """A file that belongs to a course. Taken away, it stays in the store and is not shown."""

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="materials", verbose_name=_("课程")
    )
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件")
    )
    title = models.CharField(_("名称"), max_length=80)
    removed_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("课程材料")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Venue(Entry):
    """A room where classes are held. Its name never changes: it is what the classes' sheets say."""

    name = models.CharField(_("名称"), max_length=80)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(_("座位数"))

    class Meta:
        verbose_name = _("场地")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired_at__isnull=True),
                name="venue_once_per_name",
                violation_error_message=_("已有同名场地。"),
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="venue_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Trainer(Entry):
    """Somebody who teaches. `person` names an officer of the city, whose teaching may count."""

    name = models.CharField(_("姓名"), max_length=60)
    title = models.CharField(_("单位和职务"), max_length=80)
    field = models.CharField(_("专长"), max_length=120, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("人员")
    )

    class Meta:
        verbose_name = _("师资")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "title"],
                condition=Q(retired_at__isnull=True),
                name="trainer_once",
                violation_error_message=_("师资库中已有此人。"),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(retired_at__isnull=True, person__isnull=False),
                name="trainer_once_per_person",
                violation_error_message=_("师资库中已有此人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.title}）"
