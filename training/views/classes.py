"""Classes: the list, one class, planning, opening, cancelling, the sheet to sign."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.forms.choosing import PersonSearchForm
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from people.models import Person, within
from people.rules import Rights
from training import access, actions
from training.filters import ClassFilter, RosterFilter
from training.forms.classes import AgencyEnrolForm, ClassForm
from training.models import Conversion, Enrolment, Session, TrainingClass, guests_of, roster_of
from training.rules import COUNTED, ClassState, Unit, Worth, worth
from training.rules.signing import shown
from training.tables import ClassTable, RosterTable
from training.views.deed import carry_out
from training.views.words import refusal_words

MOST_FOUND = 50  # persons of one search; more asks for narrower words
HALVES_A_SHEET = 6  # columns to sign beside each other on A4


@require_safe
def classes(request: PersonRequest) -> HttpResponse:
    """Classes that one organises, and those to which one may send persons."""
    require(request.rights, *access.LOOKERS)
    chosen = _filtered(request)
    table = as_list(request, ClassTable(chosen.qs), sheet=reverse("training:classes_sheet"))
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "table": table,
        "may_add": request.rights.has(access.ORGANISER),
    }
    return render(request, "training/classes.html", context)


@require_safe
def classes_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    require(request.rights, *access.LOOKERS)
    return as_sheet(request, ClassTable(_filtered(request).qs), _("培训班"))


def _filtered(request: PersonRequest) -> ClassFilter:
    rows = TrainingClass.objects.visible_to(request.rights, *access.LOOKERS)
    return ClassFilter(request.GET, queryset=rows.select_related("agency").with_numbers())


@require_safe
def training_class(request: PersonRequest, ref: str) -> HttpResponse:
    """One class: its half-days, its roster, what it counts for."""
    return class_page(request, access.class_to_see(request.rights, ref))


def class_page(request: PersonRequest, found: TrainingClass, *, refusal: str = "") -> HttpResponse:
    """The class's page, with the sentence of a refusal where there was one (409)."""
    is_open = found.state in (ClassState.PLANNED, ClassState.OPEN)
    runs = access.runs(request.rights, found)
    may_fill = is_open and access.fills(request.rights, found)
    roster = _roster(request, found)
    words = request.GET.get("find", "").strip() if may_fill else ""
    table = RosterTable(roster.qs, exclude=() if may_fill else ("withdraw",))
    sessions = list(found.sessions.select_related("statute").annotate(marked=_marked()))
    for session in sessions:
        session.has_screen = runs and shown(session.window, timezone.now()) is not None  # type: ignore[attr-defined]
    context = {
        "class": found,
        "sessions": sessions,
        "worth": worth_of(found, sessions),
        "enrolled": found.enrolments.standing().count(),
        "table": as_list(request, table, sheet=reverse("training:roster_sheet", args=[found.ref])),
        "filter": roster,
        "active": filtering(roster),
        "sheets": list(found.signed_sheets.select_related("file")) if runs else [],
        "quotas": places_taken(found),
        "asking": found.applications.open().select_related("person", "agency").order_by("asked_at")
        if runs
        else [],
        "now": timezone.now(),
        "may_run": runs and is_open,
        "runs": runs,
        "may_fill": may_fill,
        "agency_form": AgencyEnrolForm(rights=request.rights, training_class=found),
        "search_form": PersonSearchForm(request.GET or None),
        "words": words,
        "found": _persons_found(request.rights, found, words)[:MOST_FOUND] if words else None,
        "refusal": refusal,
        "crumbs": crumbs_of(found),
    }
    return render(request, "training/class.html", context, status=409 if refusal else 200)


