"""Whether every later version of an exam's keys is what two persons signed."""

from __future__ import annotations

from typing import Any

from exams.models import Exam, KeyChange, KeyProposal, KeySet, Signature
from exams.proof.seals import KEY_SET_PURPOSE
from exams.rules import generator
from exams.rules.conduct import Act
from journal import vault
from journal.rules import digest


def change_body(proposal: KeyProposal, previous: str) -> dict[str, Any]:
    """What both persons sign; `previous` is the commitment of the keys that count so far."""
    return {
        "exam": proposal.exam.ref,
        "proposal": proposal.ref,
        "version": proposal.version,
        "previous": previous,
        "revision": proposal.revision_id,
        "part": proposal.part,
        "kind": proposal.kind,
        "commitment": proposal.commitment,
        "preview": digest(proposal.outcome),
        "reason": proposal.reason,
    }


def keys_fault(exam: Exam) -> str | None:
    """Why a later version of the keys does not hold, or None: each rests on the one before, holds
    what was committed to, and two persons signed it."""
    sets = list(KeySet.objects.filter(exam=exam).order_by("version"))
    changes = KeyChange.objects.filter(exam=exam).select_related("proposal__exam", "key_set")
    by_version = {change.key_set.version: change for change in changes}
    previous = sets[0].commitment if sets else ""
    for n, keys in enumerate(sets[1:], 2):
        change = by_version.get(n)
        if change is None or keys.version != n:
            return f"keys {n} were not signed by two"
        if fault := _change_fault(change, keys, previous):
            return f"keys {n} {fault}"
        previous = keys.commitment
    return None


def _change_fault(change: KeyChange, keys: KeySet, previous: str) -> str | None:
    body = change_body(change.proposal, previous)
    if change.body != body or digest(body) != change.digest:
        return "are not what was proposed"
    plain = vault.decrypt(keys.sealed, purpose=KEY_SET_PURPOSE)
    if not body["commitment"] == keys.commitment == generator.commitment(plain):
        return "are not those committed to"
    rows = Signature.objects.filter(
        act=Act.REKEY, subject=change.proposal.ref, digest=change.digest
    )
    signed = set(rows.values_list("person_id", flat=True))
    return None if {change.first_by_id, change.second_by_id} <= signed else "lack a signature"
