"""The doors of the bank: setters and reviewers in their subtrees, nobody else.

Papers are not reachable from here: who writes or reviews questions never sees what was drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.http import Http404

from people.access import require
from people.models import Agency, Assignment, Person, within
from people.rules import Rights, Role, paths_above
from questionbank.models import (
    EnemyGroup,
    OpenKey,
    Picture,
    PoolExport,
    Question,
    Revision,
    State,
)

BANK = (Role.SETTER, Role.REVIEWER)


def bank(rights: Rights) -> None:
    """Go on only for setters and reviewers: else 403."""
    require(rights, *BANK)


def agency_to_write_for(rights: Rights) -> Agency:
    """The agency whose bank a setter adds to: the outermost of those they write for. Else 403."""
    require(rights, Role.SETTER)
    found: Agency = Agency.objects.filter(path__in=rights.paths(Role.SETTER)).order_by("path")[0]
    return found


def agency_of_bank(rights: Rights) -> Agency:
    """The outermost agency whose bank one may see. Else 403."""
    require(rights, *BANK)
    paths = rights.paths(*BANK)
    found: Agency = Agency.objects.filter(path__in=paths).order_by("path")[0]
    return found


def agency_to_plan_for(rights: Rights) -> Agency:
    """The agency whose plan a reviewer sets: the outermost of those they review for. Else 403."""
    require(rights, Role.REVIEWER)
    paths = rights.paths(Role.REVIEWER)
    found: Agency = Agency.objects.filter(path__in=paths).order_by("path")[0]
    return found


def question_for(rights: Rights, code: str) -> Question:
    """The question, when one may see a revision of it. Outside one's bank: 404."""
    require(rights, *BANK)
    found = Question.objects.filter(code=code).first()
    seen = Revision.objects.visible_to(rights).filter(question=found)
    if found is None or not seen.exists():
        raise Http404("question")
    return found


def revision_for(rights: Rights, revision_id: int) -> Revision:
    """The revision, when it lies in one's bank and is no other person's draft. Else 404."""
    require(rights, *BANK)
    found = Revision.objects.visible_to(rights).with_basis().filter(pk=revision_id).first()
    if found is None:
        raise Http404("revision")
    return found


def own_revision(rights: Rights, revision_id: int) -> Revision:
    """One's own revision, to go on writing. Another's: 404, whatever its state."""
    require(rights, Role.SETTER)
    revision = revision_for(rights, revision_id)
    if revision.author_id != rights.person_id:
        raise Http404("revision")
    return revision


def question_to_revise(rights: Rights, code: str) -> Question:
    """The question, for a setter over its agency. Else 404."""
    require(rights, Role.SETTER)
    return _within(question_for(rights, code), rights, Role.SETTER)


def question_to_retire(rights: Rights, code: str) -> Question:
    """The question, for a reviewer over its agency. Else 404."""
    require(rights, Role.REVIEWER)
    return _within(question_for(rights, code), rights, Role.REVIEWER)


def revision_to_review(rights: Rights, revision_id: int) -> Revision:
    """The revision, for a reviewer over its agency who did not write it. One's own work: 404."""
    require(rights, Role.REVIEWER)
    revision = revision_for(rights, revision_id)
    _within(revision.question, rights, Role.REVIEWER)
    if revision.author_id == rights.person_id:
        raise Http404("own work")
    return revision


def revision_to_discuss(rights: Rights, revision_id: int) -> Revision:
    """The revision, for whoever may read its key: else 404, as the talk may say it."""
    revision = revision_for(rights, revision_id)
    if not may_read_key(rights, revision):
        raise Http404("revision")
    return revision


def reviewers_of(revision: Revision, on: date) -> list[Person]:
    """Who holds the role of reviewer over the question's agency on the day, its author not."""
    above = paths_above(revision.question.agency.path)
    held = Assignment.objects.in_force(on).filter(role=Role.REVIEWER, agency__path__in=above)
    people = Person.objects.filter(pk__in=held.values("person")).exclude(pk=revision.author_id)
    return list(people.order_by("staff_number"))


