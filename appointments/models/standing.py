"""Where a case stands: its tries, the state of its test, what a conclusion would rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appointments.models.carrying import CarriedPass, EntryWithdrawal
from appointments.models.cases import Case, CaseQuerySet
from appointments.models.compiling import PRINTED, lines_of_case, marks_in_words
from appointments.models.conclusions import ResultSheet
from appointments.models.testing import OutsideEntry, Seat, TestCall
from appointments.rules.closing import Ground
from appointments.rules.lines import Difference, difference
from appointments.rules.terms import Terms
from appointments.rules.testing import (
    Came,
    Decided,
    Standing,
    TestState,
    Try,
    came_of,
    state_of,
    valid_to,
)
from exams.models import Attempt, Misconduct
from exams.rules.conduct import SessionState
from exams.rules.keeping import State
from journal.rules import digest
from questionbank.models import Revision


def seen_questions(call: TestCall) -> set[int]:
    """The questions that stood on a paper which a candidate of the call opened in an earlier test,
    of the same case or of another: under whatever number they then sat."""
    cases = {seat.case for seat in call.seats.select_related("case__person")}
    cases |= {other for case in cases for other in earlier_of(case, Case.objects.all())}
    sat = Seat.objects.filter(case__in=cases).exclude(call=call)
    papers = Attempt.objects.filter(
        person__in=sat.values("stand_in"), started_at__isnull=False, paper__isnull=False
    )
    revisions = {
        place["revision"]
        for places in papers.values_list("paper__body__places", flat=True)
        for place in places
    }
    found = Revision.objects.filter(pk__in=revisions)
    return set(found.order_by().values_list("question_id", flat=True))


def terms_of(case: Case) -> Terms:
    return case.policy.terms()


def tries_of(case: Case) -> list[Try]:
    """Every try of the case, here and elsewhere, in order of day."""
    terms = terms_of(case)
    here = [try_of(seat, terms) for seat in seats_of(case)]
    found = [*here, *_outside(case, terms), *_carried(case, terms)]
    return sorted(found, key=lambda one: one.day)


def seats_of(case: Case) -> list[Seat]:
    """The seats that were given to the case, with call, session and door."""
    rows = case.seats.filter(call__withdrawn_at__isnull=True)
    rows = rows.select_related("call__session__exam", "stand_in", "door_check")
    return list(rows.order_by("call__opens_at"))


def try_of(seat: Seat, terms: Terms) -> Try:
    """What came of a seat. Pending until two exam officers have published the session; sat without
    a check at the door it counts for nothing (unsupervised results never count)."""
    session, day = seat.call.session, timezone.localdate(seat.call.opens_at)
    source = _source(session.exam.title, seat.n) if session else ""
    if session is None or session.state != SessionState.PUBLISHED:
        return Try(day, Came.PENDING, source=source)
    attempt = Attempt.objects.filter(session=session, person=seat.stand_in_id).first()
    if attempt is None or attempt.state == State.READY:
        return Try(day, Came.ABSENT, source=source)
    if attempt.state == State.VOID or _is_voided(attempt):
        return Try(day, Came.VOID, source=source)
    result = attempt.results.counted()
    if result is None:
        return Try(day, Came.PENDING, source=source)
    came = came_of(result.total, result.of, terms)
    if not hasattr(seat, "door_check"):
        came = Came.UNCHECKED
    return Try(day, came, result.total, result.of, source)


def _is_voided(attempt: Attempt) -> bool:
    """Whether a decision on misconduct took the result away."""
    return Misconduct.objects.voiding().filter(candidate=attempt.candidate_id).exists()


def _source(title: str, n: int) -> str:
    """Where a try was sat, in the language of the printed sheet whoever reads."""
    with translation.override(PRINTED):
        return _("%(title)s　%(n)d 号席") % {"title": title, "n": n}


@dataclass(frozen=True)
class Entries:
    """What was entered of one paper from elsewhere, in one turn, and who took it back."""

    document: str
    turn: int
    rows: tuple[OutsideEntry, ...]
    withdrawals: tuple[EntryWithdrawal, ...]

    @property
    def doubt(self) -> EntryWithdrawal | None:
        """The word against them that waits for a second person's."""
        last = self.withdrawals[-1] if self.withdrawals else None
        if last is None or last.upholds or self.is_withdrawn:
            return None
        return last

    @property
    def is_withdrawn(self) -> bool:
        """Whether two persons took them back in one round."""
        against = [word.round for word in self.withdrawals if not word.upholds]
        return len(against) > len(set(against))

    @property
    def is_agreed(self) -> bool:
        """Whether two persons read the same off the paper, and not two took it back."""
        says = {entry.says for entry in self.rows}
        return len(self.rows) > 1 and len(says) == 1 and not self.is_withdrawn


def agreed_entries(case: Case) -> list[Entries]:
    """The entries of results from elsewhere by paper and turn."""
    rows: dict[tuple[str, int], list[OutsideEntry]] = defaultdict(list)
    for entry in case.outside_entries.select_related("by", "scan"):
        rows[entry.document, entry.turn].append(entry)
    gone: dict[tuple[str, int], list[EntryWithdrawal]] = defaultdict(list)
    for word in EntryWithdrawal.objects.filter(case=case).select_related("by"):
        gone[word.document, word.turn].append(word)
    return [
        Entries(document, turn, tuple(found), tuple(gone[document, turn]))
        for (document, turn), found in rows.items()
    ]


def _outside(case: Case, terms: Terms) -> Iterator[Try]:
    for entries in agreed_entries(case):
        if entries.is_agreed:
            yield _try_elsewhere(entries, terms)


