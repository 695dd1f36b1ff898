"""What auditors, and who runs the site, look at first: the journal grows and is sealed daily."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.models import Seal
from mingfa.auditing.access import entries_for
from mingfa.desk.task import Fact, Reader, Task, page


def late_seal(reader: Reader) -> list[Task]:
    """That the newest seal is older than yesterday: nobody could tell what changed since."""
    newest = Seal.objects.order_by("-n").first()
    if newest is None or newest.day >= reader.today - timedelta(days=1):
        return []
    return [
        Task(
            what=_("核对日志封存"),
            detail=_("最近一次封存是 %(day)s，日志应当每日封存。")
            % {"day": date_format(newest.day, "Y-m-d")},
            button=_("查看封存记录"),
            url=page("journal:seals"),
            urgent=True,
        )
    ]


def facts(reader: Reader) -> list[Fact]:
    """How much the journal grew today within one's scope."""
    midnight = timezone.make_aware(datetime.combine(reader.today, time.min))
    today = entries_for(reader.rights).filter(at__gte=midnight).count()
    value = _("%(count)d 条") % {"count": today}
    return [Fact(_("今日日志"), value, page("journal:entries"))]


def sealed(reader: Reader) -> list[Fact]:
    """When the journal was sealed last."""
    newest = Seal.objects.order_by("-n").first()
    value = date_format(newest.day, "Y-m-d") if newest else _("尚未封存")
    return [Fact(_("最近封存"), value, page("journal:seals"))]
