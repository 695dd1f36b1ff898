"""Two at once on a real PostgreSQL: one seat for a case, one conclusion, one sheet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from appointments.actions import Refused, calls, concluding
from appointments.models import Conclusion, Seat, TestTemplate
from appointments.rules.terms import CaseState, Refusal
from tests.appointments import makers
from tests.conftest import NINE

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*deeds):
    """Do all of them at the same moment, each on its own connection; what each gave or raised."""
    together = Barrier(len(deeds))

    def one(deed):
        try:
            together.wait()
            return deed()
        except Refused as refused:
            return refused.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_a_case_that_is_called_for_twice_at_once_gets_one_seat(cast):
    case = makers.make_case(cast)
    makers.make_template(cast)
    makers.ordered(case, cast)
    template = TestTemplate.objects.get()
    draft = calls.CallDraft(template, "307", NINE + timedelta(hours=1), cast["invigilator"])

    def ask():
        return calls.request_call(draft, [case], actor=cast["personnel"], now=NINE)

    said = at_once(ask, ask, ask)
    assert (said.count(Refusal.SEATED_ALREADY), Seat.objects.count()) == (2, 1)


def test_a_case_that_is_closed_twice_at_once_has_one_conclusion(cast):
    case = makers.make_case(cast)
    makers.dossier_signed(case, cast)

    def close(outcome):
        words = {"reason": "同时作出", "actor": cast["personnel"], "now": NINE}
        return lambda: concluding.close_case(case, outcome, **words)

    said = at_once(close(CaseState.WITHDRAWN), close(CaseState.NOT_RECOMMENDED))
    assert (said.count(Refusal.NOT_OPEN), Conclusion.objects.count()) == (1, 1)
    assert makers.fresh(case).state == Conclusion.objects.get().outcome
