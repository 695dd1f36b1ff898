"""May this person enforce, in this domain, on this day? The answer, with every reason.

The answer rests on legal status alone: a post, a body with standing in the domain, a qualification,
a certificate, and no decided suspension. Hours, yearly exams, establishment and the coming end of a
certificate only warn: they count through a decision of the competent organ.

Sources: 行政处罚法 arts 17-21 (bodies: 法定机关, 授权组织, 受委托组织), 42 (only officers
具有行政执法资格), 55 (the certificate is shown); 河南省行政执法条例 arts 20-21 (qualification,
certificate, then duty). 在编 is a condition of the application, so `deeds.qualify_refusal` asks for
it and here it only warns. That missing hours warn is the house's decision: else nobody could
enforce on 1 January.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from qualifications.rules import warning
from qualifications.rules.answers import CITY_TIME, Answer, Code, Params, Reason, Remedy, Verdict
from qualifications.rules.certificates import ADVERSE, State, adverse_on, state_on, terms_on
from qualifications.rules.facts import (
    BodyFact,
    CertificateFact,
    Evidence,
    EvidenceKind,
    Fact,
    Facts,
    MoveFact,
    PostFact,
)
from qualifications.rules.kinds import CERTIFICATE_OF
from qualifications.rules.lasting import lasts_until, office_until
from qualifications.rules.matter import DUTY_CERTIFICATES, ENFORCEMENT, SOURCES, Matter, Way

Reasons = list[Reason]


def assess(
    facts: Facts, domain: str, on: date, known_on: datetime, kind: str = ENFORCEMENT
) -> Answer:
    """The answer for one person, one domain and one day, as known at the instant `known_on`.

    Of another `kind` than enforcement: may they act as that (hearing officer, legal reviewer …)?
    It needs a post of whatever sort, the qualification, no suspension, and the certificate where
    the kind has one of its own; bodies and domains belong to enforcement.

    可以上岗 needs every condition on the day. A day before the day from which any of the records
    is declared complete answers 无法确认, never 不能, and so does every day while that was not
    declared. Everything unknown is no right: an unlisted domain, a closed agency, a post without a
    body. Of several posts and bodies the way that lacks least is explained. Where what stood above
    a post has changed since the day, and that decides, it answers 无法确认 too.
    """
    if kind != ENFORCEMENT:
        return _in_office(Matter(facts, "", on, known_on, kind))
    matter = Matter(facts, domain, on, known_on)
    ways = [_judged(matter, way) for way in _ways(matter)]
    way = min(ways, key=lambda w: (len(w.reasons), bool(_moved_from_below(matter, w)), w.order()))
    reasons = tuple(_unless_past(matter, [*_of_domain(matter), *way.reasons, *_of_person(matter)]))
    doubts = (*_doubts(matter, SOURCES), *_of_place(matter, way, reasons))
    basis = tuple(dict.fromkeys([*way.basis, *_qualified_by(matter)]))
    verdict = Verdict.UNKNOWN if doubts else Verdict.NO if reasons else Verdict.YES
    return Answer(
        verdict=verdict,
        domain=domain,
        on=on,
        known_on=known_on,
        reasons=(*doubts, *reasons),
        warnings=tuple(warning.warnings(matter, way)),
        basis=basis,
        until=lasts_until(matter, way) if verdict is Verdict.YES else None,
    )


def _reason(code: Code, remedy: Remedy, *evidence: Evidence, **params: Params) -> Reason:
    return Reason(code, remedy, tuple(sorted(params.items())), evidence)


def _seen(kind: EvidenceKind, fact: Fact | BodyFact, day: date | None = None) -> Evidence:
    return Evidence(kind, str(fact.id), day)


def _unless_past(matter: Matter, reasons: Reasons) -> Iterator[Reason]:
    """On a day that is over nothing helps but a correction of the records."""
    is_past = matter.on < matter.known_on.astimezone(CITY_TIME).date()
    for reason in reasons:
        yield reason.with_remedy(Remedy.CORRECTION) if is_past else reason


# --- what the records can tell at all ----------------------------------------------------------


def _doubts(matter: Matter, sources: Iterable[str]) -> Iterator[Reason]:
    """The sources of records that say nothing certain about the day."""
    for source in sources:
        known = [r for r in matter.facts.records if r.source == source and r.known(matter.known_on)]
        begins = max(known, key=lambda r: r.id, default=None)
        if begins is None:
            yield _reason(Code.RECORDS_UNDECLARED, Remedy.DECLARE_RECORDS, source=source)
        elif matter.on < begins.valid_from:
            seen = _seen(EvidenceKind.RECORDS, begins, begins.valid_from)
            yield _reason(Code.BEFORE_RECORDS, Remedy.ASK_PAPERS, seen, source=source)


# What another place in the tree could have mended.
BY_PLACE = frozenset(
    {Code.NO_BODY, Code.STANDING_ENDED, Code.BODY_OTHER_DOMAIN, Code.CERTIFICATE_OTHER_BODY}
)


def _of_place(matter: Matter, way: Way, reasons: Sequence[Reason]) -> Iterator[Reason]:
    """The agencies that were put under another one after the day, where that decides: a yes that
    rests on a body above them, a no that another body above them could have made a yes."""
    moves = _moved_from_below(matter, way)
    if reasons:
        if not {reason.code for reason in reasons} <= BY_PLACE:
            return
        posts = [p for p in matter.facts.posts if p.kind == ENFORCEMENT]
        held = [p for p in posts if p.known(matter.known_on) and p.holds(matter.on)]
        moves = {m for post in held for m in post.moves if matter.on < m.day}
    for move in sorted(moves, key=lambda m: (m.day, m.agency_id)):
        seen = Evidence(EvidenceKind.AGENCY, str(move.agency_id), move.day)
        yield _reason(Code.PLACE_MOVED, Remedy.ASK_PAPERS, seen)


def _moved_from_below(matter: Matter, way: Way) -> set[MoveFact]:
    """The agencies at or above the post and below the body that were moved after the day: before,
    the body may not have stood above them. A body inside what was moved came along."""
    if way.post is None or way.body is None:
        return set()
    later = (move for move in way.post.moves if matter.on < move.day)
    return {move for move in later if not way.body.path.startswith(move.path)}


def _of_domain(matter: Matter) -> Iterator[Reason]:
    found = next((d for d in matter.facts.domains if d.name == matter.domain), None)
    if found is None:
        yield _reason(Code.DOMAIN_UNKNOWN, Remedy.CHECK_DOMAIN)
    elif found.closed_on is not None and found.closed_on < matter.on:
        seen = Evidence(EvidenceKind.DOMAIN, str(found.id), found.closed_on)
        yield _reason(Code.DOMAIN_CLOSED, Remedy.CHECK_DOMAIN, seen)


# --- a way: a post, and a body above it --------------------------------------------------------


def _ways(matter: Matter) -> Iterator[Way]:
    """Every post of enforcement that holds on the day, with every body at or above its agency.

    Posts in other domains are ways only where none is in this one. There is always a way, be it an
    empty one.
    """
    posts = [p for p in matter.facts.posts if p.kind == ENFORCEMENT and p.known(matter.known_on)]
    holding = [p for p in posts if p.holds(matter.on)]
    fitting = [p for p in holding if matter.domain in p.domains] or holding
    if not fitting:
        yield Way(reasons=[_without_post(matter, posts)])
    for post in fitting:
        bodies = [b for b in matter.facts.bodies if _is_above(matter, b, post)]
        yield from [Way(post, body) for body in bodies] or [Way(post)]


def _is_above(matter: Matter, body: BodyFact, post: PostFact) -> bool:
    """Whether a body had begun to be one by the day, at the post's agency or one above it."""
    begun = (s.known(matter.known_on) and s.valid_from <= matter.on for s in body.standings)
    return post.path.startswith(body.path) and any(begun)


