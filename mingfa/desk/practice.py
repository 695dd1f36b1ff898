"""A quiet way to practice, with what comes from the wrong-question book today."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingfa.desk.task import Fact, Reader, page
from practice.models import Card, book_on


def facts(reader: Reader) -> list[Fact]:
    """How many missed questions may be gone over today; none of it is a duty."""
    due = Card.objects.due(book_on(reader.person, reader.today)).count()
    value = _("今天可复习 %(count)d 题") % {"count": due} if due else _("自愿参加")
    return [Fact(_("练习"), value, page("practice:practice"))]
