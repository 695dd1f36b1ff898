"""Amending a sealed exam: what may still change, what waits for a second person, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from exams.access import exam_for
from exams.actions import amending, parallel, replacing
from exams.actions.signing import ActRefused
from exams.forms import AmendForm, ExamForm
from exams.models import Attempt, Exam, ExamAmendment, ExamSession, Signature
from exams.proof import head_of, seal_body
from exams.rules.amending import SESSIONS
from exams.rules.conduct import Act, ActRefusal, ExamState, SessionState
from exams.rules.replacing import QUESTIONS, RESERVE, Choice
from exams.templatetags.exam_words import marks
from exams.views.sessions import crumbs_of
from exams.views.words import refusal_words
from people.http import PersonRequest
from questionbank.models import Revision


@dataclass(frozen=True)
class Changed:
    """One value before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Amended:
    """What one amendment changes, and why."""

    changes: list[Changed]
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: PersonRequest, ref: str) -> HttpResponse:
    """Enter other values for a sealed exam and sign them; they hold when a second person signs."""
    found = exam_for(request.rights, ref)
    form = _form(request, found)
    if request.method != "POST" or form is None:
        refusal = refusal_words(ActRefusal.WRONG_STATE) if request.method == "POST" else ""
        return _show(request, found, form, refusal=refusal, status=409 if refusal else 200)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    windows = form.windows()
    sessions = [windows.get(row["ref"], row) for row in seal_body(found)[SESSIONS]]
    change = form.wish() | {SESSIONS: sessions}
    return _sign(request, found, change, form.cleaned_data["reason"], form)


@require_POST
def countersign_amendment(request: PersonRequest, ref: str, signature_id: int) -> HttpResponse:
    """Sign, as the second person, exactly what the first one signed."""
    found = exam_for(request.rights, ref)
    waiting = {row.pk: row for row in pending_in(found)}
    if signature_id not in waiting:
        raise Http404("signature")
    body = waiting[signature_id].body
    form = _form(request, found, bound=False)
    if QUESTIONS in body["after"]:
        return _decide(request, found, body, form)
    if RESERVE in body["after"]:
        return _use_reserve(request, found, body, form)
    return _sign(request, found, body["after"], body["reason"], form)


def _decide(
    request: PersonRequest, found: Exam, body: Mapping[str, Any], form: AmendForm | None
) -> HttpResponse:
    """Sign, as the second person, what the first one decided about touched questions."""
    before, after = body["before"][QUESTIONS], body["after"][QUESTIONS]
    choices = {row["revision"]: Choice(row["choice"]) for row in after if row not in before}
    now = timezone.now()
    try:
        done = replacing.decide_questions(
            found, choices=choices, reason=body["reason"], actor=request.person, now=now
        )
    except ActRefused as refused:
        return _show(request, found, form, refusal=refusal_words(refused.reason), status=409)
    return _tell(request, found, done)


def _use_reserve(
    request: PersonRequest, found: Exam, body: Mapping[str, Any], form: AmendForm | None
) -> HttpResponse:
    """Sign, as the second person, that a session sits the reserve form."""
    session = found.sessions.get(ref=body["after"][RESERVE][-1])
    now = timezone.now()
    try:
        done = parallel.use_reserve(session, reason=body["reason"], actor=request.person, now=now)
    except ActRefused as refused:
        return _show(request, found, form, refusal=refusal_words(refused.reason), status=409)
    return _tell(request, found, done)


def _sign(
    request: PersonRequest,
    found: Exam,
    change: Mapping[str, Any],
    reason: str,
    form: AmendForm | None,
) -> HttpResponse:
    now = timezone.now()
    try:
        done = amending.amend(found, change=change, reason=reason, actor=request.person, now=now)
    except ActRefused as refused:
        return _show(request, found, form, refusal=refusal_words(refused.reason), status=409)
    return _tell(request, found, done)


def _tell(request: PersonRequest, found: Exam, done: ExamAmendment | None) -> HttpResponse:
    if done is None:
        messages.success(request, _("您已签署变更，等待第二人签署后生效。"))
        return redirect("exams:amend", ref=found.ref)
    messages.success(request, _("两人已签署，变更即时生效。"))
    return redirect("exams:exam", ref=found.ref)


def _form(request: PersonRequest, found: Exam, *, bound: bool = True) -> AmendForm | None:
    """What may still change; None where nothing may."""
    sessions, has_begun = _still_movable(found)
    if not sessions:
        return None
    data = request.POST if bound and request.method == "POST" else None
    return AmendForm(data, exam=found, sessions=sessions, with_rules=not has_begun)