@require_safe
def roster_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The roster as a sheet."""
    found = access.class_to_see(request.rights, ref)
    table = RosterTable(_roster(request, found).qs, exclude=("withdraw",))
    return as_sheet(request, table, _("参训名单"))


@require_http_methods(["GET", "HEAD", "POST"])
def add_class(request: PersonRequest) -> HttpResponse:
    """Plan a class."""
    require(request.rights, access.ORGANISER)
    here = request.person.agency_id
    form = ClassForm(**typed(request), rights=request.rights, initial=_first(here))
    deed = Deed(
        title=_("新建培训班"),
        why=_("登记后安排课次，再开放报名。"),
        button=_("登记"),
        back=reverse("training:classes"),
        done=_("培训班已登记，请安排课次。"),
        crumbs=[(_("培训班"), reverse("training:classes")), (_("新建培训班"), "")],
    )

    def act() -> str:
        made = actions.add_class(form.terms(), actor=request.person, now=timezone.now())
        return address(made)

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_class(request: PersonRequest, ref: str) -> HttpResponse:
    """Change a class that is not open yet."""
    found = access.class_to_run(request.rights, ref)
    form = ClassForm(**typed(request), rights=request.rights, initial=ClassForm.values_of(found))
    deed = Deed(
        title=_("修改培训班"),
        why=_("开放报名之前可以修改。"),
        button=_("保存"),
        back=address(found),
        done=_("培训班已修改。"),
        crumbs=crumbs_of(found, (_("修改"), "")),
    )

    def act() -> None:
        actions.change_class(found, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_POST
def open_class(request: PersonRequest, ref: str) -> HttpResponse:
    """Open a class for enrolment."""
    found = access.class_to_run(request.rights, ref)
    try:
        actions.open_class(found, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return class_page(request, found, refusal=refusal_words(refused))
    messages.success(request, _("已开放报名。"))
    return redirect(address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_class(request: PersonRequest, ref: str) -> HttpResponse:
    """Cancel a class that has booked nothing."""
    found = access.class_to_run(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("取消培训班"),
        why=_("取消“%(title)s”。取消后不能恢复，参训人员的页面将显示已取消及理由。")
        % {"title": found.title},
        button=_("取消培训班"),
        back=address(found),
        done=_("培训班已取消。"),
        crumbs=crumbs_of(found, (_("取消培训班"), "")),
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.cancel_class(found, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def signature_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """签到表: the roster with a column to sign for every half-day, on A4; below it those who make
    up for a half-day, with that one alone."""
    found = access.class_to_run(request.rights, ref)
    sessions = list(found.sessions.all())
    due = [(row.person, row.agency, sessions, False) for row in roster_of(found)]
    due += [(row.person, row.agency, [row.session], True) for row in guests_of(found)]
    parts = [sessions[n : n + HALVES_A_SHEET] for n in range(0, len(sessions), HALVES_A_SHEET)]
    context = {
        "class": found,
        "parts": [(some, [line for line in due if set(line[2]) & set(some)]) for some in parts],
        "qr": _upload_code(found),
        "crumbs": crumbs_of(found, (_("签到表"), "")),
    }
    return render(request, "training/signature_sheet.html", context)


def _upload_code(found: TrainingClass) -> str:
    """The address at which the signed sheet's scan is kept, as a picture."""
    page = settings.ENVIRONMENT.base_url + reverse("training:add_signed_sheet", args=[found.ref])
    code = segno.make(page, error="m", micro=False)
    return str(code.svg_data_uri(scale=3, border=2, dark="#000", light="#fff"))


def worth_of(found: TrainingClass, sessions: list[Session]) -> Worth | None:
    """What the whole class counts for by the conversions of its days; None where one is missing."""
    return worth_by(_rates(found.kind, {s.day for s in sessions}), [s.day for s in sessions])


def worth_by(rates: dict[date, Conversion], days: list[date]) -> Worth | None:
    """The sum of half-days on these days; None where a day has no conversion."""
    if not days or any(day not in rates for day in days):
        return None
    values = [worth(1, rates[day].rate) for day in days]
    return Worth(sum(v.credit for v in values), sum(v.days for v in values))


