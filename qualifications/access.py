"""The doors to bodies, certificates and persons' standing.

The legal-affairs office decides within its subtree; a training coordinator reads within their own;
everybody reads about themselves. Outside the subtree 404, within it without the role 403.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from exams.models import Exam
from exchange.models import StoredFile
from people.access import RoleMissing, require
from people.models import DatedQuerySet, Person, PersonQuerySet, Post, within
from people.rules import Rights, Role
from qualifications.models import (
    Application,
    Body,
    BodyDomain,
    BodyStanding,
    Campaign,
    CampaignEntry,
    Certificate,
    Check,
    CheckBatch,
    Conduct,
    DutySuspension,
    MisuseReport,
    OutsideResult,
    OutsideState,
    PanelCheck,
    Qualification,
)
from qualifications.models.exams import purposes_on
from qualifications.rules.campaigns import may_rule

DECIDERS = (Role.LEGAL_AFFAIRS,)
READERS = (*DECIDERS, Role.COORDINATOR)
CHECKERS = (Role.PERSONNEL, Role.LEGAL_AFFAIRS)

M = TypeVar("M", bound=Model)


def _found(rights: Rights, rows: QuerySet[M], path: str, **key: Any) -> M:
    """One row of an agency in the reader's subtrees. Else 404."""
    require(rights, *READERS)
    row = rows.filter(within(rights.paths(*READERS), path), **key).first()
    if row is None:
        raise Http404(rows.model.__name__)
    return row


def may_decide(rights: Rights, path: str) -> bool:
    """Whether the reader decides for the agency at `path`."""
    return rights.covers(path, *DECIDERS)


def _deciding(rights: Rights, path: str) -> None:
    if not may_decide(rights, path):
        raise RoleMissing(*DECIDERS)


def body_for(rights: Rights, body_id: int) -> Body:
    return _found(rights, Body.objects.select_related("agency"), "agency__path", pk=body_id)


def body_to_change(rights: Rights, body_id: int) -> Body:
    body = body_for(rights, body_id)
    _deciding(rights, body.agency.path)
    return body


def standing_to_change(rights: Rights, standing_id: int) -> BodyStanding:
    """A standing as known now."""
    rows = BodyStanding.objects.current().select_related("body__agency")
    standing = _found(rights, rows, "body__agency__path", pk=standing_id)
    _deciding(rights, standing.body.agency.path)
    return standing


def body_domain_to_end(rights: Rights, scope_id: int) -> BodyDomain:
    """A body's domain as known now."""
    rows = BodyDomain.objects.current().select_related("body__agency")
    scope = _found(rights, rows, "body__agency__path", pk=scope_id)
    _deciding(rights, scope.body.agency.path)
    return scope


def certificate_for(rights: Rights, ref: str) -> Certificate:
    """A certificate, for its holder and for those who read about the holder. Else 404."""
    rows = Certificate.objects.visible_to(rights, *READERS)
    found = rows.filter(ref=ref).select_related("person__agency", "issuer", "previous").first()
    if found is None:
        raise Http404("certificate")
    return found


def certificate_to_decide(rights: Rights, ref: str) -> Certificate:
    require(rights, *READERS)
    certificate = certificate_for(rights, ref)
    _deciding(rights, certificate.person.agency.path)
    return certificate


def person_for(rights: Rights, person_id: int) -> Person:
    """A person, for themselves and for those who read about them. Else 404."""
    rows = Person.objects.visible_to(rights, *READERS).select_related("agency")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def person_to_decide(rights: Rights, person_id: int) -> Person:
    require(rights, *READERS)
    person = person_for(rights, person_id)
    _deciding(rights, person.agency.path)
    return person


def qualification_to_end(rights: Rights, qualification_id: int) -> Qualification:
    """A qualification as known now."""
    rows = Qualification.objects.current().select_related("person__agency")
    found = _found(rights, rows, "person__agency__path", pk=qualification_id)
    _deciding(rights, found.person.agency.path)
    return found


