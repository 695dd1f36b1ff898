"""A small bank and an exam that is ready to be sat, made by the product's own actions."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from exams.actions import checking, making, parallel, planning, results, sealing, sitting
from exams.proof import made_forms
from exams.rules.drawing import Cell
from exams.rules.keeping import FIRST_CLIENT_SEQ, Operation
from exams.rules.purposes import FORMS_EXPECTED
from questionbank.models import Citation, Key, OpenKey, Question, Revision
from questionbank.rules.wording import Point, content_hash
from statutes.models import Article, Statute, Version
from tests.conftest import NINE
from tests.remembered import remembered

CELLS = [
    Cell(kind="single", count=4, marks=1000),
    Cell(kind="multiple", count=2, marks=2000),
    Cell(kind="true_false", count=2, marks=1000),
]
DEVICE = "device-of-li"


@remembered
def make_bank(cast, *, singles=8, multiples=5, true_falses=5):
    """Approved questions on one statute; the right options are A, A and B, 正确."""
    statute = Statute.objects.create(title="行政处罚法")
    version = Version.objects.create(
        statute=statute, label="2021", effective_from=date(2021, 7, 15), imported_at=NINE
    )
    article = Article.objects.create(version=version, number=71, text="二日内", digest="0" * 64)
    plan = [
        ("single", singles, (0,)),
        ("multiple", multiples, (0, 1)),
        ("true_false", true_falses, (0,)),
    ]
    for kind, count, right in plan:
        for n in range(count):
            _question(cast, article, f"{kind}-{n}", kind, right)
    return statute


@remembered
def make_fill_ins(cast, *, count=3, scoring="per_blank"):
    """Approved questions of two blanks, on the statute of the bank: 二 or 2 日; 书面."""
    article = Article.objects.get(number=71)
    for n in range(count):
        code = f"fill_in-{n}"
        key = OpenKey((), f"{code} 释义", blanks=(("二日",), ("书面", "书面形式")))
        _question(cast, article, code, "fill_in", key=key, scoring=scoring)


POINTS = (Point("应当出示执法证件", 200), Point("应当告知陈述权", 200))


@remembered
def make_written(cast, *, answers=1, cases=1):
    """Approved short answers of two equal points, and cases of a choice and a short answer."""
    article = Article.objects.get(number=71)
    key = OpenKey((), "简答释义", points=POINTS)
    for n in range(answers):
        _question(cast, article, f"short_answer-{n}", "short_answer", key=key)
    for n in range(cases):
        code = f"case-{n}"
        parts = [
            _part("single", f"{code} 小题一", ["甲", "乙", "丙", "丁"], 200),
            _part("short_answer", f"{code} 小题二", [], 400),
        ]
        key = OpenKey((), "", parts=(OpenKey((0,), "小题一释义"), OpenKey((), "", points=POINTS)))
        _question(cast, article, code, "case", key=key, parts=parts)


def _part(kind, stem, options, marks):
    return {"kind": kind, "stem": stem, "options": options, "marks": marks, "scoring": ""}


def _question(cast, article, code, kind, right=(), *, key=None, **words):
    question = Question.objects.create(code=code, agency_id=cast["setter"].agency_id)
    key = key or OpenKey(right, f"{code} 释义")
    options = [f"{code} 选项{n}" for n in range(4)] if kind in ("single", "multiple") else []
    stem = f"{code} 题干" + ("____，____" if kind == "fill_in" else "")
    revision = Revision.objects.create(
        question=question,
        n=1,
        kind=kind,
        stem=stem,
        options=options,
        **words,
        state="approved",
        author_id=cast["setter"].pk,
        authored_at=NINE,
        decided_by_id=cast["reviewer"].pk,
        decided_at=NINE,
    )
    Key.objects.create(revision=revision, sealed=key.seal())
    Citation.objects.create(revision=revision, article=article, digest=article.digest)
    revision.content_sha256 = content_hash(revision.wording(key))
    revision.save(update_fields=["content_sha256"])


@remembered
def make_exam(
    cast, *, cells=CELLS, frame=None, now=None, opens_at=NINE, title="公共法律知识考试", **settings
):
    """A draft exam of the city with one session of two hours, from nine unless told otherwise."""
    officer = cast["exam_officer"]
    now = now or opens_at - timedelta(days=1)
    blueprint = planning.make_blueprint(
        agency=officer.agency, title="组卷方案", cells=cells, frame=frame, actor=officer, now=now
    )
    draft = planning.ExamDraft(agency=officer.agency, title=title, blueprint=blueprint, **settings)
    exam = planning.make_exam(draft=draft, actor=officer, now=now)
    planning.add_session(
        exam,
        place="307 机房",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(hours=2),
        actor=officer,
        now=now,
    )
    return exam


def make_forms(cast, exam, *, count=1, now=NINE):
    """So many forms and the reserve, each read in full by two who know the bank."""
    parallel.make_forms(exam, count=count, actor=cast["exam_officer"], now=now)
    read_forms(cast, exam, now=now)


def read_forms(cast, exam, *, now=NINE):
    for form in made_forms(exam):
        for who in ("setter", "reviewer"):
            parallel.read_form(form, actor=cast[who], now=now)


@remembered
def make_ready(cast, *persons, now=None, opens_at=NINE, papers=True, **settings):
    """An exam sealed and locked by two officers, with papers; returns (exam, session)."""
    first, second = cast["exam_officer"], cast["exam_officer_2"]
    now = now or opens_at - timedelta(days=1)
    exam = make_exam(cast, now=now, opens_at=opens_at, **settings)
    session = exam.sessions.get()
    planning.enrol(session, persons, actor=first, now=now)
    if exam.purpose in FORMS_EXPECTED:
        make_forms(cast, exam, now=now)
    sealing.sign_seal(exam, actor=first, now=now)
    sealing.sign_seal(exam, actor=second, now=now)
    sealing.sign_lock(session, actor=first, now=now)
    sealing.sign_lock(session, actor=second, witness_number="20261122", now=now)
    if papers:
        making.make_papers(session, now=now)
    exam.refresh_from_db()
    session.refresh_from_db()
    return exam, session


@remembered
def checked(session, officer, *, now):
    """The checks before publication, asked for by the officer and finished."""
    check = checking.ask_for_check(session, actor=officer, now=now)
    checking.run_check(check, now=now)
    check.refresh_from_db()
    return check


@remembered
def publish(session, *officers, now):
    """Checked, then signed by two officers."""
    checked(session, officers[0], now=now)
    return [results.publish(session, actor=officer, now=now) for officer in officers][-1]


@remembered
def started(session, person, *, now=NINE, device=DEVICE):
    """The person's attempt, opened on `device`."""
    attempt = session.attempts.get(person=person)
    return sitting.start(attempt, device=device, now=now)


