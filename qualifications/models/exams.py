"""What persons' exams show towards a qualification, read from the exam room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from exams.models import Attempt, Candidate, Invigilation, Misconduct, Result
from people.models import Person, Post
from qualifications.models.outside import OutsideResult
from qualifications.models.status import Qualification, QualifyingPolicy
from qualifications.rules.kinds import DEFAULTS
from qualifications.rules.matter import ENFORCEMENT
from qualifications.rules.qualifying import Fulfilled, Policy, Sat, fulfilled
from qualifications.rules.warning import IN_ESTABLISHMENT


def policy_on(day: date, kind: str = ENFORCEMENT) -> Policy:
    """What a qualification of the kind asks for on the day; `rules.kinds.DEFAULTS` where nothing is
    laid down."""
    row = QualifyingPolicy.objects.in_force(day).filter(kind=kind).order_by("-id").first()
    return DEFAULTS[kind] if row is None else row.policy


def purposes_on(day: date) -> frozenset[str]:
    """For what an exam may have been held to count for some kind of qualification on the day."""
    return frozenset().union(*(policy_on(day, kind).purposes for kind in DEFAULTS))


def sat_by(person_ids: Sequence[int]) -> dict[int, list[Sat]]:
    """The recognised exams that the persons sat, and confirmed results from elsewhere, as the rule
    takes them. Two queries.

    Of each attempt the newest result counts, unless a decision on misconduct took it away; an exam
    is supervised when somebody was appointed to supervise its session.
    """
    newest = Result.objects.filter(attempt=OuterRef("pk")).newest_first()
    watched = Invigilation.objects.filter(session=OuterRef("session"))
    rows = (
        Attempt.objects.filter(person_id__in=person_ids, exam__qualifying__isnull=False)
        .annotate(
            total=Subquery(newest.values("total")[:1]),
            passed=Subquery(newest.values("passed")[:1]),
            supervised=Exists(watched),
            voided=Exists(Misconduct.objects.voiding().filter(candidate=OuterRef("candidate"))),
            published=Exists(
                Attempt.objects.filter(pk=OuterRef("pk"), session__publication__isnull=False)
            ),
        )
        .select_related("exam__qualifying", "session")
        .order_by("pk")
    )
    found: dict[int, list[Sat]] = defaultdict(list)
    for row in rows:
        if row.total is not None:  # type: ignore[attr-defined]  # annotated
            found[row.person_id].append(_sat(row))
    for entry in OutsideResult.objects.confirmed().filter(person_id__in=person_ids):
        found[entry.person_id].append(_sat_elsewhere(entry))
    return found


def _sat_elsewhere(entry: OutsideResult) -> Sat:
    return Sat(
        day=entry.day,
        part=entry.part,
        domain=entry.domain,
        attempt_ref=entry.as_evidence,
        total=entry.total,
        passed=entry.passed,
        published=True,
        supervised=entry.supervised,
        source=entry.organ,
    )


def _sat(row: Attempt) -> Sat:
    counted = row.exam.qualifying
    return Sat(
        day=timezone.localdate(row.session.opens_at),
        part=counted.part,
        domain=counted.domain,
        attempt_ref=row.ref,
        total=row.total,  # type: ignore[attr-defined]  # annotated, as the next three
        passed=bool(row.passed and not row.voided),  # type: ignore[attr-defined]
        published=row.published,  # type: ignore[attr-defined]
        supervised=row.supervised,  # type: ignore[attr-defined]
        purpose=row.exam.purpose,
    )


def absent_by(person_ids: Iterable[int], on: date) -> set[int]:
    """Of the persons those who stood on a roster in the day's year, never came, and have not sat
    the exam, or a later one of the same blueprint, by the day. One query.

    An absence counts once the session's results are published: until then it may be corrected.
    """
    sat_since = Attempt.objects.filter(
        person=OuterRef("person"),
        exam__blueprint=OuterRef("session__exam__blueprint"),
        session__opens_at__gte=OuterRef("session__opens_at"),
        session__opens_at__date__lte=on,
        started_at__isnull=False,
    )
    rows = Candidate.objects.filter(
        ~Exists(sat_since),
        person_id__in=list(person_ids),
        session__opens_at__year=on.year,
        session__publication__at__date__lte=on,
    )
    return set(rows.order_by().values_list("person_id", flat=True))


def eligible(persons: QuerySet[Person], on: date) -> dict[int, Fulfilled]:
    """Of the persons those whose exams suffice on the day for a domain of a post of enforcement
    that they are not qualified in yet, with the results that show it. Five queries."""
    here = Attempt.objects.filter(exam__qualifying__isnull=False).values("person_id")
    elsewhere = OutsideResult.objects.values("person_id")
    sitters = persons.filter(Q(pk__in=here) | Q(pk__in=elsewhere)).values_list("pk", flat=True)
    wanted = {pk: names for pk, names in _domains_wanted(set(sitters), on).items() if names}
    sat, policy = sat_by(sorted(wanted)), policy_on(on)
    found = {pk: fulfilled(sat[pk], sorted(names), policy, on) for pk, names in wanted.items()}
    return {pk: shown for pk, shown in found.items() if shown.domains}


def _domains_wanted(ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """The domains of each person's posts of enforcement, less those they are qualified in. Who is
    not in establishment is left out: their qualification would be refused."""
    wanted: dict[int, set[str]] = defaultdict(set)
    may_apply = set()
    for post in Post.objects.in_force(on).filter(person_id__in=ids, kind=ENFORCEMENT):
        wanted[post.person_id] |= set(post.domains)
        if post.establishment in IN_ESTABLISHMENT:
            may_apply.add(post.person_id)
    for row in Qualification.objects.in_force(on).filter(person_id__in=ids, kind=ENFORCEMENT):
        wanted[row.person_id] -= set(row.domains)
    return {pk: wanted[pk] for pk in may_apply}
