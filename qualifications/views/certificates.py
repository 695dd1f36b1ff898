"""Certificates: the list, one certificate with its history and proof, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exams.models import CandidatePhoto
from exchange.deeds import Deed, typed
from exchange.http import RowsByKey, as_list, as_sheet, filtering
from people.access import is_citywide, require
from people.http import PersonRequest
from people.models import Agency
from people.rules import paths_above
from qualifications import access, actions
from qualifications.filters import CertificateFilter
from qualifications.forms import (
    CardForm,
    CorrectCardForm,
    DecisionForm,
    ReasonForm,
    ReissueForm,
    TermForm,
)
from qualifications.models import Body, Certificate, StateChoice
from qualifications.models.public import code_of
from qualifications.rules.certificates import EventKind, State
from qualifications.rules.deeds import FROM
from qualifications.tables import CertificateTable
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Words:
    """What the page of one kind of decision says."""

    title: str | Promise
    consequence: str | Promise
    done: str | Promise
    page: str
    icon: str


DECISIONS = {
    EventKind.SUSPENDED: Words(
        gettext_lazy("暂扣证件"),
        gettext_lazy("自生效之日起至截止之日，本人不能凭该证件上岗；未定期限的，至恢复之日止。"),
        gettext_lazy("已登记暂扣。"),
        "qualifications:suspend_certificate",
        "circle-pause",
    ),
    EventKind.RESTORED: Words(
        gettext_lazy("恢复证件"),
        gettext_lazy("自生效之日起，此前的暂扣、吊销或者注销决定不再有效。"),
        gettext_lazy("已登记恢复。"),
        "qualifications:restore_certificate",
        "rotate-ccw",
    ),
    EventKind.REVOKED: Words(
        gettext_lazy("吊销证件"),
        gettext_lazy("自生效之日起，该证件永久失效；决定被撤销的，方可恢复。"),
        gettext_lazy("已登记吊销。"),
        "qualifications:revoke_certificate",
        "ban",
    ),
    EventKind.CANCELLED: Words(
        gettext_lazy("注销证件"),
        gettext_lazy("适用于调离、离岗、退休、死亡、单位撤并等情形。自生效之日起，该证件失效。"),
        gettext_lazy("已登记注销。"),
        "qualifications:cancel_certificate",
        "archive",
    ),
    EventKind.LOST: Words(
        gettext_lazy("遗失作废"),
        gettext_lazy("自生效之日起，该证件作废，找回后也不能使用；补发的证件另编证号。"),
        gettext_lazy("已登记作废。"),
        "qualifications:void_certificate",
        "file-x",
    ),
}


@require_GET
def certificates(request: PersonRequest) -> HttpResponse:
    """Certificates of persons in the reader's subtrees, with what they are today."""
    require(request.rights, *access.READERS)
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_certificates")
    first = "terms_valid_to" if chosen.is_by_end else "number"
    table = CertificateTable(RowsByKey(chosen.qs), order_by=first)
    table = as_list(request, table, sheet=sheet)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "may_decide": request.rights.has(*access.DECIDERS),
        "may_lay_down": is_citywide(request.rights, *access.DECIDERS),
    }
    return render(request, "qualifications/certificates.html", context)


