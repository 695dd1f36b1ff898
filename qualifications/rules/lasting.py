"""Up to which day a yes holds, if nothing more is recorded.

Source: the conditions of `rules.duty`: the first of them to end ends the yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from qualifications.rules.certificates import ADVERSE, State, state_on, terms_on
from qualifications.rules.facts import CertificateFact, Fact, TermsFact
from qualifications.rules.matter import Matter, Way

DAY = timedelta(days=1)


def lasts_until(matter: Matter, way: Way) -> date | None:
    """The last day on which what the yes rests on is certain to hold; None when nothing ends it.

    Another post or certificate may carry it further: the day after is a question of its own.
    """
    return min(_ends(matter, way), default=None)


def carrying(matter: Matter, way: Way) -> tuple[CertificateFact, TermsFact] | None:
    """The certificate and the terms that the way rests on; of several the longest."""
    found = [
        (certificate, terms)
        for certificate in matter.facts.certificates
        if state_on(certificate, matter.on, matter.known_on) is State.VALID
        for terms in terms_on(certificate, matter.on, matter.known_on)
        if matter.domain in terms.domains and (not way.body or terms.body_id == way.body.id)
    ]
    return max(found, key=lambda p: (p[1].valid_to or date.max, p[1].id), default=None)


def _ends(matter: Matter, way: Way) -> Iterator[date]:
    body = way.body
    scopes = [d for d in body.domains if d.domain == matter.domain] if body else []
    held = (
        way.post,
        matter.holding(body.standings) if body else None,
        matter.holding(scopes),
        matter.holding(matter.qualifications(matter.domain)),
    )
    yield from (fact.valid_to for fact in held if fact is not None and fact.valid_to is not None)
    if way.post is not None and way.post.agency_closed_on is not None:
        yield way.post.agency_closed_on
    yield from (
        d.closed_on for d in matter.facts.domains if d.name == matter.domain and d.closed_on
    )
    yield from _suspensions_ahead(matter)
    carried = carrying(matter, way)
    if carried is not None:
        yield from _ends_of(matter, *carried)


def office_until(
    matter: Matter, held: Iterable[Fact | None], certificate: CertificateFact | None
) -> date | None:
    """The same for a kind without body and domain, which rests on the facts and, where it has one,
    on the certificate."""
    ends = [fact.valid_to for fact in held if fact is not None and fact.valid_to is not None]
    ends += _suspensions_ahead(matter)
    if certificate is not None:
        said = terms_on(certificate, matter.on, matter.known_on)
        longest = max(said, key=lambda t: (t.valid_to or date.max, t.id))
        ends += _ends_of(matter, certificate, longest)
    return min(ends, default=None)


def _suspensions_ahead(matter: Matter) -> Iterator[date]:
    for suspension in matter.facts.suspensions:
        if suspension.known(matter.known_on) and suspension.valid_from > matter.on:
            yield suspension.valid_from - DAY


def _ends_of(matter: Matter, certificate: CertificateFact, terms: TermsFact) -> Iterator[date]:
    if terms.valid_to is not None:
        yield terms.valid_to
    for event in certificate.events:
        ahead = event.effective_on > matter.on and event.recorded_at <= matter.known_on
        if ahead and event.kind in ADVERSE:
            yield event.effective_on - DAY
