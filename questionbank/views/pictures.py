"""Pictures of questions, for who keeps the bank."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from people.http import PersonRequest
from questionbank import access
from questionbank.http import picture_response


@require_safe
def picture(request: PersonRequest, sha256: str) -> HttpResponse:
    """A picture of one's bank."""
    return picture_response(access.picture_for(request.rights, sha256))