def _judged(matter: Matter, way: Way) -> Way:
    """The way with all that it lacks, and with what it rests on."""
    reasons, basis = list(way.reasons), list(way.basis)
    for found in (_of_post(matter, way), _of_body(matter, way), _of_certificate(matter, way)):
        for item in found:
            (reasons if isinstance(item, Reason) else basis).append(item)  # type: ignore[arg-type]
    return Way(way.post, way.body, reasons, basis)


def _without_post(matter: Matter, posts: Iterable[PostFact]) -> Reason:
    """Why there is no post on the day: none at all, none any more, none yet."""
    ended = [p for p in posts if p.valid_to is not None and p.valid_to < matter.on]
    coming = [p for p in posts if p.valid_from > matter.on]
    if coming:
        first = min(coming, key=lambda p: (p.valid_from, p.id))
        seen = _seen(EvidenceKind.POST, first, first.valid_from)
        return _reason(Code.POST_NOT_BEGUN, Remedy.WAIT, seen)
    if ended:
        last = max(ended, key=lambda p: (p.valid_to or date.min, p.id))
        return _reason(
            Code.POST_ENDED, Remedy.GIVE_POST, _seen(EvidenceKind.POST, last, last.valid_to)
        )
    return _reason(Code.NO_POST, Remedy.GIVE_POST)


