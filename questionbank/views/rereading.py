"""A question read again under a changed law: old and new text side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.http import PersonRequest
from people.rules import Role
from questionbank import access, actions
from questionbank.forms import ReasonForm
from questionbank.models import Citation, RefusalWords, Renewal, Revision, State
from questionbank.views.showing import asked
from statutes.models import Article, Move
from statutes.models.lines import Line, line_of, marked
from statutes.rules.mapping import CARRIED, Outcome


@dataclass(frozen=True)
class Reread:
    """A citation with the old and the new text, and since when the new one holds."""

    citation: Citation
    line: Line
    since: date | None


@require_http_methods(["GET", "HEAD", "POST"])
def reread(request: PersonRequest, revision_id: int) -> HttpResponse:
    """What became of the cited articles; POST, by a reviewer: the question stands, and why."""
    if request.method == "POST":
        revision = access.revision_to_review(request.rights, revision_id)
    else:
        revision = access.revision_for(request.rights, revision_id)
    lines = moved_citations(revision, timezone.localdate())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _reaffirm(request, revision, lines, form.cleaned_data["reason"])
        if refused is None:
            messages.success(request, _("已记录：该题在现行条文下仍然成立。"))
            return redirect("questionbank:question", code=revision.question.code)
        form.add_error("reason", RefusalWords(refused.reason).label)
    key = access.key_of(request.rights, revision)
    path = revision.question.agency.path
    own = revision.author_id == request.person.pk
    context = {
        "revision": revision,
        "question": revision.question,
        "lines": lines,
        "asked": asked(revision, key),
        "key": key,
        "form": form,
        "may_revise": not revision.is_open and request.rights.covers(path, Role.SETTER),
        "may_reaffirm": bool(lines)
        and all(row.line.new for row in lines)
        and revision.state == State.APPROVED
        and not own
        and request.rights.covers(path, Role.REVIEWER),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "questionbank/reread.html", context, status=status)


def moved_citations(revision: Revision, on: date) -> list[Reread]:
    """The citations that the law of the day, or a text that is still to come, does not bear out."""
    found = []
    for citation in revision.cited():
        row = _by_map(citation) or _by_number(citation, on)
        if row:
            found.append(row)
    return found


def _by_map(citation: Citation) -> Reread | None:
    """By the latest map that touches the cited article, unless the citation was renewed for it."""
    cited = citation.article
    moves = Move.objects.with_articles().filter(
        old__version__statute=cited.version.statute_id,
        old__number=cited.number,
        old__suffix=cited.suffix,
        old__digest=citation.digest,
    )
    latest = moves.select_related("amendment__new").order_by("-amendment__new__effective_from")
    move = latest.first()
    if move is None or move.outcome in CARRIED:
        return None
    version = move.amendment.new_id
    if Renewal.objects.filter(citation=citation, article__version=version).exists():
        return None
    return Reread(citation, marked(line_of(move)), move.amendment.new.effective_from)


def _by_number(citation: Citation, on: date) -> Reread | None:
    """Without a map: by the article of the same number in force, if it reads otherwise."""
    if not Revision.objects.filter(pk=citation.revision_id).moved(on).exists():
        return None
    cited = citation.article
    rows = Article.objects.in_force(on).select_related("version__statute")
    now = rows.filter(
        version__statute=cited.version.statute_id, number=cited.number, suffix=cited.suffix
    ).first()
    if now and now.digest == citation.digest:
        return None
    outcome = Outcome.CHANGED if now else Outcome.DELETED
    line = Line(outcome, cited, [now] if now else [], is_certain=False)
    return Reread(citation, marked(line), now.version.effective_from if now else None)


def _reaffirm(
    request: PersonRequest, revision: Revision, lines: list[Reread], reason: str
) -> actions.Refused | None:
    pairs = [(row.citation, article) for row in lines for article in row.line.new]
    try:
        actions.reaffirm(
            revision, pairs, reason=reason, reviewer=request.person, now=timezone.now()
        )
    except actions.Refused as refused:
        return refused
    return None
