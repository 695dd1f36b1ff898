"""Who may act together in a case: the form, the answer as it was given, the list of checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency, Person
from qualifications import access, actions, wording
from qualifications.actions.panels import Case
from qualifications.filters import PanelFilter
from qualifications.forms.panels import PanelForm
from qualifications.models import PanelCheck, SeatChoice, find
from qualifications.rules.checking import sought
from qualifications.rules.panels import Code, Procedure, Seat
from qualifications.rules.stored import answer_from
from qualifications.tables import PanelTable


@require_http_methods(["GET", "HEAD", "POST"])
def check_panel(request: PersonRequest) -> HttpResponse:
    """Name the case and who is to act; every name must be one person of the reader's subtrees."""
    persons = access.persons_to_seat(request.rights)
    agencies = Agency.objects.open()
    if request.method != "POST":
        form = PanelForm(agencies=agencies, initial={"day": timezone.localdate()})
        return render(request, "qualifications/check_panel.html", {"form": form})
    form = PanelForm(request.POST, agencies=agencies)
    if form.is_valid():
        panel = [(person, seat) for seat, person in _named(form, persons)]
        excluded = _persons(form, "excluded", form.cleaned_data["excluded"], persons)
        if form.is_valid():
            values = form.cleaned_data
            case = Case(
                Procedure(values["procedure"]),
                values["number"],
                values["day"],
                values["domain"],
                form.respondent(),
            )
            made = actions.check_panel(
                case, panel, excluded, actor=request.person, now=timezone.now()
            )
            return redirect("qualifications:panel", ref=made.ref)
    return render(request, "qualifications/check_panel.html", {"form": form}, status=422)


def _named(form: PanelForm, persons: Any) -> list[tuple[Seat, Person]]:
    """Every line with the person whom it names; a line that names nobody is said at its field."""
    found = []
    for seat in Seat:
        lines = form.cleaned_data[seat.value]
        found += [(seat, person) for person in _persons(form, seat.value, lines, persons)]
    return found


def _persons(form: PanelForm, field: str, lines: list[str], persons: Any) -> list[Person]:
    named = []
    for line, found in zip(lines, find(persons, [sought(line) for line in lines]), strict=True):
        if found.person is not None:
            named.append(found.person)
        elif len(found.persons) > 1:
            form.add_error(field, _("“%(line)s”有同名人员，请填编号。") % {"line": line})
        else:
            words = _("“%(line)s”不在您的管辖范围内，请核对姓名或者编号。")
            form.add_error(field, words % {"line": line})
    return named


@dataclass(frozen=True)
class ShownMember:
    """One member as the page lists them."""

    name: str
    agency: str
    seat: str
    said: str
    is_fit: bool
    faults: list[str]


@require_GET
def panel(request: PersonRequest, ref: str) -> HttpResponse:
    """One answer as it was given, with every reason."""
    shown = access.panel_for(request.rights, ref)
    persons = Person.objects.select_related("agency").in_bulk([m["person"] for m in shown.members])
    context = {
        "panel": shown,
        "members": [_member(shown, kept, persons[kept["person"]]) for kept in shown.members],
        "lacking": [wording.fault_words(f) for f in shown.faults if not f["person_id"]],
        "crumbs": [(_("办案人员核验"), reverse("qualifications:panels")), (shown.case_number, "")],
    }
    return render(request, "qualifications/panel.html", context)


def _member(shown: PanelCheck, kept: dict[str, Any], person: Person) -> ShownMember:
    answer = answer_from(kept["answer"], shown.day, shown.at) if kept["answer"] else None
    faults = [f for f in shown.faults if f["person_id"] == person.pk]
    return ShownMember(
        name=person.name,
        agency=person.agency.name,
        seat=str(SeatChoice(kept["seat"]).label),
        said=wording.office_words(answer) if answer else _("不要求资格"),
        is_fit=not faults,
        faults=[wording.fault_words(f) for f in faults if f["code"] != Code.NOT_QUALIFIED],
    )


@require_GET
def panels(request: PersonRequest) -> HttpResponse:
    """The checks of the reader's agencies."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_panels")
    context = {
        "filter": chosen,
        "table": as_list(request, PanelTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/panels.html", context)


@require_GET
def export_panels(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, PanelTable(_filtered(request).qs), _("办案人员核验"))


def _filtered(request: PersonRequest) -> PanelFilter:
    require(request.rights, *access.READERS)
    rows = PanelCheck.objects.visible_to(request.rights, *access.READERS)
    return PanelFilter(request.GET, queryset=rows.select_related("agency", "asked_by"))
