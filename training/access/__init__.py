"""The doors to classes, ledgers, objections and evidence. Outside scope 404, role too low 403."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from exchange.models import StoredFile
from people.access import person_for, require
from people.models import Agency, Person, within
from people.rules import Rights, Role
from training.models import (
    Application,
    Attendance,
    Course,
    Declaration,
    Enrolment,
    Exemption,
    Feed,
    LedgerEntry,
    Material,
    Objection,
    Rotation,
    RotationBar,
    RotationSeat,
    Session,
    Trainer,
    TrainingClass,
    Venue,
    YearSeal,
)
from training.rules import ClassState

ORGANISER = Role.COORDINATOR
# Who may look into ledgers: those who keep them, and the legal-affairs office.
LOOKERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)
ROOM = "training"


def class_to_see(rights: Rights, ref: str) -> TrainingClass:
    """The class, for coordinators of the organiser and of agencies in its audience. Else 404."""
    require(rights, *LOOKERS)
    rows = TrainingClass.objects.visible_to(rights, *LOOKERS).select_related("agency", "audience")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("class")
    return found


def class_to_run(rights: Rights, ref: str) -> TrainingClass:
    """The class, for coordinators of its organiser; those who may only look get 403."""
    found = class_to_see(rights, ref)
    if not runs(rights, found):
        raise PermissionDenied("organiser")
    return found


def class_to_fill(rights: Rights, ref: str) -> TrainingClass:
    """The class, for coordinators who may put persons of theirs on its roster."""
    found = class_to_see(rights, ref)
    if not fills(rights, found):
        raise PermissionDenied("coordinator")
    return found


def runs(rights: Rights, training_class: TrainingClass) -> bool:
    """Whether one is a coordinator over the organiser."""
    return rights.covers(training_class.agency.path, ORGANISER)


def fills(rights: Rights, training_class: TrainingClass) -> bool:
    """Whether one coordinates anybody for whom the class is meant."""
    here = training_class.audience.path
    return any(here.startswith(p) or p.startswith(here) for p in rights.paths(ORGANISER))


def session_to_see(rights: Rights, ref: str) -> Session:
    """The half-day, for those who may see its class. Else 404."""
    require(rights, *LOOKERS)
    rows = Session.objects.select_related("training_class__agency", "training_class__audience")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("session")
    class_to_see(rights, found.training_class.ref)
    return found


def session_to_run(rights: Rights, ref: str) -> Session:
    """The half-day, for coordinators of the organiser. Else 404 or 403."""
    found = session_to_see(rights, ref)
    if not runs(rights, found.training_class):
        raise PermissionDenied("organiser")
    return found


def attendance_to_correct(rights: Rights, attendance_id: int) -> Attendance:
    """A standing mark, for coordinators of the organiser. Else 404 or 403."""
    require(rights, *LOOKERS)
    rows = Attendance.objects.current().select_related("person__agency", "session")
    found = rows.filter(pk=attendance_id).first()
    if found is None:
        raise Http404("attendance")
    found.session = session_to_run(rights, found.session.ref)
    return found


def enrolment_to_see(rights: Rights, enrolment_id: int) -> Enrolment:
    """An enrolment of a class that one may see. Else 404."""
    require(rights, *LOOKERS)
    rows = Enrolment.objects.select_related(
        "training_class__agency", "training_class__audience", "person__agency"
    )
    found = rows.filter(pk=enrolment_id).first()
    if found is None:
        raise Http404("enrolment")
    class_to_see(rights, found.training_class.ref)
    return found


def enrolment_to_withdraw(rights: Rights, enrolment_id: int) -> Enrolment:
    """A standing enrolment, for coordinators of the organiser or of the person. Else 404 or 403."""
    found = enrolment_to_see(rights, enrolment_id)
    if found.withdrawn_at is not None:
        raise Http404("enrolment")
    is_mine = rights.covers(found.person.agency.path, ORGANISER)
    if not is_mine and not runs(rights, found.training_class):
        raise PermissionDenied("coordinator")
    return found


def persons_to_enrol(rights: Rights, person_ids: list[int]) -> list[Person]:
    """The persons named, all of one's own subtrees; one outside refuses them all (404)."""
    require(rights, ORGANISER)
    rows = Person.objects.governed_by(rights, ORGANISER).select_related("agency")
    found = rows.in_bulk(person_ids)
    if len(found) != len(set(person_ids)):
        raise Http404("person")
    return [found[pk] for pk in dict.fromkeys(person_ids)]


