"""What the city lays down for the time after an exam: objections and resits."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.actions import resitting
from exams.actions.resitting import Terms
from exams.actions.signing import ActRefused
from exams.forms.policies import ExamPolicyForm
from exams.models import ExamPolicy
from exams.rules.objecting import PROPOSED_DAYS
from exams.views.words import refusal_words
from people.access import require_citywide
from people.http import PersonRequest
from people.rules import Role

PROPOSED = Terms(objection_days=PROPOSED_DAYS, resits=None, resit_days=0)


@require_http_methods(["GET", "HEAD", "POST"])
def exam_policies(request: PersonRequest) -> HttpResponse:
    """What holds, what held, and the form that lays down something else, for the whole city."""
    require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    today = timezone.localdate()
    standing = ExamPolicy.objects.on(today)
    initial = asdict(resitting.terms_of(standing) if standing else PROPOSED)
    data = request.POST if request.method == "POST" else None
    form = ExamPolicyForm(data, initial=initial | {"valid_from": today})
    if data is None:
        return _show(request, form, standing, 200)
    if not form.is_valid():
        return _show(request, form, standing, 422)
    try:
        resitting.set_exam_policy(
            form.terms(),
            valid_from=form.cleaned_data["valid_from"],
            basis=form.cleaned_data["basis"],
            actor=request.person,
            now=timezone.now(),
        )
    except ActRefused as refused:
        form.add_error(None, refusal_words(refused.reason))
        return _show(request, form, standing, 409)
    messages.success(request, _("考后规定已登记。"))
    return redirect("exams:exam_policies")


def _show(
    request: PersonRequest, form: ExamPolicyForm, standing: ExamPolicy | None, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "standing": standing,
        "proposed_days": PROPOSED_DAYS,
        "rows": ExamPolicy.objects.current().order_by("-valid_from"),
    }
    return render(request, "exams/policies.html", context, status=status)
