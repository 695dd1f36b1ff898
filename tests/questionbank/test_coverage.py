"""What a bank shall hold, what it holds, and what is missing: by rule, command, deed and page."""

from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from journal.models import Entry
from questionbank import actions, sheets
from questionbank.models import Target
from questionbank.rules import banktext, coverage
from questionbank.rules.coverage import Count, Place, PlanFault, cover, read_plan
from questionbank.rules.kinds import Kind, Level
from statutes.models import Statute
from tests.conftest import NINE

SINGLE = Place("示范法", Kind.SINGLE, Level.REMEMBER)
CASE = Place("示范法", Kind.CASE, Level.APPLY)
PLACES = st.builds(
    Place, st.sampled_from(["甲法", "乙法"]), st.sampled_from(Kind), st.sampled_from(Level)
)


def held(place, n):
    return place.statute, place.kind, place.level, n


# by rule --------------------------------------------------------------------------------------


def test_plenty_in_one_place_fills_no_other():
    found = cover({SINGLE: 3, CASE: 2}, [held(SINGLE, 9)])
    assert found.of() == Count(planned=5, held=9, missing=2)
    assert found.gaps == [(CASE, Count(2, 0, 2))]


def test_a_question_without_a_level_fills_no_place():
    found = cover({SINGLE: 1}, [("示范法", Kind.SINGLE, None, 4)])
    assert found.of(statute="示范法") == Count(1, 0, 1)
    assert found.unlevelled == {"示范法": 4}


def test_a_statute_that_nobody_planned_is_shown_all_the_same():
    assert cover({}, [held(SINGLE, 2), ("旧法", Kind.CASE, None, 1)]).statutes == ["旧法", "示范法"]


@given(st.dictionaries(PLACES, st.integers(0, 9)), st.lists(st.tuples(PLACES, st.integers(1, 5))))
def test_what_is_missing_is_what_would_fill_the_plan_and_no_more(plan, there):
    rows = [held(place, n) for place, n in there]
    found = cover(plan, rows)
    fill = [held(place, count.missing) for place, count in found.gaps]
    assert cover(plan, rows + fill).gaps == []
    for place, count in found.gaps:
        short = [row for row in fill if row != held(place, count.missing)]
        assert cover(plan, [*rows, *short]).of().missing == count.missing


def test_a_plan_is_read_and_its_faults_are_named_by_line():
    rows = ("示范法,单选,1,2,3", "示范法,口试,1,2,3", "示范法,单选,1,1,1", "示范法,案例,,0,x")
    plan, faults = read_plan("\n".join(["法规,题型,记忆,理解,应用", *rows]))
    assert plan[SINGLE] == 1
    assert sum(plan.values()) == 6
    assert faults == [(3, PlanFault.NO_KIND), (4, PlanFault.TWICE), (5, PlanFault.NO_NUMBER)]
    assert read_plan("")[1] == read_plan("法规,题型\n")[1] == [(1, PlanFault.HEAD)]


def test_the_plan_of_the_starter_bank_is_sound_and_names_every_statute_of_the_bank():
    plan, faults = read_plan((sheets.STARTER / sheets.PLAN).read_text(encoding="utf-8"))
    assert faults == []
    planned = {place.statute for place in plan}
    cited = {
        reference.title
        for _path, bank in sheets.read_banks()
        for question in bank.questions
        for reference in question.wording.cited
    }
    assert cited <= planned
    assert {place.kind for place in plan} == set(Kind)


# by command -----------------------------------------------------------------------------------


def test_the_command_counts_the_text_bank_against_the_plan_beside_it():
    out = StringIO()
    call_command("bank_coverage", stdout=out)
    last = out.getvalue().splitlines()[-1]
    plan, _faults = read_plan((sheets.STARTER / sheets.PLAN).read_text(encoding="utf-8"))
    assert last.startswith(f"{sum(plan.values())} planned, ")
    lines = out.getvalue().splitlines()
    path = sheets.STARTER / "work-safety-law.txt"
    written = len(banktext.parse(path.read_text(encoding="utf-8")).questions)
    assert any(line.startswith(f"安全生产法: {written}/") for line in lines)


