"""What every page's frame needs: who I am, in which roles, and where I may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

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


class Frame:
    """The frame around one page. Nobody signed in: no person, no roles, no places.

    `more` folds away on a desk, `rest` on a phone, where the bar stands below. Each part is made
    when a template first asks for it: a page without a bar need not know its reader's rights.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.city = settings.ENVIRONMENT.city
        self.demonstration = settings.HOLDS_DEMONSTRATION
        self.person: Person | None = getattr(request, "person", None)

    @cached_property
    def _rights(self) -> Rights | None:
        return getattr(self._request, "rights", None)

    @cached_property
    def _chosen(self) -> Role | None:
        return chosen_role(self._request, self._rights) if self._rights else None

    @cached_property
    def role(self) -> str:
        """The one role whose navigation is shown; nothing where it is several."""
        held = self._rights.roles if self._rights else frozenset()
        shown = [self._chosen] if self._chosen else list(held)
        return str(RoleChoice(shown[0]).label) if len(shown) == 1 else ""

    @cached_property
    def roles(self) -> tuple[RoleLine, ...]:
        held = self._rights.roles if self._rights else frozenset()
        return tuple(
            RoleLine(role.value, str(RoleChoice(role).label), role == self._chosen)
            for role in Role
            if role in held
        )

    @cached_property
    def _all(self) -> tuple[Place, ...]:
        if self.person is None or self._rights is None:
            return ()
        entries = navigation.entries_for(_shown(self._chosen, self._rights))
        here = navigation.current(entries, self._request.path)
        return tuple(_place(entry, here) for entry in entries)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return _fitting(self._all, navigation.SHOWN)

    @cached_property
    def more(self) -> tuple[Place, ...]:
        return self._all[len(self.places) :]

    @cached_property
    def below(self) -> tuple[Place, ...]:
        return _fitting(self._all, navigation.BELOW)

    @cached_property
    def rest(self) -> tuple[Place, ...]:
        return self._all[len(self.below) :]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of `base.html`: one value, `frame`. Costs no query.

    Made when a template first asks for it: a list renders a template for every cell, and none of
    those has a frame.
    """
    return {
        "city": settings.ENVIRONMENT.city,
        "frame": SimpleLazyObject(lambda: Frame(request)),
    }


def chosen_role(request: HttpRequest, rights: Rights) -> Role | None:
    """The role that the reader chose to work in, while it is still held; None shows them all."""
    kept = request.session.get(ROLE_KEY, "")
    return next((role for role in rights.roles if role.value == kept), None)


def shown_roles(request: HttpRequest, rights: Rights) -> tuple[Role, ...]:
    """The roles whose navigation and tasks are shown, in the order of the closed list."""
    return _shown(chosen_role(request, rights), rights)


def _shown(chosen: Role | None, rights: Rights) -> tuple[Role, ...]:
    return (chosen,) if chosen else tuple(role for role in Role if role in rights.roles)


def _fitting(places: tuple[Place, ...], room: int) -> tuple[Place, ...]:
    """All of the places where there is room for them, else one fewer: 更多 takes the last."""
    return places if len(places) <= room else places[: room - 1]


def _place(entry: Entry, here: Entry | None) -> Place:
    return Place(label=str(entry.label), url=entry.url, icon=entry.icon, here=entry is here)
