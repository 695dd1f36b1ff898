"""The auditor's work: engagements, totals that must agree, rows, samples, evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.models import ExamSession
from exams.proof import attempt_fault, recomputes, totals_of
from exams.rules.reconciling import sample
from exchange.http import as_list, as_sheet, filtering
from mingfa import actions
from mingfa.auditing import access
from mingfa.auditing.engagement_lists import (
    AuditedSessionFilter,
    AuditedSessionTable,
    EngagementFilter,
    EngagementTable,
    MaskedFilter,
    MaskedTable,
)
from mingfa.auditing.evidence import Sampling, bundle
from mingfa.auditing.forms import EndForm, EngagementForm, SampleForm
from mingfa.auditing.totals import EVENTS, total_in_words
from mingfa.models import Engagement
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from people.rules import Role

REFUSALS = {
    actions.EngagementRefusal.ENDS_BEFORE: gettext_lazy("截止日期不能早于起始日期。"),
    actions.EngagementRefusal.OVER: gettext_lazy("截止日期已过。"),
    actions.EngagementRefusal.TOO_LONG: gettext_lazy("一项监督任务最长一年。"),
    actions.EngagementRefusal.NO_AUDITOR: gettext_lazy(
        "所选人员在起始日期不具有该范围的监督角色。"
    ),
    actions.EngagementRefusal.OWN: gettext_lazy("不能为本人批准监督任务。"),
    actions.EngagementRefusal.PAST: gettext_lazy("该监督任务已届满或者已终止。"),
    actions.EngagementRefusal.REASON_MISSING: gettext_lazy("请写明理由。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def engagements(request: PersonRequest) -> HttpResponse:
    """One's own engagements; the legal-affairs office sees those it oversees, and grants."""
    rows = access.engagements_for(request.rights)
    may_grant = request.rights.has(Role.LEGAL_AFFAIRS)
    form = _grant_form(request) if may_grant else None
    if request.method == "POST":
        require(request.rights, Role.LEGAL_AFFAIRS)
        if form is not None and _granted(request, form):
            messages.success(request, _("监督任务已批准。"))
            return redirect("audits:engagements")
    chosen = _chosen(request)
    sheet = reverse("audits:engagements_sheet")
    context = {
        "table": as_list(request, _table(request, chosen), sheet=sheet),
        "filter": chosen,
        "active": filtering(chosen),
        "in_force": rows.in_force(timezone.localdate()).count(),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "audits/engagements.html", context, status=status)