def suspension_to_lift(rights: Rights, suspension_id: int) -> DutySuspension:
    """A suspension as known now."""
    rows = DutySuspension.objects.current().select_related("person__agency")
    found = _found(rights, rows, "person__agency__path", pk=suspension_id)
    _deciding(rights, found.person.agency.path)
    return found


def exams_to_recognise(rights: Rights, on: date) -> QuerySet[Exam]:
    """Exams of the office's subtree that count as nothing yet, and may by the policies of the
    day."""
    rows = Exam.objects.visible_to(rights, *DECIDERS).filter(qualifying__isnull=True)
    rows = rows.filter(purpose__in=purposes_on(on))
    return rows.order_by("-made_at")


def persons_to_picture(rights: Rights) -> PersonQuerySet:
    """Of whom the office may bring in a photo for the certificate."""
    require(rights, *DECIDERS)
    return Person.objects.governed_by(rights, *DECIDERS)


def persons_to_check(rights: Rights) -> PersonQuerySet:
    """Whom the reader may ask about. Nobody else exists for them: no page says otherwise."""
    require(rights, *CHECKERS)
    return Person.objects.governed_by(rights, *CHECKERS)


def person_to_check(rights: Rights, person_id: int) -> Person:
    """One person whom the reader may ask about. Else 404."""
    found = persons_to_check(rights).select_related("agency").filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def check_for(rights: Rights, ref: str) -> Check:
    """A check, for who made it alone: others ask for themselves, and say why. Else 404."""
    require(rights, *CHECKERS)
    rows = Check.objects.of_asker(rights.person_id)
    found = rows.select_related("person__agency", "agency", "asked_by").filter(ref=ref).first()
    if found is None:
        raise Http404("check")
    return found


def batch_for(rights: Rights, ref: str) -> CheckBatch:
    """A sheet that was checked, for who sent it alone. Else 404."""
    require(rights, *CHECKERS)
    found = CheckBatch.objects.of_asker(rights.person_id).filter(ref=ref).first()
    if found is None:
        raise Http404("batch")
    return found


def posts_to_watch(rights: Rights) -> DatedQuerySet[Post]:
    """Posts of the agencies that the reader looks after or decides about."""
    require(rights, *READERS)
    return Post.objects.filter(within(rights.paths(*READERS), "agency__path"))


def application_for(rights: Rights, ref: str) -> Application:
    """An application, for the applicant and for those who read about them. Else 404."""
    rows = Application.objects.visible_to(rights, *READERS).with_stage()
    found = rows.filter(ref=ref).select_related("person__agency", "agency").first()
    if found is None:
        raise Http404("application")
    return found


def application_to_decide(rights: Rights, ref: str) -> Application:
    require(rights, *READERS)
    found = application_for(rights, ref)
    _deciding(rights, found.person.agency.path)
    return found


def application_to_withdraw(rights: Rights, ref: str) -> Application:
    """For those who apply: the unit's coordinator, and the office."""
    require(rights, *READERS)
    return application_for(rights, ref)


def person_to_propose(rights: Rights, person_id: int) -> Person:
    """A person for whom the reader's unit may apply. Else 404."""
    require(rights, *READERS)
    rows = Person.objects.governed_by(rights, *READERS).select_related("agency")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Http404("person")
    return found


def misuse_to_answer(rights: Rights, report_id: int) -> MisuseReport:
    """A report about a certificate in the office's subtrees. Else 404."""
    require(rights, *DECIDERS)
    rows = MisuseReport.objects.governed_by(rights, *DECIDERS)
    found = rows.filter(pk=report_id).select_related("certificate__person").first()
    if found is None:
        raise Http404("report")
    return found


def persons_to_seat(rights: Rights) -> PersonQuerySet:
    """Whom the reader may name for a case. Nobody else exists for them."""
    require(rights, *READERS)
    return Person.objects.governed_by(rights, *READERS)


