"""How a form that does one thing is answered: shown, refused with a reason, or done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import FileField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from exchange.rules import Refused as FileRefused
from exchange.wording import DEEDS, say

Words = str | Promise
Crumbs = Sequence[tuple[Words, str]]


@dataclass(frozen=True)
class Deed:
    """What the page around a form says. `grave` deeds show their consequence in red; `about` is
    one line that says whom or what it concerns. `done` may be asked for after the act, where that
    decides what is to be said."""

    title: Words
    why: Words
    button: Words
    back: str
    done: Words | Callable[[], Words]
    about: str = ""
    crumbs: Crumbs = ()
    grave: bool = False


@dataclass(frozen=True)
class Denial:
    """A refusal as the page gives it: the sentence, the status, the field it is about, if any."""

    words: str
    status: int = 409
    field: str = ""


@dataclass(frozen=True)
class Refusing:
    """What a room's deeds raise when they are refused, and how the room words it."""

    refused: type[Exception]
    word: Callable[[Any], Denial]


def answer(
    request: HttpRequest,
    form: Form,
    deed: Deed,
    act: Callable[[], str | None],
    refusing: Refusing,
) -> HttpResponse:
    """Show the form, or do `act` with it; `act` may return the address to go on to.

    200 shown, 413 file too large, 422 ill-formed, as the room says when refused; what was typed
    stays. What one field is to blame for stands beside it, all else above the form.
    """
    if not form.is_bound:
        return page(request, form, deed, 200)
    if getattr(request, "is_upload_too_large", False):
        return _too_large(request, form, deed)
    if not form.is_valid():
        return page(request, form, deed, 422)
    try:
        onward = act()
    except refusing.refused as refused:
        return _denied(request, form, deed, refusing.word(refused))
    except FileRefused as refused:
        return _denied(request, form, deed, Denial(say(DEEDS, refused.reason, refused.params)))
    done = deed.done() if callable(deed.done) else deed.done
    messages.success(request, str(done))
    return redirect(onward or deed.back)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The form's first arguments: what was posted, or nothing."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def page(request: HttpRequest, form: Form, deed: Deed, status: int) -> HttpResponse:
    context = {"form": form, "deed": deed, "crumbs": deed.crumbs}
    return render(request, "exchange/deed.html", context, status=status)


def _denied(request: HttpRequest, form: Form, deed: Deed, denial: Denial) -> HttpResponse:
    form.add_error(denial.field if denial.field in form.fields else None, denial.words)
    return page(request, form, deed, denial.status)


def _too_large(request: HttpRequest, form: Form, deed: Deed) -> HttpResponse:
    """The file was not taken in: it is too large, not missing."""
    for name, field in form.fields.items():
        if isinstance(field, FileField):
            form.errors.pop(name, None)
    return _denied(request, form, deed, Denial(str(DEEDS["large_file"]), status=413))
