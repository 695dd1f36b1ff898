"""What every page's frame needs: who I am, in which roles, and where I may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mingfa import navigation
from mingfa.navigation import Entry
from people.models import Person, RoleChoice
from people.rules import Rights, Role

ROLE_KEY = "role"  # the session's word for the role whose navigation is shown


@dataclass(frozen=True)
class Place:
    """One link of the navigation as the frame shows it."""

    label: str
    url: str
    icon: str
    here: bool


@dataclass(frozen=True)
class RoleLine:
    """One role that the reader holds, for the role menu."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Frame:
    """The frame around one page. Nobody signed in: no person, no roles, no places.

    `more` folds away on a desk, `rest` on a phone, where the bar stands below.
    """

    city: str
    demonstration: bool
    person: Person | None = None
    role: str = ""
    roles: tuple[RoleLine, ...] = ()
    places: tuple[Place, ...] = ()
    more: tuple[Place, ...] = ()
    below: tuple[Place, ...] = ()
    rest: tuple[Place, ...] = ()
    may_change_language: bool = True


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of `base.html`: one value, `frame`. Costs no query.

    Made when a template first asks for it: a list renders a template for every cell, and none of
    those has a frame.
    """
    return {
        "city": settings.ENVIRONMENT.city,
        "frame": SimpleLazyObject(lambda: _frame(request)),
    }


def chosen_role(request: HttpRequest, rights: Rights) -> Role | None:
    """The role that the reader chose to work in, while it is still held; None shows them all."""
    kept = request.session.get(ROLE_KEY, "")
    return next((role for role in rights.roles if role.value == kept), None)


def shown_roles(request: HttpRequest, rights: Rights) -> tuple[Role, ...]:
    """The roles whose navigation and tasks are shown, in the order of the closed list."""
    chosen = chosen_role(request, rights)
    return tuple(role for role in Role if (role == chosen if chosen else role in rights.roles))


def _frame(request: HttpRequest) -> Frame:
    person = getattr(request, "person", None)
    rights = getattr(request, "rights", None)
    ground = Frame(city=settings.ENVIRONMENT.city, demonstration=settings.HOLDS_DEMONSTRATION)
    if person is None or rights is None:
        return ground
    entries = navigation.entries_for(shown_roles(request, rights))
    here = navigation.current(entries, request.path)
    places = tuple(_place(entry, here) for entry in entries)
    shown = _fitting(places, navigation.SHOWN)
    below = _fitting(places, navigation.BELOW)
    return Frame(
        city=ground.city,
        demonstration=ground.demonstration,
        person=person,
        role=_role_word(chosen_role(request, rights), rights),
        roles=_role_lines(request, rights),
        places=shown,
        more=places[len(shown) :],
        below=below,
        rest=places[len(below) :],
    )


def _fitting(places: tuple[Place, ...], room: int) -> tuple[Place, ...]:
    """All of the places where there is room for them, else one fewer: 更多 takes the last."""
    return places if len(places) <= room else places[: room - 1]


def _place(entry: Entry, here: Entry | None) -> Place:
    return Place(label=str(entry.label), url=entry.url, icon=entry.icon, here=entry == here)


def _role_word(chosen: Role | None, rights: Rights) -> str:
    shown = [chosen] if chosen else [role for role in Role if role in rights.roles]
    return str(RoleChoice(shown[0]).label) if len(shown) == 1 else ""


def _role_lines(request: HttpRequest, rights: Rights) -> tuple[RoleLine, ...]:
    chosen = chosen_role(request, rights)
    return tuple(
        RoleLine(value=role.value, label=str(RoleChoice(role).label), chosen=role == chosen)
        for role in Role
        if role in rights.roles
    )
