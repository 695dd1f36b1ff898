"""What those named on a case, exam officers and door checkers have to do about appointments.

Only who is named on a case is told of it; exam officers learn of sessions with seats.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from appointments.models import (
    Case,
    Member,
    TestCall,
    TestTemplate,
    newest_sheet,
    offices_left,
    terms_of,
)
from appointments.models.testing import DOOR_OPENS
from appointments.rules.terms import WORKERS, MemberRole
from mingfa.desk.task import Reader, Task, page
from people.rules import Role


def of_named(reader: Reader) -> list[Task]:
    """Open cases on which one works, by deadline; result sheets that wait for one's signature."""
    rows = Member.objects.standing().filter(person=reader.person, case__state="open")
    tasks = []
    for member in rows.select_related("case__policy").order_by("case__deadline"):
        case = member.case
        if member.role in WORKERS:
            detail = _("办理期限 %(day)s") % {"day": case.deadline.isoformat()}
            tasks.append(_task(case, _("办理任职考查"), detail, _("去办理")))
        elif member.role == MemberRole.SIGNATORY and _waits(case, member.office):
            tasks.append(_task(case, _("签署测试成绩单"), "", _("去签署")))
    return tasks


def _task(case: Case, what: str, detail: str, button: str) -> Task:
    url = page("appointments:case", case.ref)
    return Task(what=what, detail=f"{case.number}　{detail}".strip(), button=button, url=url)


def _waits(case: Case, office: str) -> bool:
    """Whether the newest result sheet waits for the office's signature."""
    sheet = newest_sheet(case)
    return sheet is not None and office in offices_left(sheet, terms_of(case))


def of_door(reader: Reader) -> list[Task]:
    """Doors at which one checks who comes in, as long as they are open."""
    rows = TestCall.objects.filter(
        checker=reader.person,
        withdrawn_at=None,
        opens_at__lte=reader.now + DOOR_OPENS,
        closes_at__gte=reader.now,
    )
    return [
        Task(
            what=_("任职前测试入场核验"),
            detail=call.place,
            button=_("去核验"),
            url=page("appointments:door", call.ref),
            at=call.opens_at,
        )
        for call in rows
    ]


def of_exam_officer(reader: Reader) -> list[Task]:
    """Sessions of seats that wait for a step of two officers."""
    rows = TestCall.objects.visible_to(reader.rights, Role.EXAM_OFFICER).waiting(reader.now)
    return [
        Task(
            what=_("开设任职前测试场次"),
            detail=f"{timezone.localtime(call.opens_at):%Y-%m-%d %H:%M}　{call.place}",
            button=_("去办理"),
            url=page("appointments:call", call.ref),
            at=call.opens_at,
        )
        for call in rows.order_by("opens_at")[:5]
    ]


def of_legal_affairs(reader: Reader) -> list[Task]:
    """Templates of tests that wait for approval."""
    rows = TestTemplate.objects.visible_to(reader.rights, Role.LEGAL_AFFAIRS)
    waiting = rows.filter(approved_by=None, ended_at=None).count()
    if not waiting:
        return []
    return [
        Task(
            what=_("批准测试模板 %(n)d 个") % {"n": waiting},
            detail=_("批准后方可用于任职前测试。"),
            button=_("去批准"),
            url=page("appointments:templates"),
        )
    ]
