"""Appraisal and promotion sheets: drawn up, signed, seen and commented on by the officer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import Refused
from appointments.actions import appraising as deeds
from appointments.documents import Paper, Part, as_pdf
from appointments.filters import AppraisalFilter
from appointments.forms.testing import AppraisalForm, CommentForm
from appointments.models import (
    AppraisalKind,
    AppraisalSheet,
    Case,
    lines_of_person,
)
from appointments.rules.lines import difference, lines_from
from appointments.rules.terms import CLOSED, Told
from appointments.tables import AppraisalTable
from appointments.views.deed import carry_out
from appointments.wording import refusal_words
from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from journal.rules import digest
from people.http import PersonRequest

FIRST_YEAR = 2000
MOST_FOUND = 20


@require_GET
def appraisals(request: PersonRequest) -> HttpResponse:
    """Signed sheets of one's subtree, and the way to a new one."""
    chosen = AppraisalFilter(request.GET, queryset=access.appraisals_for(request.rights))
    sheet = reverse("appointments:export_appraisals")
    words = request.GET.get("find", "").strip()
    found = access.persons_to_appraise(request.rights).filter(name=words) if words else None
    context = {
        "filter": chosen,
        "table": as_list(request, AppraisalTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "words": words,
        "found": found[:MOST_FOUND] if found is not None else None,
        "year": timezone.localdate().year,
    }
    return render(request, "appointments/appraisals.html", context)


@require_GET
def export_appraisals(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    chosen = AppraisalFilter(request.GET, queryset=access.appraisals_for(request.rights))
    return as_sheet(request, AppraisalTable(chosen.qs), _("考核情况表"))


@require_http_methods(["GET", "HEAD", "POST"])
def appraise(request: PersonRequest, person_id: int, year: int) -> HttpResponse:
    """What the ledgers say of an officer's year; signed as it is shown."""
    person = access.person_to_appraise(request.rights, person_id)
    now = timezone.now()
    if not FIRST_YEAR <= year <= timezone.localdate(now).year:
        raise Http404("year")
    lines = lines_of_person(person, year, now=now)
    shown = digest(lines)
    form = AppraisalForm(request.POST or None, initial={"shown": shown})
    refusal, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            values = form.cleaned_data
            kind = AppraisalKind(values["kind"])
            try:
                made = deeds.sign_appraisal(
                    person, year, kind, values["shown"], actor=request.person, now=now
                )
            except Refused as refused:
                refusal, status = refusal_words(refused.reason), 409
                form = AppraisalForm(initial={"shown": shown, "kind": kind})
            else:
                return _signed(request, made)
        else:
            status = 422
    context = {
        "person": person,
        "year": year,
        "lines": lines_from(lines),
        "form": form,
        "refusal": refusal,
        "crumbs": _crumbs((person.name, "")),
    }
    return render(request, "appointments/appraise.html", context, status=status)


def _signed(request: PersonRequest, made: AppraisalSheet) -> HttpResponse:
    response = HttpResponse(status=302)
    response["Location"] = reverse("appointments:appraisal", args=[made.ref])
    return response


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("考核情况表"), reverse("appointments:appraisals")), *further]


@require_GET
def appraisal(request: PersonRequest, ref: str) -> HttpResponse:
    """A signed sheet, with the officer's word and what has changed since."""
    sheet = access.appraisal_for(request.rights, ref)
    is_own = sheet.person_id == request.person.pk
    fresh = lines_of_person(sheet.person, sheet.year, now=timezone.now())
    changed = difference(sheet.lines, fresh) if sheet.year < timezone.localdate().year else None
    context = {
        "sheet": sheet,
        "lines": lines_from(sheet.lines),
        "comments": sheet.comments.all(),
        "is_own": is_own,
        "changed": changed,
        "crumbs": [] if is_own else _crumbs((sheet.person.name, "")),
    }
    return render(request, "appointments/appraisal.html", context)


@require_GET
def appraisal_pdf(request: PersonRequest, ref: str) -> HttpResponse:
    """The sheet on paper."""
    sheet = access.appraisal_for(request.rights, ref)
    rows = [(line.topic, line.text, line.source, line.day) for line in lines_from(sheet.lines)]
    said = [(f"{timezone.localtime(row.at):%Y-%m-%d}", row.text) for row in sheet.comments.all()]
    paper = Paper(
        title=_("学法用法和培训考核情况表"),
        facts=[
            (_("姓名"), sheet.person.name),
            (_("单位"), sheet.agency.name),
            (_("用途"), str(sheet.get_kind_display())),
            (_("年度"), f"{sheet.year}　{_('第 %(n)d 版') % {'n': sheet.n}}"),
            (_("签署"), f"{sheet.by.name}　{timezone.localtime(sheet.at):%Y-%m-%d %H:%M}"),
        ],
        parts=[
            Part(_("情况"), (_("类别"), _("内容"), _("来源"), _("日期")), rows),
            Part(_("本人意见"), (_("日期"), _("意见")), said),
        ],
        notes=[_("内容散列：%(digest)s") % {"digest": sheet.digest}],
        signs=[_("本人签字："), _("单位（盖章）")],
        foot=sheet.agency.name,
    )
    return as_pdf(paper, f"KH-{sheet.year}-{sheet.n}")


@require_GET
def mine(request: PersonRequest) -> HttpResponse:
    """Sheets about oneself; closed cases only where the policy says that they are told."""
    told = Case.objects.filter(
        person_id=request.person.pk, state__in=CLOSED, policy__told=Told.CASE
    )
    context = {
        "sheets": AppraisalSheet.objects.about(request.person.pk).order_by("-at"),
        "cases": told.select_related("conclusion").order_by("-conclusion__at"),
    }
    return render(request, "appointments/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: PersonRequest, ref: str) -> HttpResponse:
    """The officer's word on the own sheet."""
    sheet = access.appraisal_for(request.rights, ref)
    if sheet.person_id != request.person.pk:
        raise Http404("appraisal")
    form = CommentForm(**typed(request))
    here = reverse("appointments:appraisal", args=[sheet.ref])
    deed = Deed(
        title=_("提出意见"),
        why=_("意见随考核情况表保存和打印，提出后不能修改。"),
        button=_("提出"),
        back=here,
        done=_("已提出。"),
    )

    def act() -> None:
        deeds.comment(sheet, form.cleaned_data["text"], actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
