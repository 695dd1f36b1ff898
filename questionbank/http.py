"""How a picture leaves the bank."""

from __future__ import annotations

from django.http import HttpResponse

from questionbank.models import Picture

KEPT_FOR = 3600  # seconds in the reader's own browser; its name is the hash of what it shows


def picture_response(found: Picture) -> HttpResponse:
    """The bytes as what they are and nothing else. Raises ValueError where they were altered."""
    response = HttpResponse(found.content(), content_type=found.media_type)
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response