def _of_post(matter: Matter, way: Way) -> Iterator[Reason | Evidence]:
    post = way.post
    if post is None:
        return
    seen = _seen(EvidenceKind.POST, post)
    if matter.domain not in post.domains:
        yield _reason(
            Code.POST_OTHER_DOMAIN, Remedy.WIDEN_POST, seen, domains=tuple(sorted(post.domains))
        )
    else:
        yield seen
    if post.agency_closed_on is not None and post.agency_closed_on < matter.on:
        closed = Evidence(EvidenceKind.AGENCY, str(post.agency_id), post.agency_closed_on)
        yield _reason(Code.AGENCY_CLOSED, Remedy.MOVE_POST, closed)


def _of_body(matter: Matter, way: Way) -> Iterator[Reason | Evidence]:
    """What the body lacks: standing on the day, or the domain."""
    if way.post is None:
        return
    if way.body is None:
        agency = Evidence(EvidenceKind.AGENCY, str(way.post.agency_id))
        yield _reason(Code.NO_BODY, Remedy.REGISTER_BODY, agency)
        return
    standing = matter.holding(way.body.standings)
    if standing is None:
        known = (s for s in way.body.standings if s.known(matter.known_on) and s.valid_to)
        last = max((s.valid_to for s in known if s.valid_to), default=None)
        seen = _seen(EvidenceKind.BODY, way.body, last)
        yield _reason(Code.STANDING_ENDED, Remedy.RESTORE_STANDING, seen)
    else:
        yield _seen(EvidenceKind.STANDING, standing, standing.valid_to)
    scope = matter.holding(d for d in way.body.domains if d.domain == matter.domain)
    if scope is None:
        seen = _seen(EvidenceKind.BODY, way.body)
        yield _reason(Code.BODY_OTHER_DOMAIN, Remedy.WIDEN_BODY, seen)
    else:
        yield _seen(EvidenceKind.BODY_DOMAIN, scope, scope.valid_to)


def _of_certificate(matter: Matter, way: Way) -> Iterator[Reason | Evidence]:
    """The certificate that fits the body and the domain, or what the nearest one lacks."""
    known = [
        c
        for c in matter.facts.certificates
        if c.kind in DUTY_CERTIFICATES and any(t.known(matter.known_on) for t in c.terms)
    ]
    if not known:
        yield _reason(Code.NO_CERTIFICATE, Remedy.ISSUE_CERTIFICATE)
        return
    found = min(
        ((_certificate_faults(matter, way, c), c) for c in known),
        key=lambda pair: (len(pair[0]), -pair[1].id),
    )
    faults, certificate = found
    yield from faults
    if not faults:
        yield Evidence(EvidenceKind.CERTIFICATE, certificate.ref)


