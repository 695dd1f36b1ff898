"""Telling those whom a change of a class concerns. Part of the deeds that change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from notices.actions import Message, tell
from people.models import Person
from training.models import Session, TrainingClass

MOMENT = "%Y-%m-%d %H:%M"


def tell_about(
    held: TrainingClass,
    kind: str,
    person_ids: Iterable[int],
    *,
    actor: Person | None,
    now: datetime,
    **words: str,
) -> None:
    """Tell persons of a class; nobody is told of what they did themselves.

    The demonstration's own deeds (no actor) tell nobody: they happened long ago.
    """
    if actor is None:
        return
    to = [pk for pk in person_ids if pk != actor.pk]
    page = reverse("training:join_class", args=[held.ref])
    message = Message(f"training.{kind}", _words_of(held) | words, page)
    tell(to, message, now=now)


def roster_ids(held: TrainingClass) -> list[int]:
    return list(held.enrolments.standing().values_list("person_id", flat=True))


def said_of(session: Session) -> dict[str, str]:
    """A half-day in words that a notice may use."""
    return {
        "topic": session.topic,
        "starts": f"{timezone.localtime(session.starts_at):{MOMENT}}",
        "ends": f"{timezone.localtime(session.ends_at):{MOMENT}}",
    }


def _words_of(held: TrainingClass) -> dict[str, str]:
    first = held.sessions.order_by("starts_at").first()
    starts = f"{timezone.localtime(first.starts_at):{MOMENT}}" if first else ""
    return {"title": held.title, "venue": held.venue, "starts": starts}
