"""What one's own imports wait for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exchange.models import Import, StateChoice
from mingfa.desk.task import Reader, Task, page

AT_MOST = 20  # the list of imports holds the rest


def of_importer(reader: Reader) -> list[Task]:
    """Files that were read and wait to be checked and committed."""
    rows = Import.objects.of(reader.person.pk).filter(state=StateChoice.PREVIEWED)
    return [
        Task(
            what=_("核对导入：%(file)s") % {"file": row.file_name},
            detail=_("共 %(count)d 行，核对并补正后登记。") % {"count": row.total},
            button=_("去核对"),
            url=page("imports:show", row.ref),
        )
        for row in rows[:AT_MOST]
    ]