def _rates(kind: str, days: set[date]) -> dict[date, Conversion]:
    """The half-day conversion of each day, all read at once."""
    rows = list(Conversion.objects.current().filter(kind=kind, unit=Unit.HALF_DAY))
    return {
        day: row
        for day in days
        for row in rows
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    }


def worths(found: list[TrainingClass]) -> dict[int, Worth | None]:
    """The same for many classes, in two queries."""
    days: dict[int, list[date]] = defaultdict(list)
    rows = Session.objects.filter(training_class__in=[c.pk for c in found])
    for session in rows:
        days[session.training_class_id].append(session.day)
    kinds = {c.kind for c in found}
    everyday = {day for one in days.values() for day in one}
    rates = {kind: _rates(kind, everyday) for kind in kinds}
    return {c.pk: worth_by(rates[c.kind], days[c.pk]) for c in found}


def subject_worths(found: list[TrainingClass]) -> dict[int, tuple[tuple[str, int], ...]]:
    """Of each class's 学时 those that fall to a subject. Two queries."""
    rows = Session.objects.filter(training_class__in=[c.pk for c in found]).exclude(subject="")
    sessions, kinds = list(rows), {c.pk: c.kind for c in found}
    everyday = {session.day for session in sessions}
    rates = {kind: _rates(kind, everyday) for kind in {c.kind for c in found}}
    sums: dict[int, dict[str, int]] = {pk: {} for pk in kinds}
    for one in sessions:
        rate = rates[kinds[one.training_class_id]].get(one.day)
        of_class = sums[one.training_class_id]
        gained = worth(1, rate.rate).credit if rate else 0
        of_class[one.subject] = of_class.get(one.subject, 0) + gained
    return {pk: tuple(sorted(found_sums.items())) for pk, found_sums in sums.items()}


def places_taken(found: TrainingClass) -> list[tuple[str, int, int]]:
    """Each unit's share of the places: its name, how many are taken, how many it has."""
    shares = list(found.quotas.select_related("agency"))
    taken = (
        list(found.enrolments.standing().values_list("agency__path", flat=True)) if shares else []
    )
    return [
        (one.agency.name, sum(p.startswith(one.agency.path) for p in taken), one.seats)
        for one in shares
    ]


def address(found: TrainingClass) -> str:
    return reverse("training:training_class", args=[found.ref])


def crumbs_of(found: TrainingClass, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of classes to a page below one class."""
    here = address(found) if further else ""
    return [(_("培训班"), reverse("training:classes")), (found.title, here), *further]


def _first(agency_id: int) -> dict[str, Any]:
    return {"agency": agency_id, "audience": agency_id}


def _marked() -> Count:
    return Count("attendance", filter=Q(attendance__superseded_at__isnull=True))


def _roster(request: PersonRequest, found: TrainingClass) -> RosterFilter:
    counted = Q(
        person__attendance__session__training_class=F("training_class"),
        person__attendance__superseded_at__isnull=True,
        person__attendance__mark__in=[mark.value for mark in COUNTED],
    )
    seen = roster_of(found)
    if not access.runs(request.rights, found):  # others' persons are not one's business
        seen = seen.filter(within(request.rights.paths(*access.LOOKERS), "person__agency__path"))
    rows: QuerySet[Enrolment] = seen.annotate(attended=Count("person__attendance", filter=counted))
    return RosterFilter(request.GET, queryset=rows, prefix="roster")


def _persons_found(rights: Rights, found: TrainingClass, words: str) -> QuerySet[Person]:
    """Persons of one's own subtrees within the audience under a name or number, not enrolled."""
    rows = Person.objects.governed_by(rights, access.ORGANISER).select_related("agency")
    there = found.enrolments.standing().values("person_id")
    rows = rows.filter(Q(name__icontains=words) | Q(staff_number__startswith=words))
    return rows.filter(within((found.audience.path,), "agency__path")).exclude(pk__in=there)
