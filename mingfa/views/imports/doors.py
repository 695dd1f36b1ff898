"""Who may bring in what: the roles of a kind, and one's own imports alone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404

from exchange import access, kinds
from exchange.kinds import Kind
from exchange.models import Import
from people.access import require
from people.http import PersonRequest
from people.rules import Role


def kinds_of(request: PersonRequest) -> list[Kind]:
    """The kinds that the person may bring in. Nobody else gets past here: 403."""
    every = {role for name in settings.IMPORT_KINDS for role in _kind(name).roles}
    require(request.rights, *(Role(role) for role in sorted(every)))
    return kinds.kinds_for(request.rights.roles)


def kind_for(request: PersonRequest, name: str) -> Kind:
    """One kind by its name: 404 where there is none, 403 for whom it is not."""
    kinds_of(request)
    kind = kinds.kind_named(name)
    if kind is None:
        raise Http404("kind")
    require(request.rights, *(Role(role) for role in sorted(kind.roles)))
    return kind


def import_for(request: PersonRequest, ref: str) -> tuple[Import, Kind]:
    """The person's own import and its kind: 404 for another's, 403 once the role is gone."""
    kinds_of(request)
    job = access.own_import(request.person.pk, ref)
    return job, kind_for(request, job.kind)


def _kind(name: str) -> Kind:
    kind = kinds.kind_named(name)
    if kind is None:
        raise Http404("kind")
    return kind
