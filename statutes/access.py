"""The doors of the law texts: reading is open to everybody signed in, keeping them is an office."""

from __future__ import annotations

from django.http import Http404

from people.access import is_citywide, require, require_citywide
from people.rules import Rights, Role
from statutes.models import Amendment, Move, Version

KEEPERS = (Role.LEGAL_AFFAIRS,)
READERS = (*KEEPERS, Role.SETTER, Role.REVIEWER, Role.EXAM_OFFICER)


def may_keep(rights: Rights) -> bool:
    """Whether one is of the legal-affairs office of the city: the texts are everybody's."""
    return is_citywide(rights, *KEEPERS)


def keep(rights: Rights) -> None:
    """Go on only for the legal-affairs office of the city: else 403."""
    require_citywide(rights, *KEEPERS)


def amendments(rights: Rights) -> None:
    """Go on for everybody whose work an amendment touches: else 403."""
    require(rights, *READERS)


def version(version_id: int) -> Version:
    """A text, for everybody signed in. Else 404."""
    found = Version.objects.select_related("statute").filter(pk=version_id).first()
    if found is None:
        raise Http404("version")
    return found


def amendment_for(rights: Rights, amendment_id: int) -> Amendment:
    """An amendment's map, for its readers. Else 403; one that does not exist 404."""
    amendments(rights)
    rows = Amendment.objects.select_related("old__statute", "new__statute").with_counts()
    found = rows.filter(pk=amendment_id).first()
    if found is None:
        raise Http404("amendment")
    return found


def amendment_to_decide(rights: Rights, amendment_id: int) -> Amendment:
    """An amendment's map, for the legal-affairs office. Else 403 or 404."""
    keep(rights)
    return amendment_for(rights, amendment_id)


def move_to_change(rights: Rights, move_id: int) -> Move:
    """One row of a map, for the legal-affairs office. Else 403 or 404."""
    keep(rights)
    rows = Move.objects.with_articles().select_related(
        "amendment__new__statute", "amendment__old__statute"
    )
    found = rows.filter(pk=move_id).first()
    if found is None:
        raise Http404("move")
    return found
