"""One import as it goes along: progress, preview, mending, results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exchange import rules, wording
from exchange.actions import staging
from exchange.forms import MendForm
from exchange.kinds import Kind
from exchange.models import Import, ImportRow
from exchange.rules import Counts, Refusal, Refused, Resolution, State
from mingfa.views.imports import doors
from people.http import PersonRequest

PER_PAGE = 50
TABS = ("faulty", "namesakes", "all")


@dataclass(frozen=True)
class ShownCell:
    """One cell of the preview, with what is wrong with it in words."""

    title: str
    text: str
    faults: tuple[str, ...]
    is_whole: bool  # not to be broken over two lines


@dataclass(frozen=True)
class ShownRow:
    """One row of the preview, decrypted and worded."""

    row: ImportRow
    cells: tuple[ShownCell, ...]
    may_mend: bool
    candidates: tuple[tuple[str, str], ...]  # key and sentence, while the row asks who it is


@require_GET
def show(request: PersonRequest, ref: str) -> HttpResponse:
    """The page of an import, whatever it waits for."""
    job, kind = doors.import_for(request, ref)
    if job.is_under_way:
        return render(request, "exchange/progress.html", progress_context(job, kind))
    if job.state == State.PREVIEWED:
        return render(request, "exchange/preview.html", preview_context(request, job, kind))
    if job.state in (State.COMMITTED, State.UNDONE):
        return render(request, "exchange/result.html", _result_context(request, job, kind))
    refusal = wording.say(wording.FILES, job.refusal, job.refusal_params) if job.refusal else ""
    context = {"job": job, "kind": kind, "refusal": refusal}
    return render(request, "exchange/ended.html", context)


@require_GET
def progress(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the job is, as a part of the page; when it is over, the page is loaded anew."""
    job, kind = doors.import_for(request, ref)
    response = render(request, "_ui/progress.html", progress_context(job, kind)["progress"])
    if not job.is_under_way:
        response["HX-Redirect"] = reverse("imports:show", args=[job.ref])
    return response


