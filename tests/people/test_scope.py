"""What a right covers: the rule for one agency and the question to the database agree."""

from __future__ import annotations

import pytest

from people.models import Agency, Person
from people.rules import Grant, Rights, Role


@pytest.mark.parametrize(
    "roots", [[], ["team"], ["here"], ["district"], ["team", "there"], ["city"]]
)
def test_the_lists_hold_what_the_rights_cover(cast, tree, roots):
    places = [getattr(tree, name) for name in roots]
    grants = frozenset(Grant(Role.COORDINATOR, place.path, place.pk) for place in places)
    rights = Rights(cast["li"].pk, grants)
    covered = {a.pk for a in Agency.objects.all() if rights.covers(a.path, Role.COORDINATOR)}
    assert {a.pk for a in Agency.objects.visible_to(rights, Role.COORDINATOR)} == covered
    assert not Agency.objects.visible_to(rights, Role.AUDITOR).exists()
    governed = Person.objects.governed_by(rights, Role.COORDINATOR)
    everybody = Person.objects.select_related("agency")
    assert set(governed) == {person for person in everybody if person.agency_id in covered}
    assert set(Person.objects.visible_to(rights, Role.COORDINATOR)) == {*governed, cast["li"]}
