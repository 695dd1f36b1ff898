"""The figures of a session as forty candidates of three agencies would leave them."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from exams.models import ItemFigure, Tabulation
from exams.rules import tabulating
from questionbank.models import Revision


def tabulated(session, tree, *, at):
    """Store them; returns what the session's tabulation holds."""
    revisions = list(Revision.objects.order_by("pk")[:8])
    ability = np.linspace(-2, 2, 40)[:, None]
    chance = 1 / (1 + np.exp(np.linspace(-1, 1, 8) - ability))
    earned = (np.random.default_rng(3).random((40, 8)) < chance) * 10.0
    sat = tabulating.Sat(
        np.tile([r.pk for r in revisions], (40, 1)), earned, np.full((40, 8), 10.0)
    )
    passed = sat.totals >= 48
    here = {"key": tree.here.pk, "name": "市城管局"}
    team = {"key": tree.team.pk, "name": "市城管局一大队"}
    there = {"key": tree.there.pk, "name": "区农业农村局"}
    kind = {"key": "enforcement", "name": ""}
    groups = {
        "agency": [
            here | asdict(tabulating.group(sat.totals[:16], passed[:16])),
            team | asdict(tabulating.group(sat.totals[16:31], passed[16:31])),
            there | asdict(tabulating.group(sat.totals[31:], passed[31:])),
        ],
        "category": [kind | asdict(tabulating.group(sat.totals, passed))],
        "statute": [
            {"key": 1, "name": "行政处罚法"} | asdict(tabulating.subject(sat, {revisions[0].pk}))
        ],
        "topic": [],
    }
    body = {
        "candidates": 40,
        "full": sat.full,
        "test": asdict(tabulating.whole_test(sat)),
        "cut": asdict(tabulating.pass_mark(sat, 48)),
        "places": [asdict(place) for place in tabulating.places(sat)],
        "asked": tabulating.asked_at(sat),
        "groups": groups,
    }
    Tabulation.objects.create(session=session, body=body, at=at)
    for pk, found in tabulating.questions(sat).items():
        ItemFigure.objects.create(session=session, revision_id=pk, **asdict(found))
    return body
