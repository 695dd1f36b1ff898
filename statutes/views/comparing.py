"""Two versions side by side, with the changed characters marked. Open to everybody signed in."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.http import PersonRequest
from people.rules import Role
from statutes import access, actions
from statutes.forms import OtherVersionForm
from statutes.models import Amendment, OutcomeChoice, RefusalWords
from statutes.models.lines import ADDED, Line, lines_between, marked
from statutes.rules.mapping import CARRIED

PER_PAGE = 50


@require_safe
def compare(request: PersonRequest, old_id: int, new_id: int) -> HttpResponse:
    """What became of each article, by the machine's proposal; `?show=all` with unchanged ones."""
    old, new = access.version(old_id), access.version(new_id)
    if not old.text_sha256 or not new.text_sha256 or old.effective_from > new.effective_from:
        messages.error(request, RefusalWords.NO_TEXT.label)
        return redirect("statutes:version", version_id=new.pk)
    lines = lines_between(old, new)
    whole = request.GET.get("show") == "all"
    shown = [line for line in lines if whole or line.outcome not in CARRIED]
    per_page = max(len(shown), 1) if request.GET.get("print") else PER_PAGE
    page = Paginator(shown, per_page).get_page(request.GET.get("page"))
    context = {
        "old": old,
        "new": new,
        "counts": counted(lines),
        "touched": sum(line.outcome not in (*CARRIED, ADDED) for line in lines),
        "page": page,
        "lines": [marked(line) for line in page],
        "whole": whole,
        "amendment": Amendment.objects.standing().filter(old=old, new=new).first(),
        "may_keep": access.may_keep(request.rights),
        "may_read_amendments": request.rights.has(*access.READERS),
    }
    return render(request, "statutes/compare.html", context)


def counted(lines: list[Line]) -> list[tuple[str, int]]:
    """How many rows of each outcome, in words; outcomes that do not occur left out."""
    counts = Counter(line.outcome for line in lines)
    words = [(choice.value, str(choice.label)) for choice in OutcomeChoice]
    words.append((ADDED, _("新增")))
    return [(word, counts[outcome]) for outcome, word in words if counts[outcome]]


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PersonRequest, version_id: int) -> HttpResponse:
    """Choose the older text; POST makes the map of the amendment, for the legal-affairs office."""
    new = access.version(version_id)
    if request.method == "POST":
        access.keep(request.rights)
    data = request.POST if request.method == "POST" else request.GET or None
    form = OtherVersionForm(new, data)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_amendment(
                form.cleaned_data["old"], new, actor_id=request.person.pk, now=timezone.now()
            )
        except actions.Refused as refused:
            form.add_error("old", RefusalWords(refused.reason).label)
        else:
            return redirect("statutes:amendment", amendment_id=made.pk)
    elif request.GET and form.is_valid():
        return redirect("statutes:compare", old_id=form.cleaned_data["old"].pk, new_id=new.pk)
    context = {
        "version": new,
        "form": form,
        "may_keep": request.rights.has(Role.LEGAL_AFFAIRS),
    }
    return render(request, "statutes/choose.html", context, status=422 if form.errors else 200)