def panel_for(rights: Rights, ref: str) -> PanelCheck:
    """A check of a panel, asked for by an agency of the reader's subtrees. Else 404."""
    require(rights, *READERS)
    rows = PanelCheck.objects.visible_to(rights, *READERS).select_related("agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("panel")
    return found


def campaign_for(rights: Rights, ref: str) -> Campaign:
    """A campaign that concerns an agency of the reader's subtrees. Else 404."""
    require(rights, *READERS)
    rows = Campaign.objects.visible_to(rights, *READERS).select_related("agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("campaign")
    return found


def campaign_to_rule(rights: Rights, ref: str, today: date) -> Campaign:
    """A campaign in which the reader decides about somebody on the day."""
    held = campaign_for(rights, ref)
    _ruling(rights, held, held.agency.path, today)
    return held


def campaign_to_close(rights: Rights, ref: str) -> Campaign:
    held = campaign_for(rights, ref)
    _deciding(rights, held.agency.path)
    return held


def entry_to_rule(rights: Rights, entry_id: int, today: date) -> CampaignEntry:
    """A person in a campaign about whom the reader decides on the day."""
    rows = CampaignEntry.objects.with_ruling().select_related("campaign", "person", "agency")
    found = _found(rights, rows, "agency__path", pk=entry_id)
    _ruling(rights, found.campaign, found.agency.path, today)
    return found


def _ruling(rights: Rights, held: Campaign, path: str, today: date) -> None:
    is_office = rights.covers(path, *DECIDERS)
    if not may_rule(held.kind, is_office=is_office, due_on=held.due_on, today=today):
        raise RoleMissing(*DECIDERS)


def conduct_for(rights: Rights, ref: str) -> Conduct:
    """An entry, for whom it is about and for those who read about them. Else 404."""
    rows = Conduct.objects.visible_to(rights, *READERS).with_state()
    rows = rows.select_related("person__agency", "scan", "entered_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("conduct")
    return found


def own_conduct(rights: Rights, ref: str) -> Conduct:
    """An entry about oneself; about others 403, where one may read it at all."""
    found = conduct_for(rights, ref)
    if found.person_id != rights.person_id:
        raise RoleMissing(Role.OFFICER)
    return found


def conduct_to_decide(rights: Rights, ref: str) -> Conduct:
    require(rights, *READERS)
    found = conduct_for(rights, ref)
    _deciding(rights, found.person.agency.path)
    return found


def qualification_to_restore(rights: Rights, qualification_id: int) -> Qualification:
    """A qualification that has ended, as known now."""
    return qualification_to_end(rights, qualification_id)


def outside_result_for(rights: Rights, ref: str) -> OutsideResult:
    """A result from elsewhere about a person of the office's subtrees. Else 404."""
    require(rights, *DECIDERS)
    rows = OutsideResult.objects.governed_by(rights, *DECIDERS).with_state()
    found = rows.filter(ref=ref).select_related("person__agency", "entered_by").first()
    if found is None:
        raise Http404("outside result")
    return found


def may_read_outside(result: OutsideResult, rights: Rights) -> bool:
    """Whether the reader sees what an entry `with_state` says: as long as it waits for a second
    one, only who made it does, so that the second is made independently."""
    waits = result.state in (OutsideState.WAITING, OutsideState.DIFFERS)  # type: ignore[attr-defined]
    return not waits or result.entered_by_id == rights.person_id


def entries_of(result: OutsideResult, rights: Rights) -> list[OutsideResult]:
    """The entries that say the same, the first one first; of one that waits, itself."""
    if not may_read_outside(result, rights):
        return [result]
    return list(OutsideResult.objects.alike(result).select_related("entered_by").order_by("pk"))


def outside_scan_for(rights: Rights, ref: str) -> StoredFile:
    """The scan of an entry that the reader may read. Else 404."""
    found = outside_result_for(rights, ref)
    rows = OutsideResult.objects.alike(found)
    agreed = rows.agreed().exists()
    if found.scan is None or not (agreed or may_read_outside(found, rights)):
        raise Http404("scan")
    return found.scan
