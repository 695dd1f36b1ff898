"""Dossiers compiled from the ledgers: hours, exams, qualifications, certificates, duty answers.

Each line says where it comes from and of which day it is. The words are Chinese whoever reads: what
is printed and hashed must not depend on the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appointments.models.cases import Case
from appointments.rules.lines import Line, stored
from exams.models import Candidate
from exams.models.overview import Outcome, with_outcome
from people.models import Person, Post
from qualifications.models import (
    Certificate,
    Conduct,
    DutySuspension,
    Qualification,
    StateChoice,
    facts_of,
    years_of,
)
from qualifications.rules.checking import Purpose, Question, asked, worst_first
from qualifications.wording import sentence_of_domain
from training.models import Attendance, LedgerEntry, MarkChoice, with_hours

YEARS = 3  # how far back hours and exams are told; house default
PRINTED = "zh-hans"


def marks_in_words(hundredths: int) -> str:
    """Marks or 学时 as they are printed: 72, 72.5."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def lines_of_case(case: Case, as_of: date, *, now: datetime) -> list[dict[str, str]]:
    """The dossier of a case's candidate as of a day, as known now: ledgers and stated facts."""
    with translation.override(PRINTED):
        lines = list(_stated(case, as_of))
        if case.person is not None:
            lines += _of_person(case.person, as_of, now)
    return stored(lines)


def lines_of_person(person: Person, year: int, *, now: datetime) -> list[dict[str, str]]:
    """The appraisal of an officer for a year: what the ledgers hold of it."""
    end = min(date(year, 12, 31), timezone.localdate(now))
    with translation.override(PRINTED):
        lines = [
            *_posts(person, end),
            *_hours(person, end, 1),
            *_rank(person, end),
            *_exams(person, end, 1),
            *_certificates(person, end),
            *_suspensions(person, end),
            *_missed(person, end, 1),
            *_conduct(person, end, 1),
        ]
    return stored(lines)


def _of_person(person: Person, as_of: date, now: datetime) -> Iterator[Line]:
    yield from _posts(person, as_of)
    yield from _hours(person, as_of, YEARS)
    yield from _exams(person, as_of, YEARS)
    yield from _qualifications(person, as_of)
    yield from _certificates(person, as_of)
    yield from _suspensions(person, as_of)
    yield from _duty(person, as_of, now)
    yield from _missed(person, as_of, YEARS)
    yield from _conduct(person, as_of, YEARS)


def _stated(case: Case, as_of: date) -> Iterator[Line]:
    for row in case.stated_lines.filter(day__lte=as_of):
        yield Line(row.topic, row.day.isoformat(), row.text, row.source)


def _posts(person: Person, as_of: date) -> Iterator[Line]:
    rows = Post.objects.current().filter(person=person, valid_from__lte=as_of)
    for row in rows.select_related("agency"):
        words = f"{row.agency.name} {row.title}（{row.get_kind_display()}）"
        if row.valid_to and row.valid_to <= as_of:
            words += _("，至 %(day)s") % {"day": row.valid_to.isoformat()}
        source = _("人员登记 %(n)d") % {"n": row.pk}
        yield Line(_("岗位"), row.valid_from.isoformat(), words, source)


def _hours(person: Person, as_of: date, years: int) -> Iterator[Line]:
    for year in range(as_of.year - years + 1, as_of.year + 1):
        end = min(as_of, date(year, 12, 31))
        rows = LedgerEntry.objects.filter(person=person, year=year, day__lte=end)
        known = with_hours(Person.objects.filter(pk=person.pk), end).get()
        last = rows.aggregate(day=Max("day"))["day"] or end
        newest = rows.order_by("-id").values_list("ref", flat=True).first()
        words = _("%(year)d 年度 %(credit)s 学时，其中集中培训 %(days)s 天") % {
            "year": year,
            "credit": marks_in_words(known.credit),  # type: ignore[attr-defined]  # annotated
            "days": marks_in_words(known.days),  # type: ignore[attr-defined]  # annotated
        }
        source = _("学时台账 %(n)d 条") % {"n": rows.count()}
        if newest:
            source += _("，末条编号 %(ref)s") % {"ref": newest}
        yield Line(_("学时"), last.isoformat(), words, source)


