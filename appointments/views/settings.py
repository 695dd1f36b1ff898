"""What each procedure asks for, and the templates of tests."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import calls
from appointments.actions import policies as deeds
from appointments.forms.cases import PlainForm
from appointments.forms.testing import PolicyForm, TemplateForm
from appointments.models import ProcedurePolicy, TestTemplate
from appointments.rules.terms import Procedure, Told
from appointments.views.deed import carry_out
from exchange.deeds import Deed, typed
from people.access import require, require_citywide
from people.http import PersonRequest
from people.rules import Role

READERS = (Role.PERSONNEL, Role.LEGAL_AFFAIRS)


@require_GET
def policies(request: PersonRequest) -> HttpResponse:
    """Both procedures with their numbers, now and before."""
    require(request.rights, *READERS)
    today = timezone.localdate()
    rows = ProcedurePolicy.objects.current().order_by("procedure", "-valid_from")
    context = {
        "rows": [(row, row.holds_on(today)) for row in rows],
        "may_set": request.rights.has(Role.PERSONNEL),
    }
    return render(request, "appointments/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_policy(request: PersonRequest) -> HttpResponse:
    """Lay down what a procedure asks for; for the personnel office of the whole city."""
    require_citywide(request.rights, Role.PERSONNEL)
    form = PolicyForm(**typed(request))
    deed = Deed(
        title=_("制定任职考查规定"),
        why=_("自施行之日起立案的适用新规定；已立案的仍适用立案时的规定。"),
        button=_("制定"),
        back=reverse("appointments:policies"),
        done=_("规定已制定。"),
        crumbs=[(_("任职考查规定"), reverse("appointments:policies")), (_("制定"), "")],
    )

    def act() -> None:
        values = form.cleaned_data
        draft = deeds.PolicyDraft(
            procedure=Procedure(values["procedure"]),
            terms=form.terms(),
            told=Told(values["told"]),
            valid_from=values["valid_from"],
            reason=values["reason"],
        )
        deeds.set_policy(draft, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_GET
def templates(request: PersonRequest) -> HttpResponse:
    """The templates of one's subtree, approved or waiting."""
    rows = access.templates_for(request.rights)
    context = {
        "rows": rows,
        "waiting": rows.filter(approved_by=None, ended_at=None).count(),
        "may_propose": request.rights.has(Role.EXAM_OFFICER),
        "may_decide": request.rights.has(Role.LEGAL_AFFAIRS),
    }
    return render(request, "appointments/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_template(request: PersonRequest) -> HttpResponse:
    """Propose a blueprint for pre-appointment tests."""
    blueprints = access.blueprints_to_propose(request.rights)
    form = TemplateForm(**typed(request), blueprints=blueprints)
    deed = Deed(
        title=_("提出测试模板"),
        why=_("由法制机构批准后方可用于任职前测试。批准后组卷方案有改动的，须重新批准。"),
        button=_("提出"),
        back=reverse("appointments:templates"),
        done=_("已提出，等待批准。"),
        crumbs=[(_("测试模板"), reverse("appointments:templates")), (_("提出"), "")],
    )

    def act() -> None:
        values = form.cleaned_data
        calls.propose_template(
            values["blueprint"],
            values["title"],
            values["duration_minutes"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def approve_template(request: PersonRequest, template_id: int) -> HttpResponse:
    """Approve a template as it was proposed."""
    found = access.template_to_decide(request.rights, template_id)
    why = _("组卷方案：%(blueprint)s；时长 %(minutes)d 分钟；提出人：%(name)s。") % {
        "blueprint": found.blueprint.title,
        "minutes": found.duration_minutes,
        "name": found.proposed_by.name,
    }
    deed = _deed(found, _("批准测试模板"), why, _("已批准。"))
    form = PlainForm(**typed(request))

    def act() -> None:
        calls.approve_template(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def end_template(request: PersonRequest, template_id: int) -> HttpResponse:
    """Let a template open no further session."""
    found = access.template_to_decide(request.rights, template_id)
    why = _("停用后不再用于新的场次；已安排的场次不受影响。")
    deed = _deed(found, _("停用测试模板"), why, _("已停用。"))
    form = PlainForm(**typed(request))

    def act() -> None:
        calls.end_template(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _deed(found: TestTemplate, title: str, why: str, done: str) -> Deed:
    return Deed(
        title=title,
        why=why,
        button=title,
        back=reverse("appointments:templates"),
        done=done,
        about=found.title,
        crumbs=[(_("测试模板"), reverse("appointments:templates")), (title, "")],
        grave=True,
    )
