"""The fairness reports of a session: drawn up, read, printed, taken away to be verified."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import fairness_for, fairness_report_for
from exams.actions import reporting
from exams.actions.signing import ActRefused
from exams.models import ExamSession, IncidentKind
from exams.views.sessions import crumbs_of, session_name
from exams.views.words import refusal_words
from journal import vault
from people.access import require
from people.http import PersonRequest
from people.rules import Role


@require_http_methods(["GET", "HEAD", "POST"])
def fairness(request: PersonRequest, ref: str) -> HttpResponse:
    """The session's reports, newest first; its examination officers draw up a new one."""
    found = fairness_for(request.rights, ref, timezone.now())
    is_staff = request.rights.covers(found.exam.agency.path, Role.EXAM_OFFICER)
    refusal = ""
    if request.method == "POST":
        require(request.rights, Role.EXAM_OFFICER)
        try:
            report, is_new = reporting.draw_up(found, actor=request.person, now=timezone.now())
        except ActRefused as refused:
            refusal = refusal_words(refused.reason)
        else:
            said = _("报告已编制并签名。") if is_new else _("情况没有变化，沿用已有报告。")
            messages.success(request, said)
            return redirect("exams:fairness_report", ref=report.ref)
    context = {
        "session": found,
        "reports": found.fairness_reports.select_related("by").order_by("-n"),
        "may_draw_up": is_staff,
        "refusal": refusal,
        "crumbs": _crumbs(found, is_staff),
    }
    return render(request, "exams/fairness.html", context, status=409 if refusal else 200)


@require_safe
def fairness_report(request: PersonRequest, ref: str) -> HttpResponse:
    """One report on one page, as it was signed; whether the signature still holds."""
    found = fairness_report_for(request.rights, ref)
    session, facts = found.session, json.loads(found.body)["facts"]
    is_staff = request.rights.covers(session.exam.agency.path, Role.EXAM_OFFICER)
    newest = session.fairness_reports.order_by("-n").values_list("ref", "n").first()
    context = {
        "report": found,
        "facts": facts,
        "is_signed": vault.is_signed(found.body.encode(), found.signature),
        "absent": facts["attendance"]["rostered"] - facts["attendance"]["present"],
        "within": _within(facts),
        "incidents": _incidents(facts),
        "newer": newest if newest and newest[1] > found.n else None,
        "crumbs": [
            *_crumbs(session, is_staff)[:-1],
            (_("公平性报告"), reverse("exams:fairness", args=[session.ref])),
            (_("第 %(n)s 号") % {"n": found.n}, ""),
        ],
    }
    return render(request, "exams/fairness_report.html", context)


def _within(facts: dict[str, Any]) -> bool:
    """Whether every paper lies within the band."""
    papers = facts["papers"]
    return papers["expected"] is None or papers["expected"]["within"] == papers["count"]


def _incidents(facts: dict[str, Any]) -> list[tuple[str, int]]:
    """What was written down in the rooms: kinds in words with how often, those that occurred."""
    told = facts["events"]["incidents"]
    return [(str(kind.label), told[kind.value]) for kind in IncidentKind if kind.value in told]


@require_safe
def fairness_file(request: PersonRequest, ref: str) -> HttpResponse:
    """The signed text with its signature, to be verified anywhere: `manage.py verify_report`."""
    found = fairness_report_for(request.rights, ref)
    response = JsonResponse(
        {"body": found.body, "signature": found.signature},
        json_dumps_params={"ensure_ascii": False},
    )
    name = f"fairness-{found.session.ref}-{found.n}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _crumbs(found: ExamSession, is_staff: bool) -> list[tuple[str, str]]:
    """An officer comes from the session; for others there is nothing above."""
    if not is_staff:
        return [(_("公平性报告"), "")]
    above = (session_name(found), reverse("exams:session", args=[found.ref]))
    return crumbs_of(found.exam, above, (_("公平性报告"), ""))
