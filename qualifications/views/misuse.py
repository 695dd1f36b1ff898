"""What the public reported about certificates, and what the office found."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from qualifications import access, actions
from qualifications.filters import MisuseFilter
from qualifications.forms.public import MisuseAnswerForm
from qualifications.models import MisuseReport, MisuseRuling
from qualifications.tables import MisuseTable
from qualifications.views.deed import carry_out


@require_GET
def misuse_reports(request: PersonRequest) -> HttpResponse:
    """The reports about certificates in the reader's subtrees."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_misuse_reports")
    context = {
        "filter": chosen,
        "table": as_list(request, MisuseTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "waiting": chosen.queryset.filter(ruling=None).count(),
    }
    return render(request, "qualifications/misuse_reports.html", context)


@require_GET
def export_misuse_reports(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, MisuseTable(_filtered(request).qs), _("证件冒用反映"))


def _filtered(request: PersonRequest) -> MisuseFilter:
    require(request.rights, *access.DECIDERS)
    rows = MisuseReport.objects.governed_by(request.rights, *access.DECIDERS).with_ruling()
    return MisuseFilter(request.GET, queryset=rows.select_related("certificate__person__agency"))


@require_http_methods(["GET", "HEAD", "POST"])
def answer_misuse(request: PersonRequest, report_id: int) -> HttpResponse:
    """Say what was found; for the certificate itself a decision of its own is entered."""
    found = access.misuse_to_answer(request.rights, report_id)
    form = MisuseAnswerForm(**typed(request))
    contact = _("联系方式：%(contact)s。") % {"contact": found.contact} if found.contact else ""
    deed = Deed(
        title=gettext_lazy("核查冒用反映"),
        why=f"{found.text} {contact}",
        button=gettext_lazy("登记结论"),
        back=reverse("qualifications:misuse_reports"),
        done=gettext_lazy("核查结论已登记。"),
        about=f"{found.certificate.number}　{found.certificate.person.name}",
    )

    def act() -> None:
        values = form.cleaned_data
        ruling = MisuseRuling(values["ruling"])
        actions.answer_misuse(
            found, ruling, values["reason"], actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)
