"""How every form of this room is answered: shown, refused with a reason, or done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from exchange.rules import Refused as FileRefused
from exchange.wording import DEEDS, say
from training.actions import Refused
from training.views.words import refusal_words

Words = str | Promise
Crumbs = Sequence[tuple[Words, str]]


@dataclass(frozen=True)
class Deed:
    """What the page around a form says. `grave` deeds show their consequence in red."""

    title: Words
    why: Words
    button: Words
    back: str
    done: Words
    crumbs: Crumbs = ()
    grave: bool = False
    is_upload: bool = False


def carry_out(
    request: HttpRequest, form: Form, deed: Deed, act: Callable[[], str | None]
) -> HttpResponse:
    """Show the form, or do `act` with it; `act` may return the address to go on to.

    200 shown, 413 file too large, 422 ill-formed, 409 refused; what was typed stays.
    """
    if not form.is_bound:
        return page(request, form, deed, 200)
    if getattr(request, "is_upload_too_large", False):
        form.errors.pop("evidence", None)
        form.add_error(None, DEEDS["large_file"])
        return page(request, form, deed, 413)
    if not form.is_valid():
        return page(request, form, deed, 422)
    try:
        onward = act()
    except Refused as refused:
        form.add_error(None, refusal_words(refused))
        return page(request, form, deed, 409)
    except FileRefused as refused:
        form.add_error(None, say(DEEDS, refused.reason, refused.params))
        return page(request, form, deed, 409)
    messages.success(request, str(deed.done))
    return redirect(onward or deed.back)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The form's first arguments: what was posted, or nothing."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def page(request: HttpRequest, form: Form, deed: Deed, status: int) -> HttpResponse:
    context = {"form": form, "deed": deed, "crumbs": deed.crumbs}
    return render(request, "training/deed.html", context, status=status)
