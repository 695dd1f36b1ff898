"""The doors to people's records, and the test for a role that every other door starts with."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.models import Agency, Assignment, Person, Post, within
from people.rules import ACCOUNT_ROLES, MANAGERS, PATH_STEP, Rights, Role

# Who may look people up at all: those who look after them, and the legal-affairs office.
VIEWERS = (*ACCOUNT_ROLES, Role.LEGAL_AFFAIRS)


class RoleMissing(PermissionDenied):
    """None of the roles that may enter is held; the 403 page names them."""

    def __init__(self, *roles: Role) -> None:
        super().__init__("role")
        self.roles = roles


def require(rights: Rights, *roles: Role) -> None:
    """Go on only for somebody who holds one of the roles anywhere: else 403."""
    if not rights.has(*roles):
        raise RoleMissing(*roles)


def is_citywide(rights: Rights, *roles: Role) -> bool:
    """Whether one of the roles is held over a whole tree of agencies."""
    return any(len(path) == PATH_STEP for path in rights.paths(*roles))


def require_citywide(rights: Rights, *roles: Role) -> None:
    """Go on only for somebody who holds one of the roles over the whole city: else 403."""
    require(rights, *roles)
    if not is_citywide(rights, *roles):
        raise PermissionDenied("citywide")


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
    rows = Person.objects.known_by_name().select_related("agency", "user")
    found = rows.filter(within(rights.paths(*roles), "agency__path"), pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def person_to_see(rights: Rights, person_id: int) -> Person:
    """The person, for themselves and for those who may look people up there. Else 404."""
    rows = Person.objects.visible_to(rights, *VIEWERS).select_related("agency", "user")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def person_to_act_on(rights: Rights, person_id: int, *roles: Role) -> Person:
    """The person, for holders of one of the roles over them; 403 for those who may only look."""
    require(rights, *VIEWERS)
    person = person_for(rights, person_id, *VIEWERS)
    if not rights.covers(person.agency.path, *roles):
        raise RoleMissing(*roles)
    return person


def agency_to_act_on(rights: Rights, agency_id: int, *roles: Role) -> Agency:
    """The agency, for holders of one of the roles over it; 403 for those who may only look."""
    require(rights, *VIEWERS)
    agency = agency_for(rights, agency_id, *VIEWERS)
    if not rights.covers(agency.path, *roles):
        raise RoleMissing(*roles)
    return agency


def post_to_change(rights: Rights, post_id: int) -> Post:
    """The post as known now, for the managers of the agency that it is in. Else 404 or 403."""
    require(rights, *VIEWERS)
    rows = Post.objects.current().select_related("agency", "person__agency")
    found = rows.filter(within(rights.paths(*VIEWERS), "agency__path"), pk=post_id).first()
    if found is None:
        raise Http404("post")
    if not rights.covers(found.agency.path, *MANAGERS):
        raise RoleMissing(*MANAGERS)
    return found


def role_to_end(rights: Rights, assignment_id: int) -> Assignment:
    """The role as known now, for those who could have given it. Out of sight 404, else 403."""
    require(rights, *VIEWERS)
    paths = rights.paths(*VIEWERS)
    rows = Assignment.objects.current().select_related("agency", "person__agency")
    in_sight = within(paths, "agency__path") | within(paths, "person__agency__path")
    found = rows.filter(in_sight, pk=assignment_id).first()
    if found is None:
        raise Http404("assignment")
    if not rights.may_grant(Role(found.role), found.agency.path):
        raise PermissionDenied("role")
    return found


def persons_for_slips(rights: Rights, person_ids: Sequence[int]) -> list[Person]:
    """All the persons, in the order asked for; one foreign among them and nobody is (404)."""
    require(rights, *ACCOUNT_ROLES)
    scope = within(rights.paths(*ACCOUNT_ROLES), "agency__path")
    rows = Person.objects.known_by_name().select_related("agency", "user")
    found = rows.filter(scope).in_bulk(person_ids)
    if len(found) != len(set(person_ids)):
        raise Http404("person")
    return [found[pk] for pk in dict.fromkeys(person_ids)]