STATES: dict[State, tuple[Code, Remedy]] = {
    State.NOT_BEGUN: (Code.CERTIFICATE_NOT_BEGUN, Remedy.WAIT),
    State.EXPIRED: (Code.CERTIFICATE_EXPIRED, Remedy.RENEW_CERTIFICATE),
    State.SUSPENDED: (Code.CERTIFICATE_SUSPENDED, Remedy.RESTORE_CERTIFICATE),
    State.REVOKED: (Code.CERTIFICATE_REVOKED, Remedy.OVERTURN),
    State.CANCELLED: (Code.CERTIFICATE_CANCELLED, Remedy.ISSUE_CERTIFICATE),
    State.LOST: (Code.CERTIFICATE_LOST, Remedy.REISSUE_CERTIFICATE),
}


def _certificate_faults(matter: Matter, way: Way, certificate: CertificateFact) -> Reasons:
    """Why the certificate does not do on the way. Terms that do not hold are read all the same."""
    state = state_on(certificate, matter.on, matter.known_on)
    faults: Reasons = []
    if state is not State.VALID:
        code, remedy = STATES[state]
        day = _day_of(matter, certificate, state)
        seen = Evidence(EvidenceKind.CERTIFICATE, certificate.ref, day)
        faults.append(_reason(code, remedy, seen))
    holding = terms_on(certificate, matter.on, matter.known_on)
    terms = holding or tuple(t for t in certificate.terms if t.known(matter.known_on))
    seen = Evidence(EvidenceKind.CERTIFICATE, certificate.ref)
    body = way.body
    if any((body is None or t.body_id == body.id) and matter.domain in t.domains for t in terms):
        return faults
    if not any(matter.domain in t.domains for t in terms):
        faults.append(_reason(Code.CERTIFICATE_OTHER_DOMAIN, Remedy.WIDEN_CERTIFICATE, seen))
    if body is not None and not any(t.body_id == body.id for t in terms):
        faults.append(_reason(Code.CERTIFICATE_OTHER_BODY, Remedy.REISSUE_FOR_BODY, seen))
    return faults or [_reason(Code.CERTIFICATE_OTHER_BODY, Remedy.REISSUE_FOR_BODY, seen)]


def _day_of(matter: Matter, certificate: CertificateFact, state: State) -> date | None:
    """The day that tells most about a state: of the decision, of the beginning, of the end."""
    known = [t for t in certificate.terms if t.known(matter.known_on)]
    if state in ADVERSE.values():
        against = adverse_on(certificate, matter.on, matter.known_on)
        return against.effective_on if against else None
    if state is State.NOT_BEGUN:
        return min(t.valid_from for t in known)
    return max((t.valid_to for t in known if t.valid_to), default=None)


# --- the person --------------------------------------------------------------------------------


def _qualified_by(matter: Matter) -> Iterator[Evidence]:
    """The qualification in the domain that holds on the day."""
    found = matter.holding(matter.qualifications(matter.domain))
    if found is not None:
        yield _seen(EvidenceKind.QUALIFICATION, found, found.valid_to)


def _of_person(matter: Matter) -> Iterator[Reason]:
    """What no post or body can mend: the qualification, and suspensions from duty."""
    if not list(_qualified_by(matter)):
        yield _unqualified(matter)
    for suspension in sorted(matter.facts.suspensions, key=lambda s: s.id):
        if suspension.known(matter.known_on) and suspension.holds(matter.on):
            seen = _seen(EvidenceKind.SUSPENSION, suspension, suspension.valid_from)
            yield _reason(Code.SUSPENDED, Remedy.LIFT_SUSPENSION, seen)


