"""The survey after a class: answering it, and its figures for organiser and trainer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet
from people.http import PersonRequest
from training import access, actions
from training.access import attendance as doors
from training.forms.surveys import ASKED, SignedSheetForm, SurveyForm
from training.models import Survey, TrainingClass
from training.rules.surveys import LEAST_ANSWERS, is_open
from training.tables import FigureTable
from training.views.classes import address, crumbs_of
from training.views.deed import carry_out


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PersonRequest, ref: str) -> HttpResponse:
    """Answer the survey of a class that one went to."""
    found = doors.class_attended(request.person, ref)
    form = SurveyForm(**typed(request))
    back = reverse("training:join_class", args=[ref])
    deed = Deed(
        title=_("评价培训班"),
        why=_("不记名，只计入汇总。评价结束后统计，不足 %(n)d 份的不显示。提交后不能修改。")
        % {"n": LEAST_ANSWERS},
        button=_("提交评价"),
        back=back,
        done=_("评价已提交，谢谢。"),
        about=found.title,
        crumbs=[(found.title, back), (_("评价"), "")],
    )

    def act() -> None:
        grades, remark = form.grades(), form.remark_given()
        actions.answer_survey(found, request.person, grades, remark, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def survey_results(request: PersonRequest, ref: str) -> HttpResponse:
    """What those of a class have said, once nobody answers any more."""
    found = doors.class_judged(request.rights, ref)
    held = Survey.objects.filter(training_class=found).first()
    rows = _rows(found, held)
    context = {
        "class": found,
        "answers": held.answers if held else 0,
        "present": found.enrolments.standing().count(),
        "least": LEAST_ANSWERS,
        "shown": bool(rows),
        "goes_on": _goes_on(found),
        "table": as_list(
            request, FigureTable(rows), sheet=reverse("training:survey_sheet", args=[ref])
        ),
        "remarks": held.shown_remarks if held and rows else [],
        "crumbs": [(found.title, ""), (_("评价结果"), "")],
    }
    return render(request, "training/survey_results.html", context)


@require_safe
def survey_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The figures as a sheet."""
    found = doors.class_judged(request.rights, ref)
    held = Survey.objects.filter(training_class=found).first()
    return as_sheet(request, FigureTable(_rows(found, held)), _("评价结果"))


def _goes_on(found: TrainingClass) -> bool:
    """Whether somebody may still answer, or the class is not over yet."""
    last = found.sessions.order_by("-ends_at").first()
    now = timezone.now()
    return last is None or now < last.ends_at or is_open(last.ends_at, now)


def _rows(found: TrainingClass, held: Survey | None) -> list[dict[str, Any]]:
    if held is None or _goes_on(found):
        return []
    return [
        {"question": ASKED[one.question], "mean": one.mean}
        | {f"g{n}": count for n, count in enumerate(one.counts, 1)}
        for one in held.figures
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def add_signed_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """Keep the scan of a sheet that was signed by hand."""
    found = access.class_to_run(request.rights, ref)
    form = SignedSheetForm(**typed(request))
    deed = Deed(
        title=_("上传签到表"),
        why=_("手写签到表的扫描件作为考勤依据保存，不能替换或者删除。"),
        button=_("上传"),
        back=address(found),
        done=_("签到表已保存。"),
        crumbs=crumbs_of(found, (_("上传签到表"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        actions.add_signed_sheet(
            found, values["said"], form.scanned(), actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_safe
def signed_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """A signed sheet's scan, as an attachment."""
    return as_download(doors.signed_sheet(request.rights, ref))
