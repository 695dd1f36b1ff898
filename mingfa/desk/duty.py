"""Who may enforce: one's own verdict, posts held without right, checks made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, page
from people.models import Post, within
from people.rules import Role
from qualifications.actions import answers_about, midnight
from qualifications.models import Certificate, Check, OutcomeChoice, held_without_right
from qualifications.rules.checking import Purpose, Question, outcome_of
from qualifications.rules.matter import DUTY_CERTIFICATES

WATCHERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)


def own_verdict(reader: Reader) -> list[Fact]:
    """Whether one may enforce today; the page behind it says why."""
    me, question = reader.person.pk, Question(Purpose.OTHER, "", reader.today)
    outcome = outcome_of(answers_about([me], question, now=reader.now)[me])
    said = str(OutcomeChoice(outcome).label)
    return [Fact(_("今天能否上岗"), said, page("qualifications:mine"))]


def own_certificate(reader: Reader) -> list[Fact]:
    """Until when one's certificate for duty is valid; of several the one that lasts longest."""
    rows = Certificate.objects.filter(person=reader.person, kind__in=sorted(DUTY_CERTIFICATES))
    valid: Any = rows.valid_on(reader.today).with_terms()
    ends = [row.terms_valid_to for row in valid]
    last = max(ends, key=lambda day: day or date.max, default=reader.today - timedelta(days=1))
    if last is None:
        value = _("长期有效")
    elif last < reader.today:
        value = _("没有有效证件")
    else:
        value = _("至 %(day)s") % {"day": last.isoformat()}
    return [Fact(_("执法证件"), value, page("qualifications:mine"))]


def without_right(reader: Reader) -> list[Fact]:
    """How many posts of one's subtree are held by who may not enforce today."""
    posts = Post.objects.filter(within(reader.rights.paths(*WATCHERS), "agency__path"))
    count = held_without_right(posts, reader.today).count()
    value = _("%(count)d 个") % {"count": count}
    return [Fact(_("无权上岗的岗位"), value, page("qualifications:without_right"))]


def own_checks(reader: Reader) -> list[Fact]:
    """How many persons one has checked today, and of how many the answer was no this month."""
    mine, checks = Check.objects.of_asker(reader.person.pk), page("qualifications:checks")
    today = mine.filter(asked_at__gte=midnight(reader.now)).count()
    first = reader.today.replace(day=1)
    refused = mine.filter(asked_at__date__gte=first, outcome=OutcomeChoice.NO).count()
    people = _("%(count)d 人次")
    no = f"?outcome={OutcomeChoice.NO.value}&since={first.isoformat()}"
    return [
        Fact(
            _("今天的核验"), people % {"count": today}, f"{checks}?since={reader.today.isoformat()}"
        ),
        Fact(_("本月不能上岗"), people % {"count": refused}, checks + no),
    ]
