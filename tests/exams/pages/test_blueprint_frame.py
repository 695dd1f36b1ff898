"""What holds for all lines of a blueprint, topics and levels, and making one from a template."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exams.models import Blueprint
from people.models import Domain
from questionbank.models import Revision, Topic
from tests.conftest import NINE
from tests.exams.makers import make_bank
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/exams/blueprints/new/"
TEMPLATE = "/exams/blueprints/template/"


def said(answer):
    return answer.content.decode()


def posted(agency, *, do="save", count="2", topic="", level="", **frame):
    line = {"kind": "single", "count": count, "marks": "2", "topic": topic, "level": level}
    data = {f"cells-0-{name}": value for name, value in line.items()}
    data |= {"cells-INITIAL_FORMS": "0", "cells-TOTAL_FORMS": "1"}
    return data | {"title": "方案", "agency": agency.pk, "do": do} | frame


@pytest.fixture
@remembered
def sorted_bank(cast):
    """Eight single choices: three on a topic, one of them applied."""
    make_bank(cast)
    topic = Topic.objects.create(path="行政处罚/处罚程序")
    above = Topic.objects.create(path="行政处罚")
    singles = list(Revision.objects.filter(kind="single").order_by("pk"))
    for revision in singles[:3]:
        revision.topics.add(topic)
    Revision.objects.filter(pk=singles[0].pk).update(level="apply")
    return above


def test_a_line_asks_for_a_topic_with_all_below_it_and_a_level(ask, tree, sorted_bank):
    officer = ask("exam_officer")
    short = posted(tree.here, do="check", count="4", topic=sorted_bank.pk)
    assert "单项选择·行政处罚·难度不限，需 4 题，符合 3 题，缺 1 题" in said(
        officer.post(NEW, short)
    )
    both = posted(tree.here, do="check", topic=sorted_bank.pk, level="apply")
    assert "行政处罚·难度不限·应用，需 2 题，符合 1 题" in said(officer.post(NEW, both))
    officer.post(NEW, posted(tree.here, topic=sorted_bank.pk, level="apply"))
    (cell,) = Blueprint.objects.get().rule_cells()
    assert (cell.topic_id, cell.level) == (sorted_bank.pk, "apply")


def test_questions_are_included_and_excluded_by_their_codes(ask, tree, sorted_bank):
    words = {"include": "single-0, single-1", "exclude": "single-2\nmultiple-1"}
    budget = {"category": "legal", "most_in_exam": "50", "most_in_year": "80"}
    ask("exam_officer").post(NEW, posted(tree.here, **words, **budget))
    blueprint = Blueprint.objects.get()
    frame = blueprint.rule_frame()
    assert (len(frame.include), len(frame.exclude)) == (2, 2)
    assert (frame.category, frame.pool, frame.most_in_exam, frame.most_in_year) == (
        "legal", "exam", 50, 80,
    )  # fmt: skip
    page = said(ask("exam_officer").get(reverse("exams:blueprint", args=[blueprint.pk])))
    for shown in ("single-0<br>single-1", "法制人员", "一次考试 50 份，一年 80 份"):
        assert shown in page
    form = said(ask("exam_officer").get(reverse("exams:change_blueprint", args=[blueprint.pk])))
    assert "single-0\nsingle-1</textarea>" in form


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"include": "nobody-1"}, "题库中没有这些题号：nobody-1"),
        ({"include": "single-1", "exclude": "single-1"}, "试题不能既必选又排除：single-1"),
        ({"include": "x" * 9000}, "8000"),
        ({"most_in_exam": "0"}, "不能小于 1"),
        ({"category": "king"}, "请从列出的选项中选择"),
        ({"pool": "secret"}, "请从列出的选项中选择"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(ask, tree, sorted_bank, frame, words):
    answer = ask("exam_officer").post(NEW, posted(tree.here, **frame))
    assert answer.status_code == 422
    assert words in said(answer)
    assert 'value="方案"' in said(answer)
    assert not Blueprint.objects.exists()


def test_what_must_be_in_and_cannot_is_named(ask, tree, sorted_bank):
    officer = ask("exam_officer")
    many = posted(tree.here, do="check", include="single-0 single-1 single-2")
    assert "必选试题没有合适的行：single-" in said(officer.post(NEW, many))
    other = posted(tree.here, do="check", include="multiple-0")
    assert "必选试题不能使用：multiple-0" in said(officer.post(NEW, other))


def test_adding_a_line_loses_nothing_that_was_typed(ask, tree, sorted_bank):
    data = posted(tree.here, do="add", include="single-0", most_in_exam="77", category="legal")
    page = said(ask("exam_officer").post(NEW, data))
    for kept in (">\nsingle-0</textarea>", 'value="77"', '<option value="legal" selected'):
        assert kept in page


def test_a_template_makes_a_blueprint_in_one_step(at, ask, tree, cast):
    at(NINE)
    statute = make_bank(cast)
    domain = Domain.objects.get(name="市场监管")
    words = {"template": "special", "agency": tree.here.pk}
    officer = ask("exam_officer")
    refused = officer.post(TEMPLATE, words)
    assert refused.status_code == 422
    assert "请选择执法领域" in said(refused)
    assert "请选择应知法规" in said(refused)
    made = officer.post(TEMPLATE, words | {"domain": domain.pk, "statutes": [statute.pk]})
    blueprint = Blueprint.objects.get()
    assert made.url == reverse("exams:blueprint", args=[blueprint.pk])
    assert blueprint.title == "专业法律知识（市场监管）"
    assert {cell.statute_id for cell in blueprint.rule_cells()} == {statute.pk}
    post = {"template": "appointment", "post": "市教育局副局长", "statutes": [statute.pk]}
    officer.post(TEMPLATE, post | {"agency": tree.here.pk})
    made = Blueprint.objects.get(title="任职前测试（市教育局副局长）")
    assert made.rule_frame().category == "leader"
