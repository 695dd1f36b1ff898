"""The entries that the auditor sees, as a spreadsheet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.sheets import write_table
from journal.models import EntryQuerySet
from mingfa.auditing.lists import Names
from mingfa.auditing.words import act_in_words, subject_in_words

LIMIT = 5_000  # rows of one export, about two seconds; more are asked for in parts


def write_entries(entries: EntryQuerySet, *, note: str) -> bytes:
    """All entries given, newest first, with the hashes that prove them."""
    rows = list(entries.select_related("stream").newest_first()[:LIMIT])
    names = Names.of(rows)
    headers = [
        _("时间"),
        _("行为"),
        _("行为代号"),
        _("对象"),
        _("对象代号"),
        _("行为人"),
        _("单位"),
        _("链"),
        _("序号"),
        _("前条散列"),
        _("散列"),
    ]
    lines = (
        [
            timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
            act_in_words(entry.act),
            entry.act,
            subject_in_words(entry.subject),
            entry.subject,
            names.actor(entry),
            names.agency(entry),
            entry.stream.name,
            entry.n,
            entry.previous,
            entry.hash,
        ]
        for entry in rows
    )
    return write_table(_("审计日志"), headers, lines, note=note)
