"""Totals and events of an attempt in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.rules.reconciling import Total

MOST_NAMED = 50  # names of one difference on the page; the evidence has all

TOTALS: dict[str, tuple[Promise, Promise, Promise]] = {
    "roster_locked": (_("名单"), _("锁定名单"), _("现有名单")),
    "roster": (_("出勤"), _("应到"), _("实到与缺考之和")),
    "papers": (_("试卷"), _("试卷份数"), _("开启与未开启之和")),
    "opened": (_("开启"), _("开启份数"), _("收卷与在考之和")),
    "receipts": (_("回执"), _("收卷份数"), _("有回执份数")),
    "results": (_("成绩"), _("收卷份数"), _("有成绩份数")),
    "chains": (_("作答记录"), _("各卷所记条数"), _("实有条数")),
    "pay_backs": (_("系统中断应补"), _("应补记录"), _("已补记录")),
    "grants": (_("延时"), _("延时记录"), _("日志所记")),
    "admissions": (_("补认"), _("补认试卷"), _("日志所记")),
    "early": (_("提前收卷"), _("提前收卷份数"), _("日志所记")),
    "incidents": (_("考场事件"), _("事件记录"), _("日志所记")),
    "misconducts": (_("违纪"), _("登记件数"), _("日志所记")),
    "key_changes": (_("答案变更"), _("变更次数"), _("日志所记")),
    "publication": (_("公布"), _("公布记录"), _("日志所记")),
}

EVENTS: dict[str, Promise] = {
    "start": _("开考"),
    "save": _("保存"),
    "take_over": _("换机"),
    "grant": _("延时"),
    "pay_back": _("中断补时"),
    "adopt": _("采用原设备作答"),
    "admit": _("补认"),
    "close": _("收卷"),
    "takeover_code": _("发放换机码"),
    "hand_mark": _("人工评分"),
    "remark": _("决定重新评阅"),
    "altered": _("内容不一致"),
}


def total_in_words(total: Total) -> dict[str, Any]:
    """A total as the page shows it."""
    title, left, right = TOTALS[total.code]
    return {
        "title": title,
        "left_words": left,
        "right_words": right,
        "left": total.left,
        "right": total.right,
        "agrees": total.agrees,
        "only_left": total.only_left[:MOST_NAMED],
        "only_right": total.only_right[:MOST_NAMED],
    }
