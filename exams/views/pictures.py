"""Pictures of questions: while their paper is sat, and where it is looked at later."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from exams import access, http
from people.http import PersonRequest
from questionbank.http import picture_response


@require_safe
def attempt_picture(request: PersonRequest, ref: str, sha256: str) -> HttpResponse:
    """A picture on the paper of an attempt: to its candidate at the device that holds the pen, and
    to whoever is shown the question after the release."""
    attempt, viewer = access.attempt_to_review(request.rights, ref)
    found = access.picture_on(
        attempt, viewer, sha256, sitting=http.holds_pen(request, attempt), now=timezone.now()
    )
    return picture_response(found)
