"""The import of a session's roster from a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.actions import planning
from exams.actions.signing import ActRefused
from exams.models import Candidate, ExamSession
from exams.rules.conduct import SessionState
from exams.rules.lists import Listed, RosterFacts, judge_roster
from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row
from people.models import Person, within
from people.rules import Rights, Role
from people.sheets.scope import rights_of

BATCH = 500


class ExamRosterImport(SheetKind):
    """Persons of the importer's subtrees, onto rosters that are not locked."""

    name = "exam_rosters"
    title = _("考生名单")
    summary = _("按场次编号和工作人员编号编入考生名单。已在名单中的不重复编入。")
    roles = frozenset({Role.EXAM_OFFICER.value})
    columns = (
        Column(
            "session", "场次编号", required=True, max_length=22, example="Yx3…",
            help="场次页面上方的场次编号。",
        ),
        Column(
            "number", "工作人员编号", required=True, max_length=8, example="10000001",
            help="八位编号。",
        ),
        Column("name", "姓名", required=True, max_length=60, example="李青", help="用于核对。"),
    )  # fmt: skip
    words = {
        "session_unknown": _("没有这个场次，或者名单已经锁定。"),
        "person_unknown": _("没有这个编号，或者不在您的管辖范围内，或者账号已停用。"),
        "name_differs": _("编号与姓名不符，请核对。"),
        "repeated": _("与第 %(row)s 行重复。"),
        "sits_elsewhere": _("此人已在本考试的其他场次。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        return judge_roster(rows, self.columns, _facts(rows, rights_of(actor_id, now)))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        rights, actor = rights_of(actor_id, now), Person.objects.get(pk=actor_id)
        sessions, persons = _sessions(rights), _persons(rows, rights)
        by_session: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_session[row.get("session")].append(row)
        made = []
        for ref, wanted in by_session.items():
            try:
                chosen = [persons[row.get("number")] for row in wanted]
                added = planning.enrol(sessions[ref], chosen, actor=actor, now=now)
            except (KeyError, ActRefused) as refused:
                raise ChangedMeanwhile from refused
            keys = {row.person_id: row.pk for row in added}
            if len(keys) != len(wanted):
                raise ChangedMeanwhile
            made += [Made(row.n, str(keys[p.pk])) for row, p in zip(wanted, chosen, strict=True)]
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        rights, actor = rights_of(actor_id, now), Person.objects.get(pk=actor_id)
        open_ones = _sessions(rights)
        for row in _candidates(keys):
            if row.session.ref not in open_ones:
                raise Used(gettext("名单已经锁定"))
            try:
                planning.withdraw(row, actor=actor, now=now)
            except ActRefused as refused:
                raise Used(gettext("名单已经锁定")) from refused

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        return {str(row.pk): f"{row.person.name}　{row.number}" for row in _candidates(keys)}


def _facts(rows: Sequence[Row], rights: Rights) -> RosterFacts:
    sessions = _sessions(rights)
    persons = _persons(rows, rights)
    exams: dict[int, set[str]] = defaultdict(set)
    for session in sessions.values():
        exams[session.exam_id].add(session.ref)
    sits: dict[int, dict[str, str]] = defaultdict(dict)
    elsewhere: dict[int, set[str]] = defaultdict(set)
    listed = Candidate.objects.filter(
        session__exam__in=exams, person__in=[person.pk for person in persons.values()]
    )
    for row in listed.select_related("session"):
        sits[row.person_id][row.session.ref] = str(row.pk)
        elsewhere[row.person_id] |= exams[row.session.exam_id] - {row.session.ref}
    return RosterFacts(
        frozenset(sessions),
        {
            number: Listed(person.name, sits[person.pk], frozenset(elsewhere[person.pk]))
            for number, person in persons.items()
        },
    )


def _sessions(rights: Rights) -> dict[str, ExamSession]:
    """Sessions whose rosters the importer may still fill, by ref."""
    rows = ExamSession.objects.visible_to(rights, Role.EXAM_OFFICER)
    rows = rows.filter(state=SessionState.PLANNED).select_related("exam")
    return {session.ref: session for session in rows}


def _persons(rows: Sequence[Row], rights: Rights) -> dict[str, Person]:
    """The persons of the importer's subtrees that the rows name, by staff number."""
    numbers = sorted({row.get("number") for row in rows})
    scope = within(rights.paths(Role.EXAM_OFFICER), "agency__path")
    found: dict[str, Person] = {}
    for start in range(0, len(numbers), BATCH):
        part = Q(staff_number__in=numbers[start : start + BATCH], user__is_active=True)
        for person in Person.objects.filter(scope, part):
            found[person.staff_number] = person
    return found


def _candidates(keys: Sequence[str]) -> list[Candidate]:
    rows = Candidate.objects.select_related("person", "session")
    found: list[Candidate] = []
    for start in range(0, len(keys), BATCH):
        found += rows.filter(pk__in=[int(key) for key in keys[start : start + BATCH]])
    return found
