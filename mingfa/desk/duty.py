"""Who may enforce: one's own verdict, posts held without right, checks made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, page
from people.models import Post, within
from people.rules import Role
from qualifications.actions import answers_about, midnight
from qualifications.models import Check, OutcomeChoice, held_without_right
from qualifications.rules.checking import Purpose, Question, outcome_of

WATCHERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)


def own_verdict(reader: Reader) -> list[Fact]:
    """Whether one may enforce today; the page behind it says why."""
    me, question = reader.person.pk, Question(Purpose.OTHER, "", reader.today)
    outcome = outcome_of(answers_about([me], question, now=reader.now)[me])
    said = str(OutcomeChoice(outcome).label)
    return [Fact(_("今天能否上岗"), said, page("qualifications:mine"))]


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
