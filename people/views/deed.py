"""How every form of this room is answered: shown, refused with reasons, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise

from people.actions import Refused
from people.models import Person
from people.rules import Refusal

Words = str | Promise
# A matter of rights, not of state.
RANK = frozenset({Refusal.NOT_YOURS_TO_GRANT, Refusal.OUTRANKED, Refusal.OWN_ROLE})
ILL_FORMED = frozenset({Refusal.IDENTITY_INVALID, Refusal.PHONE_INVALID})
# What a refusal is about stands beside its field, where the form has it.
FIELDS = {
    Refusal.IDENTITY_INVALID: "identity_number",
    Refusal.IDENTITY_TAKEN: "identity_number",
    Refusal.PHONE_INVALID: "phone",
    Refusal.CODE_TAKEN: "code",
    Refusal.SAME_NAME: "name",
}


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

    200 shown, 422 ill-formed, 409 refused, 403 refused for want of rank; what was typed stays. What
    one field is to blame for stands beside it, all else above the form.
    """
    if not form.is_bound:
        return _page(request, form, deed, 200)
    if not form.is_valid():
        return _page(request, form, deed, 422)
    try:
        onward = act()
    except Refused as refused:
        return _refused(request, form, deed, refused)
    messages.success(request, str(deed.done))
    return redirect(onward or deed.back)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The form's first argument: what was posted, or nothing."""
    return {"data": request.POST if request.method == "POST" else None}


def _refused(request: HttpRequest, form: Form, deed: Deed, refused: Refused) -> HttpResponse:
    reason = refused.reason
    status = 403 if reason in RANK else 422 if reason in ILL_FORMED else 409
    words = {
        "reason": reason,
        "known": deed.known,
        "person": deed.about,
        "names": "、".join(person.name for person in refused.persons),
    }
    field = FIELDS.get(reason)
    if field not in form.fields:
        return _page(request, form, deed, status, words)
    form.add_error(field, render_to_string("people/_refusal.html", words).strip())
    return _page(request, form, deed, status)


def _page(
    request: HttpRequest, form: Form, deed: Deed, status: int, words: dict[str, Any] | None = None
) -> HttpResponse:
    context = {"form": form, "deed": deed, "refusal": words}
    return render(request, "people/deed.html", context, status=status)
