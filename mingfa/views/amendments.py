"""What an amendment touches: questions, exams that hold them, past results; its confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingfa import actions, amendments
from people.http import PersonRequest
from people.models import within
from people.rules import Role
from questionbank.models import Revision
from statutes import access
from statutes.actions import Refused
from statutes.models import Amendment, RefusalWords

BANK = (Role.SETTER, Role.REVIEWER)
EXAMS = (Role.EXAM_OFFICER, Role.LEGAL_AFFAIRS)


@require_safe
def impact(request: PersonRequest, amendment_id: int) -> HttpResponse:
    """The whole reach of an amendment, each part for those whose work it is."""
    amendment = access.amendment_for(request.rights, amendment_id)
    return render(request, "mingfa/amendment_impact.html", _context(request, amendment))


def _context(request: PersonRequest, amendment: Amendment) -> dict[str, Any]:
    now, rights = timezone.now(), request.rights
    questions = amendments.touched(amendment)
    own = within(rights.paths(*BANK), "question__agency__path")
    seen = set(
        Revision.objects.filter(own, pk__in=[q.pk for q in questions]).values_list("pk", flat=True)
    )
    may_see_exams = rights.has(*EXAMS)
    return {
        "amendment": amendment,
        "count": len(questions),
        "questions": [question for question in questions if question.pk in seen],
        "may_see_questions": rights.has(*BANK),
        "may_see_exams": may_see_exams,
        "exams": amendments.held_exams(amendment, now) if may_see_exams else [],
        "may_open_exams": rights.has(Role.EXAM_OFFICER),
        "past": amendments.past_uses(amendment) if may_see_exams else [],
        "may_confirm": not amendment.is_confirmed and rights.has(*access.KEEPERS),
        "today": timezone.localdate(now),
    }


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
    path("<int:amendment_id>/confirm/", confirm, name="confirm"),
]