@require_safe
def engagements_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows, filtered and sorted, as a sheet."""
    return as_sheet(request, _table(request, _chosen(request)), _("监督任务"))


def _chosen(request: PersonRequest) -> EngagementFilter:
    rows = access.engagements_for(request.rights)
    return EngagementFilter(request.GET, queryset=rows, on=timezone.localdate())


def _table(request: PersonRequest, chosen: EngagementFilter) -> EngagementTable:
    return EngagementTable(
        chosen.qs,
        person_id=request.person.pk,
        on=timezone.localdate(),
        may_end=request.rights.has(Role.LEGAL_AFFAIRS),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_engagement(request: PersonRequest, ref: str) -> HttpResponse:
    """End an engagement before its last day, with a reason."""
    found, now = access.engagement_to_end(request.rights, ref), timezone.now()
    today = timezone.localdate(now)
    form = EndForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                actions.end_engagement(
                    found, reason=reason, actor=request.person, today=today, now=now
                )
            except actions.EngagementRefused as refused:
                form.add_error(None, REFUSALS[refused.reason])
                status = 409
            else:
                messages.success(request, _("监督任务已终止。"))
                return redirect("audits:engagements")
    crumbs = [(_("监督任务"), reverse("audits:engagements")), (_("提前终止"), "")]
    context = {"engagement": found, "form": form, "crumbs": crumbs}
    context["standing"] = found.standing(today)
    return render(request, "audits/end_engagement.html", context, status=status)


def _grant_form(request: PersonRequest) -> EngagementForm:
    today = timezone.localdate()
    return EngagementForm(
        request.POST if request.method == "POST" else None,
        auditors=access.auditors_for(request.rights, today),
        agencies=Agency.objects.visible_to(request.rights, Role.LEGAL_AFFAIRS),
    )


def _granted(request: PersonRequest, form: EngagementForm) -> bool:
    """Whether the engagement was granted; else the form says why not."""
    if not form.is_valid():
        return False
    now = timezone.now()
    try:
        actions.grant_engagement(
            actions.Terms(**form.cleaned_data),
            actor=request.person,
            today=timezone.localdate(now),
            now=now,
        )
    except actions.EngagementRefused as refused:
        form.add_error(None, REFUSALS[refused.reason])
        return False
    return True


@require_safe
def engagement(request: PersonRequest, ref: str) -> HttpResponse:
    """What an engagement opens: the sessions in its scope."""
    found = _engagement(request, ref)
    chosen = AuditedSessionFilter(request.GET, queryset=access.sessions_of(found))
    table = AuditedSessionTable(chosen.qs, engagement=found)
    context = {
        "engagement": found,
        "table": as_list(request, table, sheet=reverse("audits:sessions_sheet", args=[found.ref])),
        "filter": chosen,
        "active": filtering(chosen),
        "crumbs": _crumbs(found),
    }
    return render(request, "audits/engagement.html", context)


@require_safe
def sessions_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The same sessions, filtered and sorted, as a sheet."""
    found = _engagement(request, ref)
    chosen = AuditedSessionFilter(request.GET, queryset=access.sessions_of(found))
    return as_sheet(request, AuditedSessionTable(chosen.qs, engagement=found), _("可查阅的场次"))


@require_safe
def audited_session(request: PersonRequest, ref: str, session_ref: str) -> HttpResponse:
    """The session's totals with every difference by name, its rows, and a sample of `?seed=`."""
    found = _engagement(request, ref)
    session = access.session_of(found, session_ref)
    _note(request, found, "open_session", {"exam_session": session.ref})
    totals = [total_in_words(total) for total in totals_of(session)]
    form = SampleForm(request.GET if "seed" in request.GET else None, initial=_default())
    sampling = _sampling(session, form) if form.is_valid() else None
    chosen = MaskedFilter(request.GET, queryset=_rows(session, sampling))
    base = reverse("audits:audited_session", args=[found.ref, session.ref])
    sheet = reverse("audits:rows_sheet", args=[found.ref, session.ref])
    context = {
        "engagement": found,
        "session": session,
        "totals": totals,
        "differing": sum(not total["agrees"] for total in totals),
        "form": form,
        "sampling": sampling,
        "filter": chosen,
        "active": filtering(chosen),
        "table": as_list(request, MaskedTable(chosen.qs, base=base), sheet=sheet),
        "crumbs": _crumbs(found, (session.exam.title, "")),
    }
    return render(request, "audits/audited_session.html", context)


@require_safe
def rows_sheet(request: PersonRequest, ref: str, session_ref: str) -> HttpResponse:
    """The masked rows, sampled, filtered and sorted, as a sheet; the journal keeps it."""
    found = _engagement(request, ref)
    session = access.session_of(found, session_ref)
    form = SampleForm(request.GET)
    sampling = _sampling(session, form) if form.is_valid() else None
    chosen = MaskedFilter(request.GET, queryset=_rows(session, sampling))
    _note(request, found, "export_rows", {"exam_session": session.ref})
    return as_sheet(request, MaskedTable(chosen.qs, base=""), _("考生（已隐去姓名）"))


def _rows(session: ExamSession, sampling: Sampling | None) -> QuerySet[Any]:
    rows = access.rows_of(session)
    return rows.filter(attempt_ref__in=sampling.attempts) if sampling else rows