def operation(attempt, place, choice=0, *, seq=FIRST_CLIENT_SEQ, epoch=None, **fields):
    """An operation that chooses the option shown at position `choice` (None clears)."""
    stored = attempt.paper.body["places"][place - 1]
    choices = () if choice is None else (stored["tokens"][choice],)
    return Operation(
        op_id=fields.pop("op_id", secrets.token_hex(16)),
        epoch=attempt.epoch if epoch is None else epoch,
        seq=seq,
        place=place,
        choices=fields.pop("choices", choices),
        **fields,
    )


def right_choices(attempt, place):
    """The right choices: by the maker's bank option 0, and 1 for several; or 2 days in writing."""
    stored = attempt.paper.body["places"][place - 1]
    if stored["kind"] == "fill_in":
        return fills(stored, "２日", "书面。")
    right = {0, 1} if stored["kind"] == "multiple" else {0}
    return tuple(
        token
        for token, option in zip(stored["tokens"], stored["order"], strict=True)
        if option in right
    )


def fills(stored, *texts):
    """What is typed into the blanks of a stored place, in their order."""
    typed = zip(stored["tokens"], texts, strict=False)
    return tuple(f"{token}={text}" for token, text in typed if text)


def answer_all(attempt, *, right=True):
    """Operations that answer the whole paper, rightly or with nothing right."""
    operations = []
    for stored in attempt.paper.body["places"]:
        choices = right_choices(attempt, stored["place"])
        if not right:
            choices = tuple(token for token in stored["tokens"] if token not in choices)[:1]
            choices = fills(stored, "五日") if stored["kind"] == "fill_in" else choices
        operations.append(
            operation(
                attempt,
                stored["place"],
                choices=choices,
                seq=FIRST_CLIENT_SEQ + stored["place"],
            )
        )
    return operations