@require_http_methods(["GET", "POST"])
def mend(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """Mend cells of one row, in its place or on a page of its own."""
    job, kind = doors.import_for(request, ref)
    row = job.rows.filter(n=n).first()
    if row is None or job.state != State.PREVIEWED:
        reason = Refusal.STATE if job.state != State.PREVIEWED else Refusal.UNKNOWN_ROW
        return refused_page(request, job, Refused(reason))
    if request.method != "POST":
        return _mend_page(request, job, kind, row)
    form = MendForm(kind.columns, row.cells, request.POST)
    if not form.is_valid():
        return _mend_page(request, job, kind, row, form, status=422)
    try:
        staging.mend(job, kind, n, form.sent(), now=timezone.now())
    except Refused as refused:
        return refused_page(request, job, refused)
    row.refresh_from_db()
    if row.faults and not _is_htmx(request):
        return _mend_page(request, job, kind, row, status=422)
    return _after(request, job, kind, _("第 %(n)s 行已保存。") % {"n": n})


@require_POST
def resolve(request: PersonRequest, ref: str) -> HttpResponse:
    """Say who the namesakes are, or leave rows out of the import."""
    job, kind = doors.import_for(request, ref)
    given = request.POST.getlist("n")
    wanted = request.POST.get("resolution", "")
    try:
        if wanted not in list(Resolution) or not all(n.isdecimal() and len(n) < 9 for n in given):
            raise Refused(Refusal.NO_CHOICE)
        staging.resolve(
            job,
            kind,
            [int(n) for n in given],
            Resolution(wanted),
            key=request.POST.get("key", ""),
            now=timezone.now(),
        )
    except Refused as refused:
        return refused_page(request, job, refused)
    return _after(request, job, kind, _("已记下您的判定。"))


def progress_context(job: Import, kind: Kind) -> dict[str, Any]:
    """What the page of progress and its part need."""
    words = {
        State.UPLOADED: _("等待读取"),
        State.READING: _("正在读取并核对"),
        State.QUEUED: _("等待登记"),
        State.COMMITTING: _("正在登记"),
    }
    if is_checking := job.state == State.READING and job.total > 0 == job.done:
        words[State.READING] = _("已读取 %(n)s 行，正在核对") % {"n": job.total}
    part = {
        "id": "progress",
        "word": words.get(State(job.state), _("已完成")),
        "done": job.done,
        "total": job.total if job.state == State.READING and not is_checking else 0,
        "url": reverse("imports:progress", args=[job.ref]),
        "finished": not job.is_under_way,
    }
    return {"job": job, "kind": kind, "progress": part}


def preview_context(request: HttpRequest, job: Import, kind: Kind) -> dict[str, Any]:
    """What the preview needs: the counts, one page of rows, what may be done."""
    counts = job.rows.counts()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else _first_tab(counts)
    rows = {
        "faulty": job.rows.faulty(),
        "namesakes": job.rows.to_resolve(),
        "all": job.rows.all(),
    }[tab].order_by("-n" if request.GET.get("sort") == "-n" else "n")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    twin = Import.objects.committed_twins(job).of(job.uploaded_by_id).first()
    refusal = rules.commit_refusal(State(job.state), counts)
    return {
        "job": job,
        "kind": kind,
        "counts": counts,
        "tab": tab,
        "page": page,
        "shown": [_shown(row, kind) for row in page.object_list],
        "asked_on_page": [row.n for row in page.object_list if row.standing == "namesake"],
        "descending": request.GET.get("sort") == "-n",
        "twin": twin,
        "may_commit": refusal is None,
        "why_not": wording.say(wording.DEEDS, refusal, {}) if refusal else "",
        "note": wording.say(wording.DEEDS, job.refusal, {}) if job.refusal else "",
    }


def refused_page(request: PersonRequest, job: Import, refused: Refused) -> HttpResponse:
    """Back to the import's page with the reason; what was typed before stays there."""
    sentence = wording.say(wording.DEEDS, refused.reason, refused.params)
    if _is_htmx(request):
        messages.error(request, sentence)
        response = HttpResponse(status=409)
        response["HX-Redirect"] = reverse("imports:show", args=[job.ref])
        return response
    job.refresh_from_db()
    context = {"job": job, "refusal": sentence}
    return render(request, "exchange/refused.html", context, status=409)


def _after(request: PersonRequest, job: Import, kind: Kind, done: str) -> HttpResponse:
    """The preview anew, as a part where the browser asked for one."""
    job.refresh_from_db()
    if _is_htmx(request):
        context = preview_context(request, job, kind) | {"done": done}
        return render(request, "exchange/_preview.html", context)
    messages.success(request, done)
    return redirect(f"{reverse('imports:show', args=[job.ref])}?{request.GET.urlencode()}")


def _mend_page(
    request: PersonRequest,
    job: Import,
    kind: Kind,
    row: ImportRow,
    form: MendForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    in_place = _is_htmx(request)
    faulty = {fault["column"] for fault in row.faults}
    columns = [c for c in kind.columns if not in_place or not faulty or c.name in faulty]
    if form is None:
        form = MendForm(columns, row.cells, row.cells)
        form.with_faults(columns, _sentences(row, kind))
    context = {"job": job, "kind": kind, "row": row, "form": form, "query": request.GET.urlencode()}
    cells, shown = row.cells, {column.name for column in columns}
    context["width"] = len(kind.columns) + 2
    context["others"] = [
        cells[c.name] for c in kind.columns if c.name not in shown and cells.get(c.name)
    ][:4]
    page = "exchange/_mend_row.html" if in_place else "exchange/mend.html"
    return render(request, page, context, status=status)


def _result_context(request: PersonRequest, job: Import, kind: Kind) -> dict[str, Any]:
    records = job.records.all()
    page: Page[Any] = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    labels = kind.labels([record.key for record in page.object_list])
    rows = [
        {
            "record": record,
            "label": labels.get(record.key, ""),
            "url": _record_url(kind, record.key) if record.key in labels else "",
        }
        for record in page.object_list
    ]
    return {"job": job, "kind": kind, "page": page, "rows": rows}


def _record_url(kind: Kind, key: str) -> str:
    try:
        return reverse(kind.record_page, kwargs={kind.record_argument: key})
    except NoReverseMatch:
        return ""


def _shown(row: ImportRow, kind: Kind) -> ShownRow:
    cells, sentences = row.cells, _sentences(row, kind)
    return ShownRow(
        row=row,
        cells=tuple(
            ShownCell(
                title=column.title,
                text=cells.get(column.name, ""),
                faults=tuple(sentence for name, sentence in sentences if name == column.name),
                is_whole=column.is_date or (bool(column.choices) and not column.several),
            )
            for column in kind.columns
        ),
        may_mend=row.standing != "unchanged" and row.resolution != "skip",
        candidates=tuple(_candidates(row)) if row.resolution != "skip" else (),
    )


def _candidates(row: ImportRow) -> Iterator[tuple[str, str]]:
    """The existing persons and the earlier rows that a namesake may be."""
    for candidate in row.candidates:
        key, label = candidate["key"], candidate["label"]
        if key.startswith(rules.ROW_KEY):
            label = _("本文件第 %(n)s 行") % {"n": key.removeprefix(rules.ROW_KEY)}
        yield key, label


def _sentences(row: ImportRow, kind: Kind) -> list[tuple[str, str]]:
    return [
        (fault["column"], wording.say(kind.words, fault["code"], fault["params"], wording.FAULTS))
        for fault in row.faults
    ]


def _first_tab(counts: Counts) -> str:
    if counts.faulty:
        return "faulty"
    return "namesakes" if counts.open else "all"


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
