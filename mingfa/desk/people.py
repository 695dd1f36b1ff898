"""What those who look after persons and accounts have to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, Task, page
from people.models import AccountState, Person
from people.rules import Role

KEEPERS = (Role.COORDINATOR, Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN)


def of_keepers(reader: Reader) -> list[Task]:
    """Accounts within one's scope that nobody has set up yet."""
    waiting = (
        Person.objects.visible_to(reader.rights, *KEEPERS)
        .in_account_state(AccountState.PENDING)
        .count()
    )
    if not waiting:
        return []
    return [
        Task(
            what=_("发放激活单 %(count)d 份") % {"count": waiting},
            detail=_("这些人员的账号尚未启用，凭激活单设置密码后才能登录。"),
            button=_("去发放"),
            url=page("people:persons") + f"?account={AccountState.PENDING}",
        )
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many persons one looks after."""
    count = Person.objects.visible_to(reader.rights, *KEEPERS).count()
    return [Fact(_("管辖人员"), _("%(count)d 人") % {"count": count}, page("people:persons"))]
