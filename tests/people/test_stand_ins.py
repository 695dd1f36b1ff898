"""A person that stands for a seat can sit, and is on nobody's list of people."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.actions import stand_ins
from people.models import Person
from people.rules import Grant, Rights, Role
from tests.conftest import NINE

pytestmark = pytest.mark.django_db


def test_nobody_finds_a_stand_in_among_the_people(client, cast, tree):
    seat = stand_ins.add_stand_in(tree.here, "1 号席", now=NINE)
    over_all = Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, tree.city.path)}))
    for rows in (Person.objects.visible_to, Person.objects.governed_by):
        assert seat not in rows(over_all, Role.SYSTEM_ADMIN)
    client.force_login(cast["system_admin"].user)
    assert seat.staff_number not in client.get(reverse("people:persons")).content.decode()
    assert client.get(reverse("people:person", args=[seat.pk])).status_code == 404


def test_a_seat_that_has_served_opens_nothing_any_more(cast, tree):
    seat = stand_ins.add_stand_in(tree.here, "1 号席", now=NINE)
    assert seat.user.is_active
    stand_ins.close_stand_in(seat)
    stand_ins.close_stand_in(cast["li"])
    seat.user.refresh_from_db()
    cast["li"].user.refresh_from_db()
    assert (seat.user.is_active, cast["li"].user.is_active) == (False, True)
