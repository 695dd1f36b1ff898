"""What the importer of a sheet may see and do today, for every import of this room."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from people.models import Agency, AgencyKind, Assignment
from people.rules import MANAGERS, Rights
from people.rules.arrivals import Place
from people.sheets.choices import in_sheets


def rights_of(actor_id: int, now: datetime) -> Rights:
    """The rights that a person has on the day; an import is judged by them anew at every step."""
    grants = Assignment.objects.filter(person_id=actor_id).grants(timezone.localdate(now))
    return Rights(actor_id, grants)


def places_of(rights: Rights) -> dict[str, Place]:
    """The agencies that may be imported into, by code. Two queries."""
    code_at = dict(Agency.objects.values_list("path", "code"))
    words = {value: word for word, value in in_sheets(AgencyKind.choices).items()}
    return {
        agency.code: Place(
            id=agency.pk,
            path=agency.path,
            code=agency.code,
            name=agency.name,
            kind=words[agency.kind],
            parent_code=code_at.get(agency.path[: -Agency.steplen], ""),
            is_closed=agency.closed_on is not None,
        )
        for agency in Agency.objects.visible_to(rights, *MANAGERS)
    }
