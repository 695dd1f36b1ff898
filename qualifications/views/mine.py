"""One's own status: may I enforce today, in which domain, and what is missing."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from people.http import PersonRequest
from qualifications.actions import answers_about
from qualifications.models import Certificate, Check
from qualifications.rules.checking import Purpose, Question, outcome_of
from qualifications.views.verdicts import shown_answers

MOST_CHECKS = 20


@require_GET
def mine(request: PersonRequest) -> HttpResponse:
    """Everybody about themselves: each domain's verdict, reasons, next steps, who asked.

    That a check was made is told, its purpose is not: an appointment may still be confidential.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    question = Question(Purpose.OTHER, "", today)
    answers = answers_about([request.person.pk], question, now=now)[request.person.pk]
    shown = shown_answers(answers, opens_records=True)
    certificates = Certificate.objects.filter(person=request.person).with_state(today).with_terms()
    checks = Check.objects.about(request.person.pk).select_related("agency")
    context = {
        "answers": shown,
        "outcome": outcome_of(answers).value,
        "able": [one for one in shown if one.verdict == "yes"],
        "lacking": [one for one in shown if one.verdict != "yes"],
        "warnings": list(dict.fromkeys(w for one in shown for w in one.warnings)),
        "certificates": certificates.order_by("-recorded_at", "-pk"),
        "is_told": settings.ENVIRONMENT.checks_told,
        "checks": checks[:MOST_CHECKS] if settings.ENVIRONMENT.checks_told else [],
        "today": today,
    }
    return render(request, "qualifications/mine.html", context)
