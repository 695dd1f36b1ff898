"""The doors of the journal: auditors read what lies in their subtrees, nobody else reads it.

Entries of no agency and the city's chain belong to auditors of the whole city.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from journal.models import Entry, EntryQuerySet, Seal, Stream
from people.access import require
from people.models import Agency
from people.rules import Rights, Role


def entries_for(rights: Rights) -> EntryQuerySet:
    """All entries that the auditor may read. No auditor: 403."""
    require(rights, Role.AUDITOR)
    if is_citywide(rights):
        return Entry.objects.all()
    return Entry.objects.filter(agency_id__in=agencies_for(rights).values("pk"))


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
    """Whether every entry of the chain lies within the auditor's subtrees."""
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
