"""The words of the exam room's notices, and of photos that are not taken in."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.rules.photographing import PhotoFault

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

PHOTOS_NAMED = _(
    "照片以工作人员编号命名，如 10000001.jpg；一次至多 %(n)s 张。有一张不符，全部不导入。"
)
PHOTO_FAULTS = {
    PhotoFault.NO_ARCHIVE: _("请上传 zip 文件，内含以工作人员编号命名的照片。"),
    PhotoFault.TOO_MANY: _("一次至多导入 300 张，请分批导入。"),
    PhotoFault.TOO_LARGE: _("文件过大，单张不得超过 4 MB。"),
    PhotoFault.UNKNOWN: _("没有这个工作人员编号，或者不在您的管辖范围内。"),
    PhotoFault.NO_PICTURE: _("不是可以读取的照片，请使用 JPEG 或者 PNG。"),
    PhotoFault.TWICE: _("同一编号有多张照片。"),
}


def photos_refused(faults: Iterable[tuple[str, PhotoFault]]) -> str:
    """Why an archive of photos is not taken in, file by file."""
    lines = (
        f"{name}：{PHOTO_FAULTS[fault]}" if name else str(PHOTO_FAULTS[fault])
        for name, fault in faults
    )
    return " ".join(lines)
