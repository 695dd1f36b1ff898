"""How the forms of this room word a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from exchange.deeds import Deed, Denial, Refusing, answer
from people.actions import Refused
from people.models import Person
from people.rules import Refusal

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


def carry_out(
    request: HttpRequest,
    form: Form,
    deed: Deed,
    act: Callable[[], str | None],
    *,
    known: Person | None = None,
    about: Person | None = None,
) -> HttpResponse:
    """Answer a form of this room; 403 where it was refused for want of rank.

    `known` is somebody within the reader's sight whom the deed would enter twice, `about` whom
    it concerns: both are named in the refusal.
    """

    def word(refused: Refused) -> Denial:
        reason = refused.reason
        names = "、".join(person.name for person in refused.persons)
        words = {"reason": reason, "known": known, "person": about, "names": names}
        return Denial(
            render_to_string("people/_refusal.html", words).strip(),
            403 if reason in RANK else 422 if reason in ILL_FORMED else 409,
            FIELDS.get(reason, ""),
        )

    return answer(request, form, deed, act, Refusing(Refused, word))
