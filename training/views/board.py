"""The coordinator's year: who is on track, at risk, behind; by unit and person, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchange.http import as_list, as_sheet, attachment
from people.access import agency_for, require
from people.http import PersonRequest, chart_page
from people.models import Agency, Person, PostKind, within
from people.rules import PATH_STEP, Rights, paths_above
from training import access
from training.figures import LEGEND, MOST_UNITS, standings_figure
from training.forms.board import BoardForm
from training.models import Named, Ranked, TrainingClass, crowds_of, next_classes
from training.models.board import Scope, officers_within
from training.models.crowds import crowds_within, scope_of
from training.rules import (
    ClassState,
    Crowd,
    Officer,
    Standing,
    Tally,
    by_kind,
    by_unit,
    crowds_worst_first,
    is_wanted,
    tally,
    worst_first,
    worst_units,
)
from training.sheets.summary import summary_sheet
from training.tables import BoardTable, PagedOfficers
from training.views.years import chosen_year, day_of

MOST_REMINDED = 500  # names of one reminder; more is narrowed by the filters
MOST_CLASSES = 5


@dataclass(frozen=True)
class Unit:
    """One unit of the board. `query` leads to its own board; the agency itself has none."""

    name: str
    tally: Tally
    query: str = ""


@dataclass
class Board:
    """What the address asks for: whose year, as on which day, and whom of them to list."""

    agency: Agency
    on: date
    form: BoardForm
    wanted: dict[str, str]
    level: str = ""

    @property
    def scope(self) -> Scope:
        """Who is meant, whatever their standing: the agency or its subtree, under which name."""
        there, words = scope_of(self.agency, own_only=bool(self.level)), self.wanted["words"]
        if not words:
            return there
        named = Q(name__contains=words) | Q(staff_number__startswith=words)
        found = Person.objects.filter(named).values("pk")
        return lambda way: there(way) & Q(**{f"{way}pk__in": found})

    @property
    def listed(self) -> list[Officer]:
        """Each of them, read one by one: for lists that name them all."""
        return self._read(self.scope)

    @cached_property
    def counted(self) -> list[Crowd]:
        """Those of the category, whatever their standing, as crowds: for numbers."""
        found = crowds_of(self.agency, self.on, own_only=bool(self.level))
        return [one for one in found if is_wanted(one.officer, self.wanted["category"], "")]

    @cached_property
    def found(self) -> list[Crowd]:
        """Those to list, as crowds."""
        named = self.wanted["words"]
        crowds = crowds_within(self.scope, self.on) if named else self.counted
        return [one for one in crowds if self._wants(one.officer)]

    def rows(self) -> PagedOfficers:
        """The list to show, of which the page alone is read."""
        ranked = Ranked(crowds_worst_first(self.found), self.on, scope=self.scope)
        return PagedOfficers(ranked, Named(self.scope, self.on, len(ranked), self._wants))

    def owing(self, picked: set[int]) -> list[Officer] | Ranked:
        """Those listed, or the picked ones among them, who have not met the demand."""
        if picked:
            among: Scope = lambda way: self.scope(way) & Q(**{f"{way}pk__in": picked})  # noqa: E731
            return [one for one in self._read(among) if one.standing is not Standing.MET]
        owing = [one for one in self.found if one.officer.standing is not Standing.MET]
        return Ranked(crowds_worst_first(owing), self.on, scope=self.scope)

    def _read(self, scope: Scope) -> list[Officer]:
        return worst_first(one for one in officers_within(scope, self.on) if self._wants(one))

    def _wants(self, one: Officer) -> bool:
        return is_wanted(one, self.wanted["category"], self.wanted["state"])

    def query(self, **changes: Any) -> str:
        """The address of the same board with changes; a value of None leaves a name out."""
        return "?" + urlencode({name: value for name, value in self._asked(changes) if value})

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """The same as fields of a form that goes on from here."""
        return [(name, value) for name, value in self._asked({}) if value]

    def _asked(self, changes: dict[str, Any]) -> list[tuple[str, Any]]:
        words = {"agency": self.agency.pk, "year": self.on.year, "level": self.level}
        words = words | self.wanted | changes
        return [("q" if name == "words" else name, value) for name, value in words.items()]


@chart_page
@require_safe
def board(request: PersonRequest) -> HttpResponse:
    """The year at a glance: a sentence, a figure, units and persons."""
    asked = asked_for(request)
    whole, units = tally(asked.counted), _units(asked, asked.counted)
    names = _names(asked.agency)
    table = BoardTable(asked.rows(), names=names, exclude=("category",))
    listed = as_list(request, table, sheet=reverse("training:board_sheet"))
    table.upcoming = next_classes(
        [row.record.person_id for row in listed.paginated_rows], timezone.now()
    )
    several = [(unit.name, unit.tally) for unit in units]
    context = {
        "board": asked,
        "whole": whole,
        "units": units if len(units) > 1 else [],
        "kinds": _kinds(asked),
        "chart": standings_figure(several) if len(units) > 1 else None,
        "legend": LEGEND,
        "most_units": MOST_UNITS,
        "table": listed,
        "form": asked.form,
        "active": any(asked.wanted.values()),
        "chips": _chips(asked, whole),
        "today": timezone.localdate(),
        "days_left": (date(asked.on.year, 12, 31) - asked.on).days,
        "crumbs": _crumbs(request.rights, asked),
        "query": asked.query(),
    }
    return render(request, "training/board.html", context)


@require_safe
def board_sheet(request: PersonRequest) -> HttpResponse:
    """The persons listed, as a sheet."""
    asked = asked_for(request)
    table = BoardTable(asked.listed, names=_names(asked.agency))
    return as_sheet(request, table, _("学时进度"), without=("pick", "coming"))


@require_safe
def board_summary(request: PersonRequest) -> HttpResponse:
    """The yearly table by unit, ready to be handed in."""
    asked = asked_for(request)
    units = [(unit.name, unit.tally) for unit in _units(asked, asked.counted)]
    title = _("%(year)d 年度行政执法人员学时完成情况汇总表") % {"year": asked.on.year}
    content = summary_sheet(
        title, asked.agency.name, units, tally(asked.counted), by=request.person.name, on=asked.on
    )
    return attachment(content, title)


@require_safe
def remind(request: PersonRequest) -> HttpResponse:
    """A text to copy for a group or a notice: those ticked, or all that the filters leave."""
    asked = asked_for(request)
    picked = {int(pk) for pk in request.GET.getlist("pick") if pk.isascii() and pk.isdigit()}
    named = asked.owing(picked)
    context = {
        "board": asked,
        "total": len(named),
        "picked": sorted(picked),
        "may_send": request.rights.covers(asked.agency.path, access.ORGANISER),
        "groups": _groups(list(named[:MOST_REMINDED]), _names(asked.agency)),
        "classes": _open_classes(asked.agency),
        "cut": len(named) > MOST_REMINDED,
        "most": MOST_REMINDED,
        "query": asked.query(),
        "crumbs": [
            (_("培训进度"), reverse("training:board") + asked.query()),
            (_("提醒"), ""),
        ],
    }
    return render(request, "training/remind.html", context)


def asked_for(request: PersonRequest) -> Board:
    """Read the address. An agency out of sight, or a year that is none, is not found (404)."""
    require(request.rights, *access.LOOKERS)
    on = day_of(chosen_year(request, timezone.localdate()), timezone.localdate())
    agency = _agency(request)
    places = Agency.objects.visible_to(request.rights, *access.LOOKERS)
    form = BoardForm(request.GET or {"agency": agency.pk}, agencies=places)
    form.is_valid()  # a filter that is none leaves nothing out
    level = form.cleaned_data.get("level", "")
    wanted = {name: form.cleaned_data.get(name, "") for name in ("category", "state")}
    wanted["words"] = form.cleaned_data.get("q", "").strip()
    return Board(agency, on, form, wanted, level)


def _agency(request: PersonRequest) -> Agency:
    asked = request.GET.get("agency", "")
    if not asked:
        (first, *_more) = request.rights.paths(*access.LOOKERS)
        own: Agency = Agency.objects.get(path=first)
        return own
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404("agency")
    return agency_for(request.rights, int(asked), *access.LOOKERS)


def _units(asked: Board, counted: list[Crowd]) -> list[Unit]:
    """The agencies right below, the worst first; the agency's own persons stand as one of them."""
    top = asked.agency.path
    tallies = by_unit(counted, len(top) + PATH_STEP)
    below = {row.path: row for row in Agency.objects.filter(path__in=tallies)}
    return [
        Unit(_("%(agency)s本级") % {"agency": asked.agency.name}, found)
        if path == top
        else Unit(below[path].name, found, asked.query(agency=below[path].pk, state="", words=""))
        for path, found in worst_units(list(tallies.items()))
    ]


