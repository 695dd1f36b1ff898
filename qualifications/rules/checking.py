"""A check by the personnel office: what is asked, what it finds, how often one may ask.

Source: plan 2010-2014 arts 32, 45 and 46 (certified officers on duty; an appointment rests on what
was found); PIPL arts 5-6 (a stated purpose, no more than it needs); threat 52 (quota, visible to
the person).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from people.rules import tidy_identity
from qualifications.rules.answers import Answer, Code, Reason, Verdict
from qualifications.rules.duty import assess
from qualifications.rules.facts import Facts
from qualifications.rules.matter import ENFORCEMENT

# 18 or, of old, 15 signs. Source: GB 11643.
IDENTITY_SHAPE = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
STAFF_SHAPE = re.compile(r"[0-9]{8}")  # as `people` makes them; house default


class Purpose(StrEnum):
    """Why somebody is looked up: a closed list. House default, from the uses in the plan."""

    APPOINTMENT = "appointment"
    APPRAISAL = "appraisal"
    TRANSFER = "transfer"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    OTHER = "other"


class Outcome(StrEnum):
    """What a check came to: one of the three verdicts, or that nobody was named for certain."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOBODY = "nobody"
    SEVERAL = "several"
    MISMATCH = "mismatch"


UNNAMED = frozenset({Outcome.NOBODY, Outcome.SEVERAL, Outcome.MISMATCH})


@dataclass(frozen=True)
class Question:
    """What is asked about a person, and why. An empty domain asks for all those of the post."""

    purpose: Purpose
    reason: str
    day: date
    domain: str = ""


@dataclass(frozen=True)
class Sought:
    """Whom somebody typed: a name, a number, or both. `whole` is one field's text without spaces,
    for a certificate number that holds words."""

    name: str = ""
    number: str = ""
    whole: str = ""
    unit: str = ""

    @property
    def identity(self) -> str:
        """The number, if it has the shape of an identity number."""
        return self.number if IDENTITY_SHAPE.fullmatch(self.number) else ""

    @property
    def staff_number(self) -> str:
        """The number, if it has the shape of a staff number."""
        return self.number if STAFF_SHAPE.fullmatch(self.number) else ""


def sought(text: str) -> Sought:
    """What was typed into the one field: words with a digit are the number, others the name.

    A certificate number may hold words and spaces, so the text as a whole is kept beside.
    """
    words = unicodedata.normalize("NFKC", text).split()
    is_number = [any(c.isdigit() for c in word) for word in words]
    name = "".join(word for word, numeral in zip(words, is_number, strict=True) if not numeral)
    number = "".join(word for word, numeral in zip(words, is_number, strict=True) if numeral)
    return Sought(name, tidy_identity(number), "".join(words))


def sought_in_row(name: str, number: str, unit: str = "") -> Sought:
    """Whom a row of a sheet names, by its own columns."""
    tidy = tidy_identity(unicodedata.normalize("NFKC", number))
    return Sought("".join(name.split()), tidy, unit=unit.strip())


def asked(facts: Facts, question: Question, known_on: datetime) -> tuple[Answer, ...]:
    """The answers to a question: one for its domain, or one for each of the person's domains."""
    domains = (question.domain,) if question.domain else domains_of(facts, question.day, known_on)
    return tuple(
        _without_empty(assess(facts, name, question.day, known_on)) for name in domains or ("",)
    )


def domains_of(facts: Facts, day: date, known_on: datetime) -> tuple[str, ...]:
    """The domains of the posts that hold on the day; without any, those of earlier or later posts,
    else those of qualifications. In order of name."""
    posts = [p for p in facts.posts if p.kind == ENFORCEMENT and p.known(known_on)]
    held = [q for q in facts.qualifications if q.kind == ENFORCEMENT and q.known(known_on)]
    for found in ([p for p in posts if p.holds(day)], posts, held):
        if found:
            return tuple(sorted({name for fact in found for name in fact.domains}))
    return ()


def _without_empty(answer: Answer) -> Answer:
    """Where no domain is known at all, that the empty one is on no list is not worth saying."""
    if answer.domain:
        return answer
    telling = tuple(r for r in answer.reasons if r.code is not Code.DOMAIN_UNKNOWN)
    return replace(answer, reasons=telling or answer.reasons)


def outcome_of(answers: Iterable[Answer]) -> Outcome:
    """What the answers come to together: a yes only if all are, a no if any is."""
    verdicts = {answer.verdict for answer in answers}
    if verdicts == {Verdict.YES}:
        return Outcome.YES
    return Outcome.NO if Verdict.NO in verdicts else Outcome.UNKNOWN


def worst_first(answers: Sequence[Answer]) -> list[Answer]:
    """不能 before 无法确认 before 可以上岗, then by domain."""
    order = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)
    return sorted(answers, key=lambda a: (order.index(a.verdict), a.domain))


class Condition(StrEnum):
    """The conditions of the answer, as a page lists them one by one."""

    POST = "post"
    BODY = "body"
    QUALIFICATION = "qualification"
    CERTIFICATE = "certificate"
    SUSPENSION = "suspension"
    DOMAIN = "domain"
    PLACE = "place"
    RECORDS = "records"


PREFIXES = {
    "post_": Condition.POST,
    "no_post": Condition.POST,
    "not_in_office": Condition.POST,
    "agency_": Condition.POST,
    "no_body": Condition.BODY,
    "standing_": Condition.BODY,
    "body_": Condition.BODY,
    "no_qualification": Condition.QUALIFICATION,
    "qualification_": Condition.QUALIFICATION,
    "no_certificate": Condition.CERTIFICATE,
    "certificate_": Condition.CERTIFICATE,
    "suspended": Condition.SUSPENSION,
    "domain_": Condition.DOMAIN,
    "place_": Condition.PLACE,
    "before_records": Condition.RECORDS,
    "records_": Condition.RECORDS,
}


def condition_of(reason: Reason) -> Condition:
    """Which condition a reason is about."""
    return next(c for prefix, c in PREFIXES.items() if reason.code.startswith(prefix))
