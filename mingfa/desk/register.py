"""What the legal-affairs office has to do about bodies, qualifications and certificates."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, Task, if_any, page
from people.access import is_citywide
from people.models import Person
from people.rules import Role
from qualifications.models import (
    Application,
    Body,
    BodyStanding,
    CampaignEntry,
    Certificate,
    Conduct,
    MisuseReport,
    OutsideResult,
    OutsideState,
    OutsideWithdrawal,
    RecordsBegin,
    RecordSource,
)
from qualifications.models.exams import eligible
from qualifications.models.matters import waiting_matters
from qualifications.models.yearly import hanging
from qualifications.rules.certificates import SOON_DAYS

OFFICE = (Role.LEGAL_AFFAIRS,)
STANDINGS_AHEAD = timedelta(days=90)  # so long before its end it is a task; house default


def of_office(reader: Reader) -> list[Task]:
    """Records not declared, qualifications to confirm, certificates and standings that end soon."""
    return [
        *_undeclared(reader),
        *_to_confirm(reader),
        *_fallen(reader),
        *_from_elsewhere(reader),
        *_expiring(reader),
        *_ending(reader),
        *_applied(reader),
        *_reported(reader),
        *_escalated(reader),
        *_hanging(reader),
        *_conduct(reader),
    ]


def _hanging(reader: Reader) -> list[Task]:
    """Certificates that hang on bodies which lost their standing or a domain."""
    rows = Certificate.objects.governed_by(reader.rights, *OFFICE)
    count = hanging(rows, reader.today).count()
    return if_any(
        count,
        what=_("处理主体变动后的证件 %(count)d 件"),
        detail=_("所属主体丧失主体资格或者不再有相应领域，须逐件决定。"),
        button=_("去处理"),
        url=page("qualifications:hanging_certificates"),
    )


def _conduct(reader: Reader) -> list[Task]:
    rows = Conduct.objects.governed_by(reader.rights, *OFFICE).with_state()
    waiting = rows.filter(state__in=["pending", "objected"])  # type: ignore[misc]  # annotated
    count = waiting.exclude(person=reader.person).count()
    return if_any(
        count,
        what=_("确认执法表现记录 %(count)d 项"),
        detail=_("核对证据后确认，或者处理本人提出的异议。"),
        button=_("去处理"),
        url=page("qualifications:conduct_list") + "?state=waiting",
    )


def of_unit(reader: Reader) -> list[Task]:
    """Persons of the unit whom an open clean-up asks to confirm."""
    rows = CampaignEntry.objects.governed_by(reader.rights, Role.COORDINATOR).with_ruling()
    open_ones = rows.filter(
        campaign__kind="cleanup", campaign__closed_at=None, campaign__due_on__gte=reader.today
    )
    waiting = open_ones.filter(ruling=None)  # type: ignore[misc]  # annotated
    count = waiting.exclude(person=reader.person).count()
    return if_any(
        count,
        what=_("队伍清理：确认 %(count)d 人"),
        detail=_("逐人确认是否在岗；逾期未确认的，转由法制机构处理。"),
        button=_("去确认"),
        url=page("qualifications:campaigns") + "?state=open",
    )


def _escalated(reader: Reader) -> list[Task]:
    rows = CampaignEntry.objects.governed_by(reader.rights, *OFFICE).with_ruling()
    count = rows.escalated(reader.today).count()
    return if_any(
        count,
        what=_("审验和清理：%(count)d 人逾期没有结论"),
        detail=_("单位逾期未确认或者尚未审验，由法制机构逐人处理。"),
        button=_("去处理"),
        url=page("qualifications:campaigns") + "?state=open",
    )


def _applied(reader: Reader) -> list[Task]:
    rows = Application.objects.visible_to(reader.rights, *OFFICE).under_way()
    count = rows.exclude(person=reader.person).count()
    return if_any(
        count,
        what=_("办理资格申请 %(count)d 件"),
        detail=_("单位已申报，逐项审查编制、培训、考试和公示。"),
        button=_("去办理"),
        url=page("qualifications:applications") + "?stage=open",
    )


def _reported(reader: Reader) -> list[Task]:
    rows = MisuseReport.objects.governed_by(reader.rights, *OFFICE).with_ruling()
    count = rows.filter(ruling=None).count()  # type: ignore[misc]  # annotated
    return if_any(
        count,
        what=_("核查证件冒用反映 %(count)d 件"),
        detail=_("公众反映证件被冒用或者滥用，须核查后登记结论。"),
        button=_("去核查"),
        url=page("qualifications:misuse_reports") + "?state=waiting",
    )


def _fallen(reader: Reader) -> list[Task]:
    """Results that were lowered, voided or withdrawn: what rests on them waits for a decision."""
    count = waiting_matters(reader.rights, *OFFICE)
    return if_any(
        count,
        what=_("处理成绩失效事项 %(count)d 项"),
        detail=_("成绩变更为不合格、被取消或者被撤销，已取得的资格须由法制机构核查处理。"),
        button=_("去处理"),
        url=page("qualifications:matters") + "?state=waiting",
    )


def _from_elsewhere(reader: Reader) -> list[Task]:
    """Results from elsewhere that wait for the reader's hand: another's entry, another's word that
    one was entered wrongly."""
    rows = OutsideResult.objects.governed_by(reader.rights, *OFFICE).listed().with_state()
    mine = OutsideWithdrawal.objects.open().filter(by=reader.person)
    entered = rows.filter(state__in=[OutsideState.WAITING, OutsideState.DIFFERS])  # type: ignore[misc]
    doubted = rows.filter(state=OutsideState.DOUBTED)  # type: ignore[misc]  # annotated
    count = entered.exclude(entered_by=reader.person).exclude(person=reader.person).count()
    count += doubted.exclude(withdrawals__in=mine).exclude(person=reader.person).count()
    return if_any(
        count,
        what=_("核对外部成绩 %(count)d 项"),
        detail=_("另一名经办人已录入或者提出撤销，须由您独立录入或者确认。"),
        button=_("去处理"),
        url=page("qualifications:outside_results") + "?state=open",
    )


def _undeclared(reader: Reader) -> list[Task]:
    if not is_citywide(reader.rights, *OFFICE):
        return []
    left = len(RecordSource) - RecordsBegin.objects.current().count()
    return if_any(
        left,
        what=_("设定登记起点 %(count)d 类"),
        detail=_("四类登记的起点都设定以前，上岗核验一律答复“无法确认”。"),
        button=_("去设定"),
        url=page("qualifications:settings"),
    )


def _to_confirm(reader: Reader) -> list[Task]:
    persons = Person.objects.governed_by(reader.rights, *OFFICE)
    waiting = len(eligible(persons, reader.today))
    return if_any(
        waiting,
        what=_("确认执法资格 %(count)d 人"),
        detail=_("考试均已合格，资格须由法制机构确认。"),
        button=_("去确认"),
        url=page("qualifications:eligible"),
    )


def _expiring(reader: Reader) -> list[Task]:
    """What ends within the longest of the three spans, and how much of it sooner."""
    rows = Certificate.objects.governed_by(reader.rights, *OFFICE)
    within = {
        days: rows.ending_by(reader.today + timedelta(days=days), today=reader.today).count()
        for days in SOON_DAYS
    }
    (soon, first), (later, second), (last, count) = within.items()
    detail = _(
        "其中 %(soon)d 天内 %(first)d 件，%(later)d 天内 %(second)d 件。到期后，持证人不能上岗。"
    )
    return if_any(
        count,
        what=_("办理 %(days)d 天内到期的证件 %%(count)d 件") % {"days": last},
        detail=detail % {"soon": soon, "first": first, "later": later, "second": second},
        button=_("查看"),
        url=page("qualifications:certificates") + f"?ends={last}",
    )


def _ending(reader: Reader) -> list[Task]:
    """One task for each body whose standing ends soon: few, and each is a matter of its own."""
    bodies = Body.objects.visible_to(reader.rights, *OFFICE)
    rows = (
        BodyStanding.objects.in_force(reader.today)
        .filter(body__in=bodies, valid_to__lte=reader.today + STANDINGS_AHEAD)
        .select_related("body__agency")
        .order_by("valid_to")
    )
    return [
        Task(
            what=_("核定主体资格：%(name)s") % {"name": row.body.agency.name},
            detail=_("主体资格即将终止，届时该主体的人员一律不能上岗。"),
            button=_("查看"),
            url=page("qualifications:body", str(row.body_id)),
            at=timezone.make_aware(datetime.combine(row.valid_to or reader.today, time(23, 59))),
        )
        for row in rows[:10]
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many certificates are valid."""
    rows = Certificate.objects.governed_by(reader.rights, *OFFICE).valid_on(reader.today)
    count = _("%(count)d 件") % {"count": rows.count()}
    return [Fact(_("有效证件"), count, page("qualifications:certificates") + "?state=valid")]
