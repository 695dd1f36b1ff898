"""The page of a session's statistics: the answer first, groups with intervals, nothing of few."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from exams.actions import tabulating
from exams.models import ItemFigure, Tabulation
from questionbank.actions import Seen, observe
from questionbank.models import Topic
from statutes.models import Statute
from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR
from tests.exams.pages.test_queries import count
from tests.exams.tabulated import tabulated
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NINE + 4 * HOUR


def page_of(session, query=""):
    return reverse("exams:session_statistics", args=[session.ref]) + query


def said(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
@remembered
def big(published, tree):
    """Figures as forty candidates of three agencies would leave them."""
    published.body = tabulated(published.session, tree, at=AFTER)
    return published


def test_the_answer_comes_first_then_the_test_the_groups_the_questions(at, ask, big):
    at(AFTER)
    page = said(ask("exam_officer").get(page_of(big.session)))
    agreement = 100 * big.body["cut"]["agreement"]
    assert f'合格结论的一致率 <b class="nb">{agreement:.1f}%</b>' in page
    for words in (
        "内部一致性系数 α",
        "测量标准误",
        "一致性系数 κ",
        "各题位",
        "执法岗位",
        "行政处罚法",
    ):
        assert words in page
    assert "1 项不足 10 人，不予列示" in page  # nine of 区农业农村局
    key = big.body["groups"]["agency"][0]["key"]
    assert f"/results/?agency={key}&amp;outcome=marked" in page
    assert f"/results/?agency={key}&amp;outcome=passed" in page
    assert "/results/?category=enforcement&amp;outcome=marked" in page


def test_the_auditor_reads_it_without_the_way_to_names(at, ask, big):
    at(AFTER)
    page = said(ask("auditor").get(page_of(big.session)))
    assert "一致率" in page
    assert "/results/" not in page


def test_questions_are_filtered_and_exported(at, ask, big):
    at(AFTER)
    first, second = ItemFigure.objects.order_by("pk")[:2]
    observe([Seen(first.revision, 1, 40, 40, 0.97, 0.01, 0.3, [], [], frozenset())], now=NINE)
    officer = ask("exam_officer")
    page = said(officer.get(page_of(big.session, "?flag=too_easy")))
    rows = page[page.index('id="items"') :]
    assert first.revision.question.code in rows
    assert f">{second.revision.question.code}<" not in rows
    sheet = officer.get(reverse("exams:session_statistics_sheet", args=[big.session.ref]))
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    codes = {cell.value for row in book.active.iter_rows() for cell in row}
    assert {first.revision.question.code, second.revision.question.code} <= codes


def test_every_number_of_questions_opens_them(at, ask, big):
    at(AFTER)
    officer, items = ask("exam_officer"), list(ItemFigure.objects.order_by("revision"))

    def listed(query):
        page = said(officer.get(page_of(big.session, query)))
        rows = page[page.index('id="items"') :]
        return {row.pk for row in items if f">{row.revision.question.code}<" in rows}

    page = said(officer.get(page_of(big.session)))
    assert 'href="?place=2#items">1</a>' in page
    assert listed("?place=2") == {items[1].pk}
    assert listed("?place=9") == set()
    told = [row.discrimination for row in items]
    for code, low, high in (("2", 0.2, 0.3), ("3", 0.3, 0.4), ("4", 0.4, 2)):
        held = {row.pk for row, r in zip(items, told, strict=True) if low <= r < high}
        assert listed(f"?band={code}") == held
        assert (f'href="?band={code}#items">{len(held)}</a>' in page) == bool(held)
    assert sum(r is not None for r in told) > 1


def test_a_number_of_papers_opens_whose_they_are_for_who_may_know(at, ask, tree, published):
    """The officer of the exam, once questions are shown; not a coordinator, whatever is typed."""
    at(AFTER)
    tabulating.tabulate(published.session, now=AFTER)
    item = ItemFigure.objects.filter(papers=1).first()
    code, results = item.revision.question.code, reverse("exams:results", args=["REF"])
    results = results.replace("REF", published.session.ref)
    met = {
        attempt.person.name
        for attempt in (published.li, published.wang)
        if any(p["revision"] == item.revision_id for p in attempt.paper.body["places"])
    }
    assert len(met) == 1

    def named(who, **asked):
        page = said(ask(who).get(results, {"outcome": "marked"} | (asked or {"question": code})))
        rows = page[page.index('id="rows"') :]
        return {name for name in ("李青", "王川") if name in rows}

    assert named("exam_officer") == met
    assert named("coordinator") == {"李青", "王川"}  # no such filter: all of the own unit's
    above, below = (Topic.objects.create(path=path) for path in ("处罚", "处罚/程序"))
    item.revision.topics.add(below)
    for other in ItemFigure.objects.exclude(pk=item.pk):
        other.revision.topics.add(above)
    asked = ItemFigure.objects.count()
    tabulating.tabulate(published.session, now=AFTER)
    told = Tabulation.objects.get().body["groups"]["topic"]
    assert [(row["questions"], row["candidates"]) for row in told] == [(asked, 2), (1, 1)]
    assert named("exam_officer", topic=above.pk) == {"李青", "王川"}
    assert named("exam_officer", topic=below.pk) == met
    assert named("exam_officer", statute=Statute.objects.get().pk) == {"李青", "王川"}
    assert named("coordinator", topic=below.pk) == {"李青", "王川"}
    Tabulation.objects.all().delete()
    ItemFigure.objects.all().delete()
    tabulated(published.session, tree, at=AFTER)
    code = ItemFigure.objects.first().revision.question.code
    link = f"{results}?question={code}&amp;outcome=marked#rows"
    assert link in said(ask("exam_officer").get(page_of(published.session)))
    by_statute = f'href="{results}?statute=1&amp;outcome=marked#rows">40</a>'
    assert by_statute in said(ask("exam_officer").get(page_of(published.session)))
    auditor = said(ask("auditor").get(page_of(published.session)))
    assert "?question=" not in auditor
    assert "outcome=marked" not in auditor


def test_a_wrong_filter_is_no_fault(at, ask, big):
    at(AFTER)
    results = reverse("exams:results", args=[big.session.ref])
    assert ask("exam_officer").get(results, {"question": "' OR 1"}).status_code == 200
    for query in (
        "?place=-1&band=nonsense",
        "?place=99999999999",
        "?statute=x&topic=-1&flag=nonsense&sort=password",
        "?statute=999999",
    ):
        said(ask("exam_officer").get(page_of(big.session, query)))


def test_of_few_nothing_is_told_and_the_reason_is(at, ask, published):
    at(AFTER)
    body = {"candidates": 2, "places": [], "groups": {}, "test": None, "cut": None}
    Tabulation.objects.create(session=published.session, body=body, at=AFTER)
    page = said(ask("exam_officer").get(page_of(published.session)))
    assert "参考 2 人，人数过少，不作统计" in page
    assert "平均" not in page


def test_before_it_is_reckoned_and_before_publication(at, ask, published):
    at(AFTER)
    assert "统计正在进行" in said(ask("exam_officer").get(page_of(published.session)))


def test_before_publication_there_is_nothing(at, ask, handed_in):
    at(AFTER)
    Tabulation.objects.create(session=handed_in.session, body={"test": {"mean": 77}}, at=AFTER)
    page = said(ask("exam_officer").get(page_of(handed_in.session)))
    assert "成绩公布后才有统计" in page
    assert "内部一致性系数" not in page
    assert ask("auditor").get(page_of(handed_in.session)).status_code == 404


def test_as_many_queries_for_twenty_questions_as_for_one(at, ask, big):
    at(AFTER)
    officer = ask("exam_officer")
    kept = ItemFigure.objects.order_by("pk").first()
    eight = count(officer, page_of(big.session))
    ItemFigure.objects.exclude(pk=kept.pk).delete()
    assert count(officer, page_of(big.session)) == eight <= 26


def test_results_lead_to_it(at, ask, published):
    at(AFTER)
    page = said(ask("exam_officer").get(reverse("exams:results", args=[published.session.ref])))
    assert page_of(published.session) in page
