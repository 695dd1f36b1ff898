"""What auditors, and who runs the site, look at first: the journal grows and is sealed daily."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.models import Seal
from mingfa.auditing.access import engagements_for, entries_for
from mingfa.desk.task import Fact, Reader, Task, page
from mingfa.models import Engagement

AT_MOST = 20  # engagements on the desk; the list holds the rest


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


def engagements(reader: Reader) -> list[Task]:
    """One's own engagements that hold today: what they open, until when."""
    rows = Engagement.objects.in_force(reader.today).filter(auditor=reader.person)
    return [
        Task(
            what=_("监督任务：%(purpose)s") % {"purpose": row.purpose},
            detail=_("%(agency)s，至 %(day)s 止。")
            % {"agency": row.agency.name, "day": date_format(row.valid_to, "Y-m-d")},
            button=_("查阅明细"),
            url=page("audits:engagement", row.ref),
        )
        for row in rows.select_related("agency").order_by("valid_to")[:AT_MOST]
    ]


def facts(reader: Reader) -> list[Fact]:
    """How much the journal grew today within one's scope."""
    midnight = timezone.make_aware(datetime.combine(reader.today, time.min))
    today = entries_for(reader.rights).filter(at__gte=midnight).count()
    value = _("%(count)d 条") % {"count": today}
    return [Fact(_("今日日志"), value, page("journal:entries"))]


def granted(reader: Reader) -> list[Fact]:
    """How many engagements hold within the legal-affairs office's scope; there they are granted."""
    count = engagements_for(reader.rights).in_force(reader.today).count()
    return [Fact(_("监督任务"), _("%(count)d 项") % {"count": count}, page("audits:engagements"))]


def sealed(reader: Reader) -> list[Fact]:
    """When the journal was sealed last."""
    newest = Seal.objects.order_by("-n").first()
    value = date_format(newest.day, "Y-m-d") if newest else _("尚未封存")
    return [Fact(_("最近封存"), value, page("journal:seals"))]
