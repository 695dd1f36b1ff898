"""What the legal-affairs office has to do about the law texts."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mingfa.desk.task import Reader, Task, page
from statutes import access
from statutes.models import Amendment

MOST = 5  # further ones stand on the page of all amendments


def amendments(reader: Reader) -> list[Task]:
    """Maps of amendments that wait for confirmation, each with the day of its new text."""
    if not access.may_keep(reader.rights):
        return []
    rows = Amendment.objects.open().select_related("new__statute")
    return [_task(amendment, reader) for amendment in rows.order_by("new__effective_from")[:MOST]]


def _task(amendment: Amendment, reader: Reader) -> Task:
    day = amendment.new.effective_from
    facts = {"n": amendment.moves.undecided().count(), "day": date_format(day, "Y-m-d")}
    return Task(
        what=_("核对《%(title)s》的修订对照") % {"title": amendment.new.statute.title},
        detail=_("还有 %(n)d 条待核对，新版本 %(day)s 施行。") % facts,
        button=_("去核对"),
        url=page("statutes:amendment", str(amendment.pk)),
        urgent=day <= reader.today,
    )
