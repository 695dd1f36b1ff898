"""The check for a list of names, as before an appointment: one table, to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appointments import access
from appointments.actions import Refused
from appointments.actions.checking import check_names
from appointments.forms.testing import NamesForm
from appointments.models import Case, marks_in_words
from appointments.wording import refusal_words
from exams.models import Candidate
from exams.models.overview import Outcome, with_outcome
from exchange.deeds import typed
from people.access import require
from people.http import PersonRequest
from people.models import Person
from people.rules import Role
from qualifications.models import Check, Found, OutcomeChoice, RecordsBegin, RecordSource, find
from qualifications.rules.checking import Outcome as Checked
from qualifications.rules.checking import sought
from qualifications.wording import sentence_of_domain
from training.models import with_hours

CHECKERS = (Role.PERSONNEL, Role.LEGAL_AFFAIRS)


@dataclass(frozen=True)
class Line:
    """One name of the list with everything that is known. `person` is None for one unknown."""

    typed: str
    person: Person | None
    post: str
    check: Check
    answers: list[str]
    hours: str
    exam: str

    @property
    def outcome(self) -> str:
        return str(OutcomeChoice(self.check.outcome).label)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_check(request: PersonRequest) -> HttpResponse:
    """Check a list. What was typed is kept nowhere: the table is for now and for paper."""
    require(request.rights, *CHECKERS)
    mine = access.own_cases(request.rights).filter(state="open", person__isnull=False)
    form = NamesForm(**typed(request), cases=mine, initial={"day": timezone.localdate()})
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appointments/list_check.html", {"form": form}, status=status)
    values = form.cleaned_data
    question = form.question()
    names, found = _found(request, values["lines"], list(values["cases"]))
    try:
        made = check_names(
            found,
            question,
            typed=bool(values["lines"]),
            actor=request.person,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, refusal_words(refused.reason))
        return render(request, "appointments/list_check.html", {"form": form}, status=409)
    lines = _lines(names, found, made, question.day)
    context = {
        "lines": [line for line in lines if line.person],
        "unknown": [line for line in lines if line.person is None],
        "able": sum(line.check.outcome == Checked.YES for line in lines),
        "question": question,
        "purpose": made[0].get_purpose_display(),
        "sources": _sources(),
        "now": timezone.now(),
    }
    return render(request, "appointments/list_checked.html", context)


def _found(
    request: PersonRequest, lines: list[str], cases: list[Case]
) -> tuple[list[str], list[Found]]:
    """Whom the lines name within one's subtree; the candidates of one's cases are known."""
    persons = Person.objects.governed_by(request.rights, *CHECKERS)
    found = find(persons, [sought(line) for line in lines])
    theirs = [case.person for case in cases if case.person is not None]
    known = {one.person.pk for one in found if one.person}
    extra = [person for person in theirs if person.pk not in known]
    return [*lines, *(p.name for p in extra)], [*found, *(Found((p,)) for p in extra)]


def _lines(names: list[str], found: list[Found], made: list[Check], day: date) -> list[Line]:
    pks = [one.person.pk for one in found if one.person]
    rows: Any = with_hours(Person.objects.filter(pk__in=pks), day).with_main_post(day)
    known = {row.pk: row for row in rows.select_related("agency")}
    exams = _last_exams(pks, day)
    lines = []
    for text, one, check in zip(names, found, made, strict=True):
        row = known.get(one.person.pk) if one.person else None
        lines.append(
            Line(
                typed=text,
                person=row,
                post=f"{row.agency.name} {row.post_title or ''}".strip() if row else "",
                check=check,
                answers=[sentence_of_domain(answer) for answer in check.said()],
                hours=marks_in_words(row.credit) if row else "",
                exam=exams.get(row.pk, "") if row else "",
            )
        )
    return lines


def _last_exams(pks: list[int], day: date) -> dict[int, str]:
    """The last published exam of each, with what came of it. One query."""
    rows: Any = Candidate.objects.filter(
        person__in=pks, session__publication__isnull=False, session__opens_at__date__lte=day
    )
    found = {}
    for row in with_outcome(rows).select_related("session__exam").order_by("session__opens_at"):
        sat = timezone.localdate(row.session.opens_at)
        label = Outcome(row.outcome).label  # type: ignore[attr-defined]  # annotated
        found[row.person_id] = f"{sat:%Y-%m-%d} {row.session.exam.title} {label}"
    return found


def _sources() -> list[tuple[str, str, str]]:
    """Each source: from which day it is complete, and when it was declared so."""
    rows = RecordsBegin.objects.current().values("source")
    known = {
        row["source"]: (row["day"], row["at"])
        for row in rows.annotate(day=Min("valid_from"), at=Max("recorded_at"))
    }
    found = []
    for source, label in RecordSource.choices:
        day, at = known.get(source, (None, None))
        begins = _("自 %(day)s 起完整") % {"day": day.isoformat()} if day else _("未设定登记起点")
        declared = f"{timezone.localtime(at):%Y-%m-%d}" if at else ""
        found.append((str(label), begins, declared))
    return found
