"""The room's codes in words: refusals, states of a test, acts as a case's history tells them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.rules.terms import Refusal
from appointments.rules.testing import Came, Standing
from exams.rules.conduct import ActRefusal

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.NO_POLICY: _("这一任命方式尚未制定考查规定，请先制定。"),
    Refusal.LATER_POLICY: _("该日起或者之后已有规定，请选择更晚的日期。"),
    Refusal.NOT_OPEN: _("本案已经办结，不再变更。"),
    Refusal.OWN_CASE: _("不得办理本人的事项。"),
    Refusal.WRONG_ROLE: _("您在本案中的身份不能办理此事。"),
    Refusal.NOBODY: _("没有这一编号的在用账号，请核对。"),
    Refusal.NAMED_ALREADY: _("此人已经列入。"),
    Refusal.LAST_LEAD: _("须至少保留一名承办负责人。"),
    Refusal.IDENTITY_INVALID: _("身份证号不正确，请核对。"),
    Refusal.CANDIDATE_NAMED: _("人选本人不得列入。"),
    Refusal.SIGNED_ALREADY: _("已经签署。"),
    Refusal.CHANGED_SINCE: _("内容已有变化，请重新汇编或者制表后再签署。"),
    Refusal.NOT_SIGNATORY: _("签署人须对应适用规定中的一个签署机构，其他身份不填签署机构。"),
    Refusal.ORDERED_ALREADY: _("已决定测试，尚未测试。"),
    Refusal.PASSED_ALREADY: _("已有有效的合格成绩。"),
    Refusal.TRIES_USED_UP: _("测试和补考次数已经用完。"),
    Refusal.NOT_ORDERED: _("所选人选尚未决定测试。"),
    Refusal.SEATED_ALREADY: _("所选人选已安排席位，尚无成绩。"),
    Refusal.BAD_MARKS: _("得分不得高于满分，满分须大于零。"),
    Refusal.SAME_PERSON: _("须由另一人办理。"),
    Refusal.ENTRIES_DIFFER: _("两人登记的内容不一致。"),
    Refusal.DAY_IN_FUTURE: _("日期不得晚于今天。"),
    Refusal.TOO_MANY_SEATS: _("一个场次不超过 10 个席位。"),
    Refusal.NO_SEATS: _("请至少选择一名人选。"),
    Refusal.OTHER_POLICY: _("所选人选适用的合格线不同，请分场安排。"),
    Refusal.TEMPLATE_CHANGED: _("组卷方案在批准后有改动，请重新提出并批准模板。"),
    Refusal.NOT_APPROVED: _("模板尚未批准。"),
    Refusal.TOO_LATE: _("开考时间已过，请另定时间。"),
    Refusal.KNOWS_QUESTIONS: _("有人选接触过本方案的试题，请改用其他模板。"),
    Refusal.CHECKER_SITS: _("入场核验人不得是人选。"),
    Refusal.DOOR_CLOSED: _("不在入场核验时间内。"),
    Refusal.CHECKED_ALREADY: _("已经核验。"),
    Refusal.NO_RESULT: _("尚无测试成绩。"),
    Refusal.DOSSIER_UNSIGNED: _("考查材料尚未签署，不能作出结论。"),
    Refusal.SHEET_UNSIGNED: _("成绩单尚未由全部机构签署，或者签署后成绩有变化。"),
    Refusal.TEST_MISSING: _(
        "没有有效的合格成绩，不能建议任用。确需任用的，由承办负责人写明理由特批。"
    ),
    Refusal.OVERRIDDEN: _("已经特批。"),
    Refusal.NOTHING_TO_OVERRIDE: _("已有合格成绩或者免试决定，不须特批。"),
    Refusal.NOT_CLOSED: _("尚未作出结论。"),
    Refusal.WRONG_STATE: _("当前状态不能办理，请刷新页面核对。"),
    Refusal.LISTS_SPENT: _("今天核验名单的次数已经用完，请明天再核验；案件人选不受限制。"),
    Refusal.SHEET_STANDS: _("内容没有变化，不须重新制作。"),
}

ACT_REFUSALS: Mapping[ActRefusal, Promise] = {
    ActRefusal.SAME_PERSON: _("您已签署，须由另一名考务员办理。"),
    ActRefusal.FORMS_UNREAD: _("平行卷须先由两人分别通读。"),
    ActRefusal.FORMS_UNEQUAL: _("各套平行卷难度相差过大，请减少套数或者补充题库。"),
    ActRefusal.NOT_OBSERVED: _("逐人抽题的试题须已有足够的作答记录，请改用平行卷。"),
    ActRefusal.OWN_QUESTIONS: _("您命制或者审定过本方案的试题，须由其他考务员办理。"),
    ActRefusal.INFEASIBLE: _("题库不足以组卷，请在组卷方案中查看缺额。"),
    ActRefusal.WITNESS_NUMBER: _("见证数字须为 6 至 40 位数字。"),
    ActRefusal.UNDECIDED: _("有试题的条文已变动，请先在考试页面决定处理方式。"),
    ActRefusal.CANDIDATE_HIMSELF: _("监考员不得同时参考。"),
}

STANDINGS: Mapping[Standing, tuple[Promise, str]] = {
    Standing.UNDECIDED: (_("尚未决定是否测试"), "soon"),
    Standing.WAIVED: (_("免试"), "done"),
    Standing.ORDERED: (_("待测试"), "soon"),
    Standing.PASSED: (_("测试合格"), "done"),
    Standing.MAY_RESIT: (_("测试不合格，可以补考"), "danger"),
    Standing.FAILED: (_("测试不合格，补考已用完"), "danger"),
    Standing.EXPIRED: (_("合格成绩已过有效期"), "danger"),
}

CAME: Mapping[Came, Promise] = {
    Came.PENDING: _("尚无成绩"),
    Came.PASSED: _("合格"),
    Came.FAILED: _("不合格"),
    Came.VOID: _("作废"),
    Came.ABSENT: _("缺考"),
    Came.UNCHECKED: _("未经入场核验，不予认定"),
}

ACTS: dict[str, Promise] = {
    "appointments.add_member": _("指定任职考查知悉人员"),
    "appointments.approve_template": _("批准任职前测试模板"),
    "appointments.carry_pass": _("沿用此前任职考查的成绩"),
    "appointments.check_door": _("任职前测试入场核验"),
    "appointments.check_nominee": _("核验任职考查人选"),
    "appointments.close_case": _("作出任职考查结论"),
    "appointments.comment": _("对考核情况表提出意见"),
    "appointments.compile_dossier": _("汇编考查材料"),
    "appointments.draw_session": _("登记任职前测试见证数字"),
    "appointments.end_member": _("解除任职考查知悉人员"),
    "appointments.end_template": _("停用任职前测试模板"),
    "appointments.enter_result": _("登记外地测试成绩"),
    "appointments.hand_over": _("移交考查结论"),
    "appointments.make_sheet": _("制作任职前测试成绩单"),
    "appointments.open_case": _("任职考查立案"),
    "appointments.open_session": _("开设任职前测试场次"),
    "appointments.order_test": _("决定任职前测试"),
    "appointments.override": _("特批任职考查"),
    "appointments.propose_template": _("提出任职前测试模板"),
    "appointments.request_call": _("安排任职前测试席位"),
    "appointments.set_policy": _("制定任职考查规定"),
    "appointments.sign_appraisal": _("签署考核情况表"),
    "appointments.sign_dossier": _("签署考查材料"),
    "appointments.sign_session": _("签署任职前测试场次"),
    "appointments.sign_sheet": _("签署任职前测试成绩单"),
    "appointments.state_line": _("登记考查材料"),
    "appointments.waive_test": _("决定免予任职前测试"),
    "appointments.withdraw_call": _("撤回任职前测试席位"),
    "appointments.uphold_result": _("维持外地测试成绩"),
    "appointments.withdraw_result": _("撤销外地测试成绩"),
}


def refusal_words(reason: Refusal | ActRefusal) -> str:
    """The sentence for a refusal, of this room or of the exam room's deeds."""
    if isinstance(reason, Refusal):
        return str(REFUSALS[reason])
    return str(ACT_REFUSALS.get(reason, _("考试的状态不允许此项操作，请在考试页面查看原因。")))


def standing_words(standing: str) -> str:
    return str(STANDINGS[Standing(standing)][0])


def came_words(came: str) -> str:
    return str(CAME[Came(came)])


def act_words(act: str) -> str:
    return str(ACTS.get(act, act))
