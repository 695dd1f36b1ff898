"""Posts of enforcement whose holders may not enforce today, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchange.http import as_list, as_sheet, filtering, too_many
from people.http import PersonRequest
from people.models import Agency, Post
from qualifications import access, wording
from qualifications.filters import WithoutRightFilter
from qualifications.models import RecordsBegin, RecordSource, facts_of, held_without_right
from qualifications.models.duty import found_once
from qualifications.rules.answers import Verdict
from qualifications.rules.duty import assess
from qualifications.tables import WithoutRightTable


@require_GET
def without_right(request: PersonRequest) -> HttpResponse:
    """The posts in the reader's subtrees, by unit."""
    now = timezone.now()
    chosen = _filtered(request, now)
    sheet = reverse("qualifications:export_without_right")
    rows = found_once(chosen.qs).select_related("person", "agency")
    table = as_list(request, WithoutRightTable(rows), sheet=sheet)
    table.reasons_of = reasons_of([row.record for row in table.paginated_rows], now)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "undeclared": _undeclared(),
        "today": timezone.localdate(now),
    }
    return render(request, "qualifications/without_right.html", context)


@require_GET
def export_without_right(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    now = timezone.now()
    chosen = _filtered(request, now).qs
    if refusal := too_many(request, chosen.count()):
        return refusal
    rows = list(chosen)
    table = WithoutRightTable(rows)
    table.reasons_of = reasons_of(rows, now)
    return as_sheet(request, table, _("无权上岗的岗位"))


def reasons_of(posts: Iterable[Post], now: datetime, day: date | None = None) -> dict[int, str]:
    """Why each post is held without right on the day (today), domain by domain, in the words of
    the answer."""
    on, held = day or timezone.localdate(now), list(posts)
    facts = facts_of(post.person_id for post in held)
    found = {}
    for post in held:
        about = facts[post.person_id].of_post(post.pk)
        answers = [assess(about, name, on, now) for name in post.domains]
        lines = [
            _("%(domain)s：%(reasons)s") % {"domain": a.domain, "reasons": wording.tail(a)}
            for a in answers
            if a.verdict is not Verdict.YES
        ]
        found[post.pk] = "。".join(lines) or _("岗位没有登记执法领域")
    return found


def _filtered(request: PersonRequest, now: datetime) -> WithoutRightFilter:
    posts = access.posts_to_watch(request.rights)
    rows = held_without_right(posts, timezone.localdate(now)).select_related("person", "agency")
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return WithoutRightFilter(request.GET, queryset=rows, agencies=agencies)


def _undeclared() -> list[Any]:
    """The records whose beginning was never declared: then nothing is certain."""
    declared = set(RecordsBegin.objects.current().values_list("source", flat=True))
    return [choice.label for choice in RecordSource if choice.value not in declared]
