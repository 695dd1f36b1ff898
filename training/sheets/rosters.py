"""The import of a class's roster from a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row
from people.models import Person, within
from people.rules import Rights, Role
from people.sheets.scope import rights_of
from training import actions
from training.models import Enrolment, TrainingClass
from training.rules import ClassState
from training.rules.rosters import OpenRoster, RosterFacts, Somebody, judge_roster

BATCH = 500


class RosterImport(SheetKind):
    """Persons of the importer's subtrees, onto rosters of classes that are not over."""

    name = "rosters"
    title = _("参训名单")
    summary = _("按班号和工作人员编号列入培训班名单。已在名单中的不重复列入。")
    roles = frozenset({Role.COORDINATOR.value})
    record_page = "training:enrolment"
    record_argument = "enrolment_id"
    columns = (
        Column(
            "class", "班号", required=True, max_length=12, example="2026-0001",
            help="培训班页面上方的班号。",
        ),
        Column(
            "number", "工作人员编号", required=True, max_length=8, example="10000001",
            help="八位编号。",
        ),
        Column("name", "姓名", required=True, max_length=60, example="李青", help="用于核对。"),
    )  # fmt: skip
    words = {
        "class_unknown": _("没有这个班号，或者该班不能再列入人员。"),
        "person_unknown": _("没有这个编号，或者不在您的管辖范围内。"),
        "name_differs": _("编号与姓名不符，请核对。"),
        "repeated": _("与第 %(row)s 行重复。"),
        "withdrawn": _("此人此前已移出该班名单，请在培训班页面重新列入。"),
        "outside_audience": _("此人不在该班参训范围内。"),
        "full": _("该班名额不足，还可列入 %(free)s 人。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        return judge_roster(rows, self.columns, facts_for(rows, rights_of(actor_id, now)))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        rights = rights_of(actor_id, now)
        actor = Person.objects.get(pk=actor_id)
        classes = {c.number: c for c in _classes(rights)}
        persons = _persons(rows, rights)
        by_class: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_class[row.get("class")].append(row)
        made = []
        for number, wanted in by_class.items():
            try:
                chosen = [persons[row.get("number")] for row in wanted]
                enrolled = actions.enrol(classes[number], chosen, actor=actor, now=now)
            except (KeyError, actions.Refused) as refused:
                raise ChangedMeanwhile from refused
            keys = {row.person_id: row.pk for row in enrolled}
            if len(keys) != len(wanted):
                raise ChangedMeanwhile
            made += [Made(row.n, str(keys[p.pk])) for row, p in zip(wanted, chosen, strict=True)]
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        actor = Person.objects.get(pk=actor_id)
        rows, rights = _enrolments(keys), rights_of(actor_id, now)
        if not all(rights.covers(row.person.agency.path, Role.COORDINATOR) for row in rows):
            raise Used(gettext("部分人员已不在您的管辖范围内"))
        try:
            for row in rows:
                actions.take_back(row, actor=actor, now=now)
        except actions.Refused as used:
            raise Used(used.about) from used

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        return {
            str(row.pk): gettext("%(name)s，%(title)s")
            % {"name": row.person.name, "title": row.training_class.title}
            for row in _enrolments(keys)
        }


def facts_for(rows: Sequence[Row], rights: Rights) -> RosterFacts:
    """What the rows are judged by, in a number of queries that grows with the file by 500s."""
    classes = {c.number: c for c in _classes(rights)}
    persons = _persons(rows, rights)
    standing = Enrolment.objects.standing().filter(
        training_class__in=[c.pk for c in classes.values()]
    )
    enrolled: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, person_id, number in standing.values_list("pk", "person_id", "training_class__number"):
        enrolled[person_id][number] = str(pk)
    gone = Enrolment.objects.filter(
        pk__in=[int(row.known_key) for row in rows if row.known_key][:BATCH],
        withdrawn_at__isnull=False,
    )
    return RosterFacts(
        classes={
            number: OpenRoster(c.meant_for, c.capacity - c.enrolled)  # type: ignore[attr-defined]
            for number, c in classes.items()
        },
        persons={
            number: Somebody(p.name, p.agency.path, enrolled[p.pk]) for number, p in persons.items()
        },
        withdrawn=frozenset(str(pk) for pk in gone.values_list("pk", flat=True)),
    )


def _classes(rights: Rights) -> list[TrainingClass]:
    """Classes whose rosters the importer may still fill."""
    rows = TrainingClass.objects.visible_to(rights, Role.COORDINATOR).with_numbers()
    rows = rows.filter(state__in=[ClassState.PLANNED, ClassState.OPEN])
    return list(rows.select_related("audience"))


def _persons(rows: Sequence[Row], rights: Rights) -> dict[str, Person]:
    """The persons of the importer's subtrees that the rows name, by staff number."""
    numbers = sorted({row.get("number") for row in rows})
    scope = within(rights.paths(Role.COORDINATOR), "agency__path")
    found: dict[str, Person] = {}
    for start in range(0, len(numbers), BATCH):
        part = Q(staff_number__in=numbers[start : start + BATCH])
        for person in Person.objects.filter(scope, part).select_related("agency"):
            found[person.staff_number] = person
    return found


def _enrolments(keys: Sequence[str]) -> list[Enrolment]:
    rows = Enrolment.objects.select_related("person__agency", "training_class")
    found: list[Enrolment] = []
    for start in range(0, len(keys), BATCH):
        found += rows.filter(pk__in=[int(key) for key in keys[start : start + BATCH]])
    return found
