"""What this room tells persons: for each kind of notice its title and its text."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTICES: dict[str, tuple[Promise, Promise]] = {
    "training.enrolled": (
        _("您已列入培训班名单"),
        _("“%(title)s”，%(starts)s开始，地点：%(venue)s。不能参加的，请及时告知本单位培训管理员。"),
    ),
    "training.waiting": (
        _("培训班名额已满，您在候补名单中"),
        _("“%(title)s”名额已满。有人退出或者增加名额时，按报名先后自动递补，并另行告知。"),
    ),
    "training.moved_up": (
        _("您已递补进入培训班"),
        _("“%(title)s”，%(starts)s开始，地点：%(venue)s。"),
    ),
    "training.refused": (
        _("培训班报名未获批准"),
        _("“%(title)s”的报名未获批准。理由：%(reason)s"),
    ),
    "training.withdrawn": (
        _("您已移出培训班名单"),
        _("“%(title)s”。理由：%(reason)s"),
    ),
    "training.session_changed": (
        _("课程安排有变动"),
        _("“%(title)s”的课次“%(topic)s”改为 %(starts)s 至 %(ends)s，地点：%(venue)s。"),
    ),
    "training.session_added": (
        _("课程安排有增加"),
        _("“%(title)s”增加课次“%(topic)s”：%(starts)s 至 %(ends)s，地点：%(venue)s。"),
    ),
    "training.reminder": (
        _("学时提醒"),
        _("您今年还差 %(credit)s 学时，其中集中培训 %(days)s 天，请于 %(due)s 前完成。"),
    ),
    "training.declaration_accepted": (
        _("申报的外部培训已认定"),
        _("“%(title)s”已认定，学时已登记。%(reason)s"),
    ),
    "training.declaration_refused": (
        _("申报的外部培训未认定"),
        _("“%(title)s”未认定。理由：%(reason)s"),
    ),
    "training.leave_granted": (
        _("请假已准"),
        _("“%(title)s”的课次“%(topic)s”（%(starts)s）准假。%(reason)s"),
    ),
    "training.leave_refused": (
        _("请假未准"),
        _("“%(title)s”的课次“%(topic)s”（%(starts)s）未准假，请按时参加。理由：%(reason)s"),
    ),
    "training.survey": (
        _("请评价培训班"),
        _("“%(title)s”已结束，请于 7 日内评价。评价不记名，只计入汇总。"),
    ),
    "training.make_up": (
        _("可以补训"),
        _("您未参加“%(missed)s”。“%(title)s”有内容相同的课次，%(starts)s开始，可以预约补训。"),
    ),
    "training.cancelled": (
        _("培训班已取消"),
        _("“%(title)s”已取消。理由：%(reason)s"),
    ),
}
