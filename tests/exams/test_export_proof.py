"""The stand-alone verifier: a bundle without text or names, and Python's own library."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exams.actions import replacing, results, seating, sitting
from exams.actions.seating import RoomDraft
from exams.models import planning
from exams.rules.drawing import Cell, Frame
from exams.rules.replacing import Choice
from exams.standalone import verify
from questionbank.models import Revision, Topic
from tests.conftest import NINE
from tests.exams.makers import answer_all, make_bank, make_ready, publish, started
from tests.exams.test_parallel_forms import lock as locked
from tests.exams.test_parallel_forms import make, seal, use_reserve, with_roster
from tests.exams.touching import amend_law, make_touchable_bank, touched_ids
from tests.remembered import remembered

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = NINE - timedelta(hours=1), NINE + timedelta(hours=3)
BOTH = ("exam_officer", "exam_officer_2")


def run(path):
    """The verifier as somebody outside runs it: nothing installed, no environment."""
    command = [sys.executable, "-I", "-S", verify.__file__, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sit(cast, session, who=("li", "wang")):
    """They answer and hand in; all is marked and published."""
    for name in who:
        attempt = started(session, cast[name])
        operations = answer_all(attempt)
        sitting.hand_in(attempt.ref, attempt.person_id, operations, arrival=NINE, now=NINE)
    results.mark_waiting(now=AFTER)
    publish(session, *(cast[name] for name in BOTH), now=AFTER)


@pytest.fixture
def bundle(cast, tmp_path):
    ref = make_sat(cast).ref
    call_command("export_proof", ref, tmp_path / "bundle.json", stdout=sys.stderr)
    return tmp_path / "bundle.json"


@remembered
def make_sat(cast):
    """Three of six papers were drawn anew for an amendment of the law."""
    statute = make_touchable_bank(cast)
    exam, session = make_ready(cast, *(cast[who] for who in ("li", "wang", "zhao", "marker")))
    amend_law(statute)
    for who in BOTH:
        replacing.decide_questions(
            exam, choices=dict.fromkeys(touched_ids(), Choice.REPLACE), reason="条文已修改",
            actor=cast[who], now=BEFORE,
        )  # fmt: skip
    words = {"actor": cast["exam_officer"], "now": BEFORE}
    for name, seats in (("501", 3), ("502", 2)):
        seating.add_room(session, RoomDraft(name, seats), **words)
    seating.assign_seats(session, **words)
    sit(cast, session)
    return session


def altered(bundle, change):
    body = json.loads(bundle.read_text())
    change(body)
    bundle.write_text(json.dumps(body))
    return run(bundle)


def test_whoever_has_the_bundle_derives_every_paper_and_walks_every_chain(bundle):
    done = run(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 candidates, 4 seats, 2 chains, 0 events")
    assert done.stdout.strip().endswith("0 faults")


def test_the_bundle_holds_no_text_of_a_question_and_no_name(bundle, cast):
    text = bundle.read_text()
    assert text.isascii()
    for words in ("题干", "选项", "li-single", *(person.name for person in cast.values())):
        assert words not in text


def one_that_is_sat(body):
    """A question of the paper that the first candidate sits."""
    candidate = next(iter(body["papers"]))
    places, _step = verify.papers_of(verify.Frozen(body), candidate)[-1]
    return places[0]["revision"]


def leave_out_of_the_pool(body):
    sat = one_that_is_sat(body)
    body["pool"] = [item for item in body["pool"] if item["revision"] != sat]


def say_that_it_was_withdrawn(body):
    body["steps"][0]["withdrawn"].append(one_that_is_sat(body))


@pytest.mark.sqlite  # of the bundle's file, not of the database
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda b: b.update(secret="00" * 32), "not the one committed to"),
        (lambda b: b.update(number="654321"), "not the one that the seed gives"),
        (leave_out_of_the_pool, "not the one that the seed gives"),
        (say_that_it_was_withdrawn, "not the one that the seed gives"),
        (lambda b: b["chains"][0]["events"].pop(), "does not end in its head"),
        (lambda b: b["chains"][0]["events"].pop(0), "event 1 is broken"),
        (lambda b: b["chains"][0]["events"][1][3].update(actor=7), "event 2 is broken"),
        (lambda b: b["chains"][0].update(paper="0" * 64), "event 1 is broken"),
        (lambda b: b["seats"].popitem(), "not the one that the plan gives"),
    ],
)
def test_what_was_altered_is_found(bundle, change, found):
    done = altered(bundle, change)
    assert done.returncode == 1
    assert found in done.stdout


def test_parallel_forms_and_the_reserve_derive_too(cast, tmp_path):
    make_touchable_bank(cast)
    exam = with_roster(cast)
    make(cast, exam, count=1)
    seal(cast, exam)
    session = locked(cast, exam)
    use_reserve(cast, session)
    sit(cast, session)
    call_command("export_proof", session.ref, tmp_path / "b.json", stdout=sys.stderr)
    done = run(tmp_path / "b.json")
    assert (done.returncode, done.stderr) == (0, "")


def test_topics_levels_what_must_be_in_and_portions_derive_too(cast, tmp_path):
    """Four candidates and a budget of two papers: two portions, alike but for what must be in."""
    make_bank(cast, singles=14, multiples=0, true_falses=4)
    topic = Topic.objects.create(path="行政处罚/处罚程序")
    Topic.objects.create(path="行政处罚")
    singles = list(Revision.objects.filter(kind="single").order_by("pk"))
    for revision in singles[4:]:
        revision.topics.add(topic)
    Revision.objects.filter(pk__in=[r.pk for r in singles[:6]]).update(level="apply")
    cells = [
        Cell("single", 3, 1000, topic_id=Topic.objects.get(path="行政处罚").pk),
        Cell("single", 1, 1000, level="apply"),
        Cell("true_false", 1, 1000),
    ]
    frame = Frame(include=frozenset({singles[4].question_id}), most_in_exam=2)
    people = [cast[who] for who in ("li", "wang", "zhao", "marker")]
    _exam, session = make_ready(cast, *people, cells=cells, frame=frame, pass_marks=3000)
    assert session.roster_lock.snapshot["portions"] == 2
    papers = [{p["revision"] for p in a.sat.body["places"]} for a in session.attempts.all()]
    assert all(singles[4].pk in paper for paper in papers)
    uses = Counter(pk for paper in papers for pk in paper - {singles[4].pk})
    assert max(uses.values()) == 2
    sit(cast, session)
    call_command("export_proof", session.ref, tmp_path / "b.json", stdout=sys.stderr)
    done = run(tmp_path / "b.json")
    assert (done.returncode, done.stdout) == (
        0,
        "4 candidates, 0 seats, 2 chains, 0 events known by their hash alone, 0 faults\n",
    )
    call_command("verify_exam", "--all", stdout=sys.stderr)
    assert altered(tmp_path / "b.json", lambda b: b.update(portions=1)).returncode == 1


def test_the_secret_is_not_given_out_before_the_results(cast, tmp_path):
    make_touchable_bank(cast)
    _exam, session = make_ready(cast, cast["li"])
    with pytest.raises(CommandError, match="after the publication"):
        call_command("export_proof", session.ref, tmp_path / "b.json")
    assert not (tmp_path / "b.json").exists()


def test_the_verifier_is_of_a_length_that_can_be_read():
    lines = Path(verify.__file__).read_text().splitlines()
    assert len([line for line in lines if line.strip()]) < 220


def test_a_reference_is_never_taken_for_an_option(monkeypatch):
    drawn = iter(["-begins-with-a-dash", "begins-with-a-letter"])
    monkeypatch.setattr(planning.secrets, "token_urlsafe", lambda _bytes: next(drawn))
    assert planning.new_ref() == "begins-with-a-letter"
