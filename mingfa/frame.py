"""What every page's frame needs: who I am, in which roles, and where I may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of `base.html`."""
    return {"city": settings.ENVIRONMENT.city}
