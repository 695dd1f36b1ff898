"""What candidates are told of: the words of the exam room's notices."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTICES: dict[str, tuple[Promise, Promise]] = {
    "exams.misconduct": (
        _("考试违纪处理有新的进展"),
        _("“%(exam)s”的违纪处理有新的告知或者决定，请查阅并在期限内陈述申辩或者申请复核。"),
    ),
    "exams.result_rekeyed": (
        _("成绩有变更"),
        _("“%(exam)s”的试题答案或者评分要点经两人签署变更，您的成绩随之变更。原成绩留存，请查阅。"),
    ),
    "exams.result_remarked": (
        _("成绩有变更"),
        _("您在“%(exam)s”中的作答经异议由他人重新评阅，成绩随之变更。原成绩留存，请查阅。"),
    ),
    "exams.objection_answered": (
        _("成绩异议已答复"),
        _("您对“%(exam)s”提出的异议已经答复，请查阅结论和理由。"),
    ),
}
