"""Checking a whole sheet: sent in, under way, answered, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange import wording as files_wording
from exchange.http import as_list, attachment
from exchange.reading.tables import FileRefused
from people.access import require
from people.http import PersonRequest
from people.rules import mask_identity
from qualifications import access, actions, tasks
from qualifications.forms import BatchForm
from qualifications.models import BatchRow, BatchState, CheckBatch, OutcomeChoice
from qualifications.rules.deeds import Refusal
from qualifications.rules.sheets import Places, cell, sought_of
from qualifications.sheets.checks import reasons_in_words, result_sheet, template_sheet
from qualifications.tables import BatchRowTable

RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
def check_batch(request: PersonRequest) -> HttpResponse:
    """Send in a sheet, for one purpose; below it the sheets sent before."""
    require(request.rights, *access.CHECKERS)
    if request.method != "POST":
        return _page(request, BatchForm(initial={"day": timezone.localdate()}))
    form = BatchForm(data=request.POST, files=request.FILES)
    if getattr(request, "is_upload_too_large", False):
        form.errors.pop("file", None)
        form.add_error("file", files_wording.say(files_wording.FILES, "too_large", {}))
        return _page(request, form, status=413)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        made = actions.open_batch(
            file.read(), file.name, form.question(), actor=request.person, now=timezone.now()
        )
    except FileRefused as refused:
        said = files_wording.say(files_wording.FILES, refused.code, refused.params)
        form.add_error("file", said)
        return _page(request, form, status=422)
    except actions.Refused as refused:
        return _page(request, form, status=409, refusal=refused.reason)
    tasks.check_batch.enqueue(made.ref)
    return redirect("qualifications:batch", ref=made.ref)


def _page(
    request: PersonRequest, form: BatchForm, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    recent = CheckBatch.objects.of_asker(request.person.pk)[:RECENT]
    context = {"form": form, "refusal": refusal, "recent": recent}
    return render(request, "qualifications/check_batch.html", context, status=status)


@require_GET
def batch_template(request: PersonRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    require(request.rights, *access.CHECKERS)
    return attachment(template_sheet(), _("批量核验模板"))


@require_GET
def batch(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the job is; then how many of each verdict, each number opening its rows."""
    shown = access.batch_for(request.rights, ref)
    context: dict[str, Any] = {"batch": shown, "progress": _progress(shown)}
    if shown.refusal:
        params = shown.refusal_params
        context["refusal"] = files_wording.say(files_wording.FILES, shown.refusal, params)
    if shown.state == BatchState.DONE:
        context |= _results(request, shown)
    return render(request, "qualifications/batch.html", context)


@require_GET
def batch_progress(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the job is, as a part of the page; when it is over, the page is loaded anew."""
    shown = access.batch_for(request.rights, ref)
    response = render(request, "_ui/progress.html", _progress(shown))
    if not shown.is_under_way:
        response["HX-Redirect"] = reverse("qualifications:batch", args=[ref])
    return response


@require_GET
def batch_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The same sheet back with the answers, as long as it is kept."""
    shown = access.batch_for(request.rights, ref)
    if shown.state != BatchState.DONE:
        return redirect("qualifications:batch", ref=ref)
    return attachment(result_sheet(shown), _("上岗核验结论"))


def _progress(shown: CheckBatch) -> dict[str, Any]:
    return {
        "id": "progress",
        "word": str(shown.get_state_display()),
        "done": shown.done,
        "total": shown.total,
        "url": reverse("qualifications:batch_progress", args=[shown.ref]),
        "finished": not shown.is_under_way,
    }


def _results(request: PersonRequest, shown: CheckBatch) -> dict[str, Any]:
    wanted = request.GET.get("outcome", "")
    rows = shown.rows.select_related("check_made__person__agency")
    if wanted in OutcomeChoice.values:
        rows = rows.filter(outcome=wanted)
    table = as_list(request, BatchRowTable(rows))
    table.worded = _worded(shown, [row.record for row in table.paginated_rows])
    chips = [("", _("全部"), shown.total)]
    chips += [
        (choice.value, str(choice.label), shown.counts[choice.value])
        for choice in OutcomeChoice
        if choice.value in shown.counts
    ]
    able = shown.counts.get("yes", 0)
    return {"table": table, "chips": chips, "wanted": wanted, "others": shown.total - able}


def _worded(shown: CheckBatch, rows: Iterable[BatchRow]) -> dict[int, tuple[str, str, str]]:
    """Name, unit and reasons of each row. Of rows that name nobody what the sheet says, with
    identity numbers masked."""
    places = Places.from_kept(shown.places)
    found = {}
    for row in rows:
        reasons = reasons_in_words(row.outcome, row.check_made)
        person = row.check_made.person if row.check_made else None
        if person is not None:
            found[row.n] = (person.name, person.agency.name, reasons)
            continue
        cells = row.cells
        numbers = [mask_identity(one.number) for one in sought_of(cells, places) if one.number]
        name = cell(cells, places.name) or "、".join(numbers)
        found[row.n] = (name, cell(cells, places.unit), reasons)
    return found
