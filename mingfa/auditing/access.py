"""The doors of the journal: auditors read what lies in their subtrees, nobody else reads it.

Entries of no agency and the city's chain belong to auditors of the whole city.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from exams.models import Attempt, Candidate, ExamSession
from exams.models.overview import with_outcome
from journal.actions import CONFIDENTIAL
from journal.models import Entry, EntryQuerySet, Seal, Stream
from mingfa.models import Engagement, EngagementQuerySet
from people.access import require
from people.models import Agency, Assignment, Person, within
from people.rules import Rights, Role


def entries_for(rights: Rights) -> EntryQuerySet:
    """All entries that the auditor may read. No auditor: 403.

    Those of the confidential chain are not among them: only who is named on a case reads its acts,
    on the case's own page.
    """
    require(rights, Role.AUDITOR)
    entries = Entry.objects.public()
    if is_citywide(rights):
        return entries
    return entries.filter(agency_id__in=agencies_for(rights).values("pk"))


def agencies_for(rights: Rights) -> QuerySet[Agency]:
    """The agencies whose entries the auditor may read, in the order of the tree."""
    found: QuerySet[Agency] = Agency.objects.visible_to(rights, Role.AUDITOR)
    return found


def entry_for(rights: Rights, pk: int) -> Entry:
    """One entry. No auditor: 403; outside the auditor's subtrees: 404."""
    found = entries_for(rights).select_related("stream").filter(pk=pk).first()
    if found is None:
        raise Http404("entry")
    return found


def chain_for(rights: Rights, pk: int) -> Stream:
    """One chain. No auditor: 403; not wholly within the auditor's subtrees: 404."""
    require(rights, Role.AUDITOR)
    stream = Stream.objects.filter(pk=pk).first()
    if stream is None or not may_walk(rights, stream):
        raise Http404("chain")
    return stream


def may_walk(rights: Rights, stream: Stream) -> bool:
    """Whether every entry of the chain lies within the auditor's subtrees and is for auditors."""
    if stream.name == CONFIDENTIAL:
        return False
    return is_citywide(rights) or _is_within(rights, stream)


def seals_for(rights: Rights) -> QuerySet[Seal]:
    """The register of seals, for auditors and for who runs the site. Others: 403."""
    require(rights, Role.AUDITOR, Role.SYSTEM_ADMIN)
    return Seal.objects.all()


def is_citywide(rights: Rights) -> bool:
    """Whether the auditor's subtrees hold every agency."""
    roots = Agency.objects.filter(depth=1).values_list("path", flat=True)
    return all(rights.covers(path, Role.AUDITOR) for path in roots) and bool(roots)


def _is_within(rights: Rights, stream: Stream) -> bool:
    room, _, key = stream.name.partition(":")
    return (
        room == "agency"
        and key.isdigit()
        and bool(agencies_for(rights).filter(pk=int(key)).exists())
    )


def engagements_for(rights: Rights) -> EngagementQuerySet:
    """One's own engagements, and for the legal-affairs office those within its subtrees."""
    require(rights, Role.AUDITOR, Role.LEGAL_AFFAIRS)
    rows = Engagement.objects.filter(auditor_id=rights.person_id)
    if rights.has(Role.LEGAL_AFFAIRS):
        rows |= Engagement.objects.filter(within(rights.paths(Role.LEGAL_AFFAIRS), "agency__path"))
    return rows.select_related("auditor", "agency", "granted_by", "end__by")


def engagement_to_end(rights: Rights, ref: str) -> Engagement:
    """An engagement within the legal-affairs office's subtrees; another: 404."""
    require(rights, Role.LEGAL_AFFAIRS)
    ours = within(rights.paths(Role.LEGAL_AFFAIRS), "agency__path")
    rows = Engagement.objects.filter(ours, ref=ref)
    found = rows.select_related("auditor", "agency", "granted_by", "end").first()
    if found is None:
        raise Http404("engagement")
    return found


def auditors_for(rights: Rights, on: date) -> QuerySet[Person]:
    """Whom the legal-affairs office may engage: holders of the role on the day."""
    require(rights, Role.LEGAL_AFFAIRS)
    holders = Assignment.objects.in_force(on).filter(role=Role.AUDITOR).values("person_id")
    return Person.objects.filter(pk__in=holders).exclude(pk=rights.person_id)


def engagement_for(rights: Rights, ref: str, on: date) -> Engagement:
    """The auditor's own engagement while it holds, and the role with it. Else 404."""
    require(rights, Role.AUDITOR)
    rows = Engagement.objects.in_force(on).filter(auditor_id=rights.person_id, ref=ref)
    found = rows.select_related("auditor", "agency", "granted_by").first()
    if found is None or not rights.covers(found.agency.path, Role.AUDITOR):
        raise Http404("engagement")
    return found


def sessions_of(engagement: Engagement) -> QuerySet[ExamSession]:
    """The sessions with a locked roster in the engagement's scope, newest first."""
    rows = ExamSession.objects.filter(
        within((engagement.agency.path,), "exam__agency__path"), roster_lock__isnull=False
    )
    return rows.select_related("exam__agency", "publication").order_by("-opens_at", "-pk")


def session_of(engagement: Engagement, ref: str) -> ExamSession:
    """A session within the engagement's scope; another: 404."""
    found = sessions_of(engagement).select_related("roster_lock").filter(ref=ref).first()
    if found is None:
        raise Http404("session")
    return found


def rows_of(session: ExamSession) -> QuerySet[Any]:
    """The session's candidates with what came of them."""
    rows = with_outcome(Candidate.objects.filter(session=session))
    return rows.select_related("person", "agency")


def attempt_of(session: ExamSession, ref: str) -> Attempt:
    """An attempt of the session with its record; of another: 404."""
    rows = Attempt.objects.filter(session=session).with_evidence()
    found = rows.select_related("candidate__agency", "person").filter(ref=ref).first()
    if found is None:
        raise Http404("attempt")
    return found
