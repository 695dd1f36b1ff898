"""The doors to leave, to what one attends, and to signed sheets. Outside scope 404."""

from __future__ import annotations

from django.http import Http404

from exchange.models import StoredFile
from people.access import require
from people.models import Person
from people.rules import Rights
from training.access import LOOKERS, ORGANISER, class_to_run
from training.models import Leave, MakeUp, Session, SignedSheet, TrainingClass
from training.rules import ClassState


def class_attended(person: Person, ref: str) -> TrainingClass:
    """A class that the person is on the roster of. Else 404."""
    mine = person.enrolments.standing().values("training_class")
    rows = TrainingClass.objects.filter(pk__in=mine).exclude(state=ClassState.PLANNED)
    found = rows.select_related("agency").filter(ref=ref).first()
    if found is None:
        raise Http404("class")
    return found


def own_leave(rights: Rights, ref: str) -> Leave:
    """One's own wish for leave. Anybody else's: 404."""
    rows = Leave.objects.select_related("session__training_class")
    found = rows.filter(ref=ref, person=rights.person_id).first()
    if found is None:
        raise Http404("leave")
    return found


def leave_to_decide(rights: Rights, ref: str) -> Leave:
    """A wish for leave, for coordinators of the person or of the organiser. Else 404."""
    require(rights, ORGANISER)
    rows = Leave.objects.visible_to(rights, ORGANISER)
    rows = rows.select_related("session__training_class__agency", "person__agency")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("leave")
    return found


def leave_file(rights: Rights, ref: str) -> StoredFile:
    """The scan of a wish for leave, for its officer and those who may look. Else 404."""
    mine = Leave.objects.filter(person=rights.person_id)
    rows = mine | Leave.objects.visible_to(rights, *LOOKERS)
    found = rows.select_related("file").filter(ref=ref, file__isnull=False).first()
    if found is None or found.file is None:
        raise Http404("leave")
    return found.file


def class_judged(rights: Rights, ref: str) -> TrainingClass:
    """A class whose survey one may read: its organiser's coordinators, and who taught there as one
    of the catalogue's trainers. Else 404 or 403."""
    taught = Session.objects.filter(lecturer__person=rights.person_id)
    rows = TrainingClass.objects.filter(pk__in=taught.values("training_class"))
    found = rows.select_related("agency").filter(ref=ref).first()
    return found or class_to_run(rights, ref)


def signed_sheet(rights: Rights, ref: str) -> StoredFile:
    """The scan of a signed sheet, for coordinators of the organiser. Else 404 or 403."""
    require(rights, *LOOKERS)
    rows = SignedSheet.objects.select_related("file", "training_class")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("sheet")
    class_to_run(rights, found.training_class.ref)
    return found.file


def own_make_up(rights: Rights, ref: str) -> MakeUp:
    """One's own seat to make something up. Anybody else's: 404."""
    rows = MakeUp.objects.select_related("session__training_class")
    found = rows.filter(ref=ref, person=rights.person_id).first()
    if found is None:
        raise Http404("make_up")
    return found
