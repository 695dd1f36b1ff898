"""What an amendment touches: questions, exams that hold them, past results; its confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exams.models import Exam
from exchange.http import attachment
from exchange.sheets import write_table
from mingfa import actions, amendments
from people.http import PersonRequest
from people.models import within
from people.rules import Rights, Role
from questionbank.models import Revision
from statutes import access
from statutes.actions import Refused
from statutes.models import Amendment, RefusalWords
from statutes.models.amendments import corrected_rows
from statutes.models.lines import line_of, marked

BANK = (Role.SETTER, Role.REVIEWER)
EXAMS = (Role.EXAM_OFFICER, Role.LEGAL_AFFAIRS)
LESSONS = (Role.LEGAL_AFFAIRS,)
MAY_TAKE = {"questions": BANK, "exams": EXAMS, "past": EXAMS, "lessons": LESSONS}
Sheet = tuple[str, list[str], list[Sequence[object]]]  # title, headers, rows


@require_safe
def impact(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """The whole reach of an amendment, each part for those whose work it is."""
    amendment = access.amendment_for(request.rights, amendment_id)
    return render(request, "mingfa/amendment_impact.html", _context(request, amendment))


def _context(request: PersonRequest, amendment: Amendment) -> dict[str, Any]:
    now, rights = timezone.now(), request.rights
    questions = amendments.touched(amendment)
    may_see_exams, may_see_lessons = rights.has(*EXAMS), rights.has(*LESSONS)
    own = Exam.objects.visible_to(rights, Role.EXAM_OFFICER)
    falling = amendments.falling(amendment)
    own_falling = _seen(rights, [row.citation.revision for row in falling])
    may_confirm = not amendment.is_confirmed and access.may_keep(rights)
    return {
        "amendment": amendment,
        "count": len(questions),
        "questions": _seen(rights, questions),
        "may_see_questions": rights.has(*BANK),
        "may_see_exams": may_see_exams,
        "exams": amendments.held_exams(amendment, now) if may_see_exams else [],
        "own_exams": set(own.values_list("pk", flat=True)) if may_see_exams else set(),
        "past": amendments.past_uses(amendment) if may_see_exams else [],
        "may_see_lessons": may_see_lessons,
        "lessons": amendments.coming_lessons(amendment, now) if may_see_lessons else [],
        "corrected": [
            (marked(line_of(before)), marked(line_of(after)))
            for before, after in corrected_rows(amendment)
        ],
        "falling": falling,
        "falling_seen": [row for row in falling if row.citation.revision in own_falling],
        "may_confirm": may_confirm,
        "today": timezone.localdate(now),
    }


def _seen(rights: Rights, questions: Sequence[Revision]) -> list[Revision]:
    """Those in the bank of a setter or reviewer; nobody else sees one."""
    own = within(rights.paths(*BANK), "question__agency__path")
    rows = Revision.objects.filter(own, pk__in=[question.pk for question in questions])
    seen = set(rows.values_list("pk", flat=True))
    return [question for question in questions if question.pk in seen]


@require_safe
def impact_sheet(request: PersonRequest, amendment_id: int, part: str) -> HttpResponse:
    """One part as a sheet: `questions`, `exams`, `past` or `lessons`, for those who see it."""
    amendment = access.amendment_for(request.rights, amendment_id)
    sheets = {"questions": _questions, "exams": _exams, "past": _past, "lessons": _lessons}
    made = sheets.get(part)
    if made is None:
        raise Http404("part")
    if not request.rights.has(*MAY_TAKE[part]):
        raise PermissionDenied
    title, headers, rows = made(request, amendment)
    return attachment(write_table(title, headers, rows), title)


def _questions(request: PersonRequest, amendment: Amendment) -> Sheet:
    seen = _seen(request.rights, amendments.touched(amendment))
    rows: list[Sequence[object]] = [
        (
            question.question.code,
            question.question.get_pool_display(),
            question.get_kind_display(),
            _("；").join(str(cited.article.reference) for cited in question.citations.all()),
            question.stem,
        )
        for question in seen
    ]
    return _("受影响的试题"), [_("题号"), _("题库"), _("题型"), _("依据"), _("题干")], rows


def _exams(request: PersonRequest, amendment: Amendment) -> Sheet:
    rows: list[Sequence[object]] = [
        (held.exam.title, held.exam.agency.name, held.questions, held.undecided)
        for held in amendments.held_exams(amendment, timezone.now())
    ]
    headers = [_("考试"), _("组织单位"), _("受影响试题数"), _("待决定试题数")]
    return _("受影响的考试"), headers, rows


def _past(request: PersonRequest, amendment: Amendment) -> Sheet:
    rows: list[Sequence[object]] = [
        (
            f"{timezone.localtime(use.session.opens_at):%Y-%m-%d}",
            use.session.exam.title,
            use.session.place,
            use.questions,
            use.papers,
        )
        for use in amendments.past_uses(amendment)
    ]
    headers = [_("开考日期"), _("考试"), _("考点"), _("试题数"), _("在试卷上出现次数")]
    return _("已公布的成绩"), headers, rows


def _lessons(request: PersonRequest, amendment: Amendment) -> Sheet:
    rows: list[Sequence[object]] = [
        (
            f"{timezone.localtime(lesson.starts_at):%Y-%m-%d %H:%M}",
            lesson.topic,
            lesson.training_class.title,
            lesson.training_class.agency.name,
            str(lesson.statute),
        )
        for lesson in amendments.coming_lessons(amendment, timezone.now())
    ]
    headers = [_("开始时间"), _("内容"), _("培训班"), _("主办单位"), _("讲授的法规")]
    return _("尚未讲授的课次"), headers, rows


@require_POST
def confirm(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """Confirm the whole map; citations of renumbered articles follow."""
    amendment = access.amendment_to_decide(request.rights, amendment_id)
    try:
        carried = actions.confirm_amendment(
            amendment, actor_id=request.person.pk, now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(RefusalWords(refused.reason).label))
        return redirect("statutes:amendment", amendment_id=amendment.pk)
    words = _("修订对照已确认，%(n)s 处试题依据随条号更新。")
    messages.success(request, words % {"n": carried})
    return redirect("amendments:impact", amendment_id=amendment.pk)


app_name = "amendments"
urlpatterns = [
    path("<int:amendment_id>/", impact, name="impact"),
    path("<int:amendment_id>/sheet/<slug:part>/", impact_sheet, name="impact_sheet"),
    path("<int:amendment_id>/confirm/", confirm, name="confirm"),
]
