"""The dossier: compiled, read, signed, printed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import cases as deeds
from appointments.documents import Paper, Part, as_pdf
from appointments.forms.cases import AsOfForm, PlainForm
from appointments.models import Case, Dossier, lines_of_case
from appointments.rules.lines import difference, lines_from
from appointments.rules.terms import MemberRole
from appointments.views.deed import about, carry_out, case_url, crumbs_of
from exchange.deeds import Deed, typed
from people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def compile_dossier(request: PersonRequest, ref: str) -> HttpResponse:
    """Compile the dossier as of a day."""
    found = access.case_for(request.rights, ref)
    form = AsOfForm(**typed(request), initial={"as_of": timezone.localdate()})
    deed = Deed(
        title=_("汇编考查材料"),
        why=_("从学时台账、考试、资格、证件和上岗核验中汇编，每项注明来源和日期。"),
        button=_("汇编"),
        back=case_url(found),
        done=_("已汇编，请核对后签署。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("汇编考查材料"), "")),
    )

    def act() -> str:
        as_of = form.cleaned_data["as_of"]
        made = deeds.compile_dossier(found, as_of, actor=request.person, now=timezone.now())
        return reverse("appointments:dossier", args=[found.ref, made.n])

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def dossier(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """A dossier as it was compiled, and what has changed since."""
    found = access.case_for(request.rights, ref)
    kept = access.dossier_of(found, n)
    role = access.membership(request.rights, found).role
    fresh = lines_of_case(found, kept.as_of, now=timezone.now())
    changed = difference(kept.lines, fresh)
    signature = getattr(kept, "signature", None)
    context = {
        "case": found,
        "dossier": kept,
        "lines": lines_from(kept.lines),
        "signature": signature,
        "changed": changed,
        "may_sign": (
            role == MemberRole.LEAD and found.is_open and signature is None and not changed
        ),
        "crumbs": crumbs_of(found, (_("考查材料第 %(n)d 版") % {"n": n}, "")),
    }
    return render(request, "appointments/dossier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_dossier(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """Sign a dossier by its hash."""
    found = access.case_for(request.rights, ref)
    kept = access.dossier_of(found, n)
    form = PlainForm(**typed(request))
    deed = Deed(
        title=_("签署考查材料"),
        why=_("签署后，内容以散列固定：%(digest)s。台账此后的变化在案件页面提示。")
        % {"digest": kept.digest},
        button=_("签署"),
        back=reverse("appointments:dossier", args=[found.ref, n]),
        done=_("已签署。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("签署考查材料"), "")),
        grave=True,
    )

    def act() -> None:
        deeds.sign_dossier(kept, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def dossier_pdf(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """The dossier on paper."""
    found = access.case_for(request.rights, ref)
    return as_pdf(dossier_paper(found, access.dossier_of(found, n)), f"{found.number}-{n}")


def dossier_paper(case: Case, kept: Dossier) -> Paper:
    """What is printed of a dossier."""
    signature = getattr(kept, "signature", None)
    signed = _("尚未签署")
    if signature is not None:
        signed = f"{signature.by.name}　{timezone.localtime(signature.at):%Y-%m-%d %H:%M}"
    rows = [(line.topic, line.text, line.source, line.day) for line in lines_from(kept.lines)]
    return Paper(
        title=_("任职前法律知识和依法行政情况考查材料"),
        mark=_("内部保密"),
        facts=[
            (_("案号"), case.number),
            (_("人选"), case.name),
            (_("现任单位和职务"), case.present_post),
            (_("拟任职务"), case.intended_post),
            (_("任命方式"), str(case.get_procedure_display())),
            (_("截至日期"), f"{kept.as_of:%Y-%m-%d}"),
            (_("签署"), signed),
        ],
        parts=[Part(_("考查事项"), (_("类别"), _("内容"), _("来源"), _("日期")), rows)],
        notes=[_("内容散列：%(digest)s") % {"digest": kept.digest}],
        foot=f"{case.agency.name}　{case.number}",
    )
