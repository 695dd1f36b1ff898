"""How the forms of this room word a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from exchange.deeds import Deed, Denial, Refusing, answer
from qualifications.actions import Refused
from qualifications.rules.deeds import Refusal


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Answer a form of this room."""
    return answer(request, form, deed, act, Refusing(Refused, _word))


def words_of(reason: Refusal) -> str:
    """Why something is refused, one sentence."""
    return render_to_string("qualifications/_refusal.html", {"reason": reason}).strip()


def _word(refused: Refused) -> Denial:
    return Denial(words_of(refused.reason))
