"""The city's shared catalogue: courses with their materials, venues, trainers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.access import require
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from training import access, actions
from training.actions import Scan
from training.filters import CatalogueFilter
from training.forms.catalogue import CourseForm, MaterialForm, TrainerForm, VenueForm
from training.models import Course, Trainer, Venue
from training.tables import CourseTable, TrainerTable, VenueTable
from training.views.deed import carry_out

NAMES: dict[str, Promise] = {
    "courses": gettext_lazy("课程目录"),
    "venues": gettext_lazy("场地"),
    "trainers": gettext_lazy("师资库"),
}
FORMS: dict[str, Any] = {"courses": CourseForm, "venues": VenueForm, "trainers": TrainerForm}
TABLES: dict[str, Any] = {"courses": CourseTable, "venues": VenueTable, "trainers": TrainerTable}


@require_safe
def catalogue(request: PersonRequest, kind: str) -> HttpResponse:
    """What the city's organisers may use."""
    chosen = _filtered(request, kind)
    sheet = reverse("training:catalogue_sheet", args=[kind])
    context = {
        "kind": kind,
        "kinds": list(NAMES.items()),
        "name": NAMES[kind],
        "filter": chosen,
        "active": filtering(chosen),
        "table": as_list(request, TABLES[kind](chosen.qs), sheet=sheet),
        "may_add": request.rights.has(access.ORGANISER),
        "crumbs": _crumbs((NAMES[kind], "")),
    }
    return render(request, "training/catalogue.html", context)


@require_safe
def catalogue_sheet(request: PersonRequest, kind: str) -> HttpResponse:
    """The list as filtered, as a sheet."""
    chosen = _filtered(request, kind)
    return as_sheet(request, TABLES[kind](chosen.qs), str(NAMES[kind]))


def _filtered(request: PersonRequest, kind: str) -> CatalogueFilter:
    model = access.catalogue_of(request.rights, kind)
    rows = model._default_manager.select_related("agency")
    return CatalogueFilter(request.GET, queryset=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def list_entry(request: PersonRequest, kind: str) -> HttpResponse:
    """Enter something in the catalogue."""
    require(request.rights, access.ORGANISER)
    model = access.catalogue_of(request.rights, kind)
    initial = {"agency": request.person.agency_id}
    form = FORMS[kind](**typed(request), rights=request.rights, initial=initial)
    deed = _deed(
        _("登记到%(name)s") % {"name": NAMES[kind]}, kind, _("登记后全市主办单位都可以选用。")
    )

    def act() -> None:
        actions.list_entry(model, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request: PersonRequest, kind: str, ref: str) -> HttpResponse:
    """Change an entry that one's agency keeps."""
    found = access.entry_to_change(request.rights, kind, ref)
    form = FORMS[kind](
        **typed(request), rights=request.rights, initial=FORMS[kind].values_of(found)
    )
    if kind == "venues":
        form.fields["name"].disabled = True
    deed = _deed(_("修改“%(name)s”") % {"name": found}, kind, _("修改不影响已经安排的培训班。"))

    def act() -> None:
        actions.change_entry(found, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def retire_entry(request: PersonRequest, kind: str, ref: str) -> HttpResponse:
    """Let no new class use an entry."""
    found = access.entry_to_change(request.rights, kind, ref)
    form = ReasonForm(**typed(request))
    why = _("停用“%(name)s”后，新的培训班不能再选用；已经选用的不受影响。") % {"name": found}
    deed = _deed(_("停用"), kind, why, grave=True)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.retire_entry(found, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def course(request: PersonRequest, ref: str) -> HttpResponse:
    """A course with its statutes, materials and classes."""
    found = access.entry_to_see(request.rights, "courses", ref)
    if not isinstance(found, Course):
        raise Http404("course")
    context = {
        "course": found,
        "statutes": found.statutes.order_by("title"),
        "materials": found.materials.filter(removed_at__isnull=True).select_related("file"),
        "lessons": found.lessons.in_use(),
        "classes": found.classes.visible_to(request.rights, *access.LOOKERS)[:20],
        "may_change": _may_change(request, found),
        "crumbs": _crumbs(
            (NAMES["courses"], reverse("training:catalogue", args=["courses"])), (found.title, "")
        ),
    }
    return render(request, "training/course.html", context)


def _may_change(request: PersonRequest, found: Course | Venue | Trainer) -> bool:
    is_mine = request.rights.covers(found.agency.path, access.ORGANISER)
    return is_mine and found.retired_at is None


@require_http_methods(["GET", "HEAD", "POST"])
def add_material(request: PersonRequest, ref: str) -> HttpResponse:
    """Keep a file with a course."""
    found = access.entry_to_change(request.rights, "courses", ref)
    form = MaterialForm(**typed(request))
    deed = _deed(_("上传课程材料"), "courses", _("参训人员登录后可以下载。请勿上传涉密材料。"))

    def act() -> str:
        values = form.cleaned_data
        scan = Scan(values["file"].read(), values["file"].name)
        actions.add_material(
            found,  # type: ignore[arg-type]  # a course, by its kind
            values["title"],
            scan,
            actor=request.person,
            now=timezone.now(),
        )
        return reverse("training:course", args=[ref])

    return carry_out(request, form, deed, act)


@require_POST
def remove_material(request: PersonRequest, ref: str) -> HttpResponse:
    """Show a file no more."""
    found = access.material_to_remove(request.rights, ref)
    actions.remove_material(found, actor=request.person, now=timezone.now())
    messages.success(request, _("材料已撤下。"))
    return redirect("training:course", found.course.ref)


@require_safe
def material(request: PersonRequest, ref: str) -> HttpResponse:
    """A course's file, as an attachment."""
    return as_download(access.material_to_read(ref).file)


def _crumbs(*further: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("培训班"), reverse("training:classes")), *further]


def _deed(title: str, kind: str, why: str, *, grave: bool = False) -> Deed:
    back = reverse("training:catalogue", args=[kind])
    return Deed(
        title=title,
        why=why,
        button=_("停用") if grave else _("保存"),
        back=back,
        done=_("已保存。"),
        crumbs=_crumbs((NAMES[kind], back), (title, "")),
        grave=grave,
    )
