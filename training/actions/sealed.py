"""What a closed year forbids, and where its corrections go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from people.models import Agency, Person
from people.rules import paths_above
from training.actions.refused import Refused
from training.models import LedgerEntry, YearSeal
from training.rules import Refusal


def is_sealed(agency_path: str, year: int) -> bool:
    """Whether the year of those of the agency is closed."""
    return YearSeal.objects.over(agency_path, year).exists()


def refuse_sealed(years: Iterable[tuple[int, int]]) -> None:
    """Refused (YEAR_SEALED) where one of the agencies has closed the year beside it. Two queries,
    one where no such year is closed anywhere."""
    wanted = set(years)
    closed = set(
        YearSeal.objects.sealed()
        .filter(year__in={year for _agency, year in wanted})
        .values_list("agency__path", "year")
    )
    if not closed:
        return
    paths = dict(Agency.objects.filter(pk__in={pk for pk, _y in wanted}).values_list("pk", "path"))
    for agency_id, year in sorted(wanted):
        if any((path, year) in closed for path in paths_above(paths[agency_id])):
            raise Refused(Refusal.YEAR_SEALED, str(year))


def in_open_year(drafts: Mapping[int, Sequence[LedgerEntry]], today: date) -> None:
    """Date lines that would stand in a closed year today: they correct it in the open one."""
    years = {draft.year for some in drafts.values() for draft in some} - {today.year}
    if not years:
        return
    seals = YearSeal.objects.sealed().filter(year__in=years).values_list("agency__path", "year")
    closed: dict[int, list[str]] = defaultdict(list)
    for path, year in seals:
        closed[year].append(path)
    if not closed:
        return
    moved = [d for some in drafts.values() for d in some if d.year in closed]
    ids = {draft.person_id for draft in moved}
    paths = dict(Person.objects.filter(pk__in=ids).values_list("pk", "agency__path"))
    for draft in moved:
        if set(paths_above(paths[draft.person_id])) & set(closed[draft.year]):
            draft.year, draft.day = today.year, today
