"""The doors to people's records, and the test for a role that every other door starts with."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.models import Agency, Person
from people.rules import Rights, Role


class RoleMissing(PermissionDenied):
    """None of the roles that may enter is held; the 403 page names them."""

    def __init__(self, *roles: Role) -> None:
        super().__init__("role")
        self.roles = roles


def require(rights: Rights, *roles: Role) -> None:
    """Go on only for somebody who holds one of the roles anywhere: else 403."""
    if not rights.has(*roles):
        raise RoleMissing(*roles)


def agency_for(rights: Rights, agency_id: int, *roles: Role) -> Agency:
    """The agency, for holders of one of the roles over it. Outside their subtrees: 404."""
    require(rights, *roles)
    found: Agency | None
    found = Agency.objects.visible_to(rights, *roles).filter(pk=agency_id).first()
    if found is None:
        raise Http404("agency")
    return found


def person_for(rights: Rights, person_id: int, *roles: Role) -> Person:
    """The person, for holders of one of the roles over the person's agency. Else 404."""
    require(rights, *roles)
    rows = Person.objects.visible_to(rights, *roles).select_related("agency")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found