def test_a_folder_without_a_plan_gets_one_clear_line(tmp_path):
    (tmp_path / "one.txt").write_text("法规：示范法\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"plan\.csv"):
        call_command("bank_coverage", str(tmp_path))


# by deed --------------------------------------------------------------------------------------


def test_a_plan_is_set_place_by_place_and_the_journal_keeps_what_it_was(law, cast, tree):
    statute = Statute.objects.get(title="示范法")
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    assert actions.set_targets(statute, {SINGLE: 3, CASE: 2}, **words) == 2
    assert actions.set_targets(statute, {SINGLE: 5, CASE: 0}, **words) == 2
    assert Target.objects.plan(tree.city) == {SINGLE: 5}
    entry = Entry.objects.filter(act="questionbank.set_targets").latest("pk")
    assert entry.facts == {"single/remember": [3, 5], "case/apply": [2, 0]}


def test_the_same_plan_again_leaves_no_trace(law, cast, tree):
    statute = Statute.objects.get(title="示范法")
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    actions.set_targets(statute, {SINGLE: 3}, **words)
    before = Entry.objects.count()
    assert actions.set_targets(statute, {SINGLE: 3, CASE: 0}, **words) == 0
    assert Entry.objects.count() == before


# by page --------------------------------------------------------------------------------------


@pytest.fixture
def reviewer(cast):
    client = Client()
    client.force_login(cast["reviewer"].user)
    return client


def test_the_page_says_how_many_are_missing_and_each_number_opens_its_rows(
    reviewer, approved, cast, tree
):
    statute = Statute.objects.get(title="示范法")
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    type(approved).objects.filter(pk=approved.pk).update(level="remember")
    actions.set_targets(statute, {SINGLE: 4}, **words)
    answer = reviewer.get(reverse("questionbank:coverage"))
    assert "按计划还缺" in answer.text
    assert "3 题" in answer.text
    [line] = answer.context["lines"]
    _word, count, rows = line.cells[0]
    assert count == Count(4, 1, 3)
    assert len(reviewer.get(rows).context["table"].rows) == count.held
    assert len(reviewer.get(f"{rows}&level=apply").context["table"].rows) == 0


def test_one_level_alone_is_looked_at_and_an_unknown_one_is_all(reviewer, law, cast, tree):
    statute = Statute.objects.get(title="示范法")
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    actions.set_targets(statute, {SINGLE: 4, CASE: 2}, **words)
    address = reverse("questionbank:coverage")
    assert reviewer.get(address, {"level": "apply"}).context["whole"].missing == 2
    assert reviewer.get(address, {"level": "x"}).context["whole"].missing == 6


def test_the_sheet_holds_every_place(reviewer, law, cast, tree):
    statute = Statute.objects.get(title="示范法")
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    actions.set_targets(statute, {SINGLE: 4, CASE: 2}, **words)
    content = reviewer.get(reverse("questionbank:coverage_sheet")).content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert ("示范法", "单项选择", "记忆", 4, 0, 4) in rows
    assert ("示范法", "案例分析", "应用", 2, 0, 2) in rows


def test_what_is_no_number_is_named_and_nothing_typed_is_lost(reviewer, law):
    statute = Statute.objects.get(title="示范法")
    address = reverse("questionbank:plan", args=[statute.pk])
    answer = reviewer.post(address, {"single-remember": "7", "case-apply": "很多"})
    assert answer.status_code == 422
    assert "请填写整数题数。" in answer.text
    assert 'value="7"' in answer.text
    assert 'value="很多"' in answer.text
    many = reviewer.post(address, {"single-remember": str(coverage.MOST + 1)})
    assert "每格最多计划 999 题。" in many.text
    assert not Target.objects.exists()


def test_a_saved_plan_stands_in_its_form_again(reviewer, law):
    statute = Statute.objects.get(title="示范法")
    address = reverse("questionbank:plan", args=[statute.pk])
    assert reviewer.post(address, {"single-remember": "7"}).status_code == 302
    assert 'value="7"' in reviewer.get(address).text


@pytest.mark.sqlite  # as many on either engine
def test_more_statutes_cost_no_more_queries(
    reviewer, law, cast, tree, django_assert_max_num_queries
):
    words = {"agency": tree.city, "actor_id": cast["reviewer"].pk, "now": NINE}
    for n in range(20):
        statute = Statute.objects.create(title=f"示范法{n}")
        actions.set_targets(statute, {Place(statute.title, Kind.CASE, Level.APPLY): 2}, **words)
    with django_assert_max_num_queries(22):
        reviewer.get(reverse("questionbank:coverage"))
