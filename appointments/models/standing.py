"""Where a case stands: its tries, the state of its test, what a conclusion would rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appointments.models.cases import Case
from appointments.models.compiling import PRINTED, lines_of_case, marks_in_words
from appointments.models.conclusions import ResultSheet
from appointments.models.testing import OutsideEntry, Seat
from appointments.rules.closing import Ground
from appointments.rules.lines import Difference, difference
from appointments.rules.terms import Terms
from appointments.rules.testing import Came, Decided, Standing, TestState, Try, came_of, state_of
from exams.models import Attempt
from exams.rules.conduct import SessionState
from exams.rules.keeping import State
from journal.rules import digest


def terms_of(case: Case) -> Terms:
    return case.policy.terms()


def tries_of(case: Case) -> list[Try]:
    """Every try of the case, here and elsewhere, in order of day."""
    terms = terms_of(case)
    here = [try_of(seat, terms) for seat in seats_of(case)]
    return sorted([*here, *_outside(case, terms)], key=lambda one: one.day)


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
    if attempt.state == State.VOID:
        return Try(day, Came.VOID, source=source)
    result = attempt.results.counted()
    if result is None:
        return Try(day, Came.PENDING, source=source)
    came = came_of(result.total, result.of, terms)
    if not hasattr(seat, "door_check"):
        came = Came.UNCHECKED
    return Try(day, came, result.total, result.of, source)


def _source(title: str, n: int) -> str:
    """Where a try was sat, in the language of the printed sheet whoever reads."""
    with translation.override(PRINTED):
        return _("%(title)s　%(n)d 号席") % {"title": title, "n": n}


def agreed_entries(case: Case) -> dict[str, list[OutsideEntry]]:
    """The entries of results from elsewhere by the number of their document."""
    found: dict[str, list[OutsideEntry]] = defaultdict(list)
    for entry in case.outside_entries.select_related("by", "scan"):
        found[entry.document].append(entry)
    return dict(found)


def is_agreed(entries: list[OutsideEntry]) -> bool:
    """Whether two persons have read the same off the same paper: the last word of each counts."""
    newest = {entry.by_id: entry for entry in entries}
    return len(newest) > 1 and len({entry.says for entry in newest.values()}) == 1


def _outside(case: Case, terms: Terms) -> Iterator[Try]:
    for document, entries in agreed_entries(case).items():
        if is_agreed(entries):
            one = entries[-1]
            came = came_of(one.total, one.of, terms)
            yield Try(one.day, came, one.total, one.of, f"{one.organ}　{document}")


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
                "marks": _marks(one),
                "source": one.source,
            }
            for one in tries_of(case)
        ],
        "standing": state.standing.value,
        "valid_to": state.valid_to.isoformat() if state.valid_to else "",
    }


def _marks(one: Try) -> str:
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
