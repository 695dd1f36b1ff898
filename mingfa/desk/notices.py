"""What the reader has been told and has not read yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, page
from notices.models import Notice


def facts(reader: Reader) -> list[Fact]:
    """How many notices are unread; nothing where there is none."""
    unread = Notice.objects.of(reader.person).unread().count()
    if not unread:
        return []
    value = _("%(n)d 条") % {"n": unread}
    return [Fact(_("未读消息"), value, page("notices:notices") + "?state=unread")]
