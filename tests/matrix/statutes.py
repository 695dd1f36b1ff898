"""Pages of the room `statutes`: the law is open to everybody who is signed in."""

from __future__ import annotations

from datetime import date

from tests.matrix import Row, everybody
from tests.statutes.conftest import LAW, take_in


def a_law(world):
    return {"version_id": take_in(LAW, "2020年公布", date(2020, 1, 1)).pk}


ROWS = [
    Row("statutes:statutes", get=everybody(200)),
    Row("statutes:statutes_sheet", get=everybody(200)),
    Row("statutes:version", about="a text in force", url=a_law, get=everybody(200)),
    Row(
        "statutes:version",
        about="no such text",
        url=lambda world: {"version_id": 987654},
        get=everybody(404),
    ),
]
