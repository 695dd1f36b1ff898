"""Nothing that a candidate's browser receives during an attempt tells what is right.

Canaries stand where no reply may take them from: rationales, the bank's codes, decisions. Every
address of the site is asked, by the candidate, while the attempt is open. (The law itself is
public; which article a question rests on is not.)
"""

from __future__ import annotations

import json

import pytest

from exams.models import Result
from questionbank.models import Question, Revision
from tests.exams.makers import answer_all, make_bank, make_ready
from tests.pages import patterns
from tests.remembered import remembered

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,  # what a page shows does not hang on the engine
]
RATIONALE = "释义"  # stands in every rationale of the makers' bank, and nowhere else
# Rooms below the exams: by contract they know nothing of papers.
NO_PAPER = ("/people/", "/statutes/", "/training/", "/account/")
CANARIES = (RATIONALE, "CANARY", "difficulty", "rationale", "is_right", '"right"', "key_version")


@pytest.fixture
def session(cast, clock):
    return make_session(cast)


@remembered
def make_session(cast):
    make_bank(cast)
    for question in Question.objects.all():
        Question.objects.filter(pk=question.pk).update(code=f"CANARY-CODE-{question.pk}")
    Revision.objects.update(decision_note="CANARY-NOTE")
    return make_ready(cast, cast["li"], cast["wang"])[1]


def addresses(session, attempt):
    """Every path of the site; those of the exams once for each name that they may be asked with."""
    names = (attempt.ref, session.ref, session.exam.ref, attempt.candidate.ref)
    for page, path in patterns():
        if page == "account_logout":
            continue
        asked_with = names if page.startswith(("exams:", "practice:")) else names[:1]
        yield from {path.replace("/x/", f"/{name}/") for name in asked_with}


def replies_to(candidate, path):
    """The candidate's GET and, behind a door that opens, POST; signed in whatever the page before
    did to the session."""
    if "_auth_user_id" not in candidate.client.session:
        candidate.client.force_login(candidate.person.user)
    yield (reply := candidate.client.get(path))
    if reply.status_code not in (403, 404):
        yield candidate.client.post(path)


def found_in(reply):
    body = b"".join(reply) if reply.streaming else reply.content
    everything = body.decode(errors="replace") + str(reply.headers)
    return [canary for canary in CANARIES if canary in everything]


@pytest.mark.usefixtures("plain_refusals")
def test_no_reply_during_an_attempt_holds_what_is_right(li, session):
    li.start()
    li.send(li.op(1), li.op(5, 1))
    leaks = {}
    asked = 0
    for path in addresses(session, li.attempt):
        for reply in replies_to(li, path):
            asked += 1
            assert reply.status_code < 500 or path == "/readyz", path
            if found := found_in(reply):
                leaks[path] = found
    assert leaks == {}
    assert asked > 50
    assert Result.objects.count() == 0


def test_the_crawler_would_find_a_canary(li):
    li.start()
    reply = li.get("paper")
    assert found_in(reply) == []
    reply.content = reply.content.replace(b"stem", "释义".encode())
    assert found_in(reply) == [RATIONALE]


def test_the_paper_holds_stems_options_and_marks_alone(li):
    paper = li.start().get("paper").json()
    assert set(paper) == {"exam", "questions"}
    for question in paper["questions"]:
        assert set(question) == {"place", "kind", "stem", "options", "marks"}
        assert {name for option in question["options"] for name in option} == {"token", "text"}


def test_an_option_has_another_name_on_every_paper(li, sitter):
    def names(paper):
        return {
            option["token"] for question in paper["questions"] for option in question["options"]
        }

    assert not names(li.paper()) & names(sitter("wang").paper())


def test_the_reply_to_a_save_is_the_same_for_right_and_wrong(li, sitter):
    sizes = {}
    for candidate, right in ((li, True), (sitter("wang"), False)):
        candidate.start()
        ops = [op for op in answer_all(candidate.fresh(), right=right) if len(op.choices) == 1]
        replies = [candidate.send(_plain(op)) for op in ops]
        sizes[right] = [len(reply.content) for reply in replies]
        shapes = {tuple(sorted(reply.json())) for reply in replies}
        assert len(shapes) == 1
    assert len(set(sizes[True] + sizes[False])) == 1


def _plain(op):
    names = ("op_id", "epoch", "seq", "place", "choices", "flag", "mono_ms")
    return json.loads(json.dumps({name: getattr(op, name) for name in names}))


@pytest.mark.usefixtures("plain_refusals")
def test_before_the_start_no_reply_holds_a_question(li, session):
    shown = [path for path in addresses(session, li.attempt) if not path.startswith(NO_PAPER)]
    assert len(shown) > 50
    for path in shown:
        if path.endswith("/start/"):
            continue
        for reply in replies_to(li, path):
            body = b"".join(reply) if reply.streaming else reply.content
            assert "题干" not in body.decode(errors="replace"), path


@pytest.mark.parametrize("state", ["ready", "open", "closed"])
def test_no_result_is_shown_before_it_is_published(li, session, state):  # yfexam 5
    if state != "ready":
        li.start()
    if state == "closed":
        li.send(page="hand_in")
    for path in addresses(session, li.attempt):
        if "result" not in path:
            continue
        reply = li.client.get(path)
        assert found_in(reply) == [], path


def test_nothing_of_an_attempt_is_found_in_the_scripts(settings):
    scripts = (settings.BASE_DIR / "static" / "js" / "hall").glob("*.js")
    text = "".join(script.read_text(encoding="utf-8") for script in scripts)
    assert not any(word in text for word in ("rationale", "is_right", "correct", "difficulty"))


def test_another_candidates_reference_opens_nothing(li, sitter):  # FP_Exam 3
    wang = sitter("wang").start()
    for page in ("attempt", "hall", "paper", "state", "receipt", "take_over"):
        path = wang.url(page)
        reply = li.client.get(path)
        assert reply.status_code == 404
        assert "题干" not in reply.content.decode()
