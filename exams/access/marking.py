"""Which scripts somebody marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from exams.models import HandMark, Script
from exams.models.marking import ScriptQuerySet
from people.access import require
from people.models import Person
from people.rules import Rights, Role
from questionbank.models import Picture
from questionbank.rules.markup import pictures

WAITING, MINE = Q(is_mine=False, is_settled=False), Q(is_mine=True)
UNSETTLED = Q(is_settled=False)


def scripts_for(person: Person, rights: Rights, now: datetime) -> ScriptQuerySet:
    """The scripts that a marker may mark or has marked; everybody else gets 403."""
    require(rights, Role.MARKER)
    return Script.objects.to_be_marked_by(person, rights, now)


def marking_tasks(person: Person, rights: Rights, now: datetime) -> QuerySet[Script, Any]:
    """One row for each question of an exam, with `total` (scripts), `mine` (marked by the person)
    and `waiting` (for the person)."""
    rows = scripts_for(person, rights, now).order_by()
    named = rows.values(
        "revision_id", "revision__kind", "revision__stem", "part",
        "attempt__exam__ref", "attempt__exam__title",
    )  # fmt: skip
    return named.annotate(
        total=Count("pk"),
        mine=Count("pk", filter=MINE),
        waiting=Count("pk", filter=WAITING),
    )


def script_to_mark(person: Person, rights: Rights, ref: str, now: datetime) -> Script:
    """A script that the person may mark or has marked; of other exams, of one's own unit, of one's
    own question and of oneself: 404."""
    rows = scripts_for(person, rights, now).select_related(
        "revision", "attempt__exam", "attempt__paper"
    )
    found = rows.defer("attempt__paper__hall", "attempt__paper__tokens").filter(ref=ref).first()
    if found is None:
        raise Http404("script")
    return found


def own_marks_of(person: Person, rights: Rights, now: datetime) -> ScriptQuerySet:
    """The scripts that the person marked and that are not settled, with `own_marks` and `own_at` of
    what counts of it."""
    marks = HandMark.objects.filter(
        script=OuterRef("pk"), marker=person.pk, marking_n=OuterRef("marking_n")
    ).order_by("-edition")
    rows = scripts_for(person, rights, now).filter(MINE, UNSETTLED)
    rows = rows.select_related("revision", "attempt__exam")
    return rows.annotate(
        own_marks=Subquery(marks.values("marks")[:1]), own_at=Subquery(marks.values("at")[:1])
    )


def script_to_correct(
    person: Person, rights: Rights, ref: str, now: datetime
) -> tuple[Script, HandMark]:
    """A script that the person marked, with the mark that counts of it; any other: 404."""
    script = script_to_mark(person, rights, ref, now)
    rows = script.hand_marks.filter(marker=person.pk, marking_n=script.marking_n)
    own = rows.order_by("-edition").first()
    if own is None:
        raise Http404("mark")
    return script, own


def alike(person: Person, rights: Rights, script: Script, now: datetime) -> ScriptQuerySet:
    """The scripts of the same question of the same exam, in an order that tells nothing."""
    rows = scripts_for(person, rights, now).filter(
        attempt__exam=script.attempt.exam_id, revision=script.revision_id, part=script.part
    )
    return rows.order_by("ref")


def picture_on_script(script: Script, sha256: str) -> Picture:
    """A picture of the question to which the script answers; any other: 404."""
    revision, part = script.revision, script.part
    texts = [revision.stem, revision.parts[part - 1]["stem"] if part else ""]
    is_shown = any(sha256 in pictures(text) for text in texts)
    found = Picture.objects.named(sha256).first() if is_shown else None
    if found is None:
        raise Http404("picture")
    return found