def _rank(person: Person, as_of: date) -> Iterator[Line]:
    """The place in the unit by the year's hours; equals share the better place."""
    unit = Person.objects.known_by_name().filter(agency=person.agency_id).at_work_on(as_of)
    earned = {row.pk: row.credit for row in with_hours(unit, as_of)}  # type: ignore[attr-defined]
    if person.pk in earned:
        better = sum(credit > earned[person.pk] for credit in earned.values())
        words = _("本单位在岗 %(all)d 人中按学时列第 %(place)d 名") % {
            "all": len(earned),
            "place": better + 1,
        }
        yield Line(_("学时名次"), as_of.isoformat(), words, _("学时台账"))


def _exams(person: Person, as_of: date, years: int) -> Iterator[Line]:
    rows = Candidate.objects.filter(
        person=person,
        session__publication__isnull=False,
        session__opens_at__year__gt=as_of.year - years,
    )
    for row in with_outcome(rows).select_related("session__exam"):
        day = timezone.localdate(row.session.opens_at)
        if day > as_of:
            continue
        words = f"{row.session.exam.title} {Outcome(row.outcome).label}"  # type: ignore[attr-defined]
        if row.total is not None:  # type: ignore[attr-defined]  # by `with_outcome`
            words += _("，%(total)s 分") % {"total": marks_in_words(row.total)}  # type: ignore[attr-defined]
        yield Line(_("考试"), day.isoformat(), words, _("准考证 %(n)s") % {"n": row.number})


def _qualifications(person: Person, as_of: date) -> Iterator[Line]:
    for row in Qualification.objects.in_force(as_of).filter(person=person):
        words = f"{'、'.join(row.domains)}（{row.get_source_display()}）"
        yield Line(_("执法资格"), row.valid_from.isoformat(), words, f"{row.organ} {row.document}")


def _certificates(person: Person, as_of: date) -> Iterator[Line]:
    rows = Certificate.objects.filter(person=person).with_state(as_of).with_terms()
    known: Any = rows.select_related("issuer")  # annotated
    for row in known:
        words = f"{row.number} {StateChoice(row.state_on).label}"
        day = row.terms_valid_from or as_of
        yield Line(_("执法证件"), day.isoformat(), words, row.issuer.name)


def _suspensions(person: Person, as_of: date) -> Iterator[Line]:
    rows = DutySuspension.objects.current().filter(person=person, valid_from__lte=as_of)
    for row in rows:
        yield Line(
            _("停止执法"), row.valid_from.isoformat(), row.reason, f"{row.organ} {row.document}"
        )


def _duty(person: Person, as_of: date, now: datetime) -> Iterator[Line]:
    facts = facts_of([person.pk], years=years_of([person.pk], as_of))[person.pk]
    question = Question(Purpose.APPOINTMENT, "", as_of)
    for answer in worst_first(asked(facts, question, now)):
        yield Line(_("上岗核验"), as_of.isoformat(), sentence_of_domain(answer), _("本市登记"))


def _missed(person: Person, as_of: date, years: int) -> Iterator[Line]:
    """Half-days of training classes that the person was absent from, or on leave."""
    rows = Attendance.objects.current().filter(
        person=person,
        mark__in=[MarkChoice.ABSENT, MarkChoice.LEAVE],
        session__starts_at__year__gt=as_of.year - years,
        session__starts_at__lte=_end_of(as_of),
    )
    for row in rows.select_related("session__training_class"):
        day = timezone.localdate(row.session.starts_at)
        held = row.session.training_class
        words = f"{row.session.topic} {row.get_mark_display()}"
        yield Line(
            _("缺训"),
            day.isoformat(),
            words,
            _("%(title)s，点名记录 %(n)d") % {"title": held.title, "n": row.pk},
        )


def _conduct(person: Person, as_of: date, years: int) -> Iterator[Line]:
    """The entries of the conduct record that count: confirmed, and not objected to."""
    rows = Conduct.objects.confirmed().filter(
        person=person, day__lte=as_of, day__year__gt=as_of.year - years
    )
    for row in rows:
        words = " ".join(word for word in (row.text, row.get_effect_display()) if word)
        if row.score is not None:
            words += _("，%(total)s 分") % {"total": row.marks}
        source = f"{row.organ} {row.document}"
        yield Line(str(row.get_kind_display()), row.day.isoformat(), words, source)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
