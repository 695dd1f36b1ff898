"""A blueprint is written line by line, and the bank's answer is named line by line."""

from __future__ import annotations

import pytest
from django.urls import reverse

from exams.models import Blueprint
from tests.exams.makers import make_bank

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/exams/blueprints/new/"


def lines(*rows, title="公共法律知识", agency=None, do="save"):
    """A posted blueprint; a row is (kind, statute, difficulty, count, marks)."""
    data = {"title": title, "agency": agency, "do": do, "cells-INITIAL_FORMS": "0"}
    data["cells-TOTAL_FORMS"] = str(len(rows))
    for n, row in enumerate(rows):
        for name, value in zip(
            ("kind", "statute", "difficulty", "count", "marks"), row, strict=True
        ):
            data[f"cells-{n}-{name}"] = value
    return data


SINGLES = ("single", "", "", "4", "2.5")


def test_a_blueprint_is_saved_with_its_lines_in_order(ask, tree, bank):
    rows = [SINGLES, ("true_false", bank.pk, "medium", "2", "1")]
    answer = ask("exam_officer").post(NEW, lines(*rows, agency=tree.here.pk))
    saved = Blueprint.objects.get()
    assert answer.url == reverse("exams:blueprint", args=[saved.pk])
    cells = [(c.kind, c.count, c.marks, c.statute_id, c.difficulty) for c in saved.rule_cells()]
    assert cells == [("single", 4, 250, None, None), ("true_false", 2, 100, bank.pk, "medium")]


def test_the_shortage_is_named_by_its_line_before_saving(ask, cast, tree):
    statute = make_bank(cast, singles=3)
    rows = [("true_false", "", "", "1", "1"), ("single", statute.pk, "medium", "5", "2")]
    answer = ask("exam_officer").post(NEW, lines(*rows, agency=tree.here.pk, do="check"))
    page = answer.content.decode()
    assert "第 2 行：单项选择·行政处罚法·中，需 5 题，符合 3 题，缺 2 题" in page
    assert not Blueprint.objects.exists()


def test_the_same_answer_comes_alone_while_typing(ask, tree, bank):
    answer = ask("exam_officer").post(
        NEW, lines(SINGLES, agency=tree.here.pk, do="check"), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="supply"')
    assert "满分 10" in page


def test_a_line_is_added_and_removed_without_script_and_nothing_typed_is_lost(ask, tree, bank):
    officer = ask("exam_officer")
    wrong = ("single", "", "", "many", "2")
    added = officer.post(NEW, lines(SINGLES, wrong, agency=tree.here.pk, do="add"))
    page = added.content.decode()
    assert 'name="cells-2-kind"' in page
    assert 'value="many"' in page
    assert 'value="公共法律知识"' in page
    removed = officer.post(NEW, lines(SINGLES, wrong, agency=tree.here.pk, do="remove-0"))
    page = removed.content.decode()
    assert 'value="many"' in page
    assert 'name="cells-1-kind"' not in page


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("single", "", "", "0", "2"), "不能小于 1"),
        (("single", "", "", "3", "0"), "不能小于 0.01"),
        (("essay", "", "", "3", "2"), "请从列出的选项中选择"),
        (("single", "99999", "", "3", "2"), "请从列出的选项中选择"),
        (("single", "", "", "3", "1.234"), "小数不超过 2 位"),
    ],
)
def test_a_faulty_line_is_said_beside_it(ask, tree, bank, row, words):
    answer = ask("exam_officer").post(NEW, lines(row, agency=tree.here.pk))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize("total", ["", "x", "-1", "0", "99999999999"])
def test_a_forged_number_of_lines_is_no_accident(ask, tree, bank, total):
    data = lines(SINGLES, agency=tree.here.pk) | {"cells-TOTAL_FORMS": total}
    for do in ("save", "add", "check", "remove-9"):
        answer = ask("exam_officer").post(NEW, data | {"do": do})
        assert answer.status_code in (200, 422)
    assert not Blueprint.objects.exists()


def test_an_agency_outside_ones_scope_cannot_be_named(ask, cast, tree, bank):
    cast["exam_officer"].assignments.update(agency=tree.district)
    answer = ask("exam_officer").post(NEW, lines(SINGLES, agency=tree.here.pk))
    assert answer.status_code == 422
    assert not Blueprint.objects.exists()


def test_a_blueprint_of_a_sealed_exam_stays_as_it_is(at, ask, ready, tree):
    address = reverse("exams:change_blueprint", args=[ready.exam.blueprint_id])
    answer = ask("exam_officer").post(address, lines(SINGLES, agency=tree.here.pk))
    assert answer.status_code == 409
    assert "当前阶段不能办理" in answer.content.decode()
    assert len(ready.exam.blueprint.rule_cells()) == 3
