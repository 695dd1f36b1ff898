"""What of somebody's record looks like training that they declare now."""

from __future__ import annotations

from training import rules
from training.models.declarations import DecisionChoice, Declaration
from training.models.ledger import LedgerEntry
from training.rules import Double, Trained


def doubles_of(declaration: Declaration) -> list[tuple[Trained, Double]]:
    """Standing lines and other declarations of the person that the rule finds alike. Two queries.

    Needs the file.
    """
    declared = _declared(declaration)
    years = {declaration.first_day.year, declaration.last_day.year}
    lines = LedgerEntry.objects.standing().filter(person=declaration.person_id, year__in=years)
    known = [
        Trained(line.ref, line.title, line.day, line.day, line.evidence_sha256) for line in lines
    ]
    others = Declaration.objects.filter(
        person=declaration.person_id, state=DecisionChoice.WAITING
    ).select_related("file")
    return rules.doubles(declared, [*known, *(_declared(one) for one in others)])


def _declared(one: Declaration) -> Trained:
    return Trained(one.ref, one.title, one.first_day, one.last_day, one.file.sha256)