def _unqualified(matter: Matter) -> Reason:
    """Why there is no qualification: ended, not begun, in other domains, never given."""
    in_domain = list(matter.qualifications(matter.domain))
    ended = [q for q in in_domain if q.valid_to is not None and q.valid_to < matter.on]
    coming = [q for q in in_domain if q.valid_from > matter.on]
    if coming:
        first = min(coming, key=lambda q: (q.valid_from, q.id))
        seen = _seen(EvidenceKind.QUALIFICATION, first, first.valid_from)
        return _reason(Code.QUALIFICATION_NOT_BEGUN, Remedy.WAIT, seen)
    if ended:
        last = max(ended, key=lambda q: (q.valid_to or date.min, q.id))
        seen = _seen(EvidenceKind.QUALIFICATION, last, last.valid_to)
        return _reason(Code.QUALIFICATION_ENDED, Remedy.QUALIFY_AGAIN, seen)
    other = matter.holding(matter.qualifications())
    if other is not None:
        seen = _seen(EvidenceKind.QUALIFICATION, other)
        return _reason(
            Code.QUALIFICATION_OTHER_DOMAIN,
            Remedy.QUALIFY_IN_DOMAIN,
            seen,
            domains=tuple(sorted(other.domains)),
        )
    return _reason(Code.NO_QUALIFICATION, Remedy.QUALIFY)


# --- other kinds than enforcement --------------------------------------------------------------


def _in_office(matter: Matter) -> Answer:
    """The answer for a kind that is tied to no domain."""
    shown_by = CERTIFICATE_OF.get(matter.kind, frozenset())
    asked = [s for s in SOURCES if s != "bodies" and (shown_by or s != "certificates")]
    doubts = tuple(_doubts(matter, asked))
    post, qualified = matter.holding(matter.facts.posts), matter.holding(matter.qualifications())
    reasons: Reasons = [] if post else [_reason(Code.NOT_IN_OFFICE, Remedy.GIVE_POST)]
    basis = [_seen(EvidenceKind.POST, post)] if post else []
    state, certificate = _office_certificate(matter, shown_by)
    if certificate is not None and state is State.VALID:
        basis.append(Evidence(EvidenceKind.CERTIFICATE, certificate.ref))
    elif shown_by:
        reasons.append(_certificate_lacks(matter, state, certificate))
    reasons = list(_unless_past(matter, [*reasons, *_of_person(matter)]))
    verdict = Verdict.UNKNOWN if doubts else Verdict.NO if reasons else Verdict.YES
    is_yes = verdict is Verdict.YES
    return Answer(
        verdict=verdict,
        domain="",
        on=matter.on,
        known_on=matter.known_on,
        reasons=(*doubts, *reasons),
        basis=(*basis, *_qualified_by(matter)),
        until=office_until(matter, (post, qualified), certificate) if is_yes else None,
    )


def _office_certificate(
    matter: Matter, kinds: frozenset[str]
) -> tuple[State, CertificateFact | None]:
    """The certificate of the kinds, a valid one before others, then the newest, and its state."""
    states = [
        (state_on(c, matter.on, matter.known_on), c)
        for c in matter.facts.certificates
        if c.kind in kinds
    ]
    known = [(state, c) for state, c in states if state is not State.WITHDRAWN]
    nothing = (State.WITHDRAWN, None)
    return min(known, key=lambda p: (p[0] is not State.VALID, -p[1].id), default=nothing)


def _certificate_lacks(matter: Matter, state: State, certificate: CertificateFact | None) -> Reason:
    if certificate is None:
        return _reason(Code.NO_CERTIFICATE, Remedy.ISSUE_CERTIFICATE)
    code, remedy = STATES[state]
    day = _day_of(matter, certificate, state)
    return _reason(code, remedy, Evidence(EvidenceKind.CERTIFICATE, certificate.ref, day))
