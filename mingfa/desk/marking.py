"""What markers have to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exams.access import marking_tasks, scripts_for
from exams.access.marking import MINE
from mingfa.desk.task import Fact, Reader, Task, page


def of_marker(reader: Reader) -> list[Task]:
    """One line for each exam whose scripts wait for the reader."""
    waiting: dict[str, int] = {}
    for row in marking_tasks(reader.person, reader.rights, reader.now):
        title = row["attempt__exam__title"]
        waiting[title] = waiting.get(title, 0) + row["waiting"]
    return [
        Task(
            what=_("阅卷：%(exam)s") % {"exam": title},
            detail=_("%(n)d 份作答等待您评分") % {"n": count},
            button=_("去评分"),
            url=page("exams:marking"),
        )
        for title, count in waiting.items()
        if count
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many scripts one has marked in exams that are not published yet."""
    mine = scripts_for(reader.person, reader.rights, reader.now).filter(MINE).count()
    return [Fact(_("您已评"), _("%(count)d 份") % {"count": mine}, page("exams:marking"))]
