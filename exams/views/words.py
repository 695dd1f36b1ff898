"""Refusals as sentences: what happened, and how to go on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.actions.signing import ActRefused
from exams.rules.conduct import ActRefusal

REFUSALS: dict[str, Promise] = {
    ActRefusal.WRONG_STATE: _("当前阶段不能办理此事项，请查看办理进程。"),
    ActRefusal.SAME_PERSON: _("您已签署，须由另一人签署。"),
    ActRefusal.OWN_QUESTIONS: _("您参与了命题或审题，不能签署本场考试。"),
    ActRefusal.OWN_MARKS: _("您参与了本场阅卷，不能签署公布成绩。"),
    ActRefusal.INFEASIBLE: _("题库不能满足组卷方案，请查看缺题的行并调整方案或补充试题。"),
    ActRefusal.NO_SESSION: _("考试尚无场次，请先增加场次。"),
    ActRefusal.NO_CANDIDATES: _("本场次尚无考生，请先编排名单。"),
    ActRefusal.ROSTER_NOT_EMPTY: _("本场次已有考生，请先移出全部考生再删除场次。"),
    ActRefusal.CHANGED_SINCE: _("所选内容已有变化，请核对后重新办理。"),
    ActRefusal.NOT_CHECKED: _("公布前须先核对，请核对完成后再签署。"),
    ActRefusal.CHECK_OUTDATED: _("核对之后情况又有变化，请重新核对后再签署。"),
    ActRefusal.REMOVED: _("该场次、考生或者监考安排已被他人移除，请返回查看最新情况。"),
    ActRefusal.STILL_OPEN: _("仍有考生正在作答，须待全部收卷后公布。"),
    ActRefusal.STILL_UNMARKED: _("仍有试卷未完成阅卷，请稍后再办。"),
    ActRefusal.BROKEN_CHAIN: _("作答记录校验未通过，不能公布，请报告监督机构。"),
    ActRefusal.RECOMPUTATION_DIFFERS: _("成绩复算结果不一致，不能公布，请报告监督机构。"),
    ActRefusal.ALREADY_STARTED: _("已有考生开考，不能再变更。"),
    ActRefusal.CANDIDATE_HIMSELF: _("考生本人不能办理本场考试的事项。"),
    ActRefusal.OWN_UNIT: _("考生与您同属一个单位，您应当回避。"),
    ActRefusal.REASON_MISSING: _("请写明理由。"),
    ActRefusal.BAD_AMOUNT: _("时间数量或种类不正确，请核对后重填。"),
    ActRefusal.BAD_WINDOW: _("场次时间须晚于现在，且不短于考试时长，请核对后重填。"),
    ActRefusal.NOTHING_CHANGED: _("内容没有变化，无须签署。"),
    ActRefusal.UNDECIDED: _("有试题所依据的条文已变动，请先由两人决定换题或者保留。"),
    ActRefusal.KNOWS_QUESTIONS: _("名单中有人接触过本场试题，请移出名单或者另行决定准许参考。"),
    ActRefusal.OBJECTION_LATE: _("异议期限已过，不能再提出异议。"),
    ActRefusal.OBJECTION_WAITS: _("所选试题已有异议等待答复，请勿重复提出。"),
    ActRefusal.NO_PLACE: _("请选择有异议的试题。"),
    ActRefusal.NOT_PREVIEWED: _("试算尚未完成，请完成后再签署。"),
    ActRefusal.STILL_REGRADING: _("上一次答案变更的重新计分尚未完成，请稍后再办。"),
    ActRefusal.NOTHING_LEFT: _("有试卷的全部试题都将被撤销，不能办理。"),
    ActRefusal.NO_SUCH_KEY: _("答案与试题的选项或者空位不符，请核对后重填。"),
    ActRefusal.RESITS_USED_UP: _("%(names)s本年度补考次数已满，不能编入名单。"),
    ActRefusal.RESIT_TOO_EARLY: _("%(names)s距上次考试未满规定的补考间隔，不能编入名单。"),
    ActRefusal.DAY_STANDS: _("该日已登记，须更改的，先撤销原登记。"),
    ActRefusal.LATER_POLICY: _("已有施行日期更晚的规定，请核对施行日期。"),
    ActRefusal.FORMS_TOO_FEW: _("平行卷少于场次数，每场次须有不同的试卷，请重新生成。"),
    ActRefusal.FORMS_OUTDATED: _("组卷方案或者试题已有变化，平行卷不再适用，请重新生成并通读。"),
    ActRefusal.FORMS_UNREAD: _("有平行卷未经两人通读，请通读后再签署。"),
    ActRefusal.FORMS_UNEQUAL: _("各套试卷难度相差过大，请在组卷方案中按难度分行，或者减少套数。"),
    ActRefusal.NO_RESERVE: _("备用卷不存在、已经启用或者不能使用。"),
    ActRefusal.NO_FORM_LEFT: _("本场已没有可用的试卷，请先启用备用卷，再决定换题。"),
    ActRefusal.READER_SITS: _("名单中有通读过试卷的人员，请先移出或者重新生成试卷。"),
    ActRefusal.BUDGET_EXCEEDED: _("题库过小，试题将超出使用上限。请补充试题，或者先作出决定。"),
    ActRefusal.NO_ROOM: _("本场次尚未分考场，请先增加考场。"),
    ActRefusal.REHEARSAL_RUNS: _("本场次正在演练，请先结束演练。"),
    ActRefusal.REHEARSAL_WINDOW: _("演练须在本场次开考以前结束，且不超过 72 小时。"),
    ActRefusal.TOO_FEW_SEATS: _("座位少于考生人数，请增加考场或者座位。"),
    ActRefusal.SEATS_TAKEN: _("座位数不能少于已编排的座位，请先重新编排座位。"),
    ActRefusal.ROOM_IN_USE: _("考场已编排座位或者已有记录，不能删除。"),
    ActRefusal.NO_SUCH_SEAT: _("没有这个考场或者座位，或者座位已有他人，请核对后重新办理。"),
    ActRefusal.PAUSED: _("该考生已暂停作答，请先恢复。"),
    ActRefusal.NOT_PAUSED: _("该考生不在暂停中。"),
    ActRefusal.INCLUDE_MISSING: _("必选试题 %(codes)s 不在可用题库之中，请调整组卷方案。"),
    ActRefusal.INCLUDE_MISPLACED: _("必选试题超出组卷方案各行的题数，请调整各行或者减少必选试题。"),
    ActRefusal.PRACTICE_POOL: _(
        "练习题库的试题已经公开，只能用于模拟练习，请在组卷方案中改用考试题库。"
    ),
    ActRefusal.FORMS_SHARED: _(
        "不同场次、备用卷或者同一方案的其他考试有相同试题，请重新生成平行卷。"
    ),
    ActRefusal.FORMS_EXPECTED: _(
        "资格考试和任职前测试应当使用平行卷。逐人抽题组卷的，须写明理由。"
    ),
    ActRefusal.NOT_OBSERVED: _(
        "逐人抽题组卷要求每题已有 %(needed)s 人次以上的作答。尚缺作答的试题 %(n)s 道：%(codes)s。"
    ),
    ActRefusal.WITNESS_NUMBER: _("见证数字须为 6 至 40 位阿拉伯数字。"),
    "not_open": _("该考生不在作答中，无须换机。"),
}


def refusal_words(reason: str) -> str:
    """The sentence for a refusal's code."""
    return str(REFUSALS.get(reason, _("此事项未能办理，请核对后重试。")))


def said_of(refused: ActRefused) -> str:
    """The sentence for a refusal, with the names and numbers that it tells."""
    words = refusal_words(refused.reason)
    return words % refused.details if "%(" in words else words
