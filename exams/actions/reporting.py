"""Drawing up a session's fairness report: reckoned anew, signed, kept beside the former ones."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from exams.actions.signing import ActRefused
from exams.models import ExamSession, FairnessReport
from exams.proof import fairness_of
from exams.rules.conduct import ActRefusal
from journal import vault
from journal.actions import record
from journal.rules import canonical
from people.models import Person


@transaction.atomic
def draw_up(session: ExamSession, *, actor: Person, now: datetime) -> tuple[FairnessReport, bool]:
    """Draw up how fair the session was; the report, and whether it is a new one.

    Where nothing has changed since the newest, that one stands. Raises ActRefused before the
    session is over or while somebody still sits.
    """
    held = (
        ExamSession.objects.select_for_update(of=("self",))
        .select_related("exam__agency", "exam__seal")
        .get(pk=session.pk)
    )
    if now < held.closes_at or not hasattr(held, "roster_lock") or held.attempts.open().exists():
        raise ActRefused(ActRefusal.WRONG_STATE)
    facts = fairness_of(held)
    newest = held.fairness_reports.order_by("-n").first()
    if newest is not None and json.loads(newest.body)["facts"] == facts:
        return newest, False
    n = newest.n + 1 if newest else 1
    body = {
        "report": "fairness",
        "n": n,
        "drawn_up_by": actor.name,
        "drawn_up_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "public_key": vault.signing_public(),
        "facts": facts,
    }
    text = canonical(body)
    report = FairnessReport.objects.create(
        session=held, n=n, body=text.decode(), signature=vault.sign(text), by=actor, at=now
    )
    subject = f"exams.examsession:{held.pk}"
    told = {"n": n, "signature": report.signature}
    agency = held.exam.agency_id
    record(actor.pk, "exams.draw_up_fairness", subject, told, agency_id=agency, now=now)
    return report, True
