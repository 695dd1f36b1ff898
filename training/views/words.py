"""Refusals as sentences: what happened, and how to go on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.actions import Refused
from training.rules import Refusal

REFUSALS: dict[Refusal, str | Promise] = {
    Refusal.WRONG_STATE: _("当前状态不能办理此事项，请返回查看最新情况。"),
    Refusal.NO_SESSION: _("培训班尚未安排课次，请先增加课次。"),
    Refusal.NOT_A_HALF_DAY: _("结束时间应晚于开始时间，且一个课次不超过 6 小时。"),
    Refusal.SESSIONS_OVERLAP: _("与本班另一课次的时间重叠，请调整时间。"),
    Refusal.VENUE_TAKEN: _("该地点在同一时间已安排“%(about)s”，请另定时间或者地点。"),
    Refusal.PERSON_TAKEN: _("以下人员在同一时间已有其他培训：%(about)s。请调整时间或者名单。"),
    Refusal.TRAINER_TAKEN: _("授课人在同一时间已有其他课：%(about)s。请调整时间或者另请师资。"),
    Refusal.VENUE_TOO_SMALL: _("名额超过场地的座位数（%(about)s 座）。"),
    Refusal.SHARE_USED_UP: _("分配给“%(about)s”的名额已用完。"),
    Refusal.FEWER_THAN_ENROLLED: _("名额不能少于已报名人数（%(about)s 人）。"),
    Refusal.ALREADY_ASKED: _("您已报名该班，正在等待审批或者候补。"),
    Refusal.ALREADY_DECIDED: _("该报名已经办理，请刷新页面查看。"),
    Refusal.ALREADY_LISTED: _("目录中已有同名条目，请直接选用。"),
    Refusal.FULL: _("名额不足，还可列入 %(about)s 人。"),
    Refusal.OUTSIDE_AUDIENCE: _("以下人员不在参训范围内：%(about)s。"),
    Refusal.ALREADY_ENROLLED: _("您已在该培训班名单中。"),
    Refusal.NOT_ENROLLED: _("名单已有变化，请刷新页面后重新办理。"),
    Refusal.HAS_ATTENDANCE: _("已有考勤记录，不能办理此事项。"),
    Refusal.TOO_EARLY: _("课次尚未到可以办理的时间：开始后可以登记考勤，结束后可以确认。"),
    Refusal.UNMARKED: _("还有 %(about)s 人未登记考勤，登记后方可确认。"),
    Refusal.NO_ROSTER: _("该班尚无参训人员，不能确认考勤。"),
    Refusal.SAME_MARK: _("与现有考勤相同，无须更正。"),
    Refusal.UNDECIDED: _("还有 %(about)s 人的名册与扫码等记录不一致，请逐人核定后再确认。"),
    Refusal.CODE_EXPIRED: _("二维码已更新，请重新扫描现场屏幕上的二维码。"),
    Refusal.SIGNING_CLOSED: _("现在不能签到或者签退：开始前 30 分钟起签到，结束后 30 分钟止签退。"),
    Refusal.NOT_ON_ROSTER: _("您不在该班名单中，请联系现场的培训管理员。"),
    Refusal.LEAVE_ASKED: _("该课次已申请请假，请等待审批。"),
    Refusal.MISSES_TOO_MUCH: _("准假后缺课将超过该班课次的%(about)s，确需准假的请写明理由。"),
    Refusal.ALREADY_MADE_UP: _("该缺课已预约补训，须更改的请先取消。"),
    Refusal.SURVEY_CLOSED: _("该班现在不能评价：结束后 7 日内由到课人员评价。"),
    Refusal.SURVEY_TAKEN: _("您已评价过该班。"),
    Refusal.NO_CONVERSION: _("该日没有适用的折算标准，请由法制机构先行规定。"),
    Refusal.BAD_QUANTITY: _("数量不合理：应大于零，且一次不超过 200 学时。"),
    Refusal.DAY_IN_FUTURE: _("培训日期不能晚于今天。"),
    Refusal.OWN_MATTER: _("本人的学时不能由本人办理，请由其他管理员办理。"),
    Refusal.ALREADY_REVERSED: _("该条学时已冲销，不能再次冲销。"),
    Refusal.IS_COUNTER_ENTRY: _("冲销记录不能再冲销。确需恢复的，请重新登记。"),
    Refusal.NO_EVIDENCE: _("请上传证明材料。"),
    Refusal.YEAR_SEALED: _("%(about)s 年度已经封存，不能再登记。更正记入当年。"),
    Refusal.YEAR_NOT_OVER: _("该年度尚未结束，不能封存。"),
    Refusal.STILL_OPEN: _("尚有未办结的课次考勤或者学时异议（%(about)s 件），办结后方可封存。"),
    Refusal.SEAL_PROPOSED: _("已有人提出封存，请由另一人会签。"),
    Refusal.LOOKS_DOUBLE: _("可能与已登记的“%(about)s”重复，确需认定的请写明理由。"),
    Refusal.PLAN_EXISTS: _("该单位该年度已有此类计划，请直接修改。"),
    Refusal.NO_ITEM: _("计划尚无事项，请先增加事项。"),
    Refusal.FINES: _("依法行政经费不与罚没收入挂钩，不得登记此类内容。"),
    Refusal.BAD_AMOUNT: _("金额不合理：不能为零，更正后累计支出不能小于零。"),
    Refusal.SAME_PERSON: _("提出和会签须为两人，请由另一人会签。"),
    Refusal.ALREADY_ANSWERED: _("该异议已经答复。"),
    Refusal.ALREADY_OBJECTED: _("您对此已提出异议，请等待答复。"),
    Refusal.LATER_POLICY: _("已有自更晚日期起施行的标准，请选择更晚的施行日期。"),
    Refusal.SAME_POLICY: _("与现行标准相同，无须调整。"),
    Refusal.BREAKS_ROTATION: _("不能调整到该班：名额、日期或者离岗人数不允许，请另选。"),
    Refusal.UNFIT_ROTATION: _("方案与现有人员、名额或者日期不符，请调整或者重新编排。%(about)s"),
    Refusal.UNREADABLE_PDF: _("该 PDF 文件不能读取，请另存为普通 PDF（不加密）后重新上传。"),
    Refusal.TOO_MANY_PAGES: _("PDF 超过 60 页，请拆分为几个课件。"),
    Refusal.NOT_STUDIED: _("学习时长未满，学满后方可参加测验。"),
    Refusal.INTERRUPTED: _("办理中断，没有作任何改动，请重新办理。"),
}


def refusal_words(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(REFUSALS[refused.reason]) % {"about": refused.about}
