"""A person's ledger as those see it who keep it: lines, hours on evidence, counter-entries."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Crumbs, Deed, typed
from exchange.http import as_download, as_sheet
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from people.models import Person
from training import access, actions
from training.actions import Claim, Scan
from training.forms.hours import OpeningForm
from training.models import LedgerEntry, Objection, SourceChoice, state_of
from training.rules import Kind, Unit
from training.tables import LedgerTable
from training.templatetags.training_words import why_entry
from training.views.deed import carry_out
from training.views.hours import ledger_context
from training.views.years import chosen_year, day_of


@require_safe
def ledger(request: PersonRequest, person_id: int) -> HttpResponse:
    """One person's year, line by line."""
    person = access.ledger_to_see(request.rights, person_id)
    today = timezone.localdate()
    year = chosen_year(request, today)
    state = state_of(person, day_of(year, today), whole_year=year != today.year)
    may_keep = request.rights.covers(person.agency.path, access.ORGANISER)
    context = ledger_context(person, state) | {
        "may_keep": may_keep and person.pk != request.person.pk,
        "objections": Objection.objects.filter(person=person)[:20],
        "may_answer": may_keep,
        "today": today,
        "ended": year != today.year,
        "days_left": (state.due - today).days,
        "crumbs": _crumbs(person),
    }
    return render(request, "training/ledger.html", context)


@require_safe
def ledger_sheet(request: PersonRequest, person_id: int) -> HttpResponse:
    """The lines of a year as a sheet."""
    person = access.ledger_to_see(request.rights, person_id)
    year = chosen_year(request, timezone.localdate())
    table = LedgerTable(LedgerEntry.objects.of_year(person.pk, year))
    return as_sheet(request, table, _("学时台账"))


@require_http_methods(["GET", "HEAD", "POST"])
def add_opening(request: PersonRequest, person_id: int) -> HttpResponse:
    """Book hours on evidence."""
    person = access.ledger_to_keep(request.rights, person_id)
    form = OpeningForm(**typed(request))
    deed = Deed(
        title=_("登记补录学时"),
        why=_(
            "为“%(name)s”登记本平台之外取得的学时，须附证明材料。登记后不能修改，只能冲销；登记人记入日志。"
        )
        % {"name": person.name},
        button=_("登记"),
        back=_address(person),
        done=_("学时已登记。"),
        crumbs=_crumbs(person, (_("登记补录学时"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        claim = Claim(
            person=person,
            day=values["day"],
            source=SourceChoice(values["source"]),
            kind=Kind(values["kind"]),
            unit=Unit(values["unit"]),
            quantity=values["quantity"],
            title=values["title"],
            reason=values["reason"],
            subject=values["subject"],
            evidence=Scan(values["evidence"].read(), values["evidence"].name),
        )
        actions.add_opening(claim, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_entry(request: PersonRequest, ref: str) -> HttpResponse:
    """Take a line back."""
    entry = access.entry_to_keep(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("冲销学时"),
        why=_(
            "冲销“%(name)s” %(day)s 的“%(title)s”（%(why)s）。"
            "以一条数额相反的记录冲销，原记录保留，不能恢复。"
        )
        % {
            "name": entry.person.name,
            "day": entry.day,
            "title": entry.title,
            "why": why_entry(entry),
        },
        button=_("冲销"),
        back=_address(entry.person),
        done=_("学时已冲销。"),
        crumbs=_crumbs(entry.person, (_("冲销学时"), "")),
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.reverse_entry(entry, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def evidence(request: PersonRequest, ref: str) -> HttpResponse:
    """The scan behind a line, as a download."""
    stored = access.evidence_to_read(request.rights, ref)
    try:
        return as_download(stored)
    except FileNotFoundError as gone:
        raise Http404("file") from gone


def _address(person: Person) -> str:
    return reverse("training:ledger", args=[person.pk])


def _crumbs(person: Person, *further: tuple[str, str]) -> Crumbs:
    here = _address(person) if further else ""
    return [(person.agency.name, ""), (person.name, here), *further]
