"""A lost room goes on paper; two persons enter the sheets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exams.actions import papering, results, rooming, saving, sitting
from exams.actions.papering import Scan
from exams.actions.signing import ActRefused
from exams.documents.rich import parts_of, picture_data
from exams.documents.sheets import PrintedPaper, PrintedQuestion, papers_pdf
from exams.models import Admission, PaperAnswers, PaperEntry, Signature
from exams.proof import attempt_fault
from exams.rules.keeping import Disposition, fold
from exams.views import certifying
from exams.views.paper import _words
from questionbank.rules.markup import figure_line
from questionbank.rules.pictures import redrawn
from tests.conftest import NINE
from tests.exams.makers import operation, publish, right_choices, started
from tests.exams.pages.conftest import HOUR
from tests.exams.roomed import make_roomed
from tests.questionbank.test_pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = Scan(b"%PDF-1.7 scan", "sheet.pdf")
LATER = NINE + 3 * HOUR


@pytest.fixture
def lost(cast, at):
    """李 was answering, 王 had come in and not begun; the first room went on paper at 9:10."""
    made = make_roomed(cast)
    cast["watch"], cast["chief"] = made.watch, made.chief
    made.li = started(made.session, cast["li"])
    wang = made.session.candidates.get(person=cast["wang"])
    rooming.check_in(wang, is_present=True, actor=made.watch, now=NINE)
    now = NINE + timedelta(minutes=10)
    words = {"reason": "停电", "now": now}
    assert papering.go_on_paper(made.first, actor=made.watch, **words) is None
    with pytest.raises(ActRefused, match="same_person"):
        papering.go_on_paper(made.first, actor=made.watch, **words)
    papering.go_on_paper(made.first, actor=made.chief, **words)
    made.li.refresh_from_db()
    made.wang = made.session.attempts.get(person=cast["wang"])
    return made


def sheet_of(attempt):
    """Letters for the right answers of a paper of choices, as they stand on its sheet."""
    entered = {}
    for place in attempt.sat.body["places"]:
        right = right_choices(attempt, place["place"])
        letters = [chr(ord("A") + place["tokens"].index(token)) for token in right]
        entered[place["place"]] = "".join(letters)
    return entered


def test_the_computers_of_a_lost_room_are_out_of_it(cast, lost):
    op = operation(lost.li, 1, epoch=1)
    said = saving.save(lost.li.ref, cast["li"].pk, [op], arrival=NINE, now=NINE)
    assert list(said.dispositions.values()) == [Disposition.FENCED]
    assert lost.wang.started_at == NINE + timedelta(minutes=10)
    with pytest.raises(sitting.SittingRefused, match="on_paper"):
        sitting.take_over(lost.li, device="x", code=None, now=NINE + timedelta(minutes=11))


def test_two_equal_entries_make_the_answers_marked_and_admitted(cast, lost):
    sitting.close_overdue(now=LATER)
    entered = sheet_of(lost.li)
    words = {"now": LATER}
    assert papering.enter_paper(lost.li, entered, SCAN, actor=lost.watch, **words) is None
    other = entered | {1: "D" if entered[1] != "D" else "A"}
    assert papering.enter_paper(lost.li, other, SCAN, actor=lost.chief, **words) is None
    assert not PaperAnswers.objects.exists(), "they read it differently"
    done = papering.enter_paper(lost.li, entered, SCAN, actor=lost.chief, **words)
    assert (done.first_by, done.second_by) == (lost.watch, lost.chief)
    lost.li.refresh_from_db()
    assert attempt_fault(lost.li) is None
    assert len(fold(lost.li.stored_log())) == 8
    assert Admission.objects.count() == 8
    results.mark_waiting(now=LATER)
    result = lost.li.results.counted()
    assert (result.passed, result.total) == (True, 10000)
    with pytest.raises(ActRefused, match="wrong_state"):
        papering.enter_paper(lost.li, entered, SCAN, actor=lost.chief, **words)


def test_the_result_says_what_was_given_and_that_it_was_answered_on_paper(cast, lost, ask, at):
    words = {"kind": "outage", "reason": "停电", "now": NINE + timedelta(minutes=20)}
    rooming.propose_room_grant(lost.first, seconds=420, actor=lost.watch, **words)
    signed = Signature.objects.get(act="grant")
    rooming.grant_room(lost.first, signed, actor=lost.chief, now=words["now"])
    sitting.close_overdue(now=LATER)
    for who in (lost.watch, lost.chief):
        papering.enter_paper(lost.li, sheet_of(lost.li), SCAN, actor=who, now=LATER)
    results.mark_waiting(now=LATER)
    publish(lost.session, cast["exam_officer"], cast["exam_officer_2"], now=LATER)
    at(LATER)
    said = ("补时 7 分", "补认作答 8 条", "纸质作答，两人分别录入")
    page = ask("li").get(reverse("exams:result", args=[lost.li.ref])).content.decode()
    [(_title, line)] = certifying._granted(lost.li)
    for words in said:
        assert words in page
        assert words in line
    assert certifying._granted(lost.session.attempts.get(person=cast["zhao"])) == []


def test_entered_in_time_the_sheet_closes_the_attempt(cast, lost):
    entered, now = sheet_of(lost.wang), NINE + HOUR
    for who in (lost.watch, lost.chief):
        papering.enter_paper(lost.wang, entered, SCAN, actor=who, now=now)
    lost.wang.refresh_from_db()
    assert (lost.wang.state, lost.wang.close_reason) == ("closed", "paper")
    assert not Admission.objects.exists()
    assert attempt_fault(lost.wang) is None


def test_the_papers_print_and_the_form_keeps_what_was_typed(cast, lost, ask, at):
    at(NINE + HOUR)
    printed = ask("watch").post(reverse("exams:print_papers", args=[lost.first.ref]))
    assert printed.content.startswith(b"%PDF-")
    other = reverse("exams:print_papers", args=[lost.second.ref])
    assert ask("chief").post(other).status_code == 404, "that room is not on paper"
    address = reverse("exams:enter_paper", args=[lost.session.ref, lost.li.ref])
    wrong = ask("watch").post(address, {"place_1": "XY", "place_2": "A"})
    page = wrong.content.decode()
    assert (wrong.status_code, "不是本题可以有的作答" in page, 'value="XY"' in page) == (
        422,
        True,
        True,
    )
    scan = SimpleUploadedFile("x.exe", b"MZ")
    refused = ask("watch").post(address, {"place_1": "A", "scan": scan})
    assert refused.status_code == 409
    assert not PaperEntry.objects.exists()
    good = SimpleUploadedFile("x.pdf", b"%PDF-1.7")
    assert ask("watch").post(address, {"place_1": "A", "scan": good}).status_code == 302


RICH = """依据下表：
| 情形 | 罚款 |
| --- | --- |
| 当场收缴 | 二日内交至机关 |
面积 12 m^{2}，**应当**：
- 出示证件
- 制作笔录
"""


def sheet(stem, option="甲", shown=()):
    asked = PrintedQuestion(
        1, "单项选择", "10", parts_of(stem), [{"letter": "A．", "parts": parts_of(option)}]
    )
    paper = PrintedPaper("26112300000001", "李青", "1", [asked])
    return papers_pdf(
        [paper], exam="考试", words=_words(), pictures=picture_data(shown)
    ), asked.pictures()


def test_the_printed_paper_sets_tables_lists_and_pictures():
    image = redrawn(picture())
    plain, _none = sheet("依据下表")
    rich, _none = sheet(RICH, option="12 m^{2}")
    line = figure_line("路线", image.sha256)
    drawn, names = sheet(f"看图：\n{line}", shown=[(image.sha256, image.data, image.width)])
    missing, _names = sheet(f"看图：\n{line}")
    assert names == [image.sha256]
    assert all(content.startswith(b"%PDF-") for content in (plain, rich, drawn, missing))
    assert b"/Subtype/Image" in drawn
    assert b"/Subtype/Image" not in missing
    assert [part["kind"] for part in parts_of(RICH)] == ["words", "table", "words", "list"]
    assert parts_of("m^{2}")[0]["lines"][0][1] == {"text": "2", "form": "sup"}
