"""Questions as a file: asked for, consented to by a second person, fetched by who asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Crumbs, Deed, Denial, Refusing, answer, typed
from exchange.http import as_list, as_sheet
from people.http import PersonRequest
from people.models import Agency, Person, within
from people.rules import Role
from questionbank import access, actions
from questionbank.filters import RevisionFilter
from questionbank.forms import ExportForm
from questionbank.http import export_response
from questionbank.models import Pool, PoolExport, Question, RefusalWords, Revision, RevisionQuerySet
from questionbank.rules.review import MOST_IN_A_FILE, Refusal
from questionbank.sheets import outgoing
from questionbank.tables import ExportTable, RevisionTable, export_badge


@require_safe
def exports(request: PersonRequest) -> HttpResponse:
    """The requests for files of one's bank, those that wait for a second person first."""
    context = {
        "table": as_list(request, _table(request), sheet=reverse("questionbank:exports_sheet")),
        "waiting": PoolExport.objects.waiting_for(request.rights).count(),
        "may_review": request.rights.has(Role.REVIEWER),
        "crumbs": [_crumbs("")[0], (_("题库导出"), "")],
    }
    return render(request, "questionbank/exports.html", context)


@require_safe
def exports_sheet(request: PersonRequest) -> HttpResponse:
    """The same list as a sheet."""
    return as_sheet(request, _table(request), _("题库导出"))


