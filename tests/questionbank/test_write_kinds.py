"""A setter writes fill-in, short answer and case analysis on the page."""

import pytest
from django.urls import reverse

from questionbank import actions
from questionbank.models import OpenKey, Revision, Topic
from questionbank.rules.wording import Point
from tests.conftest import NINE

COMMON = {
    "action": "save",
    "pool": "exam",
    "difficulty": "medium",
    "level": "apply",
    "topics": "行政处罚/罚款收缴；行政处罚",
    "categories": ["leader"],
}
BASED = {"rationale": "第一条定为二日。", "statute_0": "示范法", "article_0": "第一条第一款"}
FILL_IN = COMMON | BASED | {"stem": "应当在____内交至____。", "blanks": "二日|两日\n行政机关\n"}
SHORT = (
    COMMON
    | BASED
    | {"stem": "何时交至行政机关？", "points": "自收缴之日起。（1分）\n二日内。（1.5分）"}
)
PARTS = """小题：判断
分值：1
题干：五日内交至即可。
答案：错误
依据：示范法 第一条
释义：第一条定为二日。
小题：简答
题干：说明理由。
要点：期限是二日。（2分）
依据：示范法 第一条
释义：第一条定为二日。"""
CASE = COMMON | {"stem": "执法人员当场收缴罚款。", "parts": PARTS}


@pytest.fixture
def write(client, cast, law):
    client.force_login(cast["setter"].user)

    def write(kind, data):
        return client.post(reverse("questionbank:write") + f"?kind={kind}", data, follow=True)

    return write


def test_a_fill_in_question_keeps_what_is_accepted_in_each_blank(write):
    write("fill_in", FILL_IN | {"scoring": "per_blank_any_order"})
    revision = Revision.objects.get()
    key = OpenKey.unseal(revision.draft_key.sealed)
    assert key.blanks == (("二日", "两日"), ("行政机关",))
    assert (revision.scoring, revision.level) == ("per_blank_any_order", "apply")
    assert [str(place) for place in revision.places()] == ["示范法 第一条第一款"]
    assert "二日" not in str([revision.stem, revision.options, revision.parts])


def test_a_short_answer_keeps_its_points(write):
    write("short_answer", SHORT)
    key = OpenKey.unseal(Revision.objects.get().draft_key.sealed)
    assert key.points == (Point("自收缴之日起。", 100), Point("二日内。", 150))


def test_a_case_keeps_its_sub_questions_and_hides_their_keys(write, cast, client):
    write("case", CASE)
    revision = Revision.objects.get()
    assert [(part["kind"], part["marks"]) for part in revision.parts] == [
        ("true_false", 100),
        ("short_answer", 200),
    ]
    assert "期限是二日" not in str(revision.parts)
    assert revision.citations.filter(part=2).count() == 1
    actions.submit(revision, author=cast["setter"], now=NINE)
    client.force_login(cast["reviewer"].user)
    address = reverse("questionbank:decide", kwargs={"revision_id": revision.pk})
    shown = client.get(address).content.decode()
    assert "小题 2" in shown
    assert "期限是二日。（2分）" in shown


def test_topics_and_categories_are_kept_and_a_topic_stands_in_the_tree_once(write):
    write("fill_in", FILL_IN)
    write("short_answer", SHORT)
    assert list(Topic.objects.values_list("path", flat=True)) == ["行政处罚", "行政处罚/罚款收缴"]
    assert Revision.objects.first().categories == ["leader"]
    assert Topic.objects.under("行政处罚").count() == 2


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("short_answer", SHORT | {"points": "二日内。"}, "末尾应当写明分值"),
        ("short_answer", SHORT | {"marks": "两分"}, "请写作 2 或者 1.5。"),
        ("fill_in", FILL_IN | {"topics": "行政处罚//程序"}, "至多四级"),
        (
            "case",
            CASE | {"parts": PARTS.replace("答案：错误", "答案：无")},
            "第 4 行：答案无法辨认：无",
        ),
        (
            "case",
            CASE | {"parts": PARTS.replace("示范法 第一条", "示范法 第九条")},
            "没有 示范法 第九条",
        ),
        ("case", CASE | {"parts": "随便写写"}, "第 1 行：无法辨认的一行：随便写写"),
    ],
)
def test_a_refused_form_says_why_and_loses_nothing(write, kind, data, words):
    answer = write(kind, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert data["stem"] in text
    assert data.get("parts", "")[-20:] in text
    assert not Revision.objects.exists()


@pytest.mark.parametrize(("kind", "data"), [("fill_in", FILL_IN), ("case", CASE)])
def test_a_draft_comes_back_into_the_form_as_it_was_written(write, client, kind, data):
    write(kind, data)
    revision = Revision.objects.get()
    address = reverse("questionbank:edit", kwargs={"revision_id": revision.pk})
    shown = client.get(address).context["form"]
    assert (
        shown.key_field().value().strip()
        == data["blanks" if kind == "fill_in" else "parts"].strip()
    )


def test_the_next_revision_of_a_case_begins_as_a_whole_copy(write, cast):
    write("case", CASE)
    revision = actions.submit(Revision.objects.get(), author=cast["setter"], now=NINE)
    actions.approve(revision, reviewer=cast["reviewer"], now=NINE)
    copy = actions.revise(revision.question, author=cast["setter"], now=NINE)
    key = OpenKey.unseal(copy.draft_key.sealed)
    assert copy.wording(key) == revision.wording(revision.key.open())
    assert copy.content_sha256 == revision.content_sha256
