"""Sheets speak the city's language, whatever language their reader chose."""

from __future__ import annotations

import pytest
from django.utils import translation

from people.models import AgencyKind, PostKind
from people.sheets.choices import in_sheets
from tests.exchange import files
from tests.exchange.conftest import faults, stage, standings


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_the_words_of_a_sheet_stay_chinese():
    assert str(PostKind.ENFORCEMENT.label) == "Enforcement post"
    assert in_sheets(PostKind.choices)["执法岗位"] == PostKind.ENFORCEMENT
    assert in_sheets(AgencyKind.choices)["执法队伍"] == AgencyKind.TEAM


def test_an_agency_on_record_is_known_again(tree, cast):
    data = files.agencies(["C0101", "市城管局一大队", "C01", "执法队伍"])
    job = stage("agencies", data, cast["agency_admin"])
    assert faults(job) == []
    assert standings(job) == {2: "unchanged"}