@require_GET
def export_certificates(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    require(request.rights, *access.READERS)
    return as_sheet(request, CertificateTable(_filtered(request).qs), _("证件"))


@require_GET
def certificate(request: PersonRequest, ref: str) -> HttpResponse:
    """One certificate: what it is today, what it says, its history with the proof of each entry."""
    shown = access.certificate_for(request.rights, ref)
    today = timezone.localdate()
    row: Any = Certificate.objects.with_state(today).get(pk=shown.pk)
    now = State(row.state_on)
    events = shown.events.in_order().select_related("chain")
    may_decide = access.may_decide(request.rights, shown.person.agency.path)
    context = {
        "certificate": shown,
        "state": now.value,
        "word": StateChoice(now.value).label,
        "tone": "done" if now is State.VALID else "danger",
        "terms": shown.terms.current().select_related("body__agency").order_by("-valid_from"),
        "code": code_of(shown.ref),
        "has_photo": CandidatePhoto.objects.filter(person=shown.person_id).exists(),
        "former_terms": shown.terms.filter(superseded_at__isnull=False).order_by("-superseded_at"),
        "events": events,
        "replacement": shown.replacements.first(),
        "deeds": _deeds(shown, now) if may_decide else [],
        "may_decide": may_decide,
        "is_self": shown.person_id == request.person.pk,
    }
    return render(request, "qualifications/certificate.html", context)


@require_http_methods(GET_OR_POST)
def register_certificate(request: PersonRequest, person_id: int) -> HttpResponse:
    person = access.person_to_decide(request.rights, person_id)
    today = timezone.localdate()
    form = CardForm(**typed(request), bodies=_bodies(person.agency.path))
    deed = Deed(
        title=gettext_lazy("登记证件"),
        why=gettext_lazy("按发证机关颁发的证件如实登记。登记证件不等于取得资格，资格另行登记。"),
        button=gettext_lazy("登记"),
        back=reverse("qualifications:person", args=[person.pk]),
        done=gettext_lazy("证件已登记。"),
        about=f"{person.name}　{person.agency.name}",
    )

    def act() -> str:
        made = actions.register_certificate(
            person, form.card(), form.decision(today), actor=request.person, now=timezone.now()
        )
        return _address(made)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def decide(request: PersonRequest, ref: str, kind: EventKind) -> HttpResponse:
    """Suspend, restore, revoke, cancel, declare void: the same page with other words."""
    held = access.certificate_to_decide(request.rights, ref)
    words, today = DECISIONS[kind], timezone.localdate()
    initial = {"decided_on": today, "effective_on": today}
    form = (TermForm if kind is EventKind.SUSPENDED else DecisionForm)(
        **typed(request), initial=initial
    )
    deed = Deed(
        title=words.title,
        why=words.consequence,
        button=words.title,
        back=_address(held),
        done=words.done,
        about=_about(held),
        grave=kind is not EventKind.RESTORED,
    )

    def act() -> None:
        actions.decide(held, kind, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def reissue_certificate(request: PersonRequest, ref: str) -> HttpResponse:
    held = access.certificate_to_decide(request.rights, ref)
    today = timezone.localdate()
    form = ReissueForm(
        **typed(request),
        bodies=_bodies(held.person.agency.path),
        initial=_said(held) | {"decided_on": today, "valid_from": today},
    )
    deed = Deed(
        title=gettext_lazy("换发证件"),
        why=gettext_lazy("登记补发或者换发的新证件。自新证件生效之日起，原证件作废。"),
        button=gettext_lazy("换发"),
        back=_address(held),
        done=gettext_lazy("新证件已登记，原证件作废。"),
        about=_about(held),
        grave=True,
    )

    def act() -> str:
        fresh = actions.reissue_certificate(
            held, form.card(), form.decision(today), actor=request.person, now=timezone.now()
        )
        return _address(fresh)

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def correct_certificate(request: PersonRequest, ref: str) -> HttpResponse:
    held = access.certificate_to_decide(request.rights, ref)
    form = CorrectCardForm(
        **typed(request),
        bodies=_bodies(held.person.agency.path),
        initial=_said(held) | {"decided_on": timezone.localdate()},
    )
    deed = Deed(
        title=gettext_lazy("更正证件内容"),
        why=gettext_lazy("更正执法主体、领域和有效期。原登记保留，证号和持证人不变。"),
        button=gettext_lazy("更正"),
        back=_address(held),
        done=gettext_lazy("证件内容已更正。"),
        about=_about(held),
    )

    def act() -> None:
        values = form.cleaned_data
        names = ("body", "domains", "valid_from", "valid_to", "post_title", "area")
        card = actions.Card(
            number=held.number,
            issuer=held.issuer,
            kind=held.kind,
            **{name: values[name] for name in names},
        )
        actions.correct_certificate(
            held, card, form.decision(), actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def withdraw_certificate(request: PersonRequest, ref: str) -> HttpResponse:
    held = access.certificate_to_decide(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=gettext_lazy("撤回误登的证件"),
        why=gettext_lazy(
            "该证件系误登的，撤回后视为从未登记，仅凭该证件登记的资格一并撤回。原登记保留备查。登记后已另有决定的，不能撤回。"
        ),
        button=gettext_lazy("撤回"),
        back=_address(held),
        done=gettext_lazy("证件登记已撤回。"),
        about=_about(held),
        grave=True,
    )

    def act() -> None:
        actions.withdraw_certificates(
            [held],
            reason=form.cleaned_data["reason"],
            by=request.person.pk,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _address(held: Certificate) -> str:
    return reverse("qualifications:certificate", kwargs={"ref": held.ref})


def _about(held: Certificate) -> str:
    return f"{held.person.name}　{held.person.agency.name}　{held.number}"


def _bodies(path: str) -> QuerySet[Body]:
    """The bodies at an agency or above it, nearest first."""
    rows = Body.objects.filter(agency__path__in=paths_above(path)).select_related("agency")
    return rows.order_by("-agency__path")


def _said(held: Certificate) -> dict[str, Any]:
    """What the certificate says now, for a form."""
    terms = held.terms.current().order_by("-valid_from", "-id").first()
    if terms is None:
        return {}
    return {
        "kind": held.kind,
        "issuer": held.issuer_id,
        "body": terms.body_id,
        "domains": terms.domains,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "post_title": terms.post_title,
        "area": terms.area,
    }


def _deeds(held: Certificate, state: State) -> list[tuple[str, str | Promise, str]]:
    """Address, words and icon of what may be decided about a certificate in this state."""
    found: list[tuple[str, str | Promise, str]] = [
        (reverse(words.page, args=[held.ref]), words.title, words.icon)
        for kind, words in DECISIONS.items()
        if state in FROM[kind]
    ]
    if state in FROM[EventKind.REISSUED]:
        page = reverse("qualifications:reissue_certificate", args=[held.ref])
        found.append((page, gettext_lazy("换发证件"), "repeat"))
    if state is State.WITHDRAWN:
        return found
    correct = reverse("qualifications:correct_certificate", args=[held.ref])
    withdraw = reverse("qualifications:withdraw_certificate", args=[held.ref])
    return [
        *found,
        (correct, gettext_lazy("更正证件内容"), "pencil"),
        (withdraw, gettext_lazy("撤回误登"), "undo-2"),
    ]


def _filtered(request: PersonRequest) -> CertificateFilter:
    today: date = timezone.localdate()
    rows = Certificate.objects.governed_by(request.rights, *access.READERS)
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    rows = rows.with_state(today).with_terms().select_related("person__agency")
    return CertificateFilter(request.GET, queryset=rows, agencies=agencies, today=today)