def export_for(rights: Rights, export_id: int) -> PoolExport:
    """An export of a bank in one's subtrees; outside: 404."""
    require(rights, *BANK)
    found = PoolExport.objects.visible_to(rights).filter(pk=export_id).first()
    if found is None:
        raise Http404("export")
    return found


def export_to_decide(rights: Rights, export_id: int) -> PoolExport:
    """The same, for a reviewer over the bank's agency; that it be another person is a rule."""
    require(rights, Role.REVIEWER)
    found = export_for(rights, export_id)
    if not rights.covers(found.agency.path, Role.REVIEWER):
        raise Http404("export")
    return found


def own_export(rights: Rights, export_id: int) -> PoolExport:
    """One's own request, to fetch the file. Another's: 404."""
    found = export_for(rights, export_id)
    if found.first_id != rights.person_id:
        raise Http404("export")
    return found


def export_to_end(rights: Rights, export_id: int) -> PoolExport:
    """A request to refuse, for a reviewer over the bank's agency, or one's own to withdraw."""
    found = export_for(rights, export_id)
    if found.first_id == rights.person_id:
        return found
    return export_to_decide(rights, export_id)


def group_for(rights: Rights, group_id: int) -> EnemyGroup:
    """A group of questions kept apart in one's subtrees; outside: 404."""
    require(rights, *BANK)
    found = EnemyGroup.objects.visible_to(rights).filter(pk=group_id).first()
    if found is None:
        raise Http404("group")
    return found


def group_to_end(rights: Rights, group_id: int) -> EnemyGroup:
    """The same, for a reviewer over the group's agency. Else 404."""
    require(rights, Role.REVIEWER)
    found = group_for(rights, group_id)
    if not rights.covers(found.agency.path, Role.REVIEWER):
        raise Http404("group")
    return found


def questions_to_keep_apart(rights: Rights, codes: Collection[str]) -> list[Question]:
    """Those of the codes that a reviewer has before them; drafts and other banks' are left out."""
    require(rights, Role.REVIEWER)
    inside = within(rights.paths(Role.REVIEWER), "agency__path")
    put_in = Revision.objects.exclude(state=State.DRAFT).values("question")
    found = Question.objects.filter(inside, code__in=codes, pk__in=put_in)
    return list(found.select_related("agency").order_by("code"))


def agency_to_keep_apart_for(rights: Rights, questions: Collection[Question]) -> Agency | None:
    """The outermost agency that a reviewer reviews for and that all the questions lie under."""
    require(rights, Role.REVIEWER)
    paths = rights.paths(Role.REVIEWER)
    above = [path for path in paths if all(q.agency.path.startswith(path) for q in questions)]
    found: Agency | None = Agency.objects.filter(path__in=above).order_by("path").first()
    return found


def picture_for(rights: Rights, sha256: str) -> Picture:
    """A picture of a bank in one's subtrees; outside: 404."""
    require(rights, *BANK)
    found = Picture.objects.visible_to(rights).named(sha256).first()
    if found is None:
        raise Http404("picture")
    return found


def revision_to_assign(rights: Rights, revision_id: int) -> Revision:
    """The revision, for a reviewer over its agency, who may give it to any of them. Else 404."""
    require(rights, Role.REVIEWER)
    revision = revision_for(rights, revision_id)
    _within(revision.question, rights, Role.REVIEWER)
    return revision


def may_read_key(rights: Rights, revision: Revision) -> bool:
    """A reviewer over the question's agency reads every key, a setter only the own ones."""
    if revision.author_id == rights.person_id and rights.has(*BANK):
        return True
    return revision.state != State.DRAFT and rights.covers(
        revision.question.agency.path, Role.REVIEWER
    )


def key_of(rights: Rights, revision: Revision) -> OpenKey | None:
    """The key in plain for who may read it, else None."""
    if not may_read_key(rights, revision):
        return None
    if revision.state == State.DRAFT:
        return OpenKey.unseal(revision.draft_key.sealed)
    return revision.key.open()


def _within(question: Question, rights: Rights, role: Role) -> Question:
    inside = within(rights.paths(role), "agency__path")
    if not Question.objects.filter(inside, pk=question.pk).exists():
        raise Http404("question")
    return question
