"""Who may do what, where and when, as plain values. No database, no clock.

The lattice of who may grant what is threat 60: what anybody can give never exceeds what they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from people.rules.refusals import Refusal

PATH_STEP = 4  # characters of one level in an agency's path (django-treebeard's `steplen`)
PATH_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # in order in every database collation


def path_after(path: str) -> str:
    """The first path behind the subtree of `path`: that of the next sibling. 0009 → 000A.

    Only signs of the paths' own alphabet are used, because where others sort is up to the
    database. Raises ValueError when there can be no further sibling.
    """
    head = path.rstrip(PATH_SIGNS[-1])
    if not head:
        raise ValueError(path)
    stepped = head[:-1] + PATH_SIGNS[PATH_SIGNS.index(head[-1]) + 1]
    return stepped + PATH_SIGNS[0] * (len(path) - len(stepped))


def paths_above(path: str) -> list[str]:
    """The paths of the agencies from the root down to this one, itself included."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]


class Role(StrEnum):
    """The closed list of roles. Several may be held at once; rights are their union."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    SETTER = "setter"
    REVIEWER = "reviewer"
    EXAM_OFFICER = "exam_officer"
    INVIGILATOR = "invigilator"
    MARKER = "marker"
    LEGAL_AFFAIRS = "legal_affairs"
    PERSONNEL = "personnel"
    AUDITOR = "auditor"
    AGENCY_ADMIN = "agency_admin"
    SYSTEM_ADMIN = "system_admin"


STAFF_ROLES = frozenset(Role) - {Role.OFFICER}

GRANTABLE_BY: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMIN: frozenset(Role),
    Role.AGENCY_ADMIN: frozenset({Role.OFFICER, Role.COORDINATOR, Role.AGENCY_ADMIN}),
}

# Who may print activation slips; who may do more with an account than that is `MANAGERS`.
MANAGERS = (Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN)
ACCOUNT_ROLES = (*MANAGERS, Role.COORDINATOR)

# Held together by one person in overlapping scope, these would let one hand do what two must do.
INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN}),
        frozenset({Role.AUDITOR, Role.EXAM_OFFICER}),
        frozenset({Role.AUDITOR, Role.AGENCY_ADMIN}),
        frozenset({Role.AUDITOR, Role.LEGAL_AFFAIRS}),
        frozenset({Role.SYSTEM_ADMIN, Role.EXAM_OFFICER}),
        frozenset({Role.SETTER, Role.EXAM_OFFICER}),
        frozenset({Role.REVIEWER, Role.EXAM_OFFICER}),
    }
)


@dataclass(frozen=True, order=True)
class Grant:
    """One role in the subtree of one agency. `path` is the agency's place in the tree."""

    role: Role
    path: str
    agency_id: int = 0

    def covers(self, path: str) -> bool:
        """Whether the agency at `path` lies in this grant's subtree, its root included."""
        return path.startswith(self.path)


@dataclass(frozen=True)
class Rights:
    """What one person may do on one day: the union of the grants valid on it."""

    person_id: int
    grants: frozenset[Grant] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held anywhere."""
        return bool(self.roles & set(roles))

    def covers(self, path: str, *roles: Role) -> bool:
        """Whether any of the roles is held over the agency at `path`."""
        return any(g.role in roles and g.covers(path) for g in self.grants)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """The outermost roots of the subtrees over which any of the roles is held, in order."""
        held = sorted({g.path for g in self.grants if g.role in roles})
        return tuple(p for p in held if not any(p != o and p.startswith(o) for o in held))

    def may_grant(self, role: Role, path: str) -> bool:
        """Whether this person may give `role` over the agency at `path`."""
        return any(role in GRANTABLE_BY.get(g.role, ()) and g.covers(path) for g in self.grants)

    def grant_refusal(self, person_id: int, role: Role, path: str) -> Refusal | None:
        """Why this person may not give `role` over the agency at `path` to somebody, or None.

        Nobody gives anything to oneself, whatever they hold (threat 60).
        """
        if person_id == self.person_id:
            return Refusal.OWN_ROLE
        return None if self.may_grant(role, path) else Refusal.NOT_YOURS_TO_GRANT

    def may_handle_account(self, path: str, held: Iterable[Grant]) -> bool:
        """Whether this person may issue a code to, or close, the account of somebody at `path`.

        A code is a password, and a password is every role behind it: so whoever holds a role
        that this person could not give is out of reach, however low their post.
        """
        return self.covers(path, *ACCOUNT_ROLES) and all(
            grant.role == Role.OFFICER or self.may_grant(grant.role, grant.path) for grant in held
        )


def clashes(held: Iterable[Grant], new: Grant) -> frozenset[Role]:
    """The held roles that may not stand beside `new` because their subtrees overlap."""
    return frozenset(
        grant.role
        for grant in held
        if frozenset({grant.role, new.role}) in INCOMPATIBLE
        and (grant.covers(new.path) or new.covers(grant.path))
    )


def is_in_force(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Whether a dated fact holds on a day; both ends are included, an open end never closes."""
    return valid_from <= on and (valid_to is None or on <= valid_to)
