"""What officers owe of this year's hours, and what coordinators have to confirm and answer."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, Task, page
from people.models import within
from people.rules import Role
from training.models import (
    Application,
    Leave,
    MakeUp,
    Objection,
    Session,
)
from training.rules import ClassState, Standing
from training.templatetags.training_words import amount

AT_MOST = 20  # tasks of one kind; the lists hold the rest


def of_officer(reader: Reader) -> list[Task]:
    """What is still owed this year, and the next half-day of every class that one goes to."""
    return [*_owed(reader), *_coming(reader)]


def _owed(reader: Reader) -> list[Task]:
    state = reader.hours
    if state.target is None or state.standing == Standing.MET:
        return []
    said = {"credit": amount(state.owed_credit), "days": amount(state.owed_days)}
    due = timezone.make_aware(datetime.combine(state.due, time(23, 59)))
    return [
        Task(
            what=_("完成今年学时：还差 %(credit)s 学时，集中培训 %(days)s 天") % said,
            detail=_("可以查看明细，以及报名后能够达标的培训班。"),
            button=_("查看学时"),
            url=page("training:hours"),
            at=due,
            urgent=state.standing == Standing.BEHIND,
        )
    ]


def _coming(reader: Reader) -> list[Task]:
    """The next half-day of each class, and every one where something is made up. One query."""
    mine = reader.person.enrolments.standing().values("training_class_id")
    seats = MakeUp.objects.standing().filter(person=reader.person, session=OuterRef("pk"))
    rows = Session.objects.filter(training_class__state=ClassState.OPEN, ends_at__gt=reader.now)
    rows = rows.annotate(is_seat=Exists(seats), is_mine=Q(training_class__in=mine))
    rows = rows.filter(Q(is_seat=True) | Q(is_mine=True)).select_related("training_class")
    found: dict[tuple[int, int], Task] = {}
    for row in rows.order_by("starts_at")[: AT_MOST * AT_MOST]:
        if row.is_mine:  # type: ignore[attr-defined]  # annotated
            task = _going(_("参加培训：%(title)s"), row)
            found.setdefault((row.training_class_id, 0), task)
        else:
            found[row.training_class_id, row.pk] = _going(_("参加补训：%(title)s"), row)
    return list(found.values())[:AT_MOST]


def _going(what: str, row: Session) -> Task:
    held = row.training_class
    return Task(
        what=what % {"title": held.title},
        detail=held.venue,
        button=_("查看学时"),
        url=page("training:hours"),
        at=row.starts_at,
    )


def of_coordinator(reader: Reader) -> list[Task]:
    """Half-days whose attendance is not confirmed, objections that wait, officers behind."""
    return [
        *_unconfirmed(reader),
        *_applications(reader),
        *_leaves(reader),
        *_objections(reader),
        *_behind(reader),
    ]


def _behind(reader: Reader) -> list[Task]:
    """One task for each agency looked after: how many lag behind the year, and by when."""
    found, last = [], date(reader.today.year, 12, 31)
    for agency, counts in reader.tallies:
        if not counts.behind:
            continue
        found.append(
            Task(
                what=_("催办学时滞后的人员 %(count)d 人") % {"count": counts.behind},
                detail=_("%(agency)s，另有 %(slow)d 人进度偏慢。")
                % {"agency": agency.name, "slow": counts.at_risk},
                button=_("去催办"),
                url=f"{page('training:board')}?agency={agency.pk}&state={Standing.BEHIND.value}",
                at=timezone.make_aware(datetime.combine(last, time(23, 59))),
            )
        )
    return found


def facts_of_coordinator(reader: Reader) -> list[Fact]:
    """How many have met the year's requirement, of those to whom one applies."""
    found = []
    for agency, counts in reader.tallies:
        value = _("%(met)d / %(asked)d 人") % {"met": counts.met, "asked": counts.total}
        met = f"?agency={agency.pk}&state={Standing.MET.value}"
        found.append(Fact(_("学时已达标"), value, page("training:board") + met))
    return found


def _unconfirmed(reader: Reader) -> list[Task]:
    scope = within(reader.rights.paths(Role.COORDINATOR), "training_class__agency__path")
    rows = Session.objects.awaiting_attendance(reader.now).filter(scope)
    return [
        Task(
            what=_("确认考勤：%(topic)s") % {"topic": row.topic},
            detail=row.training_class.title,
            button=_("去登记"),
            url=page("training:attendance", row.ref),
            at=row.ends_at,
        )
        for row in rows.select_related("training_class").order_by("ends_at")[:AT_MOST]
    ]


def _applications(reader: Reader) -> list[Task]:
    rows = Application.objects.visible_to(reader.rights, Role.COORDINATOR).filter(state="asked")
    count = rows.exclude(person=reader.person).count()
    if not count:
        return []
    return [
        Task(
            what=_("审批培训班报名 %(count)d 人") % {"count": count},
            detail=_("同意的列入名单或者候补，结果告知本人。"),
            button=_("去审批"),
            url=page("training:applications") + "?state=asked",
        )
    ]


def _leaves(reader: Reader) -> list[Task]:
    rows = Leave.objects.visible_to(reader.rights, Role.COORDINATOR).asked()
    found = rows.exclude(person=reader.person).aggregate(
        n=Count("pk"), at=Min("session__starts_at")
    )
    if not found["n"]:
        return []
    return [
        Task(
            what=_("审批请假 %(count)d 件") % {"count": found["n"]},
            detail=_("准假的课次不计学时，结果告知本人。"),
            button=_("去审批"),
            url=page("training:leaves") + "?state=asked",
            at=found["at"],
        )
    ]


def _objections(reader: Reader) -> list[Task]:
    rows = Objection.objects.visible_to(reader.rights, Role.COORDINATOR).waiting()
    count = rows.exclude(person=reader.person).count()
    if not count:
        return []
    oldest = rows.aggregate(at=Min("filed_at"))["at"]
    return [
        Task(
            what=_("答复学时异议 %(count)d 件") % {"count": count},
            detail=_("最早的一件于 %(day)s 提出。") % {"day": date_format(oldest, "Y-m-d")},
            button=_("去答复"),
            url=page("training:objections") + "?state=waiting",
        )
    ]


def facts_of_officer(reader: Reader) -> list[Fact]:
    """How many hours one has this year, of those demanded."""
    state = reader.hours
    if state.target is None:
        return []
    said = {"credit": amount(state.credit), "target": amount(state.target.credit)}
    value = _("%(credit)s / %(target)s 学时") % said
    return [Fact(_("今年学时"), value, page("training:hours"))]
