"""Yearly reviews and clean-ups: the list, one with its progress and persons, the decisions."""

from __future__ import annotations

from typing import Any

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
from people.models import Agency
from qualifications import access, actions, wording
from qualifications.filters import CampaignFilter, EntryFilter
from qualifications.forms.campaigns import CampaignForm, OutcomeForm, RestForm, RulingForm
from qualifications.models import Campaign, CampaignEntry
from qualifications.models.campaigns import progress_of
from qualifications.rules.campaigns import RULINGS, CampaignKind, Ruling, may_rule
from qualifications.tables import CampaignTable, EntryTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def campaigns(request: PersonRequest) -> HttpResponse:
    """The campaigns that concern the reader's agencies."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_campaigns")
    context = {
        "filter": chosen,
        "table": as_list(request, CampaignTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "may_open": request.rights.has(*access.DECIDERS),
    }
    return render(request, "qualifications/campaigns.html", context)


@require_GET
def export_campaigns(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, CampaignTable(_filtered(request).qs), _("审验和清理"))


def _filtered(request: PersonRequest) -> CampaignFilter:
    require(request.rights, *access.READERS)
    rows = Campaign.objects.visible_to(request.rights, *access.READERS).select_related("agency")
    return CampaignFilter(request.GET, queryset=rows)


@require_GET
def campaign(request: PersonRequest, ref: str) -> HttpResponse:
    """One campaign: how far each unit is, and the persons of the reader's subtrees."""
    shown = access.campaign_for(request.rights, ref)
    chosen = _entries(request, shown)
    rows = chosen.queryset
    is_office = request.rights.covers(shown.agency.path, *access.DECIDERS)
    today = timezone.localdate()
    is_open = shown.closed_at is None
    ruling = is_open and may_rule(shown.kind, is_office=is_office, due_on=shown.due_on, today=today)
    table = EntryTable(chosen.qs, may_rule=ruling)
    waiting = rows.filter(ruling=None).count()
    context = {
        "campaign": shown,
        "filter": chosen,
        "table": as_list(
            request, table, sheet=reverse("qualifications:export_entries", args=[ref])
        ),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "units": progress_of(rows),
        "total": rows.count(),
        "waiting": waiting,
        "is_late": is_open and waiting and today > shown.due_on,
        "may_rule": ruling,
        "may_close": is_office and is_open and not waiting,
        "crumbs": [(_("审验和清理"), reverse("qualifications:campaigns")), (shown.title, "")],
    }
    return render(request, "qualifications/campaign.html", context)


@require_GET
def export_entries(request: PersonRequest, ref: str) -> HttpResponse:
    """The persons as filtered, all pages, as a spreadsheet."""
    shown = access.campaign_for(request.rights, ref)
    table = EntryTable(_entries(request, shown).qs, may_rule=False)
    return as_sheet(request, table, shown.title)


def _entries(request: PersonRequest, shown: Campaign) -> EntryFilter:
    rows = CampaignEntry.objects.governed_by(request.rights, *access.READERS)
    rows = rows.filter(campaign=shown).with_ruling().select_related("person", "agency")
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return EntryFilter(request.GET, queryset=rows, agencies=agencies)


@require_http_methods(GET_OR_POST)
def open_campaign(request: PersonRequest) -> HttpResponse:
    require(request.rights, *access.DECIDERS)
    agencies = Agency.objects.visible_to(request.rights, *access.DECIDERS).open()
    form = CampaignForm(**typed(request), agencies=agencies)
    deed = Deed(
        title=gettext_lazy("开展审验或者清理"),
        why=gettext_lazy(
            "范围内持有执法岗位或者有效证件的人员全部列入，并留存当日的学时、考试、岗位和证件情况。"
            "年度审验由法制机构逐人作出结论；队伍清理由各单位逐人确认，逾期未确认的转由法制机构处理。"
        ),
        button=gettext_lazy("开展"),
        back=reverse("qualifications:campaigns"),
        done=gettext_lazy("已开展，人员已列入。"),
    )

    def act() -> str:
        made = actions.open_campaign(form.order(), actor=request.person, now=timezone.now())
        return _address(made.ref)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def rule_entry(request: PersonRequest, entry_id: int) -> HttpResponse:
    """Decide about one person."""
    about = access.entry_to_rule(request.rights, entry_id, timezone.localdate())
    held = about.campaign
    rulings = RULINGS[CampaignKind(held.kind)]
    form = RulingForm(**typed(request), rulings=rulings)
    found = wording.finding_words(about.findings, about.seen)
    deed = Deed(
        title=held.title,
        why=found or _("登记中没有发现问题。"),
        button=gettext_lazy("登记结论"),
        back=_address(held.ref),
        done=gettext_lazy("结论已登记。"),
        about=f"{about.person.name}　{about.agency.name}",
        crumbs=[(held.title, _address(held.ref)), (about.person.name, "")],
    )

    def act() -> None:
        _rule(request, held, [about], form)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def rule_rest(request: PersonRequest, ref: str) -> HttpResponse:
    """Decide alike about everybody of a unit about whom nothing was decided and nothing found."""
    held = access.campaign_to_rule(request.rights, ref, timezone.localdate())
    roles = access.READERS if held.kind == CampaignKind.CLEANUP else access.DECIDERS
    agencies = Agency.objects.visible_to(request.rights, *roles)
    rulings = RULINGS[CampaignKind(held.kind)][:1]
    form = RestForm(**typed(request), rulings=rulings, agencies=agencies)
    deed = Deed(
        title=gettext_lazy("统一登记其余人员"),
        why=gettext_lazy(
            "只登记所选单位中尚无结论、登记中没有发现问题的人员；有问题的，须逐人登记。"
        ),
        button=gettext_lazy("登记结论"),
        back=_address(held.ref),
        done=gettext_lazy("结论已登记。"),
        about=held.title,
        crumbs=[(held.title, _address(held.ref)), (_("统一登记其余人员"), "")],
    )

    def act() -> None:
        entries = CampaignEntry.objects.governed_by(request.rights, *roles).with_ruling()
        rest = entries.filter(ruling=None)  # type: ignore[misc]  # annotated
        unit = form.cleaned_data["agency"].path
        rest = rest.filter(campaign=held, findings=[], agency__path__startswith=unit)
        _rule(request, held, list(rest), form)

    return carry_out(request, form, deed, act)


def _rule(request: PersonRequest, held: Campaign, entries: list[CampaignEntry], form: Any) -> None:
    values = form.cleaned_data
    ruling, now = Ruling(values["ruling"]), timezone.now()
    actions.rule_entries(held, entries, ruling, values["reason"], actor=request.person, now=now)


@require_http_methods(GET_OR_POST)
def close_campaign(request: PersonRequest, ref: str) -> HttpResponse:
    held = access.campaign_to_close(request.rights, ref)
    form = OutcomeForm(**typed(request))
    deed = Deed(
        title=gettext_lazy("结束并公布结果"),
        why=gettext_lazy("每人都有结论后方可结束。结束后不能再登记结论。"),
        button=gettext_lazy("结束"),
        back=_address(held.ref),
        done=gettext_lazy("已结束。"),
        about=held.title,
    )

    def act() -> None:
        outcome = form.cleaned_data["outcome"]
        actions.close_campaign(held, outcome, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _address(ref: str) -> str:
    return reverse("qualifications:campaign", kwargs={"ref": ref})
