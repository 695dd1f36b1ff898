"""Blueprints: what a paper is made of, and whether the bank can fill it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
from exams.forms import (
    BlueprintForm,
    CellForm,
    CellFormSet,
    TemplateForm,
    cells_of,
    lines_for,
    raw_rows,
)
from exams.models import Blueprint
from exams.models.overview import with_size
from exams.rules.conduct import ExamState
from exams.rules.drawing import Cell, Frame
from exams.rules.templates import Template, frame_of, lines_of
from exams.tables import BlueprintTable
from exams.views.post_lists import list_behind
from exams.views.supply import Supply, supply_for
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
        "supply": _supply(found.rule_cells(), found.rule_frame()),
        "frame": BlueprintForm.values_of(found.rule_frame()),
        "behind": list_behind(found, timezone.localdate()),
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
        initial = _stored(found) if found else None
        stored = lines_for(found.rule_cells()) if found else [NEW_LINE]
        form = BlueprintForm(initial=initial, rights=request.rights)
        return _show(request, found, form, CellFormSet(initial=stored, prefix="cells"))
    wish = request.POST.get("do", "save")
    if wish == "add" or wish.startswith("remove-"):
        return _show_other_lines(request, found, wish)
    lines = CellFormSet(request.POST, prefix="cells")
    form = BlueprintForm(request.POST, rights=request.rights)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "exams/_supply.html", {"supply": _supply_of_valid(form, lines)})
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
    form = BlueprintForm(rights=request.rights)
    form.initial = {name: request.POST.get(name, "") for name in form.fields}
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
        "supply": _supply_of_valid(form, lines) if lines.is_bound else None,
        "crumbs": [(_("组卷方案"), reverse("exams:blueprints")), (_edit_title(found), "")],
    }
    return render(request, "exams/blueprint_form.html", context, status=status)


def _edit_title(found: Blueprint | None) -> str:
    return _("修改方案") if found else _("新建方案")


def _save(
    request: PersonRequest, found: Blueprint | None, form: BlueprintForm, lines: Lines
) -> HttpResponse:
    said: dict[str, Any] = {"title": form.cleaned_data["title"], "cells": cells_of(lines)}
    frame = replace(form.frame(), post_list=found.post_list_id if found else None)
    said |= {"frame": frame, "actor": request.person, "now": timezone.now()}
    if found is None:
        saved = write_new(agency=form.cleaned_data["agency"], **said)
    else:
        try:
            saved = write_changes(found, **said)
        except ActRefused as refused:
            form.add_error(None, refusal_words(refused.reason))
            return _show(request, found, form, lines, status=409)
    messages.success(request, _("方案已保存。"))
    return redirect("exams:blueprint", blueprint_id=saved.pk)


def _stored(found: Blueprint) -> dict[str, Any]:
    names = {"title": found.title, "agency": found.agency_id}
    return names | BlueprintForm.values_of(found.rule_frame())


def _supply_of_valid(form: BlueprintForm, lines: Lines) -> Supply | None:
    """The bank's answer once the lines are whole; of what holds for all of them, once it is right,
    else as where nothing is said."""
    if not lines.is_valid():
        return None
    frame = form.frame() if form.is_valid() else Frame()
    return _supply(cells_of(lines), frame)


def _supply(cells: list[Cell], frame: Frame) -> Supply:
    return supply_for(cells, frame, timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def make_from_template(request: PersonRequest) -> HttpResponse:
    """Make a blueprint from a template in one step; its lines are adjusted afterwards."""
    require(request.rights, Role.EXAM_OFFICER)
    data = request.POST if request.method == "POST" else None
    form = TemplateForm(data, rights=request.rights, day=timezone.localdate())
    if data is not None and form.is_valid():
        template = Template(form.cleaned_data["template"])
        statutes = [statute.pk for statute in form.cleaned_data["statutes"]]
        made = write_new(
            agency=form.cleaned_data["agency"],
            title=form.title(),
            cells=lines_of(template, statutes),
            frame=frame_of(template, form.list_chosen()),
            actor=request.person,
            now=timezone.now(),
        )
        messages.success(request, _("方案已按模板制定，请核对各行题量。"))
        return redirect("exams:blueprint", blueprint_id=made.pk)
    crumbs = [(_("组卷方案"), reverse("exams:blueprints")), (_("按模板新建"), "")]
    context = {"form": form, "crumbs": crumbs}
    status = 200 if data is None else 422
    return render(request, "exams/blueprint_template.html", context, status=status)
