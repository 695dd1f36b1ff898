"""Who sees a picture of a question through an attempt."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from exams.access.review import ReviewedPlace, review_of
from exams.models import Attempt
from exams.rules.keeping import LONGEST, State
from exams.rules.review import Viewer
from questionbank.models import Picture
from questionbank.rules.markup import pictures


def picture_on(
    attempt: Attempt, viewer: Viewer, sha256: str, *, sitting: bool, now: datetime
) -> Picture:
    """A picture on the paper, to its candidate while the attempt is open at the device that holds
    the pen (`sitting`); otherwise one that the released review shows to this viewer. Else 404."""
    if attempt.state == State.OPEN:
        is_shown = viewer is Viewer.CANDIDATE and sitting and _is_on_paper(attempt, sha256)
    else:
        places = review_of(attempt, viewer, now).places
        texts = [text for p in places for text in _texts(p)]
        is_shown = any(sha256 in pictures(text) for text in texts)
    found = Picture.objects.named(sha256).first() if is_shown else None
    if found is None:
        raise Http404("picture")
    return found


def _is_on_paper(attempt: Attempt, sha256: str) -> bool:
    """Whether the exact text that the hall sends names the picture."""
    return f"(图:{sha256})" in attempt.sat.hall


def _texts(place: ReviewedPlace) -> list[str]:
    """What the bank says at a place; what was typed is none of it."""
    options = [] if place.kind in LONGEST else [option.text for option in place.options]
    return [place.material, place.stem, place.rationale or "", *options]
