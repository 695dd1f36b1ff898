"""What candidates are told of: the words of the exam room's notices."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTICES: dict[str, tuple[Promise, Promise]] = {
    "exams.misconduct": (
        _("考试违纪处理有新的进展"),
        _("“%(exam)s”的违纪处理有新的告知或者决定，请查阅并在期限内陈述申辩或者申请复核。"),
    ),
}