def _table(request: PersonRequest) -> ExportTable:
    access.bank(request.rights)
    rows = PoolExport.objects.visible_to(request.rights).listed()
    return ExportTable(rows, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def ask_export(request: PersonRequest) -> HttpResponse:
    """Ask for the questions that the list's address chooses, of one pool, as a file."""
    agency = access.agency_of_bank(request.rights)
    pool = Pool.PRACTICE if request.GET.get("pool") == Pool.PRACTICE else Pool.EXAM
    chosen = _chosen(request, agency, pool)
    form = ExportForm(**typed(request))
    deed = Deed(
        title=_("导出题库"),
        about=_about(pool, len(chosen)),
        why=_why(pool),
        button=_("申请导出"),
        back=f"{reverse('questionbank:questions')}?{request.GET.urlencode()}",
        done=_("申请已经提交。"),
        crumbs=_crumbs(_("导出题库")),
    )

    def act() -> str:
        if len(chosen) > MOST_IN_A_FILE:
            raise actions.Refused(Refusal.TOO_MANY)
        wanted = {name: form.cleaned_data[name] for name in ("form", "purpose")}
        made = actions.ask_export(
            chosen, agency=agency, actor=request.person, now=timezone.now(), **wanted
        )
        return reverse("questionbank:export", kwargs={"export_id": made.pk})

    return answer(request, form, deed, act, Refusing(actions.Refused, _denial))


def _chosen(request: PersonRequest, agency: Agency, pool: str) -> list[Question]:
    """The questions of the agency's bank that the list shows and that are in use in the pool.

    An address with a condition that there is not chooses none, rather than more than was meant.
    """
    rows = Revision.objects.newest_for(request.rights)
    shown = RevisionFilter(request.GET, queryset=rows, today=timezone.localdate())
    if not shown.is_valid():
        return []
    usable = Revision.objects.drawable(pool).filter(
        within((agency.path,), "question__agency__path")
    )
    found = Question.objects.filter(pk__in=usable.values("question"))
    return list(found.filter(pk__in=shown.qs.order_by().values("question")).order_by("code"))


def _about(pool: Pool, count: int) -> str:
    if not count:
        return str(RefusalWords.NO_QUESTIONS.label)
    if count > MOST_IN_A_FILE:
        return str(RefusalWords.TOO_MANY.label)
    words = ngettext("%(pool)s %(n)s 题", "%(pool)s %(n)s 题", count)
    return words % {"pool": pool.label, "n": count}


def _why(pool: Pool) -> str:
    chosen = _("按试题列表的筛选条件导出在用的试题，含答案和释义；一次只导出一个题库。")
    if pool == Pool.EXAM:
        return chosen + _("须由另一名审题员同意，同意后七日内由您本人下载。")
    return chosen + _("练习题库无须他人同意，七日内由您本人下载。")


def _denial(refused: actions.Refused) -> Denial:
    field = "purpose" if refused.reason == Refusal.NO_REASON else ""
    return Denial(str(RefusalWords(refused.reason).label), status=422, field=field)


@require_safe
def export(request: PersonRequest, export_id: int) -> HttpResponse:
    """One request: what is asked for, by whom, what for, and what one may do about it."""
    return _page(request, access.export_for(request.rights, export_id))


def _page(request: PersonRequest, found: PoolExport, status: int = 200) -> HttpResponse:
    own = found.first_id == request.person.pk
    reviews = request.rights.covers(found.agency.path, Role.REVIEWER)
    now = timezone.now()
    rows = Revision.objects.visible_to(request.rights).filter(pk__in=_rows(found).values("pk"))
    ids = {pk for pk in (found.first_id, found.second_id, found.refused_by_id) if pk}
    context: dict[str, Any] = {
        "export": found,
        "state": found.state(now),
        "badge": export_badge(found.state(now)),
        "count": found.questions.count(),
        "people": dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")),
        "table": as_list(request, RevisionTable(rows.with_basis(), exclude=("state", "seen"))),
        "own": own,
        "may_consent": found.is_open and reviews and not own,
        "may_withdraw": found.is_open and own,
        "may_fetch": own and found.may_be_fetched(now),
        "crumbs": _crumbs(_("导出申请")),
    }
    return render(request, "questionbank/export.html", context, status=status)


def _rows(found: PoolExport) -> RevisionQuerySet:
    """The revisions in use of the questions asked for; what has left the bank since is none."""
    return Revision.objects.drawable(found.pool).filter(question__in=found.questions.all())


@require_POST
def consent_export(request: PersonRequest, export_id: int) -> HttpResponse:
    """The second person lets the file go out."""
    found = access.export_to_decide(request.rights, export_id)
    return _done(request, found, actions.consent_export, _("已同意导出。"))


@require_POST
def refuse_export(request: PersonRequest, export_id: int) -> HttpResponse:
    """A reviewer does not consent, or who asked withdraws the request."""
    found = access.export_to_end(request.rights, export_id)
    own = found.first_id == request.person.pk
    words = _("申请已撤回。") if own else _("已登记为不同意导出。")
    return _done(request, found, actions.refuse_export, words)


def _done(
    request: PersonRequest, found: PoolExport, deed: Callable[..., object], words: str
) -> HttpResponse:
    """Do the deed and say so, or show the request with the reason why not."""
    try:
        deed(found, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return _not_done(request, found, str(RefusalWords(refused.reason).label))
    messages.success(request, words)
    return redirect("questionbank:export", export_id=found.pk)


def _not_done(request: PersonRequest, found: PoolExport, words: str) -> HttpResponse:
    messages.error(request, words)
    found.refresh_from_db()
    return _page(request, found, status=409)


@require_POST
def fetch_export(request: PersonRequest, export_id: int) -> HttpResponse:
    """The file, for who asked for it, while it may be had; its hash goes into the journal."""
    found = access.own_export(request.rights, export_id)
    late = _("此文件现在不能下载：须经同意，并在期限以内。期限已过的，请重新申请。")
    if not found.may_be_fetched(timezone.now()):
        return _not_done(request, found, late)
    rows = _rows(found).with_basis().select_related("key", "draft_key")
    items = outgoing.items_of(rows)
    if not items:
        return _not_done(request, found, str(RefusalWords.NO_QUESTIONS.label))
    data = outgoing.as_file(found.form, outgoing.TITLE, items)
    digest = hashlib.sha256(data).hexdigest()
    try:
        actions.fetch_export(found, actor=request.person, sha256=digest, now=timezone.now())
    except actions.Refused:
        return _not_done(request, found, late)
    return export_response(data, found.form, outgoing.TITLE)


def _crumbs(here: str) -> Crumbs:
    return [
        (_("试题"), reverse("questionbank:questions")),
        (_("题库导出"), reverse("questionbank:exports")),
        (here, ""),
    ]
