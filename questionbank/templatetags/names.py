"""`people|named:id`: a person's name out of the names that the view loaded at once."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def named(people: Mapping[int, str], person_id: int) -> str:
    """The name, or a plain word for somebody who is not among them."""
    return people.get(person_id) or _("不详")