def ledger_to_see(rights: Rights, person_id: int) -> Person:
    """Whose ledger it is, for coordinators and the legal-affairs office over them. Else 404."""
    return person_for(rights, person_id, *LOOKERS)


def ledger_to_keep(rights: Rights, person_id: int) -> Person:
    """Whose ledger it is, for the coordinators over them; those who may only look get 403."""
    person = ledger_to_see(rights, person_id)
    if not rights.covers(person.agency.path, ORGANISER):
        raise PermissionDenied("coordinator")
    return person


def entry_to_keep(rights: Rights, ref: str) -> LedgerEntry:
    """A line, for the coordinators over its person. Else 404 or 403."""
    require(rights, *LOOKERS)
    rows = LedgerEntry.objects.select_related("person__agency", "ledger", "conversion")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("entry")
    ledger_to_keep(rights, found.person_id)
    return found


def own_entry(rights: Rights, ref: str) -> LedgerEntry:
    """One's own line. Anybody else's: 404."""
    rows = LedgerEntry.objects.select_related("session__training_class")
    found = rows.filter(ref=ref, person=rights.person_id).first()
    if found is None:
        raise Http404("entry")
    return found


def own_attendance(rights: Rights, attendance_id: int) -> Attendance:
    """One's own standing mark at a closed half-day. Anybody else's: 404."""
    rows = Attendance.objects.current().filter(session__closed_at__isnull=False)
    rows = rows.select_related("session__training_class")
    found = rows.filter(pk=attendance_id, person=rights.person_id).first()
    if found is None:
        raise Http404("attendance")
    return found


