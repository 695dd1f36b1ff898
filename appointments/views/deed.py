"""How the forms of this room are answered, and the way back from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.actions import Refused
from appointments.models import Case
from appointments.wording import refusal_words
from exams.actions.signing import ActRefused
from exchange.deeds import Deed, Denial, Refusing, answer


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Answer a form of this room."""
    return answer(request, form, deed, act, Refusing(Refused, _word))


def _word(refused: Refused) -> Denial:
    return Denial(refusal_words(refused.reason))


@contextmanager
def exam_refusals() -> Iterator[None]:
    """Let a refusal of the exam room be worded here."""
    try:
        yield
    except ActRefused as refused:
        raise Refused(refused.reason) from None


def case_url(case: Case) -> str:
    return reverse("appointments:case", args=[case.ref])


def crumbs_of(case: Case, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of cases to a page below one."""
    here = (case.number, case_url(case) if further else "")
    return [(_("任职考查"), reverse("appointments:cases")), here, *further]


def about(case: Case) -> str:
    """Which case a form is about."""
    return f"{case.number}　{case.name}　{case.intended_post}"
