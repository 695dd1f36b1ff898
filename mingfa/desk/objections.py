"""Objections to exam results that wait for somebody, and answers that have come."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Attempt, KeyProposal, Objection, ResultChange, Signature
from exams.rules.conduct import Act
from exams.templatetags.exam_words import marks
from mingfa.desk.task import Reader, Task, page

NEWS = timedelta(days=30)  # house default: so long an answer stands among the tasks
AT_MOST = 5


def of_exam_officer(reader: Reader) -> list[Task]:
    """How many objections wait for a decision, and which changes of keys for a signature."""
    waiting = Objection.objects.visible_to(reader.rights).waiting().count()
    if not waiting:
        return _to_sign(reader)
    what = ngettext("%(n)d 项成绩异议待答复", "%(n)d 项成绩异议待答复", waiting) % {"n": waiting}
    return [_task(what, _("请核实后答复考生。")), *_to_sign(reader)]


def _to_sign(reader: Reader) -> list[Task]:
    """Changes of keys that one person has signed and that still may come in force."""
    rows = KeyProposal.objects.visible_to(reader.rights).waiting().select_related("exam")
    first = Signature.objects.filter(act=Act.REKEY).exclude(person=reader.person)
    rows = rows.filter(Exists(first.filter(subject=OuterRef("ref"))))
    return [
        Task(
            what=_("签署答案变更：%(exam)s") % {"exam": row.exam.title},
            detail=_("请核对试算结果，作为第二人签署。"),
            button=_("去办理"),
            url=page("exams:key_change", row.ref),
            urgent=True,
        )
        for row in rows[:AT_MOST]
    ]


def of_reviewer(reader: Reader) -> list[Task]:
    """How many objections to questions wait for advice."""
    waiting = Objection.objects.visible_to(reader.rights).unadvised().count()
    if not waiting:
        return []
    what = ngettext("%(n)d 项试题异议待提出审题意见", "%(n)d 项试题异议待提出审题意见", waiting) % {
        "n": waiting
    }
    return [_task(what, _("请对试题和答案提出意见，由考务员答复。"))]


def _task(what: str, detail: str) -> Task:
    url = page("exams:objections") + "?state=waiting"
    return Task(what=what, detail=detail, button=_("去办理"), url=url)


def of_officer(reader: Reader) -> list[Task]:
    """Answers to one's own objections, and other marks than before, of late."""
    since = reader.now - NEWS
    news = Q(objections__decided_at__gt=since) | Q(result_changes__at__gt=since)
    if not Attempt.objects.of(reader.person.pk).filter(news).exists():
        return []
    return [*_answered(reader), *_changed(reader)]


def _changed(reader: Reader) -> list[Task]:
    """Results of one's own in whose place another one came."""
    rows = ResultChange.objects.filter(
        attempt__person=reader.person, at__gt=reader.now - NEWS
    ).select_related("attempt__exam", "former", "present")
    return [
        Task(
            what=_("成绩有变更：%(exam)s") % {"exam": row.attempt.exam.title},
            detail=_("%(why)s，原成绩 %(former)s 分，现成绩 %(present)s 分。")
            % {
                "why": _why(row),
                "former": marks(row.former.total),
                "present": marks(row.present.total),
            },
            button=_("查看成绩"),
            url=page("exams:result", row.attempt.ref),
            at=row.at,
        )
        for row in rows.order_by("-at")[:AT_MOST]
    ]


def _why(change: ResultChange) -> str:
    """What brought another result."""
    is_rekeyed = change.present.key_version != change.former.key_version
    return _("试题答案或者评分要点经两人签署变更") if is_rekeyed else _("作答经异议重新评阅")


def _answered(reader: Reader) -> list[Task]:
    rows = Objection.objects.filter(
        attempt__person=reader.person, decided_at__gt=reader.now - NEWS
    ).select_related("attempt__exam")
    return [
        Task(
            what=_("异议已答复：%(exam)s") % {"exam": row.attempt.exam.title},
            detail=row.get_ruling_display(),
            button=_("查看答复"),
            url=page("exams:result", row.attempt.ref),
            at=row.decided_at,
        )
        for row in rows.order_by("-decided_at")[:AT_MOST]
    ]
