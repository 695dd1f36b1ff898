"""Online pages: the server's clock, one page at a time; the quiz; what counts, and when it does."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from practice import actions as practice
from tests.conftest import NINE
from tests.practice.makers import RIGHT, WRONG, make_pool
from tests.training.makers import PDF, make_class, make_policies
from tests.training.test_planning import refused
from training.actions import (
    Change,
    CourseTerms,
    LessonTerms,
    Scan,
    Sign,
    add_lesson,
    hear_beat,
    list_entry,
    replace_lesson,
    retire_lesson,
    set_online,
)
from training.models import Course, LedgerEntry, Lesson, Reading, Stretch
from training.rules import Beat, Heard, Refusal, credited, passes, sections, spans
from training.rules.online import IDLE_AFTER, LONGEST_GAP

MINUTE = timedelta(minutes=1)
TEXT = "# 适用范围\n第一段\n续行\n\n第二段\n# 程序\n第三段"


@pytest.fixture
def lesson(cast, tree):
    return make_lesson(cast, tree)


def make_lesson(cast, tree, **words):
    by = {"actor": cast["coordinator"], "now": NINE}
    course = list_entry(
        Course, CourseTerms(tree.here, "行政处罚法", "special", "online", 1, ""), **by
    )
    known = {"title": "行政处罚法要点", "text": TEXT, "minutes": 3, "questions": 0}
    return add_lesson(course, LessonTerms(**(known | words)), **by)


def study(lesson, person, minutes, *, since=NINE, stream="a"):
    """Signs of life once a minute; what the last came to."""
    for n in range(minutes + 1):
        sign = Sign(stream, resumes=not n)
        heard = hear_beat(lesson, person, sign, now=since + n * MINUTE)
    return heard


# --- the rule ---------------------------------------------------------------------------------

BEATS = st.lists(
    st.builds(
        Beat,
        st.integers(0, 1800).map(lambda n: NINE + timedelta(seconds=n)),
        st.sampled_from("ab"),
        st.sampled_from([1, 2]),
        is_active=st.booleans(),
        resumes=st.booleans(),
        takes=st.booleans(),
        leaves=st.booleans(),
        is_busy=st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(BEATS, st.randoms(use_true_random=False))
def test_nobody_is_credited_with_more_than_has_passed(beats, chance):
    found = spans(beats)
    times = [beat.at for beat in beats]
    elapsed = max(times) - min(times) if times else timedelta()
    assert credited(found) <= elapsed
    for one, following in pairwise(found):  # never in two places
        assert one.last_at <= following.first_at
    shuffled = [*beats, *chance.choices(beats, k=3)] if beats else []
    chance.shuffle(shuffled)
    assert credited(spans(shuffled)) <= elapsed
    assert spans(chance.sample(beats, len(beats))) == found


@given(st.lists(st.integers(0, 600), min_size=2, max_size=20, unique=True), st.integers(0, 600))
def test_a_second_page_adds_nothing_to_the_first(moments, other):
    first = [Beat(NINE + timedelta(seconds=n), "a", 1) for n in moments]
    second = Beat(NINE + timedelta(seconds=other), "b", 1)
    alone = credited(spans(first))
    assert credited(spans([*first, second])) <= max(alone, timedelta())
    gaps = [b - a for a, b in pairwise(sorted(moments))]
    borne = sum(gap for gap in gaps if gap <= LONGEST_GAP.total_seconds())
    assert alone == timedelta(seconds=borne)


@pytest.mark.parametrize(
    ("gap", "minutes"), [(LONGEST_GAP, 2.5), (LONGEST_GAP + timedelta(seconds=1), 0)]
)
def test_a_gap_counts_up_to_two_lost_signs(gap, minutes):
    assert credited(spans([Beat(NINE, "a", 1), Beat(NINE + gap, "a", 1)])) == minutes * MINUTE


def test_time_without_a_touch_and_time_away_do_not_count():
    untouched = [Beat(NINE + n * MINUTE, "a", 1, is_active=not n) for n in range(30)]
    assert credited(spans(untouched)) == IDLE_AFTER
    away = [Beat(NINE, "a", 1), Beat(NINE + 2 * MINUTE, "a", 1, resumes=True)]
    assert credited(spans(away)) == timedelta()
    assert [one.heading for one in sections("序\n\n" + TEXT)] == ["", "适用范围", "程序"]
    assert sections(TEXT)[0].paragraphs == ("第一段\n续行", "第二段")
    assert [passes(n, 5) for n in (2, 3)] == [False, True]
    assert not passes(0, 0)


# --- studying ---------------------------------------------------------------------------------


def test_a_page_is_voluntary_until_a_policy_counts_it(cast, tree, lesson):
    make_policies()
    study(lesson, cast["li"], 3)
    assert Reading.objects.get().finished_at == NINE + 3 * MINUTE
    assert not LedgerEntry.objects.exists()
    change = Change(NINE.date(), "市政府办公室通知", "试行")
    set_online(True, change, actor=cast["legal_affairs"], now=NINE)
    heard, _reading = study(lesson, cast["wang"], 2)
    assert heard is Heard.COUNTED
    assert not LedgerEntry.objects.exists()
    study(lesson, cast["wang"], 1, since=NINE + 5 * MINUTE)
    entry = LedgerEntry.objects.get()
    assert (entry.person, entry.kind, entry.quantity) == (cast["wang"], "online", 3)
    assert (entry.credit, entry.subject, entry.reason) == (7, "special", "市政府办公室通知")
    terms = LessonTerms("行政处罚法要点（新版）", TEXT, 1, 0)
    newer = replace_lesson(lesson, terms, actor=cast["coordinator"], now=NINE)
    study(newer, cast["wang"], 2, since=NINE + 20 * MINUTE)
    assert Reading.objects.get(person=cast["wang"], lesson=newer).finished_at
    assert LedgerEntry.objects.count() == 1  # the same page counts once, whatever its edition


def test_a_second_device_waits_and_may_take_over(cast, lesson):
    li = cast["li"]
    study(lesson, li, 1)
    heard, reading = hear_beat(lesson, li, Sign("b"), now=NINE + 2 * MINUTE)
    assert (heard, reading.studied) == (Heard.ELSEWHERE, MINUTE)
    taken = hear_beat(lesson, li, Sign("b", takes=True), now=NINE + 2 * MINUTE)
    assert taken[0] is Heard.BEGUN
    assert hear_beat(lesson, li, Sign("a"), now=NINE + 3 * MINUTE)[0] is Heard.ELSEWHERE
    heard, reading = hear_beat(lesson, li, Sign("b"), now=NINE + 3 * MINUTE)
    assert (heard, reading.studied, Stretch.objects.count()) == (Heard.COUNTED, 2 * MINUTE, 2)


def test_a_page_that_has_gone_away_keeps_nobody_from_the_next(cast, lesson):
    li = cast["li"]
    study(lesson, li, 1)
    left = hear_beat(lesson, li, Sign("a", leaves=True), now=NINE + 2 * MINUTE)
    assert left[0] is Heard.COUNTED
    assert hear_beat(lesson, li, Sign("b", leaves=True), now=NINE + 2 * MINUTE)[0] is Heard.IDLE
    assert hear_beat(lesson, li, Sign("b"), now=NINE + 2 * MINUTE)[0] is Heard.BEGUN
    heard, reading = hear_beat(lesson, li, Sign("b"), now=NINE + 3 * MINUTE)
    assert (heard, reading.studied) == (Heard.COUNTED, 3 * MINUTE)


def test_who_sits_in_a_class_learns_nothing_online(cast, lesson):
    make_class(cast, cast["li"], starts_at=NINE)
    heard, reading = study(lesson, cast["li"], 3)
    assert (heard, reading.studied) == (Heard.BUSY, timedelta())


def test_the_quiz_asks_of_the_practice_pool_after_the_time_and_passes_once(client, cast, tree):
    make_pool(cast, tree)
    make_policies()
    change = Change(NINE.date(), "市政府办公室通知", "试行")
    set_online(True, change, actor=cast["legal_affairs"], now=NINE)
    lesson, li = make_lesson(cast, tree, questions=3), cast["li"]
    client.force_login(li.user)
    with time_machine.travel(NINE + 10 * MINUTE, tick=False):
        assert client.get(f"/practice/lessons/{lesson.ref}/").status_code == 404
        study(lesson, li, 2)
        early = client.post(f"/practice/lessons/{lesson.ref}/")
        assert early.status_code == 409
        study(lesson, li, 3, since=NINE + 5 * MINUTE)
        asked = client.post(f"/practice/lessons/{lesson.ref}/")
        page = client.get(asked.url).content.decode()
        assert page.count("<fieldset") == 3
        assert "释义" not in page
        blank = client.post(asked.url, {"q1_choice": "0", "q1_blank_0": "二日"})
        assert blank.status_code == 422
        assert "题尚未作答" in blank.content.decode()
        quiz = Reading.objects.get().quizzes.get()
        failed = practice.answer_quiz(quiz, li, answers_to(quiz, WRONG), now=NINE + 10 * MINUTE)
        assert not failed.is_passed
        assert not LedgerEntry.objects.exists()
        again = practice.begin_quiz(Reading.objects.get(), now=NINE + 10 * MINUTE)
        posted = {}
        for item in practice.items_of(again):
            values = RIGHT[item.revision.kind]
            if item.revision.kind == "fill_in":
                posted |= {f"q{item.place}_blank_{n}": text for n, text in enumerate(values)}
            else:
                posted[f"q{item.place}_choice"] = values
        done = client.post(f"/practice/quizzes/{again.ref}/", posted, follow=True)
        assert "通过" in done.content.decode()
        assert lesson.title in client.get("/training/hours/").content.decode()
        assert "已登记 0.07 学时" in client.get(f"/training/lessons/{lesson.ref}/").content.decode()
    assert LedgerEntry.objects.get().quantity == 3


def answers_to(quiz, known):
    return [known[item.revision.kind] for item in practice.items_of(quiz)]


# --- keeping pages ----------------------------------------------------------------------------


def test_a_pdf_is_shown_as_pictures_of_its_pages(client, cast, tree):
    pdf = typst.compile(b"#set page(width: 8cm, height: 8cm)\nA\n#pagebreak()\nB")
    lesson = make_lesson(cast, tree, text="", scan=Scan(pdf, "讲义.pdf"))
    client.force_login(cast["zhao"].user)
    assert lesson.pages.count() == 2
    answer = client.get(f"/training/lessons/{lesson.ref}/pages/2/")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert client.get(f"/training/lessons/{lesson.ref}/pages/3/").status_code == 404
    assert client.get(f"/training/lessons/{lesson.ref}/file/").content == pdf
    terms = LessonTerms("讲义（修订）", "", 9, 0)
    assert replace_lesson(lesson, terms, actor=cast["coordinator"], now=NINE).pages.count() == 2
    scan = Scan(PDF, "坏.pdf")
    assert refused(make_lesson_like, lesson, scan, cast)[0] == Refusal.UNREADABLE_PDF


def make_lesson_like(lesson, scan, cast):
    terms = LessonTerms("坏文件", "", 9, 0, scan)
    return add_lesson(lesson.course, terms, actor=cast["coordinator"], now=NINE)


def test_a_page_out_of_use_can_be_finished_by_who_has_begun_it(client, cast, lesson):
    study(lesson, cast["li"], 1)
    retire_lesson(lesson, reason="已过时", actor=cast["coordinator"], now=NINE)
    for who, status in (("li", 200), ("wang", 404)):
        client.force_login(cast[who].user)
        assert client.get(f"/training/lessons/{lesson.ref}/").status_code == status
        assert client.post(f"/training/lessons/{lesson.ref}/beat/").status_code == status
    assert not Lesson.objects.in_use().exists()


def test_the_list_asks_the_same_for_one_page_as_for_twenty(
    client, cast, tree, lesson, django_assert_max_num_queries
):
    client.force_login(cast["li"].user)
    study(lesson, cast["li"], 3)
    assert "已学完" in client.get("/training/lessons/").content.decode()
    for n in range(19):
        Lesson.objects.create(
            course=lesson.course, title=f"第{n}讲", text="文", minutes=5, family=f"f{n}",
            made_at=NINE,
        )  # fmt: skip
    with django_assert_max_num_queries(16):
        answer = client.get("/training/lessons/?state=new")
    assert answer.content.decode().count("</svg>未学</span>") == 19