def _try_elsewhere(entries: Entries, terms: Terms) -> Try:
    one = entries.rows[-1]
    came = came_of(one.total, one.of, terms)
    return Try(one.day, came, one.total, one.of, f"{one.organ}　{one.document}")


def _carried(case: Case, terms: Terms) -> Iterator[Try]:
    """The pass of an earlier case that is to count, as it stands there, by this case's terms."""
    row = CarriedPass.objects.filter(case=case).select_related("seat__case", "entry__case").first()
    one = None
    if row is not None and row.seat is not None:
        seats = {seat.pk: seat for seat in seats_of(row.seat.case)}
        one = try_of(seats[row.seat.pk], terms) if row.seat.pk in seats else None
    if row is not None and row.entry is not None:
        papers = agreed_entries(row.entry.case)
        held = next((e for e in papers if row.entry in e.rows and e.is_agreed), None)
        one = _try_elsewhere(held, terms) if held else None
    if one is not None and one.came is Came.PASSED:
        with translation.override(PRINTED):
            yield replace(one, source=_("沿用此前任职考查的成绩：%(from)s") % {"from": one.source})


def earlier_of(case: Case, among: CaseQuerySet) -> list[Case]:
    """The other cases on the same candidate, oldest first: the same person of the tree; where one
    of the two knows the candidate from outside alone, the same name, and no other number."""
    same = Q(name=case.name, person__isnull=True)
    same |= Q(person=case.person_id) if case.person_id else Q(name=case.name)
    rows = among.filter(same).exclude(pk=case.pk).select_related("person")
    number = case.identity_number
    return [
        other
        for other in rows.order_by("opened_at", "pk")
        if not number or other.identity_number in ("", number)
    ]


@dataclass(frozen=True)
class KnownPass:
    """A pass of an earlier case: its key, the try, and where the candidate then served."""

    key: str
    one: Try
    present_post: str


def passes_known_to(case: Case, person_id: int, on: date) -> list[KnownPass]:
    """Passes in earlier cases of the same candidate on which the person is named too, that hold on
    the day by this case's terms. Of other cases nothing is said."""
    terms, found = terms_of(case), []
    for other in earlier_of(case, Case.objects.naming(person_id)):
        keyed = [(f"seat-{seat.pk}", try_of(seat, terms)) for seat in seats_of(other)]
        keyed += [
            (f"entry-{entries.rows[-1].pk}", _try_elsewhere(entries, terms))
            for entries in agreed_entries(other)
            if entries.is_agreed
        ]
        found += [KnownPass(key, one, other.present_post) for key, one in keyed]
    return [
        known
        for known in found
        if known.one.came is Came.PASSED and on <= (valid_to(known.one.day, terms) or on)
    ]


def decided_of(case: Case) -> tuple[Decided, int]:
    """The newest decision about testing, and how many tests were ordered."""
    rows = list(case.test_decisions.values_list("decision", flat=True))
    newest = Decided(rows[-1]) if rows else Decided.NOTHING
    return newest, rows.count(Decided.ORDERED)


def standing_of(case: Case, on: date) -> TestState:
    """Where the case's test stands on a day."""
    decided, orders = decided_of(case)
    return state_of(decided, orders, tries_of(case), terms_of(case), on)


def sheet_body(case: Case, on: date) -> dict[str, object]:
    """What a result sheet says now."""
    state = standing_of(case, on)
    return {
        "case": case.number,
        "candidate": case.name,
        "present_post": case.present_post,
        "intended_post": case.intended_post,
        "procedure": case.procedure,
        "pass_percent": case.policy.pass_percent,
        "tries": [
            {
                "day": one.day.isoformat(),
                "came": one.came.value,
                "marks": marks_of(one),
                "source": one.source,
            }
            for one in tries_of(case)
        ],
        "standing": state.standing.value,
        "valid_to": state.valid_to.isoformat() if state.valid_to else "",
    }


def marks_of(one: Try) -> str:
    """The marks of a try as people write them; nothing where there are none."""
    return f"{marks_in_words(one.total)} / {marks_in_words(one.of)}" if one.of else ""


def newest_sheet(case: Case) -> ResultSheet | None:
    return case.result_sheets.order_by("-n").first()


def offices_left(sheet: ResultSheet, terms: Terms) -> list[str]:
    """The offices that have not signed the sheet yet."""
    signed = set(sheet.signatures.values_list("office", flat=True))
    return [office for office in terms.offices if office not in signed]


def is_current(sheet: ResultSheet, case: Case, on: date) -> bool:
    """Whether the sheet still says what the records say."""
    return sheet.digest == digest(sheet_body(case, on))


def ground_of(case: Case, on: date) -> Ground:
    """What a conclusion of the day would rest on."""
    sheet = newest_sheet(case)
    complete = sheet is not None and not offices_left(sheet, terms_of(case))
    return Ground(
        standing=standing_of(case, on).standing,
        dossier_signed=case.dossiers.filter(signature__isnull=False).exists(),
        sheet_signed=complete and sheet is not None and is_current(sheet, case, on),
        overridden=hasattr(case, "override"),
    )


def changed_since(case: Case, *, now: datetime) -> Difference | None:
    """What has changed since the newest dossier was compiled, as of its own day; None without."""
    dossier = case.dossiers.order_by("-n").first()
    if dossier is None:
        return None
    return difference(dossier.lines, lines_of_case(case, dossier.as_of, now=now))


__all__ = ["Standing", "changed_since", "ground_of", "standing_of", "tries_of"]
