"""Which role is asked for what, and what an empty desk says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingfa.desk import (
    appointments,
    audit,
    bank,
    duty,
    exams,
    imports,
    law,
    marking,
    notices,
    objections,
    officers,
    people,
    practice,
    register,
    training,
)
from mingfa.desk.task import Desk, Fact, Reader, Task, line_of
from people.rules import Role

T = TypeVar("T")
Tasks = Callable[[Reader], list[Task]]
Facts = Callable[[Reader], list[Fact]]


@dataclass(frozen=True)
class Duty:
    """What one role's desk is made of. `hint` says what will stand there when it is empty."""

    hint: str | Promise
    tasks: tuple[Tasks, ...] = ()
    facts: tuple[Facts, ...] = ()


DUTIES: dict[Role, Duty] = {
    Role.OFFICER: Duty(
        _("有考试、培训安排或者成绩公布，以及学时尚未达标时，会列在这里。"),
        (officers.of_officer, objections.of_officer, training.of_officer),
        (
            duty.own_verdict,
            duty.own_certificate,
            training.facts_of_officer,
            officers.facts,
            practice.facts,
            notices.facts,
        ),
    ),
    Role.COORDINATOR: Duty(
        _("课次需要确认考勤、学时异议需要答复、有人学时滞后，或者账号等待启用时，会列在这里。"),
        (training.of_coordinator, register.of_unit, people.of_keepers),
        (training.facts_of_coordinator, duty.without_right, people.facts, notices.facts),
    ),
    Role.SETTER: Duty(
        _("试题被退回、草稿未提交或者导入等待核对时，会列在这里。"),
        (bank.of_setter, imports.of_importer, bank.drift, bank.coming_drift),
        (bank.facts,),
    ),
    Role.REVIEWER: Duty(
        _("有试题提交审定，或者条文修改影响试题时，会列在这里。"),
        (bank.of_reviewer, bank.exports, objections.of_reviewer, bank.drift, bank.coming_drift),
        (bank.facts,),
    ),
    Role.EXAM_OFFICER: Duty(
        _("考试需要封存、锁定名单、生成试卷或者公布成绩时，会列在这里。"),
        (exams.of_exam_officer, objections.of_exam_officer, appointments.of_exam_officer),
        (exams.facts,),
    ),
    Role.INVIGILATOR: Duty(
        _("安排您监考的场次会列在这里。"), (exams.of_invigilator,), (exams.facts_of_invigilator,)
    ),
    Role.MARKER: Duty(
        _("考试结束、有简答题作答等待评分时，会列在这里。"),
        (marking.of_marker,),
        (exams.facts_of_marker, marking.facts),
    ),
    Role.LEGAL_AFFAIRS: Duty(
        _("有资格等待确认、证件或者主体资格即将到期、导入等待核对时，会列在这里。"),
        (
            register.of_office,
            imports.of_importer,
            law.amendments,
            appointments.of_legal_affairs,
        ),
        (register.facts, duty.without_right, audit.granted),
    ),
    Role.PERSONNEL: Duty(_("任职考查的事项会列在这里。"), (), (duty.own_checks,)),
    Role.AUDITOR: Duty(
        _("有监督任务在期限内，或者日志没有按日封存时，会列在这里。"),
        (audit.engagements, audit.late_seal),
        (audit.facts, audit.sealed),
    ),
    Role.AGENCY_ADMIN: Duty(
        _("有账号等待启用或者导入等待核对时，会列在这里。"),
        (people.of_keepers, imports.of_importer),
        (people.facts,),
    ),
    Role.SYSTEM_ADMIN: Duty(
        _("有账号等待启用、导入等待核对或者日志没有按日封存时，会列在这里。"),
        (people.of_keepers, imports.of_importer, audit.late_seal),
        (people.facts, audit.sealed),
    ),
}

# What concerns a person by name, whatever role they hold; and who holds none, but a seat.
NAMED: tuple[Tasks, ...] = (appointments.of_named, appointments.of_door)
AT_A_SEAT = Duty(_("安排的考试会列在这里。"), (officers.of_officer,))


def desk_for(reader: Reader, roles: Sequence[Role]) -> Desk:
    """The desk of the roles together: tasks soonest first, each question asked once."""
    duties = [DUTIES[role] for role in roles]
    if reader.person.is_stand_in:
        duties.append(AT_A_SEAT)
    asked = _once([*(duty.tasks for duty in duties), NAMED])
    tasks = [task for ask in asked for task in ask(reader)]
    facts = [fact for ask in _once(duty.facts for duty in duties) for fact in ask(reader)]
    return Desk(
        lines=tuple(line_of(task, reader.now) for task in sorted(tasks, key=Task.order)),
        facts=tuple(facts),
        hints=tuple(dict.fromkeys(str(duty.hint) for duty in duties)),
    )


def _once(groups: Iterable[Iterable[T]]) -> list[T]:
    """Every source in order; one that several roles share is asked once."""
    return list(dict.fromkeys(source for group in groups for source in group))
