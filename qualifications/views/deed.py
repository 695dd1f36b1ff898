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

from qualifications.actions import Refused
from qualifications.rules.deeds import Refusal

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """What the page around a form says. `grave` deeds show their consequence in red; `about` is
    one line that says whom or what it concerns."""

    title: Words
    why: Words
    button: Words
    back: str
    done: Words
    about: str = ""
    grave: bool = False


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Show the form, or do `act` with it; `act` may return the address to go on to.

    200 shown, 422 ill-formed, 409 refused; what was typed stays.
    """
    if not form.is_bound:
        return _page(request, form, deed, 200)
    if not form.is_valid():
        return _page(request, form, deed, 422)
    try:
        onward = act()
    except Refused as refused:
        return _page(request, form, deed, 409, refused.reason)
    messages.success(request, str(deed.done))
    return redirect(onward or deed.back)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The form's first argument: what was posted, or nothing."""
    return {"data": request.POST if request.method == "POST" else None}


def _page(
    request: HttpRequest, form: Form, deed: Deed, status: int, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"form": form, "deed": deed, "refusal": refusal}
    return render(request, "qualifications/deed.html", context, status=status)
