"""What stands beside the answer and never changes it.

Sources: domain.md 2.1 (hours), 2.2 (在编), 2.4 (yearly check); that they only warn is a decision of
the house (DESIGN, "What the law decides").
"""

from __future__ import annotations

from collections.abc import Iterator

from qualifications.rules.answers import CITY_TIME, Params, Warned, WarningCode
from qualifications.rules.certificates import soon_step
from qualifications.rules.facts import Evidence, EvidenceKind
from qualifications.rules.lasting import carrying
from qualifications.rules.matter import Matter, Way

# Whose officers are in establishment. Workers, contract and dispatched staff may not apply.
# Source: 河南省行政执法条例 art. 20; 山东省行政执法监督条例 art. 10.
IN_ESTABLISHMENT = frozenset({"civil", "public"})


def warnings(matter: Matter, way: Way) -> Iterator[Warned]:
    """Every warning about the way that the answer takes, in a fixed order."""
    yield from _ending(matter, way)
    yield from _of_year(matter)
    if way.post is not None and way.post.establishment not in IN_ESTABLISHMENT:
        seen = Evidence(EvidenceKind.POST, str(way.post.id))
        yield _warned(WarningCode.ESTABLISHMENT, seen, establishment=way.post.establishment)
    if matter.on > matter.known_on.astimezone(CITY_TIME).date():
        yield _warned(WarningCode.FUTURE_DAY)


def _warned(code: WarningCode, *evidence: Evidence, **params: Params) -> Warned:
    return Warned(code, tuple(sorted(params.items())), evidence)


def _ending(matter: Matter, way: Way) -> Iterator[Warned]:
    """The certificate and the body's standing, if their last day is near."""
    carried = carrying(matter, way)
    if carried is not None and carried[1].valid_to is not None:
        certificate, terms = carried
        within = soon_step(carried[1].valid_to, matter.on)
        if within is not None:
            seen = Evidence(EvidenceKind.CERTIFICATE, certificate.ref, terms.valid_to)
            yield _warned(WarningCode.CERTIFICATE_ENDS, seen, within=within)
    standing = matter.holding(way.body.standings) if way.body else None
    if standing is not None and standing.valid_to is not None:
        within = soon_step(standing.valid_to, matter.on)
        if within is not None:
            seen = Evidence(EvidenceKind.STANDING, str(standing.id), standing.valid_to)
            yield _warned(WarningCode.STANDING_ENDS, seen, within=within)


def _of_year(matter: Matter) -> Iterator[Warned]:
    for year in matter.facts.years:
        if year.year != matter.on.year:
            continue
        seen = Evidence(EvidenceKind.YEAR, str(year.year))
        if year.hours_owed:
            yield _warned(WarningCode.HOURS_MISSING, seen, hours=year.hours_owed, year=year.year)
        if year.exam_missed:
            yield _warned(WarningCode.EXAM_MISSED, seen, year=year.year)
