"""The list of questions, one question with its revisions, and what needs attention."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchange.http import PER_PAGE, RowsByKey, as_list, filtering
from people.http import PersonRequest
from people.models import Person
from people.rules import Rights, Role
from questionbank import access
from questionbank.filters import RevisionFilter
from questionbank.forms import AssignForm, CommentForm, ReasonForm
from questionbank.models import EnemyGroup, Question, Revision, State
from questionbank.tables import RevisionTable
from questionbank.views.findings import alike as alike_of
from questionbank.views.findings import drift, findings
from questionbank.views.showing import asked, names
from statutes.models import Version
from statutes.rules.comparing import Piece, changes


@require_safe
def questions(request: PersonRequest) -> HttpResponse:
    """The newest visible revision of every question of one's bank."""
    access.bank(request.rights)
    rows = Revision.objects.newest_for(request.rights)
    today = timezone.localdate()
    chosen = RevisionFilter(request.GET, queryset=rows, today=today)
    chosen.form.is_filter = True
    table = as_list(request, RevisionTable(RowsByKey(chosen.qs, Revision.objects.with_basis())))
    bank = Revision.objects.visible_to(request.rights)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "query": request.GET.urlencode(),
        "in_use": bank.drawable().borne_out(today).count(),
        "waiting": Revision.objects.waiting_for(request.rights).count(),
        "returned": Revision.objects.returned_to(request.person.pk).count(),
        "may_write": request.rights.has(Role.SETTER),
        "may_review": request.rights.has(Role.REVIEWER),
    }
    return render(request, "questionbank/questions.html", context)


@require_safe
def question(request: PersonRequest, code: str) -> HttpResponse:
    """One question: the newest revision (or `?n=`), its key for who may read it, the history."""
    found = access.question_for(request.rights, code)
    return render(request, "questionbank/question.html", question_context(request, found))


@require_safe
def alike(request: PersonRequest, revision_id: int) -> HttpResponse:
    """The questions whose stems are nearly this one's, for whoever may read its key: a part of the
    question's page that comes after it, or a page of its own."""
    revision = access.revision_to_discuss(request.rights, revision_id)
    context = {"revision": revision, "findings": alike_of(revision, request.rights)}
    part = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
    page = "questionbank/_alike.html" if part else "questionbank/alike.html"
    return render(request, page, context)


def question_context(
    request: PersonRequest, found: Question, reason_form: ReasonForm | None = None
) -> dict[str, Any]:
    """What the question's page shows, also when the form on it was refused."""
    revisions = list(
        Revision.objects.visible_to(request.rights)
        .with_basis()
        .filter(question=found)
        .order_by("-n")
    )
    newest = revisions[0]
    shown = next((r for r in revisions if str(r.n) == request.GET.get("n")), newest)
    older = next((r for r in revisions if r.n < shown.n), None)
    key = access.key_of(request.rights, shown)
    rights, own = request.rights, shown.author_id == request.person.pk
    agency = found.agency.path
    reviews = rights.covers(agency, Role.REVIEWER)
    return {
        "question": found,
        "revision": shown,
        "revisions": revisions,
        "people": names(r for r in revisions),
        "asked": asked(shown, key),
        "key": key,
        "older": older,
        "changes": compare(older, shown) if older else [],
        "findings": findings(shown, key, timezone.localdate()) if key else [],
        "may_edit": own and shown.state == State.DRAFT and rights.has(Role.SETTER),
        "may_revise": not newest.is_open and rights.covers(agency, Role.SETTER),
        "may_decide": not own and shown.state == State.SUBMITTED and reviews,
        "may_retire": shown.state in (State.APPROVED, State.SUSPENDED)
        and not newest.is_open
        and reviews,
        "may_suspend": shown.state == State.APPROVED and reviews,
        "may_resume": shown.state == State.SUSPENDED and reviews and not own,
        "may_assign": shown.state == State.SUBMITTED and reviews,
        "reason_form": reason_form or ReasonForm(),
        "suspend_form": ReasonForm(prefix="suspend"),
        **_apart(found, rights),
    } | (_talk(shown) if key else {})


def _talk(shown: Revision) -> dict[str, Any]:
    """What was said on the revision, and who may be asked to review it; only beside the key."""
    said = list(shown.comments.all())
    ids = {remark.author_id for remark in said}
    reviewers = []
    if shown.state == State.SUBMITTED:
        reviewers = access.reviewers_of(shown, timezone.localdate())
    assigned = next((p.name for p in reviewers if p.pk == shown.assigned_to_id), "")
    return {
        "comments": said,
        "speakers": dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")),
        "comment_form": CommentForm(),
        "assign_form": AssignForm(reviewers=reviewers),
        "assigned": assigned,
    }


def _apart(found: Question, rights: Rights) -> dict[str, Any]:
    """The codes of the questions that never stand on a paper with this one."""
    groups = EnemyGroup.objects.visible_to(rights).in_force().filter(questions=found)
    others = Question.objects.filter(enemy_groups__in=groups).exclude(pk=found.pk)
    return {
        "apart": sorted(set(others.values_list("code", flat=True))),
        "may_keep": rights.covers(found.agency.path, Role.REVIEWER),
    }


def compare(older: Revision, newer: Revision) -> list[tuple[str, list[Piece]]]:
    """The parts of the question that differ, each with what left and what came."""
    parts = [
        (_("题型"), older.get_kind_display(), newer.get_kind_display()),
        (_("题干"), older.stem, newer.stem),
        (_("选项"), "\n".join(older.options), "\n".join(newer.options)),
        (_("小题"), _parts(older), _parts(newer)),
        (_("难度"), older.get_difficulty_display(), newer.get_difficulty_display()),
        (_("依据"), _basis(older), _basis(newer)),
    ]
    return [(name, changes(a, b)) for name, a, b in parts if a != b]


def _parts(revision: Revision) -> str:
    """The sub-questions of a case as text, without keys."""
    return "\n".join(
        "\n".join([f"({n}) {part['stem']}", *part["options"]])
        for n, part in enumerate(revision.parts, 1)
    )


def _basis(revision: Revision) -> str:
    return "；".join(str(place) for place in revision.places())


@require_safe
def attention(request: PersonRequest) -> HttpResponse:
    """Questions in use whose articles have changed since they were cited, then those whose
    articles will change on the day of the next text."""
    access.bank(request.rights)
    today = timezone.localdate()
    seen = Revision.objects.visible_to(request.rights)
    table = RevisionTable(
        seen.drifted(today).with_basis(),
        exclude=("state", "seen"),
        empty_text=_("没有需要处理的试题。"),
    )
    as_list(request, table)
    page = [row.record for row in table.page]
    reasons = drift(page, today)
    coming = Version.objects.filter(effective_from__gt=today)
    day = coming.aggregate(day=Min("effective_from"))["day"]
    ahead = list(seen.drifted(day).borne_out(today).with_basis()[:PER_PAGE]) if day else []
    ahead_reasons = drift(ahead, day) if day else {}
    context = {
        "table": table,
        "shown": [(revision, reasons[revision.pk]) for revision in page],
        "count": table.page.paginator.count,
        "day": day,
        "ahead": [(revision, ahead_reasons[revision.pk]) for revision in ahead],
    }
    return render(request, "questionbank/attention.html", context)
