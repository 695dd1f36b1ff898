"""`{% elsewhere person as pages %}`: what other rooms keep about a person, of what the reader may
open. The people's room knows none of them: its page asks here."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person
from people.rules import Rights
from qualifications.access import READERS
from training.access import LOOKERS

register = template.Library()


@register.simple_tag(takes_context=True)
def elsewhere(context: Context, person: Person) -> list[tuple[str, str, str]]:
    """Address, words and icon of each page."""
    rights: Rights = context["request"].rights
    path = person.agency.path
    found = []
    if person.pk == rights.person_id or rights.covers(path, *READERS):
        page = reverse("qualifications:person", args=[person.pk])
        found.append((page, _("资格和证件"), "badge-check"))
    if rights.covers(path, *LOOKERS):
        found.append((reverse("training:ledger", args=[person.pk]), _("学时"), "clock"))
    return found
