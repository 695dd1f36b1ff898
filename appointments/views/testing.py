"""Tests of a case: ordered, waived, taken elsewhere; the result sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import concluding
from appointments.actions import testing as deeds
from appointments.documents import Paper, Part, as_pdf
from appointments.forms.cases import (
    CarryForm,
    PlainForm,
    ReasonForm,
    TranscriptForm,
    WithdrawForm,
)
from appointments.models import (
    Case,
    ResultSheet,
    agreed_entries,
    passes_known_to,
    standing_of,
    terms_of,
)
from appointments.views.deed import about, carry_out, case_url, crumbs_of
from appointments.wording import came_words, standing_words
from exchange.deeds import Deed, typed
from exchange.http import as_download
from people.http import PersonRequest


def _decide(
    request: PersonRequest, ref: str, words: tuple[str, str, str], deed: Callable[..., Any]
) -> HttpResponse:
    found = access.case_for(request.rights, ref)
    title, why, done = words
    form = ReasonForm(**typed(request))
    page = Deed(
        title=title,
        why=why,
        button=title,
        back=case_url(found),
        done=done,
        about=about(found),
        crumbs=crumbs_of(found, (title, "")),
    )

    def act() -> None:
        deed(found, reason=form.cleaned_data["reason"], actor=request.person, now=timezone.now())

    return carry_out(request, form, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def order_test(request: PersonRequest, ref: str) -> HttpResponse:
    """Order a test, or a resit."""
    found = access.case_for(request.rights, ref)
    left = standing_of(found, timezone.localdate()).left
    why = _("还可测试 %(n)d 次。理由记入案卷。") % {"n": left}
    return _decide(request, ref, (_("决定测试"), why, _("已决定测试。")), deeds.order_test)


@require_http_methods(["GET", "HEAD", "POST"])
def waive_test(request: PersonRequest, ref: str) -> HttpResponse:
    """Waive the test."""
    why = _("免试的理由印在考查结论上。")
    return _decide(request, ref, (_("决定免试"), why, _("已决定免试。")), deeds.waive_test)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Enter a result from elsewhere."""
    found = access.case_for(request.rights, ref)
    form = TranscriptForm(**typed(request))
    deed = Deed(
        title=_("登记外地测试成绩"),
        why=_("由两人对照成绩单原件各自登记。两人登记一致后才作为成绩。"),
        button=_("登记"),
        back=case_url(found),
        done=_("已登记。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("登记外地测试成绩"), "")),
    )

    def act() -> None:
        values = dict(form.cleaned_data)
        scan = values.pop("scan")
        deeds.enter_result(
            found,
            deeds.Transcript(**values),
            (scan.read(), scan.name),
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Take back a result from elsewhere that was entered wrongly; two persons do."""
    found = access.case_for(request.rights, ref)
    standing = {e.document: None for e in agreed_entries(found) if not e.is_withdrawn}
    form = WithdrawForm(**typed(request), documents=list(standing))
    deed = Deed(
        title=_("撤销外地测试成绩"),
        why=_("登记有误的，由两人先后撤销。撤销后不作为成绩，原登记保留，可以重新登记。"),
        button=_("撤销"),
        back=case_url(found),
        done=_("已登记。两人撤销后生效。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("撤销外地测试成绩"), "")),
        grave=True,
    )

    def act() -> None:
        deeds.withdraw_result(found, **form.cleaned_data, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def uphold_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Say that a result whose withdrawal was proposed was read rightly."""
    found = access.case_for(request.rights, ref)
    doubted = {e.document: None for e in agreed_entries(found) if e.doubt}
    form = WithdrawForm(**typed(request), documents=list(doubted))
    deed = Deed(
        title=_("维持外地测试成绩"),
        why=_("对照原件核对无误的，由提出撤销以外的一人登记，成绩不予撤销。"),
        button=_("维持"),
        back=case_url(found),
        done=_("已登记，成绩不予撤销。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("维持外地测试成绩"), "")),
    )

    def act() -> None:
        deeds.uphold_result(found, **form.cleaned_data, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def carry_pass(request: PersonRequest, ref: str) -> HttpResponse:
    """Let the pass of an earlier case of the candidate count."""
    found = access.case_for(request.rights, ref)
    known = passes_known_to(found, request.person.pk, timezone.localdate())
    passes = [
        (found.key, f"{found.one.day}　{found.one.source}　{found.present_post}") for found in known
    ]
    form = CarryForm(**typed(request), passes=passes)
    deed = Deed(
        title=_("沿用此前的成绩"),
        why=_(
            "人选此前任职考查的合格成绩仍在有效期内的，可以沿用，注明来源。只列您知悉的考查；库外人选按姓名和身份证号查找，请核对是否同一人。"
        ),
        button=_("沿用"),
        back=case_url(found),
        done=_("已沿用。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("沿用此前的成绩"), "")),
    )

    def act() -> None:
        key = form.cleaned_data["key"]
        deeds.carry_pass(found, key, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@never_cache
@require_GET
def result_scan(request: PersonRequest, ref: str, entry_id: int) -> HttpResponse:
    """The scan of a paper from elsewhere."""
    found = access.case_for(request.rights, ref)
    return as_download(access.entry_of(request.rights, found, entry_id).scan)


@require_http_methods(["GET", "HEAD", "POST"])
def make_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """Draw up the result sheet."""
    found = access.case_for(request.rights, ref)
    form = PlainForm(**typed(request))
    offices = "、".join(terms_of(found).offices)
    deed = Deed(
        title=_("制作成绩单"),
        why=_("成绩单须由下列机构签署：%(offices)s。") % {"offices": offices},
        button=_("制作"),
        back=case_url(found),
        done=_("已制作，等待签署。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("制作成绩单"), "")),
    )

    def act() -> None:
        concluding.make_sheet(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_sheet(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """Sign the result sheet for one's office."""
    found = access.case_for(request.rights, ref)
    sheet = access.sheet_of(found, n)
    form = PlainForm(**typed(request))
    deed = Deed(
        title=_("签署成绩单"),
        why="；".join(_tries(sheet)) or standing_words(sheet.body["standing"]),
        button=_("签署"),
        back=case_url(found),
        done=_("已签署。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("签署成绩单"), "")),
        grave=True,
    )

    def act() -> None:
        concluding.sign_sheet(sheet, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _tries(sheet: ResultSheet) -> list[str]:
    return [
        f"{one['day']}　{came_words(one['came'])}　{one['marks']}" for one in sheet.body["tries"]
    ]


@never_cache
@require_GET
def sheet_pdf(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """The result sheet on paper, with the offices' signatures."""
    found = access.case_for(request.rights, ref)
    sheet = access.sheet_of(found, n)
    return as_pdf(sheet_paper(found, sheet), f"{found.number}-{n}")


def tries_part(body: dict[str, Any]) -> Part:
    """The tries as a table."""
    head = (_("测试日期"), _("结果"), _("得分"), _("来源"))
    rows = [
        (one["day"], came_words(one["came"]), one["marks"], one["source"]) for one in body["tries"]
    ]
    return Part(_("历次测试"), head, rows)


def percent_words(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") + "%" if rest else f"{whole}%"


def sheet_paper(case: Case, sheet: ResultSheet) -> Paper:
    """What is printed of a result sheet."""
    signed = {row.office: row for row in sheet.signatures.select_related("by")}
    signs = []
    for office in terms_of(case).offices:
        row = signed.get(office)
        signs.append(f"{office}：{_signed(row.by.name, row.at) if row else _('（待签署）')}")
    return Paper(
        title=_("任职前法律知识测试成绩单"),
        verdict=standing_words(sheet.body["standing"]),
        mark=_("内部保密"),
        facts=[
            (_("案号"), case.number),
            (_("人选"), sheet.body["candidate"]),
            (_("现任单位和职务"), sheet.body["present_post"]),
            (_("拟任职务"), sheet.body["intended_post"]),
            (_("任命方式"), str(case.get_procedure_display())),
            (_("合格线"), percent_words(sheet.body["pass_percent"])),
            (_("成绩有效期至"), sheet.body["valid_to"] or "—"),
        ],
        parts=[tries_part(sheet.body)],
        notes=[_("内容散列：%(digest)s") % {"digest": sheet.digest}],
        signs=signs,
        foot=f"{case.agency.name}　{case.number}",
    )


def _signed(name: str, at: datetime) -> str:
    return f"{name}　{timezone.localtime(at):%Y-%m-%d}"
