"""What the legal-affairs office lays down: numbers, policy, exams, since when we know."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from people.access import require_citywide
from people.http import PersonRequest
from qualifications import access, actions, wording
from qualifications.forms import (
    PatternForm,
    PolicyForm,
    PostingForm,
    RecogniseForm,
    RecordsForm,
)
from qualifications.models import (
    NumberPattern,
    PostingRule,
    QualificationKind,
    QualifyingExam,
    QualifyingPolicy,
    RecordsBegin,
    RecordSource,
)
from qualifications.rules.kinds import DEFAULTS
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
def settings(request: PersonRequest) -> HttpResponse:
    """All that is laid down, each with the page that changes it."""
    require_citywide(request.rights, *access.DECIDERS)
    declared = {row.source: row for row in RecordsBegin.objects.current()}
    laid_down = set(
        QualifyingPolicy.objects.in_force(timezone.localdate()).values_list("kind", flat=True)
    )
    context = {
        "records": [(label, declared.get(value)) for value, label in RecordSource.choices],
        "undeclared": len(RecordSource.choices) - len(declared),
        "policies": [
            (row, wording.policy_words(row.policy))
            for row in QualifyingPolicy.objects.current().order_by("kind", "-valid_from")
        ],
        "defaults": [
            (QualificationKind(kind).label, wording.policy_words(policy))
            for kind, policy in DEFAULTS.items()
            if kind not in laid_down
        ],
        "patterns": NumberPattern.objects.current()
        .select_related("issuer")
        .order_by("issuer__name", "kind", "-valid_from"),
        "postings": PostingRule.objects.current().order_by("post_kind", "-valid_from"),
        "exams": QualifyingExam.objects.select_related("exam").order_by("-recorded_at"),
    }
    return render(request, "qualifications/settings.html", context)


@require_http_methods(GET_OR_POST)
def declare_records(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = RecordsForm(**typed(request), initial={"source": request.GET.get("source")})
    deed = _deed(
        title=gettext_lazy("设定登记起点"),
        why=gettext_lazy(
            "声明自某日起，本市这类登记完整无缺。四类登记都设定后，平台才作肯定或者否定的答复；起点以前的日期，一律答复“无法确认”。"
        ),
        done=gettext_lazy("登记起点已设定。"),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.declare_records(
            values["source"],
            values["begins_on"],
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def set_number_pattern(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = PatternForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = _deed(
        title=gettext_lazy("设定证号规则"),
        why=gettext_lazy("新规则自起始日期起适用，原规则于前一日终止。已登记的证件不受影响。"),
        done=gettext_lazy("证号规则已设定。"),
    )

    def act() -> None:
        values = form.cleaned_data
        actions.set_number_pattern(
            values["issuer"],
            values["kind"],
            values["pattern"],
            valid_from=values["valid_from"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def set_policy(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = PolicyForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = _deed(
        title=gettext_lazy("设定资格条件"),
        why=gettext_lazy("新条件自起始日期起适用于其后确认的资格，已取得的资格不受影响。"),
        done=gettext_lazy("资格条件已设定。"),
    )

    def act() -> None:
        actions.set_policy(
            form.policy(),
            valid_from=form.cleaned_data["valid_from"],
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=timezone.now(),
            kind=form.cleaned_data["kind"],
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def set_posting_rule(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = PostingForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = _deed(
        title=gettext_lazy("设定岗位准入规定"),
        why=gettext_lazy(
            "自起始日期起，未通过所列考试、也没有任何资格的人员，不能登记为这类岗位。已登记的岗位不受影响。"
        ),
        done=gettext_lazy("岗位准入规定已设定。"),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.set_posting_rule(
            values["post_kind"],
            values["part"],
            valid_from=values["valid_from"],
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def recognise_exam(request: PersonRequest) -> HttpResponse:
    require_citywide(request.rights, *access.DECIDERS)
    form = RecogniseForm(
        **typed(request), exams=access.exams_to_recognise(request.rights, timezone.localdate())
    )
    deed = _deed(
        title=gettext_lazy("认定资格考试"),
        why=gettext_lazy("认定后不能更改。有监考、已公布的合格成绩，可以作为取得资格的依据。"),
        done=gettext_lazy("资格考试已认定。"),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.recognise_exam(
            values["exam"],
            values["part"],
            values["domain"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


def _deed(*, title: object, why: object, done: object, grave: bool = False) -> Deed:
    return Deed(
        title=str(title),
        why=str(why),
        button=str(title),
        back=reverse("qualifications:settings"),
        done=str(done),
        grave=grave,
    )
