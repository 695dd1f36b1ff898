"""The door to notices: everybody opens their own, nobody another's (404)."""

from __future__ import annotations

from django.http import Http404

from notices.models import Notice
from people.rules import Rights


def own_notice(rights: Rights, ref: str) -> Notice:
    found = Notice.objects.filter(ref=ref, person=rights.person_id).first()
    if found is None:
        raise Http404("notice")
    return found
