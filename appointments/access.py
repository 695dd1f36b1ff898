"""The doors of this room. A case exists for those named on it; everybody else gets 404, and so do
system administrators and auditors. Sessions show exam staff seats, the door shows its checker who
sits there and only while it is open."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from appointments.models import (
    AppraisalSheet,
    Case,
    Dossier,
    Member,
    OutsideEntry,
    ResultSheet,
    Seat,
    TestCall,
    TestTemplate,
)
from appointments.rules.terms import WORKERS
from exams.models import Blueprint
from journal.models import Entry
from people.access import RoleMissing, require
from people.models import Person, within
from people.rules import Rights, Role

OPENERS = (Role.PERSONNEL,)
TEMPLATE_STAFF = (Role.EXAM_OFFICER, Role.LEGAL_AFFAIRS)


def own_cases(rights: Rights) -> QuerySet[Case]:
    """The cases on which the reader is named."""
    rows = Case.objects.naming(rights.person_id)
    return rows.select_related("policy", "person__agency", "agency")


def cases_for(rights: Rights) -> QuerySet[Case]:
    """One's cases: for the personnel office, and for whoever is named on one. Others: 403."""
    rows = own_cases(rights)
    if not rights.has(*OPENERS) and not rows.exists():
        raise RoleMissing(*OPENERS)
    return rows


def case_for(rights: Rights, ref: str) -> Case:
    """A case, for those named on it. Else 404, whatever roles one holds."""
    found = own_cases(rights).filter(ref=ref).first()
    if found is None:
        raise Http404("case")
    return found


def membership(rights: Rights, case: Case) -> Member:
    """In what capacity the reader is named."""
    return case.members.standing().get(person_id=rights.person_id)


def history_of(case: Case) -> QuerySet[Entry]:
    """The acts on a case, for who has come through its door."""
    return Entry.objects.about(case.subject).order_by("-id")


def member_of(case: Case, member_id: int) -> Member:
    found = case.members.standing().select_related("case", "person").filter(pk=member_id).first()
    if found is None:
        raise Http404("member")
    return found


def dossier_of(case: Case, n: int) -> Dossier:
    found = case.dossiers.select_related("case", "by", "signature__by").filter(n=n).first()
    if found is None:
        raise Http404("dossier")
    return found


def sheet_of(case: Case, n: int) -> ResultSheet:
    found = case.result_sheets.select_related("case", "by").filter(n=n).first()
    if found is None:
        raise Http404("sheet")
    return found


def entry_of(rights: Rights, case: Case, entry_id: int) -> OutsideEntry:
    """An entry of a result from elsewhere; as long as it is the only one of its paper, for who made
    it alone, so that the second is made independently. Else 404."""
    found = case.outside_entries.select_related("scan").filter(pk=entry_id).first()
    if found is None or not may_read_entry(rights, found):
        raise Http404("entry")
    return found


def may_read_entry(rights: Rights, entry: OutsideEntry) -> bool:
    alike = OutsideEntry.objects.filter(
        case=entry.case_id, document=entry.document, turn=entry.turn
    )
    return entry.by_id == rights.person_id or alike.count() > 1


def cases_to_seat(rights: Rights) -> QuerySet[Case]:
    """Open cases on which the reader works."""
    require(rights, *OPENERS)
    working = Member.objects.standing().filter(person_id=rights.person_id, role__in=WORKERS)
    return own_cases(rights).open().filter(pk__in=working.values("case_id"))  # type: ignore[attr-defined,no-any-return]


def templates_for(rights: Rights) -> QuerySet[TestTemplate]:
    """Templates, for the exam staff and the legal-affairs office of their subtree."""
    require(rights, *TEMPLATE_STAFF)
    rows = TestTemplate.objects.visible_to(rights, *TEMPLATE_STAFF)
    return rows.select_related("blueprint", "proposed_by", "approved_by", "agency")


def template_to_decide(rights: Rights, template_id: int) -> TestTemplate:
    """A template, for the legal-affairs office over it. Else 404 or 403."""
    found = templates_for(rights).filter(pk=template_id).first()
    if found is None:
        raise Http404("template")
    if not rights.covers(found.agency.path, Role.LEGAL_AFFAIRS):
        raise RoleMissing(Role.LEGAL_AFFAIRS)
    return found


def blueprints_to_propose(rights: Rights) -> QuerySet[Blueprint]:
    require(rights, Role.EXAM_OFFICER)
    return Blueprint.objects.filter(within(rights.paths(Role.EXAM_OFFICER), "agency__path"))


def calls_for(rights: Rights) -> QuerySet[TestCall]:
    """Sessions of seats: for the exam officers of the template's subtree, and one's own calls."""
    require(rights, Role.EXAM_OFFICER, *OPENERS)
    own = TestCall.objects.filter(asked_by=rights.person_id)
    rows = TestCall.objects.visible_to(rights, Role.EXAM_OFFICER) | own
    related = ("template__agency", "policy", "checker", "session__exam", "asked_by")
    return rows.select_related(*related).distinct()


def call_for(rights: Rights, ref: str) -> TestCall:
    found = calls_for(rights).filter(ref=ref).first()
    if found is None:
        raise Http404("call")
    return found


def call_to_open(rights: Rights, ref: str) -> TestCall:
    """A call, for an exam officer over the template's agency. Else 404 or 403."""
    found = call_for(rights, ref)
    if not rights.covers(found.template.agency.path, Role.EXAM_OFFICER):
        raise RoleMissing(Role.EXAM_OFFICER)
    return found


def own_call(rights: Rights, ref: str) -> TestCall:
    """A call, for who asked for it. Else 403."""
    found = call_for(rights, ref)
    if found.asked_by_id != rights.person_id:
        raise RoleMissing(*OPENERS)
    return found


def door_for(rights: Rights, ref: str, now: datetime) -> TestCall:
    """The door of a session, for its checker while it is open. Else 404."""
    rows = TestCall.objects.filter(ref=ref, checker_id=rights.person_id)
    found = rows.select_related("template", "session").first()
    if found is None or not found.door_is_open(now):
        raise Http404("door")
    return found


def seat_at(call: TestCall, n: int) -> Seat:
    found = call.seats.select_related("call", "case__person", "stand_in").filter(n=n).first()
    if found is None:
        raise Http404("seat")
    return found


def persons_to_appraise(rights: Rights) -> QuerySet[Person]:
    """Whom the personnel office governs, itself left out."""
    require(rights, *OPENERS)
    rows = Person.objects.governed_by(rights, *OPENERS).exclude(pk=rights.person_id)
    return rows.select_related("agency")


def person_to_appraise(rights: Rights, person_id: int) -> Person:
    found = persons_to_appraise(rights).filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def appraisals_for(rights: Rights) -> QuerySet[AppraisalSheet]:
    require(rights, *OPENERS)
    rows = AppraisalSheet.objects.visible_to(rights, *OPENERS)
    return rows.select_related("person", "agency", "by")


def appraisal_for(rights: Rights, ref: str) -> AppraisalSheet:
    """A sheet, for the officer it is about and for the personnel office over them. Else 404."""
    rows = AppraisalSheet.objects.about(rights.person_id) | AppraisalSheet.objects.visible_to(
        rights, *OPENERS
    )
    found = rows.select_related("person", "agency", "by").filter(ref=ref).first()
    if found is None:
        raise Http404("appraisal")
    return found