def _still_movable(exam: Exam) -> tuple[list[ExamSession], bool]:
    """The sessions of a sealed exam that nobody has begun, and whether any other has been."""
    if exam.state != ExamState.SEALED:
        return [], False
    attempts = Attempt.objects.filter(exam=exam, started_at__isnull=False)
    begun = set(attempts.values_list("session_id", flat=True))
    rows = exam.sessions.exclude(pk__in=begun).exclude(state=SessionState.PUBLISHED)
    return list(rows.order_by("ordinal")), bool(begun)


def pending_in(exam: Exam) -> list[Signature]:
    """Amendments that one person has signed and that could still be made."""
    sessions, _has_begun = _still_movable(exam)
    if not sessions:
        return []
    rows = Signature.objects.filter(act=Act.AMEND, subject=exam.ref).select_related("person")
    head = head_of(exam)
    return [row for row in rows if row.body["previous"] == head]


def _show(
    request: PersonRequest,
    found: Exam,
    form: AmendForm | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "exam": found,
        "form": form,
        "refusal": refusal,
        "is_sealed": found.state == ExamState.SEALED,
        "pending": waiting_amendments(pending_in(found), request.person.pk),
        "crumbs": crumbs_of(found, (_("封存后变更"), "")),
    }
    return render(request, "exams/exam_amend.html", context, status=status)


def waiting_amendments(pending: Iterable[Signature], reader_id: int) -> list[dict[str, Any]]:
    """What one person has signed, as pages show it to a reader who may be the second."""
    return [
        {"signature": row, "amended": shown(row.body), "is_mine": row.person_id == reader_id}
        for row in pending
    ]


def may_amend(exam: Exam) -> bool:
    """Whether anything of the exam may still be amended."""
    return bool(_still_movable(exam)[0])


def amendments_of(exam: Exam) -> list[dict[str, Any]]:
    """Every amendment in order, as the exam's page shows it."""
    rows = ExamAmendment.objects.filter(exam=exam).select_related("first_by", "second_by")
    return [{"row": row, "amended": shown(row.body)} for row in rows.order_by("n")]


def shown(body: Mapping[str, Any]) -> Amended:
    """An amendment's values in words."""
    before, after = body["before"], body["after"]
    if QUESTIONS in after:
        return Amended(list(_decisions(before, after)), body["reason"])
    if RESERVE in after:
        session = ExamSession.objects.get(ref=after[RESERVE][-1])
        label = _("第 %(n)s 场") % {"n": session.ordinal}
        return Amended([Changed(label, _("平行卷"), _("备用卷"))], body["reason"])
    rules = [
        Changed(str(ExamForm.base_fields[name].label), _said(name, before[name]), _said(name, new))
        for name, new in after.items()
        if name != SESSIONS
    ]
    return Amended([*rules, *_moves(before, after)], body["reason"])


def _decisions(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    """What was decided about which question, by its code; for several sessions once."""
    rows = [row for row in after[QUESTIONS] if row not in before[QUESTIONS]]
    choices = {row["revision"]: Choice(row["choice"]) for row in rows}
    found = Revision.objects.filter(pk__in=choices).order_by("question__code")
    words = {Choice.REPLACE: pgettext("条文变动", "换题"), Choice.KEEP: _("保留")}
    for pk, code in found.values_list("pk", "question__code"):
        yield Changed(_("试题 %(code)s") % {"code": code}, _("条文变动"), words[choices[pk]])


def _moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    """The sessions that differ, by their place in the list."""
    pairs = zip(before.get(SESSIONS, ()), after.get(SESSIONS, ()), strict=True)
    for n, (old, new) in enumerate(pairs, 1):
        if old != new:
            yield Changed(_("第 %(n)s 场") % {"n": n}, _window(old), _window(new))


def _window(row: Mapping[str, str]) -> str:
    opens, closes = (
        timezone.localtime(datetime.fromisoformat(row[name])).strftime("%Y-%m-%d %H:%M")
        for name in ("opens_at", "closes_at")
    )
    words = _("%(place)s，%(opens)s 至 %(closes)s")
    return words % {"place": row["place"], "opens": opens, "closes": closes}


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "pass_marks":
        return marks(value)
    field = ExamForm.base_fields[name]
    return str(dict(getattr(field, "choices", ())).get(value, value))
