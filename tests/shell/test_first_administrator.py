"""An empty site gets its first administrator by one command, and never a second that way."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from people import actions
from people.models import Assignment
from people.rules import Role

WORDS = ("first_administrator", "--city", "云泽市", "--code", "0001", "--name", "系一")


def test_the_first_administrator_gets_in_with_the_printed_code(db, capsys):
    call_command(*WORDS)
    said = capsys.readouterr().out
    number = re.search(r"工作人员编号 (\d{8})", said)[1]
    code = re.search(r"激活码 (\S+)", said)[1]
    user = actions.activate(number, code, "青山-绿水-0731", now=timezone.now())
    (held,) = Assignment.objects.filter(person=user.person)
    assert held.role == Role.SYSTEM_ADMIN
    assert held.agency.is_root()


def test_where_somebody_administers_already_nobody_is_added(cast):
    before = Assignment.objects.count()
    with pytest.raises(CommandError, match="已有系统管理员"):
        call_command(*WORDS)
    assert Assignment.objects.count() == before
