"""`manage.py first_administrator`: the city, and the person who lets everybody else in."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from people import actions
from people.models import Agency, AgencyKind, Assignment, PostKind
from people.rules import Details, Entrant, PostTerms, Role, RoleTerms


class Command(BaseCommand):
    help = "Enter the city and its first system administrator; once, on an empty site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--city", required=True, help="the city's name, 某某市")
        parser.add_argument("--code", required=True, help="the city's code in the agency tree")
        parser.add_argument("--name", required=True, help="the administrator's name")

    def handle(self, *, city: str, code: str, name: str, **options: Any) -> None:
        if Assignment.objects.filter(role=Role.SYSTEM_ADMIN.value).exists():
            raise CommandError("there is a system administrator already: 已有系统管理员。")
        if Agency.objects.exists():
            raise CommandError("there are agencies already: 已有单位。")
        slip = begin_site(city=city, code=code, name=name, now=timezone.now())
        self.stdout.write(
            f"工作人员编号 {slip.person.staff_number}\n激活码 {slip.code}\n"
            f"有效期至 {timezone.localtime(slip.expires_at):%Y-%m-%d %H:%M}"
        )


@transaction.atomic
def begin_site(*, city: str, code: str, name: str, now: datetime) -> actions.Slip:
    """The city's agency, its administrator, and the slip by which the administrator gets in."""
    today = timezone.localdate(now)
    agency = actions.add_agency(
        parent=None, code=code, name=city, kind=AgencyKind.CITY, actor=None, now=now
    )
    post = PostTerms(title="系统管理员", valid_from=today, kind=PostKind.OTHER)
    person = actions.add_person(agency, Entrant(Details(name), post), actor=None, now=now)
    terms = RoleTerms(Role.SYSTEM_ADMIN, today, reason="首任系统管理员")
    actions.grant_role(person, agency, terms, by=None, now=now)
    (slip,) = actions.issue_codes([person], by=None, now=now)
    return slip
