"""The result sheet on paper, and the public page by which anybody checks one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import attempt_to_review, review_of
from exams.access.review import ReviewSheet
from exams.documents.results import result_pdf
from exams.models import Attempt
from exams.models.attendance import granted_to, is_voided
from exams.rules.conduct import SessionState
from exams.rules.review import Moment
from exams.templatetags.exam_words import kind_word, marks, rule_words, span
from people.http import PersonRequest, client_address, times_this_minute
from people.rules import mask_name

CHECKS_A_MINUTE = 20  # house default: so often one address may ask


@require_safe
def result_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """One published result as a page of PDF, for those who may see the mark."""
    attempt, viewer = attempt_to_review(request.rights, ref)
    sheet = review_of(attempt, viewer, timezone.now())
    if not sheet.is_released or sheet.moment not in (Moment.RELEASED, Moment.PUBLISHED):
        raise Http404("result")
    address = request.build_absolute_uri(reverse("exams:check_result", args=[ref]))
    content = result_pdf(
        title=_("成绩单"),
        verdict=_verdict(attempt, sheet),
        lines=_lines(attempt, sheet),
        address=address,
        words=(
            _("扫描二维码核验本成绩单的现行状态。"),
            _("本单与系统记录不一致的，以系统记录为准。"),
        ),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="result-{ref}.pdf"'
    return response


def _verdict(attempt: Attempt, sheet: ReviewSheet) -> str:
    if is_voided(attempt):
        return _("违纪，成绩无效")
    return _("合格") if sheet.passed else _("不合格")


def _lines(attempt: Attempt, sheet: ReviewSheet) -> list[tuple[str, str]]:
    day = timezone.localtime(attempt.started_at or attempt.session.opens_at)
    return [
        (_("姓名"), attempt.person.name),
        (_("单位"), attempt.candidate.agency.name),
        (_("准考证号"), attempt.candidate.number),
        (_("考试"), attempt.exam.title),
        (_("组织单位"), attempt.exam.agency.name),
        (_("考试时间"), f"{day:%Y-%m-%d %H:%M}"),
        (_("总分"), f"{marks(sheet.total)} / {marks(sheet.of)}"),
        (_("合格分"), marks(sheet.pass_line)),
        (_("答案版次"), _key_and_marking(sheet)),
        (_("计分规则"), _rules(sheet)),
        *_granted(attempt),
        (_("成绩单编号"), attempt.ref),
        (_("打印时间"), f"{timezone.localtime():%Y-%m-%d %H:%M}"),
    ]


def _granted(attempt: Attempt) -> list[tuple[str, str]]:
    """What was given, admitted or entered from paper in the attempt, as one line; none for none."""
    given = granted_to(attempt)
    words = [_("补时 %(span)s") % {"span": span(row.seconds)} for row in given.grants]
    words += [
        _("系统中断，自动补时 %(span)s") % {"span": span(row.outage.seconds)}
        for row in given.pay_backs
    ]
    words += [_("补认作答 %(n)s 条") % {"n": row["ops"]} for row in given.admissions]
    words += [_("纸质作答，两人分别录入") for _row in given.on_paper]
    return [(_("补时、补认和其他事项"), str(_("；")).join(words))] if words else []


def _key_and_marking(sheet: ReviewSheet) -> str:
    """The version of the keys; where persons marked anew, which marking counts."""
    anew = _("，第 %(n)s 次评阅") % {"n": sheet.marking_n} if sheet.marking_n > 1 else ""
    return f"{sheet.key_version}{anew}"


def _rules(sheet: ReviewSheet) -> str:
    """The named rules by which the kinds of questions were marked."""
    rules = (
        _("%(kind)s：%(rule)s") % {"kind": kind_word(kind), "rule": rule_words(rule, kind)}
        for kind, rule in sheet.rules
    )
    return str(_("；")).join(rules)


@login_not_required
@require_safe
def check_result(request: HttpRequest, ref: str) -> HttpResponse:
    """Whether a result sheet is real, and what counts now: for anybody who holds its code.

    A masked name, the exam, the day, passed or not; no number of a person, no mark.
    """
    if _asks_too_often(request):
        return render(request, "exams/check_too_often.html", status=429)
    rows = Attempt.objects.select_related("exam__agency", "session__publication", "person")
    found = rows.filter(ref=ref, session__state=SessionState.PUBLISHED).first()
    result = found.results.counted() if found else None
    if found is None or result is None:
        return render(request, "exams/check_result.html", {"result": None}, status=404)
    context = {
        "attempt": found,
        "result": result,
        "voided": is_voided(found),
        "name": mask_name(found.person.name),
        "changed": found.result_changes.order_by("-at").first(),
        "now": timezone.now(),
    }
    return render(request, "exams/check_result.html", context)


def _asks_too_often(request: HttpRequest) -> bool:
    """Counted by address and minute."""
    key = f"exams.check_result:{client_address(request)}"
    return times_this_minute(key, timezone.now()) > CHECKS_A_MINUTE
