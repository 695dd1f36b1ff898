"""分批轮训: the list, one rotation, days kept free, proposing, moving, publishing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency, Person
from training import access, actions, tasks
from training.filters import SeatFilter
from training.forms.rotations import BarForm, RotationForm
from training.models import Rotation, RotationSeat, RotationState, TrainingClass
from training.rules import Refusal
from training.rules.batches import Breach, Finding, findings, obstacles
from training.tables import RotationTable, SeatTable
from training.views.deed import carry_out
from training.views.words import refusal_words

MOST_WRONG = 10  # sentences of one page; who mends them sees the next
JOBS = {
    RotationState.WORKING: tasks.propose_rotation,
    RotationState.PUBLISHING: tasks.publish_rotation,
}


@require_safe
def rotations(request: PersonRequest) -> HttpResponse:
    """The rotations of the agencies that one coordinates."""
    table = RotationTable(_rotations(request))
    context = {"table": as_list(request, table, sheet=reverse("training:rotations_sheet"))}
    context["crumbs"] = _crumbs()
    return render(request, "training/rotations.html", context)


@require_safe
def rotations_sheet(request: PersonRequest) -> HttpResponse:
    """The same as a sheet."""
    return as_sheet(request, RotationTable(_rotations(request)), _("轮训方案"))


def _rotations(request: PersonRequest) -> QuerySet[Rotation]:
    require(request.rights, access.ORGANISER)
    rows = Rotation.objects.visible_to(request.rights, access.ORGANISER)
    return rows.select_related("agency").with_numbers()


@require_http_methods(["GET", "HEAD", "POST"])
def add_rotation(request: PersonRequest) -> HttpResponse:
    """Lay down a rotation."""
    require(request.rights, access.ORGANISER)
    now = timezone.now()
    initial = {"agency": request.person.agency_id}
    form = RotationForm(**typed(request), rights=request.rights, now=now, initial=initial)
    deed = Deed(
        title=_("制定轮训方案"),
        why=_("每人在所选培训班中参加一次。登记后先填不能参训的日期，再编排。"),
        button=_("登记"),
        back=reverse("training:rotations"),
        done=_("轮训方案已登记。"),
        crumbs=_crumbs((_("制定轮训方案"), "")),
    )

    def act() -> str:
        return _address(actions.add_rotation(form.terms(), actor=request.person, now=now))

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_rotation(request: PersonRequest, ref: str) -> HttpResponse:
    """Change what is laid down of a rotation, before it is published."""
    found = access.rotation_to_run(request.rights, ref)
    now = timezone.now()
    initial = RotationForm.values_of(found)
    form = RotationForm(**typed(request), rights=request.rights, now=now, initial=initial)
    form.keep(found)
    deed = Deed(
        title=_("修改轮训方案"),
        why=_("已编排的安排尽量保留；不再适合的人员列为未安排，可以逐人调整或者重新编排。"),
        button=_("保存"),
        back=_address(found),
        done=_("轮训方案已修改。"),
        crumbs=_crumbs((found.title, _address(found)), (_("修改轮训方案"), "")),
    )

    def act() -> None:
        actions.change_rotation(found, form.terms(), actor=request.person, now=now)

    return carry_out(request, form, deed, act)


@require_safe
def rotation(request: PersonRequest, ref: str) -> HttpResponse:
    """One rotation: how far it is, what makes it impossible, who goes where."""
    return _page(request, access.rotation_to_run(request.rights, ref))


def _page(request: PersonRequest, found: Rotation, *, refusal: str = "") -> HttpResponse:
    chosen = _seats(request, found)
    is_proposed = found.state == RotationState.PROPOSED
    may_move = is_proposed or found.state == RotationState.PUBLISHED
    table = SeatTable(chosen.qs, exclude=() if may_move else ("move",))
    table = as_list(request, table, sheet=reverse("training:rotation_sheet", args=[found.ref]))
    counted: Counter[int | None] = Counter(found.seats.values_list("training_class", flat=True))
    classes = found.classes.with_numbers().order_by("starts_at", "id")
    told = refusal
    if found.refusal and not refusal:  # of the job that ran last
        told = refusal_words(actions.Refused(Refusal(found.refusal), found.refusal_about))
    lost = found.is_lost(timezone.now())
    context = {
        "rotation": found,
        "progress": _progress(found) if found.is_under_way and not lost else None,
        "classes": [(one, counted[one.pk]) for one in classes],
        "left_over": counted[None],
        "total": sum(counted.values()),
        "wrong": _wrong(found) if is_proposed else [],
        "bars": found.bars.select_related("agency", "person"),
        "may_change": found.state in (RotationState.DRAFT, RotationState.PROPOSED) or lost,
        "may_publish": is_proposed and counted and not counted[None],
        "filter": chosen,
        "active": filtering(chosen),
        "table": table,
        "refusal": told,
        "crumbs": _crumbs((found.title, "")),
    }
    return render(request, "training/rotation.html", context, status=409 if refusal else 200)


def _wrong(found: Rotation) -> list[str]:
    """What stands against publishing it today, in sentences; the unplaced are named apart."""
    cycle, allotment = actions.proposed(found, timezone.localdate())
    breaches = [one for one in findings(cycle, allotment) if one.breach != Breach.UNPLACED]
    shown = breaches[:MOST_WRONG]
    units = {one.unit for one in shown}
    names = dict(Agency.objects.filter(path__in=units).values_list("path", "name"))
    ids = {one.person_id for one in shown}
    persons = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    titles = dict(found.classes.values_list("pk", "title"))
    return [
        _("%(who)s：%(what)s")
        % {
            "who": persons.get(one.person_id or 0)
            or titles.get(one.class_id or 0)
            or names.get(one.unit, ""),
            "what": _words(one),
        }
        for one in shown
    ]


@require_safe
def rotation_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """Who goes where, as a sheet."""
    found = access.rotation_to_run(request.rights, ref)
    return as_sheet(request, SeatTable(_seats(request, found).qs, exclude=("move",)), found.title)


@require_safe
def rotation_progress(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the job is, as a part of the page; when it is over, the page is loaded anew."""
    found = access.rotation_to_run(request.rights, ref)
    response = render(request, "_ui/progress.html", _progress(found))
    if not found.is_under_way:
        response["HX-Redirect"] = _address(found)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def bar_days(request: PersonRequest, ref: str) -> HttpResponse:
    """Keep days free for a unit or a person."""
    found = access.rotation_to_run(request.rights, ref)
    initial = {"agency": found.agency_id}
    form = BarForm(**typed(request), rotation=found, initial=initial)
    deed = Deed(
        title=_("登记不能参训的日期"),
        why=_("编排时避开这些日期。已经编排的，登记后请重新编排或者逐人调整。"),
        button=_("登记"),
        back=_address(found),
        done=_("已登记。"),
        about=found.title,
        crumbs=_crumbs((found.title, _address(found)), (_("登记不能参训的日期"), "")),
    )

    def act() -> None:
        actions.bar_days(found, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_POST
def lift_bar(request: PersonRequest, ref: str, bar_id: int) -> HttpResponse:
    """Give days free again."""
    bar = access.bar_to_lift(request.rights, ref, bar_id)
    try:
        actions.lift_bar(bar, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return _page(request, bar.rotation, refusal=refusal_words(refused))
    messages.success(request, _("已撤销。"))
    return redirect(_address(bar.rotation))


@require_POST
def propose_rotation(request: PersonRequest, ref: str) -> HttpResponse:
    """Have everybody placed, in the background."""
    return _ask(request, ref, RotationState.WORKING)


@require_POST
def publish_rotation(request: PersonRequest, ref: str) -> HttpResponse:
    """Have everybody put on the rosters and told, in the background."""
    return _ask(request, ref, RotationState.PUBLISHING)


def _ask(request: PersonRequest, ref: str, step: RotationState) -> HttpResponse:
    found = access.rotation_to_run(request.rights, ref)
    try:
        actions.ask_for_rotation(found, step, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return _page(request, found, refusal=refusal_words(refused))
    JOBS[step].enqueue(found.ref)
    return redirect(_address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def move_seat(request: PersonRequest, ref: str, person_id: int) -> HttpResponse:
    """Where one person could go instead, each class with what stands against it; and moving."""
    seat = access.seat_to_move(request.rights, ref, person_id)
    if request.method != "POST":
        return _choices(request, seat)
    to = request.POST.get("training_class", "")
    rows = seat.rotation.classes.all()
    goal = get_object_or_404(rows, pk=int(to) if to.isdecimal() and len(to) < 19 else 0)
    try:
        actions.move_seat(seat, goal, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return _choices(request, seat, refusal=refusal_words(refused))
    said = {"name": seat.person.name, "title": goal.title}
    messages.success(request, _("已将%(name)s调整到“%(title)s”。") % said)
    return redirect(_address(seat.rotation))


def _choices(request: PersonRequest, seat: RotationSeat, *, refusal: str = "") -> HttpResponse:
    found = seat.rotation
    cycle, allotment = actions.proposed(found, timezone.localdate())
    member = next((m for m in cycle.members if m.person_id == seat.person_id), None)
    titles: dict[int, TrainingClass] = found.classes.with_numbers().in_bulk()
    options = [
        (titles[b.class_id], [_words(one) for one in obstacles(cycle, allotment, member, b)])
        for b in sorted(cycle.batches, key=lambda b: (sorted(b.days), b.class_id))
        if member is not None and b.class_id != seat.training_class_id
    ]
    context = {
        "seat": seat,
        "rotation": found,
        "options": options,
        "may_move": found.state in (RotationState.PROPOSED, RotationState.PUBLISHED),
        "refusal": refusal,
        "crumbs": _crumbs((found.title, _address(found)), (seat.person.name, "")),
    }
    return render(request, "training/move_seat.html", context, status=409 if refusal else 200)


def _words(finding: Finding) -> str:
    """What stands against a class, in a sentence."""
    days = "、".join(day.isoformat() for day in finding.days)
    if finding.breach == Breach.OVER_CAPACITY:
        return _("名额已满。")
    if finding.breach == Breach.OVER_SHARE:
        return _("分配给该单位的名额已用完。")
    if finding.breach == Breach.TOO_MANY_AWAY:
        return _("该单位 %(days)s 离岗人数将超出 %(n)s 人。") % {"days": days, "n": finding.excess}
    if finding.breach == Breach.NOT_AVAILABLE:
        return _("%(days)s 不能参训，或者已有其他培训。") % {"days": days}
    return _("不在该班参训范围内。")


def _seats(request: PersonRequest, found: Rotation) -> SeatFilter:
    rows = found.seats.select_related("rotation", "person__agency", "training_class")
    chosen = SeatFilter(request.GET, queryset=rows, prefix="seats")
    chosen.filters["training_class"].queryset = found.classes.all()
    return chosen


def _progress(found: Rotation) -> dict[str, Any]:
    return {
        "id": "progress",
        "word": str(found.get_state_display()),
        "done": found.done,
        "total": found.total,
        "url": reverse("training:rotation_progress", args=[found.ref]),
        "finished": not found.is_under_way,
    }


def _address(found: Rotation) -> str:
    return reverse("training:rotation", args=[found.ref])


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("training:rotations") if further else ""
    return [(_("培训班"), reverse("training:classes")), (_("分批轮训"), here), *further]
