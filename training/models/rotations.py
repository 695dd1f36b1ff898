"""轮训: everybody of a subtree goes once to one of some classes; who goes where, and when not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Agency, Person, PersonQuerySet, PostKind, within
from people.rules import Rights, Role
from training.models.classes import Enrolment, Session, TrainingClass
from training.models.engaged import days_beside
from training.models.places import Quota
from training.rules import ClassState
from training.rules.batches import ONE_IN, Batch, Cycle, Member

LOST_AFTER = timedelta(minutes=15)


class RotationState(models.TextChoices):
    DRAFT = "draft", _("筹备")
    WORKING = "working", _("正在编排")
    PROPOSED = "proposed", _("已编排，待发布")
    PUBLISHING = "publishing", _("正在发布")
    PUBLISHED = "published", _("已发布")


UNDER_WAY = (RotationState.WORKING, RotationState.PUBLISHING)


class RotationQuerySet(models.QuerySet["Rotation"]):
    def visible_to(self, rights: Rights, *roles: Role) -> Self:
        """Rotations of agencies where one of the roles is held."""
        return self.filter(within(rights.paths(*roles), "agency__path"))

    def with_numbers(self) -> Self:
        """Add `places` (how many are to go) and `left_over` (how many of them found no place)."""
        nowhere = Q(seats__training_class__isnull=True, seats__isnull=False)
        return self.annotate(places=Count("seats"), left_over=Count("seats", filter=nowhere))


class Rotation(models.Model):
    """Everybody of one kind in an agency's subtree goes once to one of the classes; of one unit no
    more than one in `one_in` is away on a day. Proposed by a job, moved by hand, then published."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="rotations", verbose_name=_("轮训范围")
    )
    title = models.CharField(_("名称"), max_length=80)
    category = models.CharField(_("参训对象"), max_length=12, choices=PostKind, blank=True)
    one_in = models.PositiveSmallIntegerField(_("每几人至多一人离岗"), default=ONE_IN)
    classes = models.ManyToManyField(
        TrainingClass, related_name="rotations", verbose_name=_("培训班")
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=RotationState, default=RotationState.DRAFT
    )
    made_at = models.DateTimeField(_("登记时间"))
    made_by_id = models.BigIntegerField(_("登记人"))
    asked_by_id = models.BigIntegerField(_("办理人"), null=True)
    moved_at = models.DateTimeField(_("进展时间"))
    done = models.PositiveIntegerField(_("已编排（人）"), default=0)
    total = models.PositiveIntegerField(_("应编排（人）"), default=0)
    conflicts = models.JSONField(_("不能安排的原因"), default=list)
    refusal = models.CharField(_("未办成的原因"), max_length=40, blank=True)
    refusal_about = models.CharField(_("未办成所涉"), max_length=300, blank=True)

    objects = RotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("轮训方案")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(one_in__gt=0), name="rotation_leaves_somebody"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    def is_lost(self, now: datetime) -> bool:
        """Whether its job has not moved for so long that it is not to be expected any more."""
        return self.is_under_way and self.moved_at < now - LOST_AFTER


