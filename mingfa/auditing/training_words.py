"""The acts of the training room in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRAINING_ACTS: dict[str, Promise] = {
    "training.add_class": _("安排培训班"),
    "training.add_material": _("上传课程材料"),
    "training.add_opening": _("登记补录学时"),
    "training.add_session": _("安排课次"),
    "training.answer_objection": _("答复学时异议"),
    "training.ask": _("报名参加培训班"),
    "training.cancel_class": _("取消培训班"),
    "training.change_class": _("修改培训班"),
    "training.change_entry": _("修改培训目录"),
    "training.change_seats": _("调整培训班名额"),
    "training.change_session": _("修改课次"),
    "training.close_session": _("确认考勤并登记学时"),
    "training.correct_attendance": _("更正考勤"),
    "training.decide_application": _("审批培训班报名"),
    "training.decide_declaration": _("审核外部培训申报"),
    "training.declare": _("申报外部培训"),
    "training.enrol": _("列入参训名单"),
    "training.file_objection": _("提出学时异议"),
    "training.give_up": _("放弃培训班报名"),
    "training.grant_exemption": _("批准减免学时"),
    "training.lift_exemption": _("撤销减免学时"),
    "training.list_entry": _("登记培训目录"),
    "training.make_feed": _("启用日历订阅"),
    "training.move_up": _("候补递补"),
    "training.open_class": _("开放培训班报名"),
    "training.propose_seal": _("提出封存年度学时"),
    "training.remove_material": _("撤下课程材料"),
    "training.remove_session": _("取消课次"),
    "training.retire_entry": _("停用培训目录条目"),
    "training.reverse_entry": _("冲销学时"),
    "training.revoke_feed": _("停用日历订阅"),
    "training.seal_year": _("会签封存年度学时"),
    "training.send_reminder": _("发送学时提醒"),
    "training.set_conversion": _("规定折算标准"),
    "training.set_quota": _("分配培训班名额"),
    "training.set_requirement": _("规定学时标准"),
    "training.take_attendance": _("登记考勤"),
    "training.withdraw": _("移出参训名单"),
}
