"""`make chaos` in short: the site is killed while a few candidates answer, and nothing is lost."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from bench import scene
from chaos.house import House
from chaos.run import Plan, run

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]
SHORT = Plan(candidates=8, every=0.15, seconds=5.0, workers=(1.0,), masters=(2.5,))


def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    name = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].replace("///mingfa?", f"///{name}?")
    environment = os.environ | {"DATABASE_URL": address, "MINGFA_LOG_LEVEL": "ERROR"}
    seats = scene.seats(SHORT.candidates)
    told = run(SHORT, House(None, environment, workers=2), seats, 5, scene.move)
    assert told["faults"] == {}
    assert (told["killed"]["worker"], told["killed"]["master"]) == (1, 1)
    assert told["acknowledged"] == told["stored"] > 8 * 5
    assert told["results"] == told["handed_in"] == 4
    assert told["repeated"] > 0 < told["dropped"]
    assert told["dispositions"]["fenced"] > 0