class RotationSeat(models.Model):
    """Where one person goes in a rotation; no class: nowhere yet."""

    rotation = models.ForeignKey(
        Rotation, models.PROTECT, related_name="seats", verbose_name=_("轮训方案")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="rotation_seats", verbose_name=_("人员")
    )
    training_class = models.ForeignKey(
        TrainingClass,
        models.PROTECT,
        related_name="rotation_seats",
        null=True,
        verbose_name=_("培训班"),
    )
    moved_by_id = models.BigIntegerField(_("调整人"), null=True)

    class Meta:
        verbose_name = _("轮训安排")
        constraints = [
            models.UniqueConstraint(
                fields=["rotation", "person"], name="rotation_seat_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rotation_id} {self.person_id}"


class RotationBar(models.Model):
    """Days (both inclusive) on which a person, or nobody of an agency's subtree, can go."""

    rotation = models.ForeignKey(
        Rotation, models.PROTECT, related_name="bars", verbose_name=_("轮训方案")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("人员")
    )
    first_day = models.DateField(_("自"))
    last_day = models.DateField(_("至"))
    reason = models.CharField(_("依据或理由"), max_length=200)
    made_by_id = models.BigIntegerField(_("登记人"))

    class Meta:
        verbose_name = _("不能参训的日期")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="rotation_bar_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rotation_id} {self.first_day} {self.last_day}"


def who_is_to_go(rotation: Rotation, day: date) -> PersonQuerySet:
    """Everybody at work on the day whom the rotation means and who has no place in its classes."""
    placed = Enrolment.objects.standing().filter(training_class__rotations=rotation)
    rows = Person.objects.known_by_name().at_work_on(day).with_main_post(day)
    rows = rows.filter(within((rotation.agency.path,), "agency__path"))
    if rotation.category:
        rows = rows.filter(Q(post_kind=rotation.category))
    return rows.exclude(pk__in=placed.values("person"))


def cycle_of(rotation: Rotation, persons: PersonQuerySet) -> Cycle:
    """The rotation as its rule takes it, for these persons (with their main posts).

    Once it is published its own persons stand on the rosters; they are not counted twice.
    """
    rows = rotation.classes.select_related("audience")
    classes = list(rows.prefetch_related("sessions", "quotas__agency"))
    standing = Enrolment.objects.standing().filter(training_class__in=classes)
    standing = standing.exclude(_own(rotation))
    placed = list(standing.values_list("training_class", "person__agency__path"))
    taken = Counter(class_id for class_id, _path in placed)
    batches = tuple(
        Batch(
            c.pk,
            frozenset(session.day for session in c.sessions.all()),
            max(0, c.capacity - taken[c.pk]),
            c.category,
            c.audience.path,
            tuple((q.agency.path, _left(q, placed)) for q in c.quotas.all()),
        )
        for c in classes
    )
    days = {day for batch in batches for day in batch.days}
    elsewhere, gone = _elsewhere(rotation, days)
    away, closed = _barred(rotation, days)
    columns = ("pk", "agency__path", "post_kind")  # the last is added by `with_main_post`
    who = list(persons.order_by("pk").values_list(*columns))
    return Cycle(
        tuple(
            Member(pk, unit, kind or "", frozenset(elsewhere[pk] | away[pk]))
            for pk, unit, kind in who
        ),
        batches,
        rotation.one_in,
        {unit: frozenset(_closed(closed, unit)) for unit in {unit for _pk, unit, _kind in who}},
        gone,
        Counter(path for _class_id, path in placed),
    )


def _own(rotation: Rotation) -> Q:
    """The places on rosters that the rotation itself has given, once it is published."""
    if rotation.state != RotationState.PUBLISHED:
        return Q(pk__in=[])
    return Q(training_class__rotations=rotation, person__in=rotation.seats.values("person"))


def _left(quota: Quota, placed: Collection[tuple[int, str]]) -> int:
    """What is left of a unit's share."""
    there = [path for class_id, path in placed if class_id == quota.training_class_id]
    return quota.seats - sum(path.startswith(quota.agency.path) for path in there)


def _elsewhere(
    rotation: Rotation, days: set[date]
) -> tuple[defaultdict[int, set[date]], Counter[tuple[str, date]]]:
    """On which of the days each person has a class already, and how many of each unit have."""
    by_person: defaultdict[int, set[date]] = defaultdict(set)
    by_unit: Counter[tuple[str, date]] = Counter()
    if not days:
        return by_person, by_unit
    sessions = Session.objects.taking_place().filter(
        starts_at__date__gte=min(days), starts_at__date__lte=max(days)
    )
    on = defaultdict(set)
    for session in sessions:
        if session.day in days:
            on[session.training_class_id].add(session.day)
    rows = Enrolment.objects.standing().filter(
        within((rotation.agency.path,), "person__agency__path"), training_class__in=list(on)
    )
    rows = rows.exclude(_own(rotation))
    for person, path, class_id in rows.values_list(
        "person", "person__agency__path", "training_class"
    ):
        by_unit.update((path, day) for day in on[class_id] - by_person[person])
        by_person[person] |= on[class_id]
    for person, path, day in days_beside(rotation.agency, sessions):
        if day in days and day not in by_person[person]:
            by_unit[path, day] += 1
            by_person[person].add(day)
    return by_person, by_unit


def _barred(
    rotation: Rotation, days: set[date]
) -> tuple[defaultdict[int, set[date]], dict[str, set[date]]]:
    """The days on which persons cannot go, and those on which whole subtrees cannot."""
    persons: defaultdict[int, set[date]] = defaultdict(set)
    subtrees: defaultdict[str, set[date]] = defaultdict(set)
    for bar in rotation.bars.select_related("agency"):
        hit = {day for day in days if bar.first_day <= day <= bar.last_day}
        if bar.person_id is not None:
            persons[bar.person_id] |= hit
        else:
            subtrees[bar.agency.path] |= hit
    return persons, subtrees


def _closed(subtrees: dict[str, set[date]], unit: str) -> set[date]:
    return {day for path, days in subtrees.items() if unit.startswith(path) for day in days}


def classes_to_rotate(rights: Rights, role: Role, now: datetime) -> models.QuerySet[TrainingClass]:
    """Classes that one runs, with sessions all still to come."""
    rows = TrainingClass.objects.not_begun(now).filter(
        within(rights.paths(role), "agency__path"),
        state__in=[ClassState.PLANNED, ClassState.OPEN],
    )
    return rows.with_numbers().order_by("starts_at", "id")
