"""An officer's own hours: what is owed, why, what would settle it, and objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from people.http import PersonRequest
from people.models import Person
from training import access, actions
from training.actions import Matter
from training.forms.hours import MissingForm, ObjectionForm
from training.models import (
    Attendance,
    LedgerEntry,
    MakeUp,
    Objection,
    TrainingClass,
    category_of,
    demand_of,
    makeups_of,
    state_of,
)
from training.rules import COUNTED, ClassState, OpenClass, State, settles
from training.views.classes import subject_worths, worths
from training.views.deed import carry_out
from training.views.years import chosen_year, day_of

MOST_OFFERED = 10  # open classes on the page


@require_safe
def hours(request: PersonRequest) -> HttpResponse:
    """What I owe this year and why; the answer first."""
    today = timezone.localdate()
    year = chosen_year(request, today)
    state = state_of(request.person, day_of(year, today), whole_year=year != today.year)
    context = ledger_context(request.person, state) | {
        "today": today,
        "ended": year != today.year,
        "days_left": (state.due - today).days,
        "offers": _offers(request.person, state, today) if year == today.year else [],
        "coming": _coming(request.person),
        "unattended": _unattended(request.person, year),
        "objections": Objection.objects.filter(person=request.person)[:20],
        "now": timezone.now(),
        "taught": _taught(request.person),
        "is_own": True,
    }
    return render(request, "training/hours.html", context)


def ledger_context(person: Person, state: State) -> dict[str, Any]:
    """State and lines of a year, as both pages of a ledger show them."""
    entries = LedgerEntry.objects.of_year(person.pk, state.on.year).with_reversed()
    by_ref = {entry.ref: entry for entry in entries}
    rows = [(by_ref[step.line.ref], step) for step in state.steps]
    return {
        "person": person,
        "state": state,
        "demand": demand_of(person, category_of(person, state.on), state.on),
        "rows": rows,
        "year": state.on.year,
        "exemptions": person.exemptions.filter(year=state.on.year),
    }


def _offers(person: Person, state: State, today: date) -> list[dict[str, Any]]:
    """Open classes with free places, not begun, not joined, with what each would leave."""
    category = category_of(person, today)
    rows = TrainingClass.objects.open_for(person, category).not_begun(timezone.now())
    joined = person.enrolments.standing().values("training_class_id")
    found = list(rows.exclude(pk__in=joined).with_numbers().order_by("starts_at")[:50])
    free = [one for one in found if one.enrolled < one.capacity]  # type: ignore[attr-defined]  # annotated
    worth = worths(free)
    by_subject = subject_worths(free)
    known = {one.ref: one for one in free if worth[one.pk]}
    classes = [
        OpenClass(ref, timezone.localdate(one.starts_at), worth[one.pk], by_subject[one.pk])  # type: ignore[attr-defined,arg-type]
        for ref, one in known.items()
    ]
    return [
        {"class": known[left.ref], "worth": worth[known[left.ref].pk], "left": left}
        for left in settles(state, classes)[:MOST_OFFERED]
    ]


def _coming(person: Person) -> list[TrainingClass]:
    """Classes that one is enrolled in and that are not over, or were cancelled of late."""
    mine = person.enrolments.standing().values("training_class_id")
    rows = TrainingClass.objects.filter(pk__in=mine).exclude(state=ClassState.FINISHED)
    return list(rows.select_related("agency").with_numbers().order_by("starts_at"))


def _taught(person: Person) -> list[TrainingClass]:
    """Classes in which one taught as a trainer of the catalogue, the newest first."""
    rows = TrainingClass.objects.filter(sessions__lecturer__person=person)
    return list(rows.filter(state=ClassState.FINISHED).distinct()[:MOST_OFFERED])


def _unattended(person: Person, year: int) -> list[Attendance]:
    """Half-days of the year that do not count because of the mark."""
    waiting = Objection.objects.waiting().filter(attendance=OuterRef("pk"))
    rows = Attendance.objects.current().filter(
        person=person, session__closed_at__isnull=False, session__starts_at__year=year
    )
    rows = rows.exclude(mark__in=[mark.value for mark in COUNTED])
    found = list(
        rows.annotate(is_objected=Exists(waiting))
        .select_related("session__training_class")
        .order_by("session__starts_at")
    )
    offers = makeups_of(person, [row.session for row in found], timezone.now())
    seats = MakeUp.objects.standing().filter(person=person).select_related("session")
    taken = {seat.missed_id: seat for seat in seats.select_related("session__training_class")}
    for row in found:
        row.seat = taken.get(row.session_id)  # type: ignore[attr-defined]
        row.offers = len(offers.get(row.session_id, []))  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_entry(request: PersonRequest, ref: str) -> HttpResponse:
    """Object to one of one's own lines."""
    entry = access.own_entry(request.rights, ref)
    about = _("%(day)s“%(title)s”") % {"day": entry.day, "title": entry.title}
    return _object(request, Matter(entry.day, entry=entry), about)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_mark(request: PersonRequest, attendance_id: int) -> HttpResponse:
    """Object to the mark that one was given at a half-day."""
    row = access.own_attendance(request.rights, attendance_id)
    about = _("%(day)s“%(title)s”的考勤“%(mark)s”") % {
        "day": row.session.day,
        "title": row.session.topic,
        "mark": row.get_mark_display(),
    }
    return _object(request, Matter(row.session.day, attendance=row), about)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_missing(request: PersonRequest) -> HttpResponse:
    """Say that a line is missing."""
    return _object(request, None, _("未登记的培训"))


def _object(request: PersonRequest, matter: Matter | None, about: str) -> HttpResponse:
    form = (MissingForm if matter is None else ObjectionForm)(**typed(request))
    deed = Deed(
        title=_("提出学时异议"),
        why=_("就%(about)s提出异议，由本单位培训管理员核实后书面答复。") % {"about": about},
        button=_("提出异议"),
        back=reverse("training:hours"),
        done=_("异议已提出，请等待答复。"),
        crumbs=[(_("我的学时"), reverse("training:hours")), (_("提出学时异议"), "")],
    )

    def act() -> None:
        values = form.cleaned_data
        actions.file_objection(
            request.person,
            matter or Matter(values["day"]),
            claim=values["claim"],
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)
