"""What higher rooms ask before somebody is given a post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from people.actions.refused import Refused
from people.rules import PostTerms, Refusal

Gate = Callable[[int | None, str, date], bool]


def pass_gates(person_id: int | None, terms: PostTerms) -> None:
    """Go on only if every gate of `settings.POSTING_GATES` lets the person (None: somebody new)
    into a post of the kind from its first day on. Raises Refused: POSTING_GATED."""
    if not passes_gates(person_id, terms.kind, terms.valid_from):
        raise Refused(Refusal.POSTING_GATED)


def passes_gates(person_id: int | None, kind: str, valid_from: date) -> bool:
    """The same as an answer, for a list that is looked at before anything is entered."""
    gates: list[Gate] = [import_string(path) for path in settings.POSTING_GATES]
    return all(gate(person_id, kind, valid_from) for gate in gates)