@require_POST
def draw_sample(request: PersonRequest, ref: str, session_ref: str) -> HttpResponse:
    """Draw a sample by the auditor's own seed; the journal keeps seed, day and size."""
    found = _engagement(request, ref)
    session = access.session_of(found, session_ref)
    form = SampleForm(request.POST)
    back = reverse("audits:audited_session", args=[found.ref, session.ref])
    if not form.is_valid():
        context = {"form": form, "back": back, "crumbs": _crumbs(found, (session.exam.title, back))}
        return render(request, "audits/sample_form.html", context, status=422)
    sampling = _sampling(session, form)
    facts = {"exam_session": session.ref, "seed": sampling.seed, "sampled_on": sampling.day}
    _note(request, found, "draw_sample", facts | {"size": sampling.size})
    query = request.POST.copy()
    query.pop("csrfmiddlewaretoken", None)
    return redirect(f"{back}?{query.urlencode()}#rows")


@require_POST
def export_evidence(request: PersonRequest, ref: str, session_ref: str) -> HttpResponse:
    """The evidence as a ZIP: totals, chain heads, and the full record of the sample."""
    found = _engagement(request, ref)
    session = access.session_of(found, session_ref)
    form = SampleForm(request.POST)
    sampling = _sampling(session, form) if form.is_valid() else None
    now = timezone.now()
    content, manifest = bundle(found, session, sampling, now=now)
    _note(request, found, "export_evidence", {"exam_session": session.ref, "manifest": manifest})
    response = HttpResponse(content, content_type="application/zip")
    name = f"evidence-{session.ref}-{timezone.localtime(now):%Y%m%d-%H%M%S}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def audited_attempt(
    request: PersonRequest, ref: str, session_ref: str, attempt_ref: str
) -> HttpResponse:
    """One attempt's record without a name: its events, times, results, and whether it is whole."""
    found = _engagement(request, ref)
    session = access.session_of(found, session_ref)
    attempt = access.attempt_of(session, attempt_ref)
    _note(request, found, "open_attempt", {"attempt": attempt.ref})
    results = list(attempt.results.newest_first().reverse())
    events = sorted(attempt.events.all(), key=lambda event: event.n)
    back = reverse("audits:audited_session", args=[found.ref, session.ref])
    context = {
        "attempt": attempt,
        "fault": attempt_fault(attempt) if events else None,
        "events": [(event, EVENTS.get(event.type, event.type)) for event in events],
        "results": [(result, recomputes(result)) for result in results],
        "grants": list(attempt.time_grants.all()),
        "pay_backs": list(attempt.pay_backs.select_related("outage")),
        "crumbs": _crumbs(found, (session.exam.title, back), (attempt.ref, "")),
    }
    return render(request, "audits/audited_attempt.html", context)


def _engagement(request: PersonRequest, ref: str) -> Engagement:
    return access.engagement_for(request.rights, ref, timezone.localdate())


def _note(request: PersonRequest, found: Engagement, act: str, facts: dict[str, Any]) -> None:
    actions.note_audit(found, act, facts, actor=request.person, now=timezone.now())


def _default() -> dict[str, date | int]:
    return {"day": timezone.localdate(), "size": 20}


def _sampling(session: ExamSession, form: SampleForm) -> Sampling:
    """The attempts that the seed draws from all that were started."""
    given = form.cleaned_data
    day: date = given["day"]
    names = session.attempts.filter(started_at__isnull=False).values_list("ref", flat=True)
    drawn = sample(names, given["size"], seed=given["seed"], day=day)
    return Sampling(given["seed"], day.isoformat(), given["size"], drawn)


def _crumbs(found: Engagement, *further: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("audits:engagement", args=[found.ref]) if further else ""
    return [
        (_("监督任务"), reverse("audits:engagements")),
        (found.purpose, here),
        *further,
    ]
