"""The door to an import: it belongs to the person who uploaded it, and to nobody else.

Staged rows hold other people's identity numbers, so not even a colleague with the same role sees
them. Whether the role is still held is asked by the pages, which know the people.
"""

from __future__ import annotations

from django.http import Http404

from exchange.models import Import


def own_import(person_id: int, ref: str) -> Import:
    """The person's own import. Anybody else's: 404."""
    found = Import.objects.of(person_id).filter(ref=ref).first()
    if found is None:
        raise Http404("import")
    return found
