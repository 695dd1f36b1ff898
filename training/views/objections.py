"""Objections of one's officers, and the answer to one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from training import access, actions
from training.actions import Answer, Claim, Scan
from training.filters import ObjectionFilter
from training.forms.hours import AnswerForm, AnswerLineForm, AnswerMarkForm, AnswerMissingForm
from training.models import Attendance, Objection, SourceChoice
from training.rules import Kind, Mark, Unit
from training.tables import ObjectionTable
from training.views.deed import carry_out


@require_safe
def objections(request: PersonRequest) -> HttpResponse:
    """What officers of one's subtrees object to; those that wait first."""
    chosen = _filtered(request)
    waiting = Objection.objects.visible_to(request.rights, access.ORGANISER).waiting().count()
    sheet = reverse("training:objections_sheet")
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "waiting": waiting,
        "table": as_list(request, ObjectionTable(chosen.qs), sheet=sheet),
    }
    return render(request, "training/objections.html", context)


@require_safe
def objections_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, ObjectionTable(_filtered(request).qs), _("学时异议"))


def _filtered(request: PersonRequest) -> ObjectionFilter:
    require(request.rights, access.ORGANISER)
    rows = Objection.objects.visible_to(request.rights, access.ORGANISER)
    return ObjectionFilter(request.GET, queryset=rows.select_related("person__agency"))


@require_http_methods(["GET", "HEAD", "POST"])
def answer_objection(request: PersonRequest, ref: str) -> HttpResponse:
    """One objection: what it is about, and its answer."""
    found = access.objection_to_see(request.rights, ref)
    crumbs = [(_("学时异议"), reverse("training:objections")), (found.person.name, "")]
    if found.answered_at is not None and request.method != "POST":
        context = {"objection": found, "crumbs": crumbs}
        return render(request, "training/objection.html", context)
    mark = actions.attendance_of(found)
    form = _form(found, mark)(**typed(request))
    deed = Deed(
        title=_("答复学时异议"),
        why=_about(found, mark),
        button=_("答复"),
        back=reverse("training:objections"),
        done=_("异议已答复。"),
        crumbs=crumbs,
    )

    def act() -> None:
        answer = _answer(form, found)
        actions.answer_objection(found, answer, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _form(found: Objection, mark: Attendance | None) -> type[AnswerForm]:
    if mark is not None:
        return AnswerMarkForm
    return AnswerMissingForm if found.entry is None else AnswerLineForm


def _about(found: Objection, mark: Attendance | None) -> str:
    """Who objects to what, in one sentence."""
    said = {"name": found.person.name, "day": found.day, "claim": found.claim}
    if mark is not None:
        said |= {"title": mark.session.topic, "mark": str(mark.get_mark_display())}
        return _("%(name)s对 %(day)s“%(title)s”的考勤“%(mark)s”提出异议：%(claim)s") % said
    if found.entry is not None:
        said |= {"title": found.entry.title}
        return _("%(name)s对 %(day)s“%(title)s”的学时提出异议：%(claim)s") % said
    return _("%(name)s认为 %(day)s 的培训未登记学时：%(claim)s") % said


def _answer(form: AnswerForm, found: Objection) -> Answer:
    values = form.cleaned_data
    chosen = values.get("mark")
    claim = None
    if form.is_upheld and values.get("quantity"):
        claim = Claim(
            person=found.person,
            day=found.day,
            source=SourceChoice.EXTERNAL,
            kind=Kind(values["kind"]),
            unit=Unit(values["unit"]),
            quantity=values["quantity"],
            title=values["title"],
            reason=values["reason"],
            evidence=Scan(values["evidence"].read(), values["evidence"].name),
        )
    return Answer(
        upheld=form.is_upheld,
        reason=values["reason"],
        mark=Mark(chosen) if chosen else None,
        reverse=bool(values.get("reverse")),
        claim=claim,
    )
