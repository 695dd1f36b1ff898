"""The law texts: which held on a day, what an article says. Open to everybody signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchange.http import as_list, as_sheet
from people.http import PersonRequest
from statutes import access
from statutes.forms import DayForm, WordsForm
from statutes.models import Article, Version
from statutes.rules.references import parse_label
from statutes.tables import ArticleTable, VersionTable

ARTICLES_PER_PAGE = 100


@require_safe
def statutes(request: PersonRequest) -> HttpResponse:
    """The texts in force on a day (today, if none is named), or their articles by words."""
    form, table, on = _found(request)
    asked = form.cleaned_data if form.is_valid() else {}
    as_list(request, table, sheet=reverse("statutes:statutes_sheet"))
    context = {
        "form": form,
        "table": table,
        "count": table.page.paginator.count,
        "words": asked.get("words", ""),
        "on": on,
        "active": any(asked.values()),
        "may_keep": access.may_keep(request.rights),
        "may_read_amendments": request.rights.has(*access.READERS),
    }
    return render(request, "statutes/statutes.html", context, status=200 if asked else 422)


@require_safe
def statutes_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    _form, table, _on = _found(request)
    return as_sheet(request, table, _("法规"))


def _found(request: PersonRequest) -> tuple[DayForm, Any, date]:
    form = DayForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    on = asked.get("on") or timezone.localdate()
    versions = Version.objects.in_force(on).filter(statute__title__icontains=asked.get("title", ""))
    words = asked.get("words", "")
    if words:
        articles = Article.objects.filter(version__in=versions).saying(words)
        return form, ArticleTable(articles.select_related("version__statute"), words=words), on
    return form, VersionTable(versions.select_related("statute").with_articles()), on


@require_safe
def version(request: PersonRequest, version_id: int) -> HttpResponse:
    """One text with its articles; `?words=` keeps those that say them, `?whole=1` prints all."""
    shown = get_object_or_404(Version.objects.select_related("statute"), pk=version_id)
    total = shown.articles.count()
    form = WordsForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    articles = shown.articles.order_by("number", "suffix").saying(words)
    per_page = max(total, 1) if request.GET.get("whole") else ARTICLES_PER_PAGE
    paginator = Paginator(articles, per_page)
    page = paginator.get_page(_page_of(request, shown) or request.GET.get("page"))
    context = {
        "version": shown,
        "total": total,
        "form": form,
        "words": words,
        "page": page,
        "others": shown.statute.versions.exclude(pk=shown.pk).order_by("-effective_from"),
        "whole": bool(request.GET.get("whole")),
        "may_keep": access.may_keep(request.rights),
        "today": timezone.localdate(),
    }
    return render(request, "statutes/version.html", context)


def _page_of(request: PersonRequest, version: Version) -> int | None:
    """The page on which the article named by `?article=` stands, if it names one."""
    try:
        number, suffix = parse_label(request.GET.get("article", ""))
    except ValueError:
        return None
    before = version.articles.filter(number__lt=number).count() + suffix
    return before // ARTICLES_PER_PAGE + 1
