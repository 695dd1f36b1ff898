"""The kept attempt against a model that knows only the promises, and faults that it must catch.

The machine plays candidates, second computers, slow networks, repeats, forgeries, grants and the
sweeper against the real deeds on the real database. The model below repeats none of the product's
code: it states what an answer's fate must be.
"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exams.actions import invigilating, judging, results, saving, sitting
from exams.models import Attempt, Candidate, Event, Lease, Operation, Paper, Receipt, Result
from exams.proof import base_hash, chain_fault
from exams.rules import keeping, scoring
from exams.rules.drawing import Cell
from exams.rules.keeping import Disposition, State
from people.models import Person, User
from tests.conftest import NINE
from tests.exams.makers import CELLS, fills, make_bank, make_fill_ins, make_ready

MINUTE = timedelta(minutes=1)
DURATION, GRACE, WINDOW = 90 * MINUTE, timedelta(seconds=30), NINE + 120 * MINUTE
LOOKED_AT_EVERY = 5
PLACES = (1, 5, 7, 9)  # one of each kind
FILLED = {  # what is typed into the two blanks, and how many of them are right
    "none": ((), 0),
    "first": (("二日", ""), 1),
    "second": (("五日", "书面"), 1),
    "last": (("", " 书面=形式"), 0),
    "two": (("２日", "书面形式"), 2),
}

EDGES = st.sampled_from([timedelta(seconds=s) for s in (-1, 0, 1, 29, 30, 31, 59)])


class Kept(RuleBasedStateMachine):
    """One attempt from start to close and beyond."""

    stage = None  # (cast, session, paper), set by the test
    numbers = itertools.count(1)
    op_ids = itertools.count(1)

    @initialize(late_by=st.sampled_from([0, 45]))
    def begin(self, late_by):
        self.now = NINE + late_by * MINUTE
        self.attempt = fresh_attempt(next(self.numbers))
        self.opened_at, self.granted, self.epoch = self.now, timedelta(0), 1
        self.devices = ["d1"]
        sitting.start(self.attempt, device="d1", now=self.now)
        self.closed = False
        self.fates: dict[str, tuple[keeping.Operation, Disposition]] = {}
        self.seqs = {1: 3000}  # later epochs count from lower numbers: the epoch must win
        self.receipt = None

    # what the promises say ----------------------------------------------------------------

    @property
    def deadline(self):
        return min(self.opened_at + DURATION + self.granted, WINDOW + self.granted)

    def fate(self, op):
        """The promised fate of a new operation that arrives now."""
        if self.closed:
            return "closed"
        if op.epoch < self.epoch:
            return "fenced"
        if self.now > self.deadline + GRACE:
            return "late"
        stored = next(p for p in self.paper["places"] if p["place"] == op.place)
        several = stored["kind"] in ("multiple", "fill_in")
        tokens = [choice.split("=")[0] for choice in op.choices]
        if (len(tokens) > 1 and not several) or any(t not in stored["tokens"] for t in tokens):
            return "invalid"
        newer = [o for o, f in self.fates.values() if f == "applied" and o.place == op.place]
        return "stale" if any((o.epoch, o.seq) > (op.epoch, op.seq) for o in newer) else "applied"

    @property
    def answers(self):
        """What must stand at each place: the applied operation of the highest epoch and number."""
        standing = {}
        for op, fate in self.fates.values():
            best = standing.get(op.place)
            if fate == "applied" and (best is None or (op.epoch, op.seq) > (best.epoch, best.seq)):
                standing[op.place] = op
        return {place: (tuple(sorted(op.choices)), op.flag) for place, op in standing.items()}

    @property
    def paper(self):
        return self.stage[2].body

    def make(self, place, pick, *, epoch, seq, flag=False):
        """The first of the question's own options, not of those drawn for the paper, and so on:
        what the machine tries is then the same whatever was drawn."""
        stored = next(p for p in self.paper["places"] if p["place"] == place)
        drawn = sorted(zip(stored["order"], stored["tokens"], strict=False))
        tokens = [token for _option, token in drawn]
        choices = {
            "none": (), "first": tokens[:1], "second": tokens[1:2], "last": tokens[-1:],
            "two": tokens[:2],
        }  # fmt: skip
        if stored["kind"] == "fill_in":
            choices = {name: fills(stored, *texts) for name, (texts, _) in FILLED.items()}
        chosen = ("foreign",) if pick == "foreign" else tuple(choices[pick])
        op_id = f"{next(self.op_ids):032x}"
        return keeping.Operation(op_id, epoch, seq, place, chosen, flag)

    def send(self, ops):
        expected = {}
        for op in sorted(ops, key=lambda op: (op.epoch, op.seq)):
            expected[op.op_id] = (
                self.fates[op.op_id][1] if op.op_id in self.fates else self.fate(op)
            )
            self.fates.setdefault(op.op_id, (op, expected[op.op_id]))
        saved = saving.save(
            self.attempt.ref, self.attempt.person_id, ops, arrival=self.now, now=self.now
        )
        assert {k: v.value for k, v in saved.dispositions.items()} == expected

    # what may happen ----------------------------------------------------------------------

    @rule(
        place=st.sampled_from(PLACES),
        pick=st.sampled_from(["first", "none", "second", "last", "two", "none"]),
        flag=st.sampled_from([False, False, True]),
        skip=st.integers(0, 2),
    )
    def answer(self, place, pick, flag, skip):
        self.seqs[self.epoch] += 1 + skip
        self.send([self.make(place, pick, epoch=self.epoch, seq=self.seqs[self.epoch], flag=flag)])

    @rule(place=st.sampled_from(PLACES))
    def answer_what_is_no_answer(self, place):
        self.answer(place, "foreign", flag=False, skip=1)

    @rule(
        place=st.sampled_from(PLACES),
        pick=st.sampled_from(["first", "second", "last", "two", "none"]),
    )
    def answer_again(self, place, pick):
        self.answer(place, pick, flag=False, skip=3)

    @rule(back=st.integers(1, 3))
    @precondition(lambda self: bool(getattr(self, "fates", None)))
    def answer_that_was_overtaken(self, back):
        """A page-hide send arrives after a newer one: its number is lower and still free."""
        place = max((op for op, _ in self.fates.values()), key=lambda op: (op.epoch, op.seq)).place
        seq = self.seqs[self.epoch] - back
        used = {(op.epoch, op.seq) for op, _ in self.fates.values()}
        if seq >= 1000 and (self.epoch, seq) not in used:
            self.send([self.make(place, "second", epoch=self.epoch, seq=seq)])

    @rule(place=st.sampled_from(PLACES))
    @precondition(lambda self: getattr(self, "epoch", 1) > 1)
    def answer_on_the_computer_before(self, place):
        old = self.epoch - 1
        self.seqs[old] += 1
        self.send([self.make(place, "first", epoch=old, seq=self.seqs[old])])

    @rule(data=st.data())
    @precondition(lambda self: bool(getattr(self, "fates", None)))
    def repeat(self, data):
        op, _ = self.fates[data.draw(st.sampled_from(sorted(self.fates)))]
        self.send([op])

    @rule(data=st.data())
    @precondition(lambda self: bool(getattr(self, "fates", None)))
    def repeat_with_other_content(self, data):
        op, _ = self.fates[data.draw(st.sampled_from(sorted(self.fates)))]
        forged = keeping.Operation(op.op_id, op.epoch, op.seq, op.place, op.choices, not op.flag)
        assert self.why_refused(forged) == "altered"
        newest = Event.objects.filter(attempt=self.attempt).latest("n")
        assert (newest.type, newest.data["ops"][0][0]) == ("altered", op.op_id)

    @rule(minutes=st.sampled_from([1, 20]))
    def wait(self, minutes):
        self.now += minutes * MINUTE

    @rule(edge=EDGES)
    def wait_until_about_the_deadline(self, edge):
        self.now = max(self.now, self.deadline + edge)

    @rule()
    def go_on_at_another_computer(self):
        device = f"d{len(self.devices) + 1}"
        may = not self.closed and self.now <= self.deadline
        if not may:
            assert self.refused(sitting.take_over, self.attempt, device=device, code=None)
            return
        sitting.take_over(self.attempt, device=device, code=None, now=self.now)
        self.epoch += 1
        self.seqs[self.epoch] = max(1000, 3000 - 500 * self.epoch)
        self.devices.append(device)

    @rule(minutes=st.sampled_from([1, 20]))
    @precondition(lambda self: not getattr(self, "closed", True))
    def give_time(self, minutes):
        cast = self.stage[0]
        for who in ("exam_officer", "exam_officer_2"):
            invigilating.grant_time(
                self.attempt, seconds=60 * minutes, kind="incident", reason="断电",
                actor=cast[who], now=self.now,
            )  # fmt: skip
        self.granted += minutes * MINUTE

    @precondition(lambda self: len(getattr(self, "fates", ())) > 4)
    @rule(fenced=st.booleans(), last=st.booleans(), dice=st.integers(0, 3))
    def hand_in(self, fenced, last, dice=0):
        if dice and not fenced:
            return
        epoch = self.epoch - 1 if fenced and self.epoch > 1 else self.epoch
        ops = []
        if last:
            self.seqs[self.epoch] += 1
            ops = [self.make(1, "first", epoch=self.epoch, seq=self.seqs[self.epoch])]
        if epoch != self.epoch and not self.closed:
            words = {"arrival": self.now, "epoch": epoch}
            who = (self.attempt.ref, self.attempt.person_id)
            assert self.refused(sitting.hand_in, *who, ops, **words) == "elsewhere"
            return
        for op in ops:
            self.fates[op.op_id] = (op, self.fate(op))
        receipt = sitting.hand_in(
            self.attempt.ref, self.attempt.person_id, ops,
            arrival=self.now, now=self.now, epoch=epoch,
        )  # fmt: skip
        self.note_close(receipt)

    @precondition(lambda self: len(getattr(self, "fates", ())) > 9 and not self.closed)
    @rule(dice=st.integers(0, 5))
    def be_sent_out(self, dice):
        """Two invigilators close it; seldom, so that most attempts go on."""
        if dice:
            return
        cast = self.stage[0]
        words = {"reason": "违反考场纪律", "now": self.now}
        assert invigilating.close(self.attempt, actor=cast["exam_officer"], **words) is None
        receipt = invigilating.close(self.attempt, actor=cast["exam_officer_2"], **words)
        assert '"reason":"invigilator"' in receipt.body
        self.note_close(receipt)

    @rule(edge=st.sampled_from([None, -1, 0, 29, 30, 31]))
    def sweep(self, edge):
        if edge is not None:
            self.now = max(self.now, self.deadline + timedelta(seconds=edge))
        closed = sitting.close_overdue(now=self.now)
        due = not self.closed and self.now > self.deadline + GRACE
        assert closed == (1 if due else 0)
        if due:
            self.note_close(Receipt.objects.get(attempt=self.attempt))

    def why_refused(self, op):
        who = (self.attempt.ref, self.attempt.person_id)
        try:
            saving.save(*who, [op], arrival=self.now, now=self.now)
        except saving.BatchRefused as refused:
            return refused.why
        return None

    def refused(self, deed, *args, **words):
        try:
            deed(*args, now=self.now, **words)
        except sitting.SittingRefused as refused:
            return refused.reason
        return None

    def note_close(self, receipt):
        if self.receipt is None:
            answered = sum(1 for choices, _ in self.answers.values() if choices)
            assert f'"answered":{answered},' in receipt.body
            self.receipt = receipt.body
        assert receipt.body == self.receipt
        self.closed = True

    # what must always hold ----------------------------------------------------------------

    @invariant()
    def every_few_steps_the_log_is_looked_at(self):
        """Nothing is ever removed from it, so what was wrong is wrong some steps later, too."""
        self.steps = getattr(self, "steps", 0) + 1
        if hasattr(self, "receipt") and self.steps % LOOKED_AT_EVERY == 0:
            self.the_log_says_what_was_promised()

    def the_log_says_what_was_promised(self):
        stored = Attempt.objects.get(pk=self.attempt.pk)
        assert stored.state == (State.CLOSED if self.closed else State.OPEN)
        assert stored.deadline_at == self.deadline
        assert stored.epoch == self.epoch == Lease.objects.filter(attempt=stored).count()
        folded = keeping.fold(stored.stored_log())
        assert {p: (a.choices, a.flag) for p, a in folded.items()} == self.answers
        log = dict(Operation.objects.filter(attempt=stored).values_list("op_id", "disposition"))
        assert log == {op_id: fate for op_id, (_, fate) in self.fates.items()}
        assert chain_fault(stored) is None
        events = Event.objects.filter(attempt=stored, type="save").values_list("data", flat=True)
        assert sorted(op[0] for data in events for op in data["ops"]) == sorted(self.fates)

    def teardown(self):
        if not hasattr(self, "receipt"):
            return
        if not self.closed:
            self.hand_in(False, False)
        self.the_log_says_what_was_promised()
        results.mark_waiting(now=self.now)
        result = Result.objects.get(attempt=self.attempt)
        assert result.total == self.expected_total()

    def expected_total(self):
        """By the maker's bank option 0 is right, and 0 and 1 of several."""
        earned = 0
        for stored in self.paper["places"]:
            choices, _ = self.answers.get(stored["place"], ((), False))
            if stored["kind"] == "fill_in":
                earned += stored["marks"] // 2 * self.right_blanks(stored, choices)
                continue
            right = {0, 1} if stored["kind"] == "multiple" else {0}
            chosen = {stored["order"][stored["tokens"].index(token)] for token in choices}
            earned += stored["marks"] if chosen == right else 0
        return earned

    def right_blanks(self, stored, choices):
        """By the table above; an answer is one of those that the machine gives."""
        known = {tuple(sorted(fills(stored, *texts))): right for texts, right in FILLED.values()}
        return known[choices]


