"""Who acts together in a case, who advises on it, and who reviews it: panels, the reconsideration
committee, legal reviewers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mingfa.demo.city import City
from mingfa.demo.stories import Story
from people.models import Post
from qualifications import actions
from qualifications.actions import Claim, Grounds
from qualifications.actions.panels import Case
from qualifications.models import Application
from qualifications.rules.applying import Stage
from qualifications.rules.deeds import Decision
from qualifications.rules.panels import Procedure, Seat

DAY = timedelta(days=1)
ORGAN = "云泽市司法局"
BASIS = "行政处罚法第五十八条"
REVIEWERS, OF = 24, 80  # at most so many; one to so many persons
COMMITTEE = (
    ("贺正言", "government", "市司法局 副局长"),
    ("陆明德", "expert", "云海省律师协会 律师"),
    ("方知行", "scholar", "云海大学法学院 教授"),
)


def panels(city: City) -> Story:
    """The committee is named in spring; reviewers apply in summer and are qualified a week later;
    of late two panels are checked."""
    spring = city.span.at(0.3)
    yield spring
    _committee(city, spring)
    summer = city.span.at(0.6)
    yield summer
    filed = _apply(city, summer)
    yield summer + 7 * DAY
    _grant(city, filed, summer + 7 * DAY)
    late = city.span.at(0.98)
    yield late
    _panels(city, late)


def _committee(city: City, now: datetime) -> None:
    office, day = city.staff["legal_affairs"], timezone.localdate(now)
    document = f"云政函〔{day.year}〕11号"
    for name, sector, organ in COMMITTEE:
        terms = {
            "name": name, "sector": sector, "organ": organ, "document": document,
            "valid_from": day, "valid_to": day + 3 * 365 * DAY,
        }  # fmt: skip
        member = actions.add_committee_member(terms, actor=office, now=now)
    actions.record_opinion(
        member, f"云政复〔{day.year}〕3号", day, "建议撤销原处罚决定。", actor=office, now=now
    )


def _apply(city: City, now: datetime) -> list[Application]:
    """Those who review beside their duties bring their licence, and their units apply."""
    office, unit = city.staff["legal_affairs"], city.staff["coordinator"]
    day = timezone.localdate(now)
    rows = Post.objects.in_force(day).filter(kind="legal", is_main=False)
    by_unit = {post.agency_id: post for post in rows.select_related("person").order_by("-pk")}
    last = day + 5 * DAY
    grounds = Grounds(ORGAN, BASIS, "原件核对无误", day)
    filed, some = [], min(REVIEWERS, 1 + len(city.officers) // OF)
    for n, post in enumerate(list(by_unit.values())[:some], start=1):
        licence = {
            "kind": "licence", "of_kind": "", "number": f"A2019{n:07d}", "issuer": "司法部",
            "valid_from": day - 900 * DAY,
        }  # fmt: skip
        actions.add_credential(post.person, licence, reason="核对原件", actor=office, now=now)
        made = actions.file_application(
            post.person, Claim(kind="legal_review"), grounds, actor=unit, now=now
        )
        for stage in (Stage.VERIFIED, Stage.TRAINED):
            actions.advance(made, stage, grounds, actor=office, now=now)
        public = Grounds(ORGAN, BASIS, "公示", day, "公示第8号", last)
        actions.advance(made, Stage.PUBLICISED, public, actor=office, now=now)
        filed.append(made)
    return filed


def _grant(city: City, filed: list[Application], now: datetime) -> None:
    day = timezone.localdate(now)
    decision = Decision(ORGAN, f"云司〔{day.year}〕21号", BASIS, "公示无异议", day, day)
    for made in filed:
        actions.grant_application(made, decision, actor=city.staff["legal_affairs"], now=now)


def _panels(city: City, now: datetime) -> None:
    """Two officers of one domain may act together; with somebody who has no certificate they may
    not, and the answer says why."""
    office, day = city.staff["legal_affairs"], timezone.localdate(now)
    domain = city.hero.domains[0]
    mates = [o for o in city.enforcers(day) if domain in o.domains]
    able = [o.person for o in mates if o.is_certified][:2]
    unable = [o.person for o in mates if not o.is_certified][:1]
    for n, panel in enumerate((able, [*able[:1], *unable]), start=1):
        case = Case(Procedure.PENALTY, f"云罚立〔{day.year}〕{n:02d}号", day, domain)
        seats = [(person, Seat.HANDLER) for person in panel]
        actions.check_panel(case, seats, [], actor=office, now=now)
