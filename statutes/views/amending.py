"""The map of an amendment: who may read it, and the legal-affairs office's decisions row by row."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.http import PER_PAGE, as_list, as_sheet
from people.http import PersonRequest
from statutes import access, actions
from statutes.forms import CorrectionForm, MoveForm, RowsForm
from statutes.models import Amendment, Move, OutcomeChoice, RefusalWords
from statutes.models.lines import line_of, marked
from statutes.rules.mapping import Outcome
from statutes.tables import AmendmentTable


@require_safe
def amendments(request: PersonRequest) -> HttpResponse:
    """All amendments, the latest first; `?state=` narrows them to open or coming ones."""
    access.amendments(request.rights)
    today = timezone.localdate()
    rows = Amendment.objects.all()
    table = as_list(request, _table(request), sheet=reverse("statutes:amendments_sheet"))
    context = {
        "table": table,
        "state": request.GET.get("state", ""),
        "count": rows.count(),
        "open": rows.open().count(),
        "coming": rows.coming(today).count(),
    }
    return render(request, "statutes/amendments.html", context)


@require_safe
def amendments_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    access.amendments(request.rights)
    return as_sheet(request, _table(request), _("修订对照"))


def _table(request: PersonRequest) -> AmendmentTable:
    today = timezone.localdate()
    rows = Amendment.objects.select_related("old__statute", "new__statute").with_counts()
    state = request.GET.get("state", "")
    if state == "open":
        rows = rows.open()
    elif state == "coming":
        rows = rows.coming(today)
    return AmendmentTable(rows, today=today)


@require_safe
def amendment(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """The map, row by row; `?outcome=` and `?state=open` narrow it."""
    shown = access.amendment_for(request.rights, amendment_id)
    rows = shown.moves.with_articles()
    outcome = request.GET.get("outcome", "")
    if outcome in OutcomeChoice.values:
        rows = rows.filter(outcome=outcome)
    only_open = request.GET.get("state") == "open"
    if only_open:
        rows = rows.undecided()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = dict.fromkeys(OutcomeChoice.values, 0)
    for value in shown.moves.values_list("outcome", flat=True):
        counts[value] += 1
    context = {
        "amendment": shown,
        "page": page,
        "lines": [marked(line_of(move)) for move in page],
        "counts": [(c.value, c.label, counts[c.value]) for c in OutcomeChoice if counts[c.value]],
        "outcome": outcome,
        "only_open": only_open,
        "certain": shown.moves.undecided().certain().count(),
        "may_decide": not shown.is_confirmed and access.may_keep(request.rights),
        "may_correct": _may_correct(request, shown),
        "today": timezone.localdate(),
    }
    return render(request, "statutes/amendment.html", context)


def _may_correct(request: PersonRequest, shown: Amendment) -> bool:
    is_last = shown.is_confirmed and not Amendment.objects.filter(corrects=shown).exists()
    return is_last and access.may_keep(request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_amendment(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """Say why a confirmed map is wrong, and begin its correction."""
    shown = access.amendment_to_decide(request.rights, amendment_id)
    form = CorrectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        made = _correct(request, shown, form) if form.is_valid() else None
        if made is not None:
            messages.success(request, _("已复制原对照。请更改有误的条，然后确认。"))
            return redirect("statutes:amendment", amendment_id=made.pk)
        status = 409 if form.is_bound and form.non_field_errors() else 422
    context = {"amendment": shown, "form": form, "may_correct": _may_correct(request, shown)}
    return render(request, "statutes/correct_amendment.html", context, status=status)


def _correct(request: PersonRequest, shown: Amendment, form: CorrectionForm) -> Amendment | None:
    reason, now = form.cleaned_data["reason"], timezone.now()
    try:
        return actions.correct_amendment(shown, reason=reason, actor_id=request.person.pk, now=now)
    except actions.Refused as refused:
        form.add_error(None, str(RefusalWords(refused.reason).label))
        return None


@require_POST
def decide_moves(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """Take the ticked rows as they stand, or all of which the machine is sure."""
    shown = access.amendment_to_decide(request.rights, amendment_id)
    form = RowsForm(shown.moves.all(), request.POST)
    if request.POST.get("all_certain"):
        ids = list(shown.moves.undecided().certain().values_list("pk", flat=True))
    else:
        ids = [move.pk for move in form.cleaned_data["row"]] if form.is_valid() else []
    try:
        count = actions.decide_moves(shown, ids, actor_id=request.person.pk, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, str(RefusalWords(refused.reason).label))
    else:
        words = ngettext("已确认 %(n)s 行。", "已确认 %(n)s 行。", count)
        messages.success(request, words % {"n": count})
    address = reverse("statutes:amendment", args=[shown.pk])
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


@require_http_methods(["GET", "HEAD", "POST"])
def change_move(request: PersonRequest, move_id: int) -> HttpResponse:
    """Put another outcome or other articles in place of what was proposed."""
    move = access.move_to_change(request.rights, move_id)
    start = {
        "outcome": move.outcome,
        "new": " ".join(str(article) for article in move.new.all()),
        "note": move.note,
    }
    form = MoveForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        refused = _change(request, move, form)
        if refused is None:
            messages.success(request, _("已按您的核对更改。"))
            return redirect("statutes:amendment", amendment_id=move.amendment_id)
        form.add_error(None, f"{RefusalWords(refused.reason).label} {refused.detail}".rstrip())
    context = {"move": move, "line": marked(line_of(move)), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "statutes/change_move.html", context, status=status)


def _change(request: PersonRequest, move: Move, form: MoveForm) -> actions.Refused | None:
    given = form.cleaned_data
    try:
        actions.change_move(
            move,
            Outcome(given["outcome"]),
            given["new"],
            note=given["note"],
            actor_id=request.person.pk,
            now=timezone.now(),
        )
    except actions.Refused as refused:
        return refused
    return None
