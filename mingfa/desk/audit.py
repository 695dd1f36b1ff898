"""What the auditor looks at first."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from journal.models import Entry, Stream
from mingfa.desk.task import Fact, Reader, page


def facts(reader: Reader) -> list[Fact]:
    """How much the journal grew today, and how many chains it has."""
    midnight = timezone.make_aware(datetime.combine(reader.today, time.min))
    today = Entry.objects.filter(at__gte=midnight).count()
    return [
        Fact(_("今日日志"), _("%(count)d 条") % {"count": today}, page("journal:entries")),
        Fact(_("日志链"), _("%(count)d 条") % {"count": Stream.objects.count()}),
    ]
