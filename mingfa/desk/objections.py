"""Objections to exam results that wait for somebody, and answers that have come."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Objection
from mingfa.desk.task import Reader, Task, page
from people.rules import Role

NEWS = timedelta(days=30)  # house default: so long an answer stands among the tasks
AT_MOST = 5


def of_exam_officer(reader: Reader) -> list[Task]:
    """How many objections wait for a decision."""
    rows = Objection.objects.visible_to(reader.rights).waiting()
    waiting = rows.count() if reader.rights.has(Role.EXAM_OFFICER) else 0
    if not waiting:
        return []
    what = ngettext("%(n)d 项成绩异议待答复", "%(n)d 项成绩异议待答复", waiting) % {"n": waiting}
    return [_task(what, _("请核实后答复考生。"))]


def of_reviewer(reader: Reader) -> list[Task]:
    """How many objections to questions wait for advice."""
    waiting = Objection.objects.visible_to(reader.rights).unadvised().count()
    if not waiting:
        return []
    what = ngettext("%(n)d 项试题异议待提出审题意见", "%(n)d 项试题异议待提出审题意见", waiting) % {
        "n": waiting
    }
    return [_task(what, _("请对试题和答案提出意见，由考务员答复。"))]


def _task(what: str, detail: str) -> Task:
    url = page("exams:objections") + "?state=waiting"
    return Task(what=what, detail=detail, button=_("去办理"), url=url)


def of_officer(reader: Reader) -> list[Task]:
    """Answers to one's own objections of late."""
    rows = Objection.objects.filter(
        attempt__person=reader.person, decided_at__gt=reader.now - NEWS
    ).select_related("attempt__exam")
    return [
        Task(
            what=_("异议已答复：%(exam)s") % {"exam": row.attempt.exam.title},
            detail=row.get_ruling_display(),
            button=_("查看答复"),
            url=page("exams:result", row.attempt.ref),
            at=row.decided_at,
        )
        for row in rows.order_by("-decided_at")[:AT_MOST]
    ]
