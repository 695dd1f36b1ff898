"""The reconsideration committee: members with their terms, and what they advised."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require_citywide
from people.http import PersonRequest
from qualifications import access, actions
from qualifications.filters import CommitteeFilter
from qualifications.forms import EndingForm
from qualifications.forms.panels import CommitteeForm, OpinionForm
from qualifications.models import CommitteeMember, CommitteeOpinion
from qualifications.tables import CommitteeTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]
MOST_OPINIONS = 20


@require_GET
def committee(request: PersonRequest) -> HttpResponse:
    """All members on record, those in term first looked for."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_committee")
    today = timezone.localdate()
    context = {
        "filter": chosen,
        "table": as_list(request, CommitteeTable(chosen.qs, today=today), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "in_term": CommitteeMember.objects.in_force(today).count(),
        "opinions": CommitteeOpinion.objects.select_related("member")[:MOST_OPINIONS],
    }
    return render(request, "qualifications/committee.html", context)


@require_GET
def export_committee(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    table = CommitteeTable(_filtered(request).qs, today=timezone.localdate())
    return as_sheet(request, table, _("复议委员会委员"))


def _filtered(request: PersonRequest) -> CommitteeFilter:
    require_citywide(request.rights, *access.DECIDERS)
    rows = CommitteeMember.objects.on_record()
    return CommitteeFilter(request.GET, queryset=rows, today=timezone.localdate())


@require_http_methods(GET_OR_POST)
def add_committee_member(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = CommitteeForm(**typed(request))
    deed = _deed(gettext_lazy("聘任委员"), gettext_lazy("委员已登记。"))

    def act() -> None:
        terms = dict(form.cleaned_data)
        actions.add_committee_member(terms, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def end_committee_term(request: PersonRequest, member_id: int) -> HttpResponse:
    about = _member(request, member_id)
    form = EndingForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = _deed(gettext_lazy("提前终止任期"), gettext_lazy("任期已终止。"), about.name)

    def act() -> None:
        actions.end_committee_term(about, form.ending(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def record_opinion(request: PersonRequest, member_id: int) -> HttpResponse:
    about = _member(request, member_id)
    form = OpinionForm(**typed(request), initial={"day": timezone.localdate()})
    deed = _deed(gettext_lazy("登记咨询意见"), gettext_lazy("咨询意见已登记。"), about.name)

    def act() -> None:
        values = form.cleaned_data
        actions.record_opinion(
            about,
            values["case_number"],
            values["day"],
            values["text"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _member(request: PersonRequest, member_id: int) -> CommitteeMember:
    """A member as known now. Else 404."""
    require_citywide(request.rights, *access.DECIDERS)
    found = CommitteeMember.objects.current().filter(pk=member_id).first()
    if found is None:
        raise Http404("member")
    return found


def _deed(title: object, done: object, about: str = "") -> Deed:
    return Deed(
        title=str(title),
        why=str(_("行政复议委员会由相关政府部门、专家、学者组成（行政复议法第五十二条）。")),
        button=str(title),
        back=reverse("qualifications:committee"),
        done=str(done),
        about=about,
    )
