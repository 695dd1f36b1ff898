"""Gated posts: nobody is put into one without the exam, however the post is entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from exchange.kinds import ChangedMeanwhile
from exchange.rules import Row
from people import actions as people
from people.models import Post
from people.rules import Details, Entrant, PostTerms
from people.sheets.persons import PersonImport
from qualifications import actions
from qualifications.models.posting import may_be_posted
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import TODAY, give_domains, qualify
from tests.qualifications.test_applying import sit_elsewhere
from tests.remembered import remembered

DAY = timedelta(days=1)
SOON = TODAY + DAY


@pytest.fixture
@remembered
def gated(cast):
    actions.set_posting_rule(
        "enforcement", "public", valid_from=SOON, reason="市里规定", actor=None, now=NINE
    )
    return cast


def terms(**words):
    return PostTerms("执法人员", **{"valid_from": SOON, "is_main": False} | words)


def give(person, **words):
    return people.add_post(person, person.agency, terms(**words), actor=None, now=NINE)


def test_who_passed_or_is_qualified_may_be_posted_and_nobody_else(gated):
    with pytest.raises(people.Refused, match="posting_gated"):
        give(gated["li"])
    give(gated["li"], valid_from=TODAY)
    give(gated["li"], kind="other")
    sit_elsewhere(gated)
    assert give(gated["li"]).kind == "enforcement"
    give_domains(gated["wang"], "城市管理")
    assert not may_be_posted(gated["wang"].pk, "enforcement", SOON)
    qualify(gated["wang"])
    assert may_be_posted(gated["wang"].pk, "enforcement", SOON)


def test_no_other_way_leads_into_the_post(gated, tree):
    other = give(gated["li"], kind="other")
    with pytest.raises(people.Refused, match="posting_gated"):
        people.correct_post(other, terms(), reason="更正", actor=None, now=NINE)
    new = Entrant(Details("新人"), terms(is_main=True))
    with pytest.raises(people.Refused, match="posting_gated"):
        people.add_person(tree.here, new, actor=None, now=NINE)
    assert not may_be_posted(None, "enforcement", SOON)
    held = Post.objects.filter(person=gated["wang"]).get()
    same = terms(valid_from=NEW_YEAR, is_main=True)
    assert people.correct_post(held, same, reason="职务", actor=None, now=NINE).title == "执法人员"


def test_the_preview_of_an_import_names_the_rows_that_the_gate_keeps_out(gated, tree):
    kind = PersonImport()
    words = {"agency": tree.here.code, "title": "执法人员", "establishment": "行政编制"}
    lines = [("甲某", "执法岗位", SOON), ("乙某", "执法岗位", TODAY), ("丙某", "其他岗位", SOON)]
    rows = [
        Row(n, words | {"name": name, "kind": sort, "valid_from": day.isoformat()})
        for n, (name, sort, day) in enumerate(lines, 2)
    ]
    found = kind.check(rows, gated["system_admin"].pk, NINE)
    faults = [[(fault.column, fault.code) for fault in one.faults] for one in found]
    assert faults == [[("kind", "posting_gated")], [], []]
    with pytest.raises(ChangedMeanwhile):
        kind.commit(rows, gated["system_admin"].pk, NINE)


def test_a_rule_never_reaches_back(cast):
    with pytest.raises(actions.Refused, match="day_in_past"):
        actions.set_posting_rule(
            "legal", "public", valid_from=date(2026, 1, 1), reason="补", actor=None, now=NINE
        )
