"""Exemptions, and closing a year by two persons."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet
from people.access import require
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from training import access, actions
from training.forms.exemptions import ExemptionForm, SealForm
from training.tables import SealTable
from training.templatetags.training_words import amount
from training.views.deed import carry_out


@require_http_methods(["GET", "HEAD", "POST"])
def grant_exemption(request: PersonRequest, person_id: int) -> HttpResponse:
    """Let somebody off a part of a year's demand, on evidence."""
    person = access.ledger_to_keep(request.rights, person_id)
    form = ExemptionForm(**typed(request), today=timezone.localdate())
    back = reverse("training:ledger", args=[person.pk])
    deed = Deed(
        title=_("减免学时"),
        why=_("减免“%(name)s”当年的要求。减免和依据对本人公开，可以撤销。") % {"name": person.name},
        button=_("批准减免"),
        back=back,
        done=_("减免已登记。"),
        crumbs=[(person.name, back), (_("减免学时"), "")],
    )

    def act() -> None:
        actions.grant_exemption(person, form.relief(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def lift_exemption(request: PersonRequest, ref: str) -> HttpResponse:
    """Take an exemption back."""
    found = access.exemption_to_lift(request.rights, ref)
    form = ReasonForm(**typed(request))
    back = reverse("training:ledger", args=[found.person_id])
    said = {"name": found.person.name, "credit": amount(found.credit), "days": amount(found.days)}
    deed = Deed(
        title=_("撤销减免"),
        why=_("撤销“%(name)s”的减免：集中培训 %(days)s 天、%(credit)s 学时。") % said,
        button=_("撤销减免"),
        back=back,
        done=_("减免已撤销。"),
        crumbs=[(found.person.name, back), (_("撤销减免"), "")],
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.lift_exemption(found, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def seals(request: PersonRequest) -> HttpResponse:
    """Years that are closed, and those that wait for a second person."""
    rows = access.seals_to_see(request.rights)
    context = {
        "waiting": rows.filter(sealed_at__isnull=True).count(),
        "table": as_list(request, SealTable(rows), sheet=reverse("training:seals_sheet")),
        "crumbs": [(_("培训进度"), reverse("training:board")), (_("年度封存"), "")],
    }
    return render(request, "training/seals.html", context)


@require_safe
def seals_sheet(request: PersonRequest) -> HttpResponse:
    """The same as a sheet."""
    return as_sheet(request, SealTable(access.seals_to_see(request.rights)), _("年度封存"))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_seal(request: PersonRequest) -> HttpResponse:
    """Ask for a year of one's agency to be closed."""
    require(request.rights, *access.LOOKERS)
    initial = {"agency": request.person.agency_id}
    form = SealForm(
        **typed(request), rights=request.rights, today=timezone.localdate(), initial=initial
    )
    deed = _deed(
        _("提出封存"),
        _("封存后，该年度的学时不再登记；需要更正的记入当年。须由另一人会签后生效。"),
        _("已提出，请由另一人会签。"),
    )

    def act() -> None:
        values = form.cleaned_data
        actions.propose_seal(
            values["agency"], values["year"], actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_year(request: PersonRequest, ref: str) -> HttpResponse:
    """Close the year as the second person."""
    found = access.seal_to_sign(request.rights, ref)
    form = ReasonForm(**typed(request))
    del form.fields["reason"]
    deed = _deed(
        _("会签封存"),
        _("封存“%(agency)s”%(year)d 年度的学时。封存后不能恢复。")
        % {"agency": found.agency.name, "year": found.year},
        _("年度学时已封存。"),
        grave=True,
    )

    def act() -> None:
        actions.seal_year(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _deed(title: str, why: str, done: str, *, grave: bool = False) -> Deed:
    back = reverse("training:seals")
    crumbs = [(_("年度封存"), back), (title, "")]
    return Deed(title, why, title, back, done, crumbs=crumbs, grave=grave)
