"""Cases: one's own list, the case itself, who is named on it, its facts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import cases as deeds
from appointments.filters import CaseFilter
from appointments.forms.cases import MemberForm, OpenForm, PlainForm, StatedForm
from appointments.models import (
    Case,
    Conclusion,
    agreed_entries,
    changed_since,
    is_current,
    marks_of,
    newest_sheet,
    offices_left,
    passes_known_to,
    seats_of,
    standing_of,
    terms_of,
    tries_of,
)
from appointments.rules.terms import WORKERS, MemberRole, Procedure
from appointments.rules.testing import Came, Standing
from appointments.tables import CaseTable
from appointments.views.deed import about, carry_out, case_url, crumbs_of
from appointments.wording import STANDINGS, act_words, came_words
from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Person

RECENT = 30  # acts of the history on the page


@never_cache
@require_GET
def cases(request: PersonRequest) -> HttpResponse:
    """The cases on which the reader is named. No other case exists here."""
    chosen = CaseFilter(request.GET, queryset=access.cases_for(request.rights))
    table = as_list(request, CaseTable(chosen.qs), sheet=reverse("appointments:export_cases"))
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "open": access.own_cases(request.rights).filter(state="open").count(),
        "may_open": request.rights.has(*access.OPENERS),
    }
    return render(request, "appointments/cases.html", context)


@require_GET
def export_cases(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    chosen = CaseFilter(request.GET, queryset=access.cases_for(request.rights))
    return as_sheet(request, CaseTable(chosen.qs), _("任职考查"), note=_("内部保密，不得外传。"))


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: PersonRequest) -> HttpResponse:
    """Open a case; who opens it is alone named on it."""
    require(request.rights, *access.OPENERS)
    form = OpenForm(**typed(request))
    deed = Deed(
        title=_("任职考查立案"),
        why=_("立案后，只有您知悉本案；其他人员须逐一指定。人选本人和未指定的人员都查不到。"),
        button=_("立案"),
        back=reverse("appointments:cases"),
        done=_("已立案。请指定知悉人员。"),
        crumbs=[(_("任职考查"), reverse("appointments:cases")), (_("立案"), "")],
    )

    def act() -> str:
        values = form.cleaned_data
        draft = deeds.CaseDraft(
            procedure=Procedure(values["procedure"]),
            intended_post=values["intended_post"],
            deadline=values["deadline"],
            person=values.get("person"),
            name=values["name"],
            present_post=values["present_post"],
            identity_number=values["identity_number"],
        )
        made = deeds.open_case(draft, actor=request.person, now=timezone.now())
        return case_url(made)

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def case(request: PersonRequest, ref: str) -> HttpResponse:
    """Everything about a case, for those named on it."""
    found = access.case_for(request.rights, ref)
    now = timezone.now()
    today = timezone.localdate(now)
    state, tries = standing_of(found, today), tries_of(found)
    role, entries = access.membership(request.rights, found).role, agreed_entries(found)
    words, tone = STANDINGS[state.standing]
    context: dict[str, Any] = {
        "case": found,
        "state": state,
        "standing_words": words,
        "standing_tone": tone,
        "role": role,
        "is_lead": role == MemberRole.LEAD and found.is_open,
        "is_worker": role in WORKERS and found.is_open,
        "may_hand_over": role in WORKERS and not found.is_open,
        "may_order": state.standing not in (Standing.ORDERED, Standing.PASSED, Standing.FAILED),
        "members": found.members.standing().select_related("person__agency"),
        "may_seat": state.standing is Standing.ORDERED
        and all(one.came is not Came.PENDING for one in tries),
        "tries": [(one, came_words(one.came), marks_of(one)) for one in tries],
        "seats": seats_of(found),
        "decisions": found.test_decisions.select_related("by").order_by("-at", "-id"),
        "entries": entries,
        "is_doubted": any(e.doubt and e.doubt.by_id != request.person.pk for e in entries),
        "may_carry": role == MemberRole.LEAD
        and found.is_open
        and state.standing is not Standing.PASSED
        and bool(passes_known_to(found, request.person.pk, today)),
        "facts": found.stated_lines.select_related("by"),
        "history": _history(found),
        "today": today,
        "crumbs": crumbs_of(found),
        **_papers(found, today, now),
    }
    return render(request, "appointments/case.html", context)


def _papers(found: Case, today: Any, now: Any) -> dict[str, Any]:
    """Dossier, result sheet and conclusion as they stand."""
    dossier = found.dossiers.select_related("by", "signature__by").order_by("-n").first()
    sheet = newest_sheet(found)
    left = offices_left(sheet, terms_of(found)) if sheet else []
    conclusion = Conclusion.objects.filter(case=found).select_related("by").first()
    return {
        "dossier": dossier,
        "changed": changed_since(found, now=now) if dossier else None,
        "sheet": sheet,
        "sheet_left": left,
        "sheet_outdated": sheet is not None
        and found.is_open
        and not is_current(sheet, found, today),
        "signatures": sheet.signatures.select_related("by") if sheet else [],
        "override": getattr(found, "override", None),
        "conclusion": conclusion,
        "hand_overs": conclusion.hand_overs.select_related("by") if conclusion else [],
    }


def _history(found: Case) -> list[tuple[Any, str, str]]:
    """The newest acts on the case, with what was done and by whom."""
    rows = list(access.history_of(found)[:RECENT])
    persons = Person.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    names = {pk: person.name for pk, person in persons.items()}
    return [(row, act_words(row.act), names.get(row.actor_id or 0, "")) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: PersonRequest, ref: str) -> HttpResponse:
    """Name a person on the case."""
    found = access.case_for(request.rights, ref)
    form = MemberForm(**typed(request), offices=found.policy.offices)
    deed = Deed(
        title=_("指定知悉人员"),
        why=_("被指定的人从现在起可以查阅本案。签署人须选择所代表的签署机构。"),
        button=_("指定"),
        back=case_url(found),
        done=_("已指定。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("指定知悉人员"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        deeds.add_member(
            found,
            values["number"],
            MemberRole(values["role"]),
            actor=request.person,
            now=timezone.now(),
            office=values["office"],
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def end_member(request: PersonRequest, ref: str, member_id: int) -> HttpResponse:
    """Let somebody no longer be named."""
    found = access.case_for(request.rights, ref)
    member = access.member_of(found, member_id)
    form = PlainForm(**typed(request))
    deed = Deed(
        title=_("解除知悉人员"),
        why=_("%(name)s 从现在起不能再查阅本案。") % {"name": member.person.name},
        button=_("解除"),
        back=case_url(found),
        done=_("已解除。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("解除知悉人员"), "")),
        grave=True,
    )

    def act() -> str | None:
        deeds.end_member(member, actor=request.person, now=timezone.now())
        return reverse("appointments:cases") if member.person_id == request.person.pk else None

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def state_line(request: PersonRequest, ref: str) -> HttpResponse:
    """Enter a fact with its source."""
    found = access.case_for(request.rights, ref)
    form = StatedForm(**typed(request))
    deed = Deed(
        title=_("登记考查材料"),
        why=_("台账没有的事项在此登记。每项须有来源和日期，登记后不能修改。"),
        button=_("登记"),
        back=case_url(found),
        done=_("已登记。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("登记考查材料"), "")),
    )

    def act() -> None:
        stated = deeds.Stated(**form.cleaned_data)
        deeds.state_line(found, stated, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