def objection_to_see(rights: Rights, ref: str) -> Objection:
    """An objection, for the coordinators over the officer who filed it. Else 404."""
    require(rights, ORGANISER)
    rows = Objection.objects.visible_to(rights, ORGANISER).select_related(
        "person__agency", "entry__session__training_class", "attendance__session__training_class"
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("objection")
    return found


def class_to_join(person: Person, ref: str, category: str | None) -> TrainingClass:
    """A class that is open for the person, or with which the person has had to do. Else 404."""
    rows = TrainingClass.objects.select_related("agency", "audience", "course", "room")
    found = rows.filter(ref=ref).exclude(state=ClassState.PLANNED).first()
    if found is not None:
        mine = found.enrolments.filter(person=person)
        asked = found.applications.filter(person=person)
        is_open = TrainingClass.objects.open_for(person, category).filter(pk=found.pk)
        found = found if is_open.exists() or mine.exists() or asked.exists() else None
    if found is None:
        raise Http404("class")
    return found


def evidence_to_read(rights: Rights, ref: str) -> StoredFile:
    """A scan behind a line or an exemption, for its person and for those who may see the ledger.
    Else 404."""
    found = StoredFile.objects.filter(ref=ref, room=ROOM).first()
    rows = LedgerEntry.objects.visible_to(rights, *LOOKERS).filter(evidence=ref)
    persons = Person.objects.visible_to(rights, *LOOKERS)
    let_off = Exemption.objects.filter(evidence=ref, person__in=persons)
    if found is None or not (rows.exists() or let_off.exists()):
        raise Http404("file")
    return found


def own_application(rights: Rights, ref: str) -> Application:
    """One's own wish for a place. Anybody else's: 404."""
    rows = Application.objects.select_related("training_class")
    found = rows.filter(ref=ref, person=rights.person_id).first()
    if found is None:
        raise Http404("application")
    return found


def application_to_decide(rights: Rights, ref: str) -> Application:
    """A wish for a place, for coordinators of the person or of the organiser. Else 404."""
    require(rights, ORGANISER)
    rows = Application.objects.visible_to(rights, ORGANISER)
    rows = rows.select_related("training_class__agency", "person__agency", "agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("application")
    return found


CATALOGUE: dict[str, type[Course | Venue | Trainer]] = {
    "courses": Course,
    "venues": Venue,
    "trainers": Trainer,
}


def catalogue_of(rights: Rights, kind: str) -> type[Course | Venue | Trainer]:
    """One part of the city's shared catalogue, for all who plan classes or look. Else 404."""
    require(rights, *LOOKERS)
    if kind not in CATALOGUE:
        raise Http404("catalogue")
    return CATALOGUE[kind]


def entry_to_see(rights: Rights, kind: str, ref: str) -> Course | Venue | Trainer:
    """An entry of the catalogue. It is the whole city's: every coordinator sees it."""
    rows: QuerySet[Any] = catalogue_of(rights, kind)._default_manager.select_related("agency")
    found: Course | Venue | Trainer | None = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("entry")
    return found


def entry_to_change(rights: Rights, kind: str, ref: str) -> Course | Venue | Trainer:
    """An entry, for coordinators over the agency that keeps it; the others get 403."""
    found = entry_to_see(rights, kind, ref)
    if not rights.covers(found.agency.path, ORGANISER):
        raise PermissionDenied("keeper")
    return found


def material_to_read(ref: str) -> Material:
    """A course's file, for everybody who is signed in; one that was taken away is 404."""
    rows = Material.objects.select_related("file", "course")
    found = rows.filter(file__ref=ref, removed_at__isnull=True).first()
    if found is None:
        raise Http404("material")
    return found


def material_to_remove(rights: Rights, ref: str) -> Material:
    """The same, for coordinators over the agency that keeps the course. Else 404 or 403."""
    require(rights, *LOOKERS)
    found = material_to_read(ref)
    entry_to_change(rights, "courses", found.course.ref)
    return found


def feed_behind(key: str) -> Feed:
    """The feed that a secret key opens, as long as it is not revoked. Else 404."""
    rows = Feed.objects.select_related("person").filter(revoked_at__isnull=True)
    found = rows.filter(key_sha256=hashlib.sha256(key.encode()).hexdigest()).first()
    if found is None:
        raise Http404("feed")
    return found


def exemption_to_lift(rights: Rights, ref: str) -> Exemption:
    """A standing exemption, for the coordinators over its person. Else 404 or 403."""
    require(rights, *LOOKERS)
    rows = Exemption.objects.standing().select_related("person__agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("exemption")
    ledger_to_keep(rights, found.person_id)
    return found


def seals_to_see(rights: Rights) -> QuerySet[YearSeal]:
    """Closed years of one's own subtrees, for those who may look into ledgers there."""
    require(rights, *LOOKERS)
    rows = YearSeal.objects.filter(within(rights.paths(*LOOKERS), "agency__path"))
    return rows.select_related("agency")


def seal_to_sign(rights: Rights, ref: str) -> YearSeal:
    """A year that waits for its second person. Else 404."""
    found = seals_to_see(rights).filter(ref=ref, sealed_at__isnull=True).first()
    if found is None:
        raise Http404("seal")
    return found


def declaration_to_decide(rights: Rights, ref: str) -> Declaration:
    """A declaration, for the coordinators over the officer who filed it. Else 404."""
    require(rights, ORGANISER)
    rows = Declaration.objects.visible_to(rights, ORGANISER)
    found = rows.select_related("person__agency", "file", "entry").filter(ref=ref).first()
    if found is None:
        raise Http404("declaration")
    return found


def declared_file(rights: Rights, ref: str) -> StoredFile:
    """The scan of a declaration, for its officer and the coordinators over them. Else 404."""
    mine = Declaration.objects.filter(person=rights.person_id)
    rows = mine | Declaration.objects.visible_to(rights, *LOOKERS)
    found = rows.select_related("file").filter(ref=ref).first()
    if found is None:
        raise Http404("declaration")
    return found.file


def agency_to_remind(rights: Rights, agency: Agency) -> Agency:
    """An agency whose officers one may remind: one that one coordinates. Else 403."""
    if not rights.covers(agency.path, ORGANISER):
        raise PermissionDenied("coordinator")
    return agency


def rotation_to_run(rights: Rights, ref: str) -> Rotation:
    """A rotation, for coordinators over its agency. Else 404."""
    require(rights, ORGANISER)
    rows = Rotation.objects.visible_to(rights, ORGANISER).select_related("agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("rotation")
    return found


def bar_to_lift(rights: Rights, ref: str, bar_id: int) -> RotationBar:
    """Days kept free in a rotation that one runs. Else 404."""
    rotation = rotation_to_run(rights, ref)
    rows = rotation.bars.select_related("rotation__agency", "agency", "person")
    found: RotationBar | None = rows.filter(pk=bar_id).first()
    if found is None:
        raise Http404("bar")
    return found


def seat_to_move(rights: Rights, ref: str, person_id: int) -> RotationSeat:
    """Somebody's place in a rotation that one runs. Else 404."""
    rotation = rotation_to_run(rights, ref)
    rows = rotation.seats.select_related("rotation__agency", "person__agency", "training_class")
    found: RotationSeat | None = rows.filter(person=person_id).first()
    if found is None:
        raise Http404("seat")
    return found
