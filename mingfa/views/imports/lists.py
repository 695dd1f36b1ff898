"""One's imports, the upload of another file, and the templates to fill in."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange import tasks, wording
from exchange.actions import staging
from exchange.filters import ImportFilter
from exchange.forms import UploadForm
from exchange.http import as_list, as_sheet, filtering
from exchange.models import Import
from exchange.reading.tables import FileRefused
from exchange.rules import Refused
from exchange.sheets import CONTENT_TYPE, write_template
from exchange.tables import ImportTable
from mingfa.views.imports import doors
from people.http import PersonRequest


@require_GET
def imports(request: PersonRequest) -> HttpResponse:
    """What I have brought in, newest first."""
    kinds = doors.kinds_of(request)
    filter_set = _filtered(request)
    table = as_list(request, ImportTable(filter_set.qs), sheet=reverse("imports:imports_sheet"))
    waiting = Import.objects.of(request.person.pk).filter(state="previewed").count()
    context = {
        "table": table,
        "filter_form": filter_set.form,
        "is_filtered": filtering(filter_set),
        "waiting": waiting,
        "kinds": kinds,
    }
    return render(request, "exchange/imports.html", context)


@require_GET
def imports_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    doors.kinds_of(request)
    return as_sheet(request, ImportTable(_filtered(request).qs), _("我的导入"))


def _filtered(request: PersonRequest) -> ImportFilter:
    return ImportFilter(request.GET, queryset=Import.objects.of(request.person.pk))


@require_http_methods(["GET", "POST"])
def upload(request: PersonRequest) -> HttpResponse:
    """Choose a kind and a file; a job reads it, and the next page shows how far it is."""
    kinds = doors.kinds_of(request)
    if request.method != "POST":
        form = UploadForm(kinds, initial={"kind": request.GET.get("kind", "")})
        return _upload_page(request, form)
    form = UploadForm(kinds, request.POST, request.FILES)
    if getattr(request, "is_upload_too_large", False):
        form.errors.pop("file", None)
        form.add_error("file", wording.say(wording.FILES, "too_large", {}))
        return _upload_page(request, form, status=413)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        job = staging.receive(
            doors.kind_for(request, form.cleaned_data["kind"]),
            file.read(),
            file.name,
            actor_id=request.person.pk,
            agency_id=request.person.agency_id,
            now=timezone.now(),
        )
    except FileRefused as refused:
        form.add_error("file", wording.say(wording.FILES, refused.code, refused.params))
        return _upload_page(request, form, status=422)
    except Refused as refused:
        form.add_error(None, wording.say(wording.DEEDS, refused.reason, refused.params))
        return _upload_page(request, form, status=409)
    tasks.read_import.enqueue(job.ref)
    return redirect("imports:show", ref=job.ref)


@require_GET
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """The empty sheet of a kind, with lists to choose from and an explanation."""
    described = doors.kind_for(request, kind)
    if not described.columns:
        return render(request, "404.html", status=404)
    name = _("%(title)s导入模板") % {"title": described.title}
    content = write_template(str(described.title), described.columns)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _upload_page(request: PersonRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "kinds": doors.kinds_of(request)}
    return render(request, "exchange/upload.html", context, status=status)
