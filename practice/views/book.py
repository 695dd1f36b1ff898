"""The wrong-question book."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest
from people.models import Person
from practice import access, actions
from practice.filters import BookFilter
from practice.models import Card, CardQuerySet, book_on
from practice.tables import BookTable
from practice.views.showing import kept
from questionbank.models import Citation
from questionbank.models.rereading import moved_in


def _rows(person: Person) -> CardQuerySet:
    cited = Citation.objects.select_related("article__version__statute").order_by("pk")
    rows = Card.objects.of(person.pk).in_book()
    return rows.select_related("question", "revision").prefetch_related(
        Prefetch("revision__citations", cited)
    )


@require_safe
def book(request: PersonRequest) -> HttpResponse:
    """The questions that were missed, with the day on which each comes again."""
    stands = book_on(request.person, timezone.localdate())
    chosen = BookFilter(request.GET, queryset=_rows(request.person))
    chosen.form.is_filter = True
    table = BookTable(chosen.qs, book=stands)
    context = {
        "filter": chosen,
        "is_filtered": filtering(chosen),
        "table": as_list(request, table, sheet=reverse("practice:book_sheet")),
        "due": Card.objects.due(stands).count(),
        "kept": Card.objects.of(request.person.pk).in_book().count(),
        "crumbs": [(_("练习"), reverse("practice:practice")), (_("错题本"), "")],
    }
    return render(request, "practice/book.html", context)


@require_safe
def book_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet of one's own."""
    stands = book_on(request.person, timezone.localdate())
    chosen = BookFilter(request.GET, queryset=_rows(request.person))
    return as_sheet(request, BookTable(chosen.qs, book=stands), _("错题本"))


@require_safe
def card(request: PersonRequest, code: str) -> HttpResponse:
    """One missed question with its key, its rationale and the article as it reads today."""
    today = timezone.localdate()
    found = access.own_card(request.person, code)
    stands = book_on(request.person, today)
    is_asked = found.question_id in stands.current
    articles = access.articles_under([found.revision], today)[found.revision_id]
    context = {
        "card": found,
        "asked": kept(found.revision, access.key_of_card(found), articles),
        "is_asked": is_asked,
        "is_woken": found.question_id in stands.woken,
        "moved": [] if is_asked else moved_in(found.revision, today),
        "crumbs": [
            (_("练习"), reverse("practice:practice")),
            (_("错题本"), reverse("practice:book")),
            (code, ""),
        ],
    }
    return render(request, "practice/card.html", context)


@require_POST
def take_out(request: PersonRequest, code: str) -> HttpResponse:
    """Take a question out of one's book."""
    found = access.own_card(request.person, code)
    actions.take_out(found)
    messages.success(request, _("已从错题本移出。再次答错时重新列入。"))
    return redirect("practice:book")
