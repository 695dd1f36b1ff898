"""One thing to do, and how its moment is worded. No database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Agency, Person
from people.rules import Rights, Role
from training.models import crowds_of, state_of
from training.rules import State, Tally, tally

MOST_AGENCIES = 3  # subtrees of one coordinator that are counted; nearly all have one
SOON_DAYS = 3  # house default: what is due within so many days is marked as soon


@dataclass(frozen=True)
class Reader:
    """Who asks, with which rights, and when."""

    person: Person
    rights: Rights
    now: datetime

    @property
    def today(self) -> date:
        """The day in the city."""
        return timezone.localdate(self.now)

    @cached_property
    def hours(self) -> State:
        """What the reader owes of the year's hours; several lines of a desk speak of it."""
        return state_of(self.person, self.today)

    @cached_property
    def tallies(self) -> list[tuple[Agency, Tally]]:
        """How the officers of each agency that a coordinator looks after stand today."""
        paths = self.rights.paths(Role.COORDINATOR)[:MOST_AGENCIES]
        rows = Agency.objects.filter(path__in=paths).order_by("path")
        return [(agency, tally(crowds_of(agency, self.today))) for agency in rows]


@dataclass(frozen=True)
class Task:
    """One thing to do. `at` is the moment that it concerns; without one it waits."""

    what: str
    detail: str
    button: str
    url: str
    at: datetime | None = None
    urgent: bool = False

    def order(self) -> tuple[bool, float]:
        """Urgent ones first, then by their moment, then those that only wait."""
        return (not self.urgent, self.at.timestamp() if self.at else float("inf"))


@dataclass(frozen=True)
class Fact:
    """One line of the overview beside the tasks; its value opens its rows."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A task as the page shows it: when, how long from now, and in which tone."""

    task: Task
    when: str
    note: str
    tone: str


@dataclass(frozen=True)
class Desk:
    """The home page of one reader."""

    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    hints: tuple[str, ...] = field(default=())


def page(name: str, *args: str) -> str:
    """The address of a page."""
    return reverse(name, args=args)


def if_any(count: int, *, what: str, detail: str, button: str, url: str) -> list[Task]:
    """One task that says how many wait (`what` names the `count`); none where nothing does."""
    if not count:
        return []
    return [Task(what % {"count": count}, detail, button, url)]


def line_of(task: Task, now: datetime) -> Line:
    """The task with its moment in words of the city's calendar, seen at `now`."""
    if task.at is None:
        tone = "danger" if task.urgent else ""
        return Line(task, _("立即办理") if task.urgent else _("待办理"), "", tone)
    at, today = timezone.localtime(task.at), timezone.localdate(now)
    days = (at.date() - today).days
    if days == 0:
        return Line(task, _("今天"), date_format(at, "H:i"), "soon")
    when = date_format(at, _("n月j日"))
    if days < 0:
        return Line(task, when, _past(-days), "danger" if task.urgent else "")
    return Line(task, when, _ahead(days), "soon" if days <= SOON_DAYS else "")


def _ahead(days: int) -> str:
    return ngettext("还有 %(days)d 天", "还有 %(days)d 天", days) % {"days": days}


def _past(days: int) -> str:
    return ngettext("已过 %(days)d 天", "已过 %(days)d 天", days) % {"days": days}
