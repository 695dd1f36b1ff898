"""How the forms of this room word a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from exchange.deeds import Deed, Denial, Refusing, answer
from training.actions import Refused
from training.views.words import refusal_words


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Answer a form of this room."""
    return answer(request, form, deed, act, Refusing(Refused, _word))


def _word(refused: Refused) -> Denial:
    return Denial(refusal_words(refused))
