"""How a picture and a file of questions leave the bank."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from questionbank.models import ExportFormat, Picture
from questionbank.sheets.outgoing import ENDINGS

KEPT_FOR = 3600  # seconds in the reader's own browser; its name is the hash of what it shows
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


def picture_response(found: Picture) -> HttpResponse:
    """The bytes as what they are and nothing else. Raises ValueError where they were altered."""
    response = HttpResponse(found.content(), content_type=found.media_type)
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


def export_response(data: bytes, form: str, title: str) -> HttpResponse:
    """A file of questions with their keys: to keep, never opened in place, kept by no cache."""
    ending = ENDINGS[ExportFormat(form)]
    response = HttpResponse(data, content_type=CONTENT_TYPES[ending])
    name = quote(f"{title}{timezone.localdate():%Y%m%d}{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