def _kinds(asked: Board) -> list[Unit]:
    """The kinds of post, the worst first, where there are several; each leads to its own board."""
    tallies = by_kind(asked.counted)
    return [
        Unit(str(PostKind(kind).label), found, asked.query(category=kind, state=""))
        for kind, found in worst_units(list(tallies.items()))
        if len(tallies) > 1
    ]


def _names(agency: Agency) -> dict[str, str]:
    """What the agencies of the subtree are called, by path."""
    rows = Agency.objects.filter(within((agency.path,)))
    return dict(rows.values_list("path", "name"))


def _groups(officers: list[Officer], names: dict[str, str]) -> list[tuple[str, list[Officer]]]:
    """The officers of each agency under its name, in the order of the tree."""
    in_order = sorted(officers, key=lambda one: (one.path, one.staff_number))
    return [(names[path], list(of_it)) for path, of_it in groupby(in_order, lambda one: one.path)]


def _chips(asked: Board, whole: Tally) -> list[dict[str, Any]]:
    """One filter for each number of the head; each opens its rows."""
    counts = {
        "": whole.total,
        "behind": whole.behind,
        "at_risk": whole.at_risk,
        "on_track": whole.on_track,
        "met": whole.met,
        "days": whole.days_owed,
        "subjects": whole.subjects_owed,
        "no_special": whole.no_special,
        "nothing_yet": whole.nothing_yet,
    }
    words = dict(asked.form.fields["state"].choices)  # type: ignore[attr-defined]  # a choice
    return [
        {
            "word": words[state],
            "count": count,
            "query": asked.query(state=state),
            "current": asked.wanted["state"] == state,
        }
        for state, count in counts.items()
        if count or not state
    ]


def _crumbs(rights: Rights, asked: Board) -> list[tuple[str, str]]:
    """From the reader's own agency down to the one shown."""
    held = rights.paths(*access.LOOKERS)
    way = [path for path in paths_above(asked.agency.path) if any(path.startswith(p) for p in held)]
    rows = Agency.objects.filter(path__in=way).order_by("path")
    address = reverse("training:board")
    return [
        (row.name, "" if row == asked.agency else address + asked.query(agency=row.pk))
        for row in rows
    ]


def _open_classes(agency: Agency) -> list[TrainingClass]:
    """Classes still to come that the agency's persons may join, the next first."""
    rows = TrainingClass.objects.filter(
        state=ClassState.OPEN, audience__path__in=paths_above(agency.path)
    )
    return list(rows.not_begun(timezone.now()).with_numbers().order_by("starts_at")[:MOST_CLASSES])