def fresh_attempt(n):
    """A new candidate of the stage's session with the same paper, as the paper job makes it."""
    cast, session, paper = Kept.stage
    person = Person.objects.create(
        agency=cast["zhao"].agency, staff_number=f"8{n:07d}", name="考生"
    )
    User.objects.create(username=person.staff_number, person=person, date_joined=NINE)
    candidate = Candidate.objects.create(
        session=session, person=person, agency=person.agency, number=f"M{n}"
    )
    attempt = Attempt(exam=session.exam, session=session, candidate=candidate, person=person)
    attempt.head_hash = attempt.base_hash = base_hash(
        attempt.ref, paper.digest, session.exam.seal.digest
    )
    attempt.save()
    attempt.paper = Paper.objects.create(
        attempt=attempt, body=paper.body, hall=paper.hall, tokens=paper.tokens, digest=paper.digest
    )
    attempt.save(update_fields=["paper"])
    return Attempt.objects.get(pk=attempt.pk)


@pytest.fixture
def stage(cast):
    make_bank(cast)
    make_fill_ins(cast)
    cells = [*CELLS, Cell(kind="fill_in", count=1, marks=500)]
    _exam, session = make_ready(cast, cast["li"], entry_minutes=60, cells=cells)
    Kept.stage = (cast, session, Paper.objects.get())
    Kept.numbers = itertools.count(1)
    kinds = {stored["place"]: stored["kind"] for stored in Kept.stage[2].body["places"]}
    assert [kinds[place] for place in PLACES] == ["single", "multiple", "true_false", "fill_in"]


