"""Blueprints: what a paper is made of, and whether the bank can fill it."""

from __future__ import annotations

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import blueprint_for
from exams.actions.planning import change_blueprint as write_changes
from exams.actions.planning import make_blueprint as write_new
from exams.actions.signing import ActRefused
from exams.filters import BlueprintFilter
from exams.forms import BlueprintForm, CellForm, CellFormSet, cells_of, lines_for, raw_rows
from exams.models import Blueprint
from exams.models.overview import with_size
from exams.proof import pool_of
from exams.rules.conduct import ExamState
from exams.rules.drawing import Cell, feasibility
from exams.tables import BlueprintTable
from exams.views.supply import Supply, supply_of
from exams.views.words import refusal_words
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import within
from people.rules import Role

Lines = BaseFormSet[CellForm]
NEW_LINE = {"kind": "single", "count": "10", "marks": "1"}


@require_safe
def blueprints(request: PersonRequest) -> HttpResponse:
    """All blueprints of one's own agencies."""
    found = _found(request)
    context = {
        "table": as_list(
            request, BlueprintTable(found.qs), sheet=reverse("exams:blueprints_sheet")
        ),
        "filter": found,
        "active": filtering(found),
    }
    return render(request, "exams/blueprints.html", context)


@require_safe
def blueprints_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    return as_sheet(request, BlueprintTable(_found(request).qs), _("组卷方案"))


def _found(request: PersonRequest) -> BlueprintFilter:
    require(request.rights, Role.EXAM_OFFICER)
    own = within(request.rights.paths(Role.EXAM_OFFICER), "agency__path")
    rows = with_size(Blueprint.objects.filter(own).select_related("agency"))
    return BlueprintFilter(request.GET, queryset=rows)


@require_safe
def blueprint(request: PersonRequest, blueprint_id: int) -> HttpResponse:
    """One blueprint, its supply line by line, and the exams that rest on it."""
    found = blueprint_for(request.rights, blueprint_id)
    exams = found.exams.select_related("agency")
    context = {
        "blueprint": found,
        "supply": _supply(found.rule_cells()),
        "exams": exams,
        "may_change": all(exam.state == ExamState.DRAFT for exam in exams),
        "crumbs": [(_("组卷方案"), reverse("exams:blueprints")), (found.title, "")],
    }
    return render(request, "exams/blueprint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def make_blueprint(request: PersonRequest) -> HttpResponse:
    """Write a new blueprint."""
    require(request.rights, Role.EXAM_OFFICER)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_blueprint(request: PersonRequest, blueprint_id: int) -> HttpResponse:
    """Change a blueprint that no sealed exam rests on."""
    return _edit(request, blueprint_for(request.rights, blueprint_id))


def _edit(request: PersonRequest, found: Blueprint | None) -> HttpResponse:
    if request.method != "POST":
        initial = {"title": found.title, "agency": found.agency_id} if found else None
        stored = lines_for(found.rule_cells()) if found else [NEW_LINE]
        form = BlueprintForm(initial=initial, rights=request.rights)
        return _show(request, found, form, CellFormSet(initial=stored, prefix="cells"))
    wish = request.POST.get("do", "save")
    if wish == "add" or wish.startswith("remove-"):
        return _show_other_lines(request, found, wish)
    lines = CellFormSet(request.POST, prefix="cells")
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "exams/_supply.html", {"supply": _supply_of_valid(lines)})
    form = BlueprintForm(request.POST, rights=request.rights)
    both = form.is_valid() and lines.is_valid()
    if wish == "check" or not both:
        return _show(request, found, form, lines, status=200 if both else 422)
    return _save(request, found, form, lines)


def _show_other_lines(request: PersonRequest, found: Blueprint | None, wish: str) -> HttpResponse:
    """The form as it was typed, with one line more or one less."""
    rows = raw_rows(request.POST)
    if wish == "add":
        rows.append(dict(rows[-1]) if rows else dict(NEW_LINE))
    else:
        rows = [row for n, row in enumerate(rows) if wish != f"remove-{n}"]
    typed = {name: request.POST.get(name, "") for name in ("title", "agency")}
    form = BlueprintForm(initial=typed, rights=request.rights)
    lines = CellFormSet(initial=rows or [NEW_LINE], prefix="cells")
    return _show(request, found, form, lines)


def _show(
    request: PersonRequest,
    found: Blueprint | None,
    form: BlueprintForm,
    lines: Lines,
    status: int = 200,
) -> HttpResponse:
    context = {
        "blueprint": found,
        "form": form,
        "lines": lines,
        "supply": _supply_of_valid(lines) if lines.is_bound else None,
        "crumbs": [(_("组卷方案"), reverse("exams:blueprints")), (_edit_title(found), "")],
    }
    return render(request, "exams/blueprint_form.html", context, status=status)


def _edit_title(found: Blueprint | None) -> str:
    return _("修改方案") if found else _("新建方案")


def _save(
    request: PersonRequest, found: Blueprint | None, form: BlueprintForm, lines: Lines
) -> HttpResponse:
    title, cells, now = form.cleaned_data["title"], cells_of(lines), timezone.now()
    if found is None:
        agency = form.cleaned_data["agency"]
        saved = write_new(agency=agency, title=title, cells=cells, actor=request.person, now=now)
    else:
        try:
            saved = write_changes(found, title=title, cells=cells, actor=request.person, now=now)
        except ActRefused as refused:
            form.add_error(None, refusal_words(refused.reason))
            return _show(request, found, form, lines, status=409)
    messages.success(request, _("方案已保存。"))
    return redirect("exams:blueprint", blueprint_id=saved.pk)


def _supply_of_valid(lines: Lines) -> Supply | None:
    return _supply(cells_of(lines)) if lines.is_valid() else None


def _supply(cells: list[Cell]) -> Supply:
    return supply_of(feasibility(cells, pool_of(cells, timezone.localdate())))
