"""One session: its window, its roster, its invigilators, its printed record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import exam_for, invigilators_for, persons_found, session_for
from exams.actions import planning
from exams.actions.signing import ActRefused
from exams.chains import session_root
from exams.filters import RosterFilter
from exams.forms import (
    AgencyEnrolForm,
    InvigilatorForm,
    ReasonForm,
    SessionForm,
)
from exams.models import Candidate, Exam, ExamSession
from exams.models.attendance import attendance_counts, granted_in, with_attendance
from exams.models.overview import tally
from exams.proof import acquainted_in
from exams.rules.conduct import Act, ExamState, SessionState
from exams.tables import RosterTable
from exams.views.signatures import alone, newest_signed
from exams.views.words import refusal_words
from exchange.http import as_list, as_sheet, filtering
from people.forms.choosing import PersonSearchForm
from people.http import PersonRequest

MOST_FOUND = 50  # persons of one search; more asks for narrower words


@require_http_methods(["GET", "HEAD", "POST"])
def add_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Add a session to a draft."""
    return _edit(request, exam_for(request.rights, ref), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Change place and window of a draft's session."""
    found = session_for(request.rights, ref)
    return _edit(request, found.exam, found)


def _edit(request: PersonRequest, exam: Exam, found: ExamSession | None) -> HttpResponse:
    initial = SessionForm.values_of(found) if found else None
    now = timezone.now()
    form = SessionForm(request.POST or None, initial=initial, exam=exam, now=now)
    status = 200
    if request.method == "POST":
        saved = _save(request, exam, found, form) if form.is_valid() else None
        if saved is not None:
            messages.success(request, _("场次已保存。"))
            return redirect("exams:session", ref=saved.ref)
        status = 409 if form.non_field_errors() else 422
    title = _("修改场次") if found else _("增加场次")
    context = {
        "exam": exam,
        "form": form,
        "title": title,
        "crumbs": crumbs_of(exam, (title, "")),
    }
    return render(request, "exams/session_form.html", context, status=status)


def _save(
    request: PersonRequest, exam: Exam, found: ExamSession | None, form: SessionForm
) -> ExamSession | None:
    wish = form.cleaned_data | {"actor": request.person, "now": timezone.now()}
    try:
        if found is None:
            return planning.add_session(exam, **wish)
        return planning.change_session(found, **wish)
    except ActRefused as refused:
        form.add_error(None, refusal_words(refused.reason))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def remove_session(request: PersonRequest, ref: str) -> HttpResponse:
    """Say what goes with an empty session of a draft, and take it out for a stated reason."""
    found = session_for(request.rights, ref)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {
            "session": found,
            "form": form,
            "invigilators": found.invigilations.count(),
            "crumbs": crumbs_of(
                found.exam,
                (session_name(found), reverse("exams:session", args=[found.ref])),
                (_("删除场次"), ""),
            ),
        }
        return render(request, "exams/session_remove.html", context, status=status)
    reason = form.cleaned_data["reason"]
    try:
        planning.remove_session(found, reason=reason, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return session_page(request, found, refusal=refusal_words(refused.reason))
    messages.success(request, _("场次已删除。"))
    return redirect("exams:exam", ref=found.exam.ref)


@require_safe
def session(request: PersonRequest, ref: str) -> HttpResponse:
    """The session's roster, its invigilators and its stage."""
    return session_page(request, session_for(request.rights, ref))


def session_page(request: PersonRequest, found: ExamSession, *, refusal: str = "") -> HttpResponse:
    """The session's page, with the sentence of a refusal where there was one (409)."""
    may_change = found.state == SessionState.PLANNED
    roster = _roster(request, found)
    words = request.GET.get("find", "").strip() if may_change else ""
    table = RosterTable(roster.qs, exclude=() if may_change else ("withdraw",))
    sheet = reverse("exams:roster_sheet", args=[found.ref])
    counts = tally(found)
    signed = newest_signed([Act.LOCK], [found.ref]) if may_change else {}
    first = alone(signed, Act.LOCK, found.ref)
    context = {
        "session": found,
        "tally": counts,
        "is_empty": counts.seats == 0,
        "now": timezone.now(),
        "table": as_list(request, table, sheet=sheet),
        "filter": roster,
        "active": filtering(roster),
        "may_change": may_change,
        "is_draft": found.exam.state == ExamState.DRAFT,
        "agency_form": AgencyEnrolForm(rights=request.rights),
        "search_form": PersonSearchForm(request.GET or None),
        "words": words,
        "found": persons_found(request.rights, found, words)[:MOST_FOUND] if words else None,
        "invigilations": found.invigilations.select_related("person__agency", "room"),
        "invigilator_form": InvigilatorForm(
            choices=invigilators_for(request.rights, found, timezone.localdate()),
            rooms=found.rooms.all(),
        ),
        "lock": getattr(found, "roster_lock", None),
        "lock_signed": first,
        "is_signed_by_me": first is not None and first.person_id == request.person.pk,
        "has_reserve": _has_reserve(found),
        "acquainted": acquainted_in(found),
        "refusal": refusal,
        "crumbs": crumbs_of(found.exam, (session_name(found), "")),
    }
    return render(request, "exams/session.html", context, status=409 if refusal else 200)


def _has_reserve(found: ExamSession) -> bool:
    return found.exam.state == ExamState.SEALED and bool(found.exam.seal.body["forms"])


def _roster(request: PersonRequest, found: ExamSession) -> RosterFilter:
    rows = Candidate.objects.filter(session=found).select_related("person", "agency", "session")
    return RosterFilter(request.GET, queryset=rows, prefix="roster")


@require_safe
def roster_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The roster as a sheet."""
    found = session_for(request.rights, ref)
    table = RosterTable(_roster(request, found).qs, exclude=("withdraw",))
    return as_sheet(request, table, _("考生名单"))


@require_safe
def session_record(request: PersonRequest, ref: str) -> HttpResponse:
    """考场记录: the roster with a column to sign, on A4; once nobody sits, the chains' root."""
    found = session_for(request.rights, ref)
    now = timezone.now().replace(microsecond=0)
    is_over = found.closes_at <= now and not found.attempts.open().exists()
    rows = found.candidates.select_related("person", "agency", "session", "seat__room")
    candidates = list(
        with_attendance(rows).order_by("seat__room__ordinal", "seat__number", "number")
    )
    context = {
        "session": found,
        "is_over": is_over,
        "candidates": candidates,
        "attendance": attendance_counts(candidates) if is_over else [],
        "granted": granted_in(found),
        "invigilations": found.invigilations.select_related("person__agency"),
        "lock": getattr(found, "roster_lock", None),
        "seal": getattr(found.exam, "seal", None),
        "root": session_root(found, now) if is_over else "",
        "printed_at": now,
        "crumbs": crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[found.ref])),
            (_("考场记录"), ""),
        ),
    }
    return render(request, "exams/session_record.html", context)


def session_name(found: ExamSession) -> str:
    """第 1 场 市民服务中心."""
    return _("第 %(n)s 场　%(place)s") % {"n": found.ordinal, "place": found.place}


def crumbs_of(exam: Exam, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of exams to a page below one exam."""
    return [
        (_("考试"), reverse("exams:exams")),
        (exam.title, reverse("exams:exam", args=[exam.ref])),
        *further,
    ]