def play(examples):
    run_state_machine_as_test(
        Kept,
        settings=settings(
            max_examples=examples,
            stateful_step_count=22,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_an_attempt_is_kept_as_promised(stage):
    play(40 if connection.vendor == "sqlite" else 15)


# Faults, each planted in the product's own functions ---------------------------------------

real_disposition, real_on_time = keeping.disposition, keeping.is_on_time
real_fold, real_deadline, real_valid = keeping.fold, keeping.deadline, keeping.is_valid
real_look_up, real_append = saving._look_up, saving.append_event
real_open_epoch = sitting._open_epoch


def no_fence(op, **facts):
    return real_disposition(op, **facts | {"epoch": op.epoch})


def no_close(op, **facts):
    return real_disposition(op, **facts | {"state": State.OPEN})


def no_stale(op, **facts):
    return real_disposition(op, **facts | {"newest": None})


def repeats_not_known(held, batch):
    real_look_up(held, batch)
    batch.stored.clear()


def clearing_ignored(log):
    return real_fold([row for row in log if row.choices or row.flag])


def late_counts(log):
    return real_fold(
        [
            keeping.Stored(**{**vars(row), "admitted": row.disposition is Disposition.LATE})
            for row in log
        ]
    )


def number_before_epoch(log):
    answers = {}
    for row in sorted(log, key=lambda row: (row.seq, row.epoch)):
        if row.disposition is Disposition.APPLIED:
            answers[row.place] = keeping.Answer(row.choices, row.flag, (row.epoch, row.seq))
    return answers


def grants_forgotten(started_at, *, granted, **facts):
    return real_deadline(started_at, granted=timedelta(0), **facts)


def window_forgotten(started_at, *, full_duration, **facts):
    return real_deadline(started_at, full_duration=True, **facts)


def window_not_moved(started_at, *, granted, window_end, **facts):
    return real_deadline(started_at, granted=granted, window_end=window_end - granted, **facts)


def no_fence_at_take_over(attempt, device, by, *words, **more):
    if by == "start":
        real_open_epoch(attempt, device, by, *words, **more)


def forgets_saves(attempt, type_, data, **words):
    if type_ != "save":
        real_append(attempt, type_, data, **words)


def letter_by_letter(typed, accepted, **_words):
    return [text in variants for text, variants in zip(typed, accepted, strict=True)]


REFUSED = sitting.SittingRefused
CAUGHT = (AssertionError, IntegrityError, ObjectDoesNotExist, REFUSED, ExceptionGroup)
FAULTS = {
    "an old computer goes on writing": (keeping, "disposition", no_fence),
    "answers count after the close": (keeping, "disposition", no_close),
    "an overtaken answer wins": (keeping, "disposition", no_stale),
    "late answers are in time": (keeping, "is_on_time", lambda *_: True),
    "the grace is not given": (keeping, "is_on_time", lambda at, end, _grace: at <= end),
    "the grace is given twice": (
        keeping, "is_on_time", lambda at, end, grace: real_on_time(at, end, 2 * grace)
    ),
    "repeats are stored again": (saving, "_look_up", repeats_not_known),
    "an altered repeat is believed": (judging, "digest", lambda payload: "0" * 64),
    "any token is an option": (keeping, "is_valid", lambda op, paper: True),
    "clearing an answer is forgotten": (keeping, "fold", clearing_ignored),
    "late answers are folded in": (keeping, "fold", late_counts),
    "the number beats the epoch": (keeping, "fold", number_before_epoch),
    "granted time is forgotten": (keeping, "deadline", grants_forgotten),
    "the window does not end": (keeping, "deadline", window_forgotten),
    "a grant does not move the window": (keeping, "deadline", window_not_moved),
    "taking over raises no fence": (sitting, "_open_epoch", no_fence_at_take_over),
    "saves leave no event": (saving, "append_event", forgets_saves),
    "nothing closes by itself": (sitting, "_is_overdue", lambda attempt, now: False),
    "blanks are compared letter by letter": (
        scoring, "READINGS", {"1": letter_by_letter}
    ),
    "any text is an answer": (keeping, "_fills", lambda choices, tokens: True),
    "a part of the right options is enough": (
        scoring,
        "CHOICE_RULES",
        scoring.CHOICE_RULES | {"all_or_nothing": scoring.share_for_subset},
    ),
}  # fmt: skip


@pytest.mark.sqlite  # it tries the model, not the database
@pytest.mark.parametrize("fault", FAULTS)
def test_the_model_catches_the_fault(stage, monkeypatch, fault):
    where, name, wrong = FAULTS[fault]
    monkeypatch.setattr(where, name, wrong)
    with pytest.raises(CAUGHT):
        play(600)  # it ends with the first that is caught
