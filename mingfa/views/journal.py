"""The auditor's pages: what was done, by whom, and whether the record is whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.http import as_list
from exchange.sheets import CONTENT_TYPE
from journal import actions, chains, rules
from journal.models import Entry, Seal, Stream
from mingfa.auditing import access, sheet, words
from mingfa.auditing.forms import PurposeForm
from mingfa.auditing.lists import EntryFilter, EntryTable, Names, SealTable
from people.http import PersonRequest

WALKED = 50_000  # rows of a chain that a page walks: about two seconds
SEAL_WITHIN = timedelta(hours=36)


def _filtered(request: PersonRequest) -> EntryFilter:
    return EntryFilter(
        request.GET or None,
        queryset=access.entries_for(request.rights),
        agencies=access.agencies_for(request.rights),
    )


@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """The journal, newest first."""
    filters = _filtered(request)
    good = filters.is_valid() or not filters.is_bound
    table = EntryTable(filters.qs if good else Entry.objects.none())
    as_list(request, table)
    table.names = Names.of(row.record for row in table.page.object_list)
    if table.paginator.count:
        table.export_url = _with_query(reverse("journal:export_entries"), request)
    table.caption = _("审计日志")
    context = {
        "filters": filters,
        "table": table,
        "active": bool(filters.is_bound and filters.chosen),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "journal/entries.html", context, status=200 if good else 422)


@require_http_methods(["GET", "HEAD", "POST"])
def export_entries(request: PersonRequest) -> HttpResponse:
    """What the list shows, as a spreadsheet, for a stated purpose."""
    filters = _filtered(request)
    good = filters.is_valid() or not filters.is_bound
    rows = filters.qs.count() if good else 0
    form = PurposeForm(request.POST if request.method == "POST" else None)
    may_export = 0 < rows <= sheet.LIMIT
    if may_export and form.is_valid():
        return _sheet(request, filters, form.cleaned_data["purpose"], rows)
    context = {
        "form": form,
        "rows": rows,
        "limit": sheet.LIMIT,
        "may_export": may_export,
        "here": request.get_full_path(),
        "back": _with_query(reverse("journal:entries"), request),
    }
    status = 422 if request.method == "POST" or not good else 200
    return render(request, "journal/export_entries.html", context, status=status)


def _sheet(request: PersonRequest, filters: EntryFilter, purpose: str, rows: int) -> HttpResponse:
    now = timezone.now()
    note = f"{request.person.staff_number} {timezone.localtime(now):%Y-%m-%d %H:%M} {purpose}"
    content = sheet.write_entries(filters.qs, note=note)
    actions.export_entries(
        request.person.pk,
        purpose=purpose,
        rows=rows,
        conditions=filters.chosen if filters.is_bound else {},
        now=now,
    )
    name = f"journal-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _with_query(url: str, request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return f"{url}?{query.urlencode()}" if query else url


@require_safe
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """One act with its facts, its place in the chain, and whether it fits its neighbours."""
    found = access.entry_for(request.rights, pk)
    near = {e.n: e for e in found.stream.entries.filter(n__in=(found.n - 1, found.n + 1))}
    before, after = near.get(found.n - 1), near.get(found.n + 1)
    names = Names.of([found])
    context = {
        "entry": found,
        "act": words.act_in_words(found.act),
        "subject": words.subject_in_words(found.subject),
        "actor": names.actor(found),
        "agency": names.agency(found),
        "chain": words.chain_in_words(found.stream.name, names.agencies),
        "facts": [words.fact_in_words(*fact) for fact in sorted(found.facts.items())],
        "before": before,
        "after": after,
        "fits": _fits(before, found) and (after is None or _fits(found, after)),
        "may_walk": access.may_walk(request.rights, found.stream),
    }
    return render(request, "journal/entry.html", context)


def _fits(before: Entry | None, found: Entry) -> bool:
    """Whether the entry is unaltered and stands on the one before it."""
    base = before.hash if before else rules.base_of(found.stream.name)
    if before is None and found.n != 1:
        return False
    return found.previous == base and found.hash == rules.link(base, found.n, found.body())


@require_safe
def chain(request: PersonRequest, pk: int) -> HttpResponse:
    """Walk a chain now, at most its last rows, and say what was found."""
    stream = access.chain_for(request.rights, pk)
    source = chains.JournalChains()
    walked = source.end_of(stream, WALKED)
    fault = chains.chain_fault(source, walked)
    at_fault = stream.entries.filter(n=fault.n).first() if fault else None
    context = {
        "stream": stream,
        "name": words.chain_in_words(stream.name, _agency_names(stream)),
        "walked": stream.head_n - walked.after,
        "is_whole": walked.after == 0,
        "fault": fault,
        "at_fault": at_fault,
        "now": timezone.now(),
    }
    return render(request, "journal/chain.html", context)


def _agency_names(stream: Stream) -> dict[int, str]:
    first = stream.entries.first()
    return Names.of([first]).agencies if first else {}


@require_safe
def seals(request: PersonRequest) -> HttpResponse:
    """The register of seals, each compared with its file."""
    rows = access.seals_for(request.rights)
    table = SealTable(rows)
    as_list(request, table)
    table.caption = _("封存记录")
    last: datetime | None = rows.aggregate(last=Max("made_at"))["last"]
    now = timezone.now()
    context = {
        "table": table,
        "last": last,
        "is_late": last is None or now - last > SEAL_WITHIN,
        "count": Seal.objects.count(),
    }
    return render(request, "journal/seals.html", context)
