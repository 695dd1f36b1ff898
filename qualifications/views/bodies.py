"""Enforcement bodies: the list, one body, registering and changing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

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
from qualifications import access, actions
from qualifications.filters import BodyFilter
from qualifications.forms import BodyDomainForm, BodyForm, EndingForm, StandingForm
from qualifications.models import Body, BodyDomain
from qualifications.tables import BodyTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def bodies(request: PersonRequest) -> HttpResponse:
    """The bodies in the reader's subtrees, with their standing today."""
    require(request.rights, *access.READERS)
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_bodies")
    table = as_list(request, _table(chosen), sheet=sheet)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "without": chosen.queryset.filter(kind_on__isnull=True).count(),
        "may_register": request.rights.has(*access.DECIDERS),
    }
    return render(request, "qualifications/bodies.html", context)


@require_GET
def export_bodies(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    require(request.rights, *access.READERS)
    return as_sheet(request, _table(_filtered(request)), _("执法主体"))


@require_GET
def body(request: PersonRequest, body_id: int) -> HttpResponse:
    """One body: standing and domains now and before, and what may be done."""
    shown = access.body_for(request.rights, body_id)
    today = timezone.localdate()
    standings = list(shown.standings.current().order_by("-valid_from"))
    context = {
        "body": shown,
        "today": today,
        "now": next((s for s in standings if s.holds_on(today)), None),
        "standings": [(s, s.holds_on(today)) for s in standings],
        "domains": [
            (d, d.holds_on(today))
            for d in shown.domains.current().order_by("domain", "-valid_from")
        ],
        "may_decide": access.may_decide(request.rights, shown.agency.path),
        "crumbs": [(_("执法主体"), reverse("qualifications:bodies")), (shown.agency.name, "")],
    }
    return render(request, "qualifications/body.html", context)


@require_http_methods(GET_OR_POST)
def register_body(request: PersonRequest) -> HttpResponse:
    require(request.rights, *access.DECIDERS)
    places = Agency.objects.visible_to(request.rights, *access.DECIDERS).open()
    form = BodyForm(
        **typed(request),
        agencies=places.filter(body__isnull=True),
        initial={"valid_from": timezone.localdate()},
    )
    deed = Deed(
        title=gettext_lazy("登记执法主体"),
        why=gettext_lazy("登记后，该单位的人员方可凭该主体的证件在所列领域上岗。"),
        button=gettext_lazy("登记"),
        back=reverse("qualifications:bodies"),
        done=gettext_lazy("执法主体已登记。"),
    )

    def act() -> str:
        registered = actions.register_body(
            form.cleaned_data["agency"],
            form.terms(),
            sorted(form.cleaned_data["domains"]),
            actor=request.person,
            now=timezone.now(),
        )
        return _address(registered.pk)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def give_standing(request: PersonRequest, body_id: int) -> HttpResponse:
    held = access.body_to_change(request.rights, body_id)
    form = StandingForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = Deed(
        title=gettext_lazy("登记主体资格"),
        why=gettext_lazy("登记另一期间的主体资格，不能与已登记的期间重叠。"),
        button=gettext_lazy("登记"),
        back=_address(held.pk),
        done=gettext_lazy("主体资格已登记。"),
        about=held.agency.name,
    )

    def act() -> None:
        actions.give_standing(held, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def correct_standing(request: PersonRequest, standing_id: int) -> HttpResponse:
    standing = access.standing_to_change(request.rights, standing_id)
    form = StandingForm(**typed(request), initial=StandingForm.initial_of(standing))
    deed = Deed(
        title=gettext_lazy("更正主体资格"),
        why=gettext_lazy(
            "原登记保留，可以查到何时作了更正。更正起止日期的，相应日期的上岗答复随之改变。"
        ),
        button=gettext_lazy("更正"),
        back=_address(standing.body_id),
        done=gettext_lazy("主体资格已更正。"),
        about=standing.body.agency.name,
    )

    def act() -> None:
        actions.correct_standing(standing, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def end_standing(request: PersonRequest, standing_id: int) -> HttpResponse:
    standing = access.standing_to_change(request.rights, standing_id)
    form = EndingForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = Deed(
        title=gettext_lazy("终止主体资格"),
        why=gettext_lazy(
            "自最后一日的次日起，该主体没有执法资格，持该主体证件的人员不能上岗。证件和资格的登记不变，由法制机构另行处理。"
        ),
        button=gettext_lazy("终止"),
        back=_address(standing.body_id),
        done=gettext_lazy("主体资格已终止，所属证件已列入待处理的证件。"),
        about=standing.body.agency.name,
        grave=True,
    )

    def act() -> None:
        actions.end_standing(standing, form.ending(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def add_body_domain(request: PersonRequest, body_id: int) -> HttpResponse:
    held = access.body_to_change(request.rights, body_id)
    form = BodyDomainForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = Deed(
        title=gettext_lazy("增加执法领域"),
        why=gettext_lazy(
            "人员在新领域上岗，还须通过该领域的专业法律知识考试，取得资格和证件；有关人员列入待处理名单。"
        ),
        button=gettext_lazy("增加"),
        back=_address(held.pk),
        done=gettext_lazy("执法领域已增加。"),
        about=held.agency.name,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.add_body_domain(
            held,
            values["domain"],
            basis=values["basis"],
            valid_from=values["valid_from"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def end_body_domain(request: PersonRequest, scope_id: int) -> HttpResponse:
    scope = access.body_domain_to_end(request.rights, scope_id)
    form = EndingForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = Deed(
        title=gettext_lazy("终止执法领域"),
        why=gettext_lazy("自最后一日的次日起，该主体的人员在这一领域不能上岗。"),
        button=gettext_lazy("终止"),
        back=_address(scope.body_id),
        done=gettext_lazy("执法领域已终止，有关证件已列入待处理的证件。"),
        about=f"{scope.body.agency.name}　{scope.domain}",
        grave=True,
    )

    def act() -> None:
        actions.end_body_domain(scope, form.ending(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _address(body_id: int) -> str:
    return reverse("qualifications:body", kwargs={"body_id": body_id})


def _filtered(request: PersonRequest) -> BodyFilter:
    today = timezone.localdate()
    rows = Body.objects.visible_to(request.rights, *access.READERS).with_standing(today)
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return BodyFilter(
        request.GET, queryset=rows.select_related("agency"), agencies=agencies, today=today
    )


def _table(chosen: BodyFilter) -> BodyTable:
    return BodyTable(chosen.qs, held=_domains_held(chosen.today))


def _domains_held(today: date) -> dict[int, list[str]]:
    """The domains of every body on the day, in one query."""
    held: dict[int, list[str]] = defaultdict(list)
    rows = BodyDomain.objects.in_force(today).order_by("domain").values_list("body_id", "domain")
    for body_id, domain in rows:
        held[body_id].append(domain)
    return held
