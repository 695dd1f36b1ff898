"""Pages without sign-in: is this certificate real, which bodies may enforce, report a misuse."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.http import client_address, times_asked, times_this_minute
from people.models import Domain
from people.rules import mask_name
from qualifications import actions
from qualifications.forms.public import FindCertificateForm, MisuseForm, PublicBodiesForm
from qualifications.models import (
    Body,
    BodyDomain,
    BodyKind,
    BodyStanding,
    Certificate,
    StateChoice,
    TrainingCertificate,
)
from qualifications.models.public import code_of, terms_said
from qualifications.rules.numbers import tidy_number

# House defaults: so often one address may ask in a minute, one number may be tried in an hour, and
# one address may report in an hour.
CHECKS_A_MINUTE = 20
TRIES_AN_HOUR = 10
REPORTS_AN_HOUR = 5
KEPT_FOR = 300  # seconds for which the list of bodies is kept
PER_PAGE = 50


@login_not_required
@require_safe
def check_certificate(request: HttpRequest, ref: str) -> HttpResponse:
    """What a certificate is now, for anybody who holds its code: masked name, body, domains, dates,
    state, and as of when. Never a number of the person."""
    if _too_often(request, "check", CHECKS_A_MINUTE):
        return render(request, "qualifications/public_too_often.html", status=429)
    now = timezone.now()
    found = _certificate(ref, timezone.localdate(now))
    if found is None:
        found = _training(ref, timezone.localdate(now))
    if found is None:
        return render(request, "qualifications/public_check.html", {"now": now}, status=404)
    return render(request, "qualifications/public_check.html", found | {"now": now})


def _certificate(ref: str, today: date) -> dict[str, Any] | None:
    rows = Certificate.objects.with_state(today).select_related("person", "issuer")
    held = rows.filter(ref=ref).first()
    if held is None:
        return None
    state: str = held.state_on  # type: ignore[attr-defined]  # annotated
    said = terms_said(held)
    return {
        "title": held.get_kind_display(),
        "number": held.number,
        "name": mask_name(held.person.name),
        "body": said.body.agency.name if said else "",
        "domains": said.domains if said else [],
        "valid_from": said.valid_from if said else None,
        "valid_to": said.valid_to if said else None,
        "issuer": held.issuer.name,
        "word": StateChoice(state).label,
        "is_good": state == StateChoice.VALID,
        "report": reverse("qualifications:report_misuse", args=[ref]),
    }


def _training(ref: str, today: date) -> dict[str, Any] | None:
    rows = TrainingCertificate.objects.with_standing(today).select_related("person__agency")
    held = rows.filter(ref=ref).first()
    if held is None:
        return None
    stands: bool = held.stands  # type: ignore[attr-defined]  # annotated
    return {
        "title": _("培训合格证明（不是执法证件）"),
        "number": held.number,
        "name": mask_name(held.person.name),
        "body": held.person.agency.name,
        "domains": held.domains,
        "valid_from": held.issued_on,
        "word": _("资格现存续") if stands else _("资格现已终止"),
        "is_good": stands,
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find_certificate(request: HttpRequest) -> HttpResponse:
    """By the number and the code that stands beside it. A wrong number and a wrong code are told in
    the same words; one number is tried only so often, from wherever."""
    form = FindCertificateForm(request.POST or None)
    if request.method != "POST":
        return render(request, "qualifications/public_find.html", {"form": form})
    if _too_often(request, "check", CHECKS_A_MINUTE):
        return render(request, "qualifications/public_too_often.html", status=429)
    if not form.is_valid():
        return render(request, "qualifications/public_find.html", {"form": form}, status=422)
    number, code = tidy_number(form.cleaned_data["number"]), form.cleaned_data["code"].upper()
    if times_asked(f"qualifications.public:find:{number}", 3600) > TRIES_AN_HOUR:
        return render(request, "qualifications/public_too_often.html", status=429)
    ref = Certificate.objects.filter(number=number).values_list("ref", flat=True).first()
    if not constant_time_compare(code, code_of(ref or number)) or ref is None:
        form.add_error(None, _("没有查到：请核对证号和核验码。"))
        return render(request, "qualifications/public_find.html", {"form": form}, status=404)
    return redirect("qualifications:check_certificate", ref)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_misuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody says that the certificate was misused."""
    if _too_often(request, "check", CHECKS_A_MINUTE):
        return render(request, "qualifications/public_too_often.html", status=429)
    held = Certificate.objects.select_related("person").filter(ref=ref).first()
    if held is None:
        nothing = {"now": timezone.now()}
        return render(request, "qualifications/public_check.html", nothing, status=404)
    form = MisuseForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "number": held.number, "ref": ref}
    if request.method != "POST":
        return render(request, "qualifications/public_report.html", context)
    if not form.is_valid():
        return render(request, "qualifications/public_report.html", context, status=422)
    key = f"qualifications.public:report:{client_address(request)}"
    if times_asked(key, 3600) > REPORTS_AN_HOUR:
        return render(request, "qualifications/public_too_often.html", status=429)
    values = form.cleaned_data
    actions.report_misuse(held, values["text"], values["contact"], now=timezone.now())
    return render(request, "qualifications/public_report.html", {"is_done": True, "ref": ref})


@login_not_required
@require_safe
def public_bodies(request: HttpRequest) -> HttpResponse:
    """The bodies that may enforce today, with basis and domains. The rows are kept for some minutes
    and hold nothing that is not public; the page itself is made for each reader."""
    today = timezone.localdate()
    form = PublicBodiesForm(request.GET or None, domains=_domains())
    kept = _kept_bodies(today)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = [
        row | {"kind": BodyKind(row["kind"]).label}
        for row in kept["rows"]
        if asked.get("q", "") in row["name"]
        and (not asked.get("domain") or asked["domain"] in row["domains"])
    ]
    context = {
        "form": form,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "at": kept["at"],
        "asked": {name: value for name, value in asked.items() if value},
    }
    return render(request, "qualifications/public_bodies.html", context)


def _kept_bodies(today: date) -> dict[str, Any]:
    key = f"qualifications.public_bodies:{today}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _bodies(today)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _bodies(today: date) -> dict[str, Any]:
    """Plain values alone, so that nothing of a reader can be kept."""
    domains: dict[int, list[str]] = defaultdict(list)
    scopes = BodyDomain.objects.in_force(today).order_by("domain").values_list("body_id", "domain")
    for body_id, name in scopes:
        domains[body_id].append(name)
    standings = BodyStanding.objects.in_force(today).filter(
        body__agency__closed_on=None, body__in=Body.objects.all()
    )
    held = standings.select_related("body__agency").order_by("body__agency__path", "-pk")
    rows = {
        row.body_id: {
            "name": row.body.agency.name,
            "kind": row.kind,
            "basis": row.basis,
            "delegator": row.delegator,
            "notice": row.notice,
            "domains": domains[row.body_id],
        }
        for row in held
    }
    return {"rows": list(rows.values()), "at": timezone.now()}


def _domains() -> list[str]:
    return list(Domain.objects.filter(closed_on=None).values_list("name", flat=True))


def _too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Whether one address asks more often in a minute than it may."""
    key = f"qualifications.public:{what}:{client_address(request)}"
    return times_this_minute(key, timezone.now()) > most
