"""How every form of this room is answered: shown, refused with reasons, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from people.actions import Refused
from people.models import Person
from people.rules import Refusal

Words = str | Promise
RANK = frozenset(
    {Refusal.NOT_YOURS_TO_GRANT, Refusal.OUTRANKED}
)  # a matter of rights, not of state


@dataclass(frozen=True)
class Deed:
    """What the page around a form says. `grave` deeds show their consequence in red.

    `known` is somebody within the reader's sight whom the deed would enter twice.
    """

    title: Words
    why: Words
    button: Words
    back: str
    done: Words
    grave: bool = False
    known: Person | None = None
    about: Person | None = None


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Show the form, or do `act` with it; `act` may return the address to go on to.

    200 shown, 422 ill-formed, 409 refused, 403 refused for want of rank; what was typed stays.
    """
    if not form.is_bound:
        return _page(request, form, deed, 200)
    if not form.is_valid():
        return _page(request, form, deed, 422)
    try:
        onward = act()
    except Refused as refused:
        status = 403 if refused.reason in RANK else 409
        return _page(request, form, deed, status, refused.reason)
    messages.success(request, str(deed.done))
    return redirect(onward or deed.back)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The form's first argument: what was posted, or nothing."""
    return {"data": request.POST if request.method == "POST" else None}


def _page(
    request: HttpRequest, form: Form, deed: Deed, status: int, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"form": form, "deed": deed, "refusal": refusal}
    return render(request, "people/deed.html", context, status=status)
