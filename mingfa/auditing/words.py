"""The journal's codes in words: every act that any room records has its sentence here."""

from __future__ import annotations

import json
import re
from datetime import datetime

from django.apps import apps
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments import wording as appointments
from mingfa.auditing.exam_words import EXAM_ACTS
from mingfa.auditing.register_words import REGISTER_ACTS
from mingfa.auditing.training_words import TRAINING_ACTS
from people.models import RoleChoice
from qualifications.models import OutcomeChoice, PurposeChoice

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)")
ACTS: dict[str, Promise] = (
    EXAM_ACTS
    | REGISTER_ACTS
    | TRAINING_ACTS
    | {
        "exchange.commit_import": _("确认导入"),
        "exchange.undo_import": _("撤回导入"),
        "journal.export_entries": _("导出审计日志"),
        "journal.make_seal": _("封存日志"),
        "journal.reencrypt": _("以新密钥重新加密"),
        "journal.rotate_key": _("更换密钥"),
        "mingfa.grant_engagement": _("批准监督任务"),
        "mingfa.end_engagement": _("提前终止监督任务"),
        "mingfa.open_session": _("查阅场次明细"),
        "mingfa.open_attempt": _("查阅应考记录"),
        "mingfa.draw_sample": _("抽取样本"),
        "mingfa.export_evidence": _("导出证据"),
        "mingfa.export_rows": _("导出隐名名单"),
        "notices.set_mailbox": _("修改邮件设置"),
        "people.activate": _("激活账号"),
        "people.add_agency": _("新增单位"),
        "people.add_domain": _("登记执法领域"),
        "people.add_person": _("新增人员"),
        "people.add_post": _("登记岗位"),
        "people.change_password": _("修改密码"),
        "people.close_agency": _("撤销单位"),
        "people.close_domain": _("停用执法领域"),
        "people.merge_agency": _("并入另一单位"),
        "people.correct_person": _("更正人员信息"),
        "people.correct_post": _("更正岗位"),
        "people.deactivate_account": _("停用账号"),
        "people.end_post": _("终止岗位"),
        "people.end_role": _("终止角色"),
        "people.grant_role": _("授予角色"),
        "people.issue_code": _("发放激活码"),
        "people.move_agency": _("调整单位隶属"),
        "people.reactivate_account": _("恢复账号"),
        "people.rename_agency": _("变更单位名称"),
        "people.reset_second_factor": _("重置双重验证"),
        "people.set_up_second_factor": _("启用双重验证"),
        "people.give_up_second_factor": _("停用双重验证"),
        "people.reveal_identity": _("查看完整身份证号"),
        "people.withdraw_post": _("撤销岗位登记"),
        "questionbank.add_picture": _("添加试题插图"),
        "questionbank.add_question": _("新增试题"),
        "questionbank.approve": _("审定试题"),
        "questionbank.ask_export": _("申请导出题库"),
        "questionbank.assign": _("指定审题人"),
        "questionbank.comment": _("审题讨论"),
        "questionbank.consent_export": _("同意导出题库"),
        "questionbank.fetch_export": _("下载题库文件"),
        "questionbank.import_questions": _("导入试题"),
        "questionbank.keep_apart": _("登记互斥题组"),
        "questionbank.let_meet": _("解除互斥题组"),
        "questionbank.refuse_export": _("不同意导出题库"),
        "questionbank.resume": _("恢复使用试题"),
        "questionbank.carry_citations": _("随条号更新试题依据"),
        "questionbank.reaffirm": _("确认试题在新条文下仍然成立"),
        "questionbank.retire": _("停用试题"),
        "questionbank.revise": _("修订试题"),
        "questionbank.save_draft": _("保存试题草稿"),
        "questionbank.uphold_renewals": _("随更正的对照保留审题结论"),
        "questionbank.withdraw_import": _("撤回导入的试题"),
        "questionbank.send_back": _("退回试题"),
        "questionbank.set_targets": _("制定命题计划"),
        "questionbank.submit": _("提交试题审定"),
        "questionbank.suspend": _("暂停使用试题"),
        "statutes.change_move": _("更改条文去向"),
        "statutes.complete_version": _("补入法规文本"),
        "statutes.confirm_amendment": _("确认修订对照"),
        "statutes.correct_amendment": _("更正修订对照"),
        "statutes.decide_moves": _("核对修订对照"),
        "statutes.end_version": _("登记法规失效"),
        "statutes.import_version": _("导入法规文本"),
        "statutes.propose_amendment": _("建立修订对照"),
        "statutes.register_version": _("按引用登记法规"),
    }
)

ACTS |= appointments.ACTS

FACTS: dict[str, Promise] = {
    "exam_session": _("场次编号"),
    "attempt": _("应考编号"),
    "manifest": _("清单散列"),
    "period": _("起止日期"),
    "seed": _("抽样种子"),
    "sampled_on": _("抽样日期"),
    "size": _("抽取份数"),
    "absent": _("未到人数"),
    "added": _("新登记数"),
    "agency": _("单位代号"),
    "answer": _("结论"),
    "article": _("条"),
    "articles": _("条数"),
    "assignment": _("任职角色代号"),
    "author": _("命题人代号"),
    "basis": _("依据"),
    "booked": _("登记人数"),
    "broken_chains": _("作答记录不完整份数"),
    "candidates": _("名单人数"),
    "carried": _("结转学时（百分之一）"),
    "carry_over": _("结转上限（百分之一学时）"),
    "category": _("岗位类别"),
    "cells": _("组卷要求"),
    "common": _("同场各套可以相同的题数"),
    "form": _("卷号"),
    "forms": _("平行卷套数"),
    "frame": _("选题范围"),
    "check": _("核验编号"),
    "checked": _("抽查数"),
    "closed": _("已收卷份数"),
    "closes_at": _("结束时间"),
    "conditions": _("筛选条件"),
    "content": _("题目散列"),
    "counts": _("各结论人次"),
    "counter": _("冲销记录散列"),
    "credit": _("学时（百分之一）"),
    "day": _("日期"),
    "decisions": _("各题处理"),
    "drawn": _("重抽试卷散列"),
    "days": _("集中培训（百分之一天）"),
    "differing": _("复算不一致份数"),
    "digest": _("内容散列"),
    "document": _("文号"),
    "domains": _("执法领域"),
    "effective_from": _("施行日期"),
    "ends_at": _("结束时间"),
    "expires": _("有效期至"),
    "failed": _("未通过"),
    "fallen": _("失效条数"),
    "fields": _("更正项目"),
    "file": _("文件散列"),
    "first_by": _("首签人代号"),
    "from": _("由"),
    "further_posts": _("其他岗位"),
    "head": _("末条散列"),
    "instead_of": _("被更正记录代号"),
    "keys": _("答案散列"),
    "kind": _("种类"),
    "label": _("版本"),
    "last_day": _("最后一日"),
    "line": _("学时记录散列"),
    "mail": _("邮件接收"),
    "mark": _("考勤"),
    "marks": _("人员代号和考勤"),
    "n": _("版次"),
    "number": _("工作人员编号"),
    "occasion": _("查询事由"),
    "on": _("生效日期"),
    "open": _("作答中人数"),
    "opens_at": _("开考时间"),
    "ops": _("作答编号"),
    "over": _("管辖单位代号"),
    "papers": _("试卷数"),
    "parent": _("上级单位代号"),
    "part": _("考试部分"),
    "per": _("每"),
    "person": _("人员代号"),
    "persons": _("人员代号"),
    "place": _("地点"),
    "post": _("岗位代号"),
    "purpose": _("用途"),
    "question": _("题号"),
    "reason": _("理由"),
    "register": _("登记散列"),
    "role": _("角色"),
    "roles": _("角色"),
    "rows": _("条数"),
    "seal": _("封存散列"),
    "seats": _("名额"),
    "set": _("平行卷组"),
    "seconds": _("秒数"),
    "secrets": _("密值散列"),
    "session": _("课次代号"),
    "sessions": _("课次数"),
    "snapshot": _("名单和题库散列"),
    "source": _("登记种类"),
    "starts_at": _("开始时间"),
    "state": _("状态"),
    "text": _("文本散列"),
    "total": _("总学时（百分之一）"),
    "public": _("公共法律知识（百分之一学时）"),
    "special": _("专业法律知识（百分之一学时）"),
    "new_law": _("新法（百分之一学时）"),
    "prorates": _("年中上岗按月折算"),
    "year": _("年度"),
    "title": _("名称"),
    "to": _("至"),
    "topic": _("内容"),
    "unit": _("计量单位"),
    "unmarked": _("未完成阅卷份数"),
    "verdict": _("核验结论"),
    "verdicts": _("各领域结论"),
    "withdrawn": _("撤回的试题版本代号"),
    "witness_number": _("见证数字"),
}

CHOICES: dict[str, type[TextChoices]] = {
    "occasion": PurposeChoice,
    "role": RoleChoice,
    "verdict": OutcomeChoice,
}

SUBJECTS: dict[str, Promise] = {
    "journal.entry": _("审计日志"),
    "journal.key": _("密钥"),
    "journal.seal": _("封存"),
}


def act_in_words(code: str) -> str:
    """The act's sentence; an act without one shows its code, so that nothing is hidden."""
    return str(ACTS.get(code, code))


def fact_in_words(key: str, value: object) -> tuple[str, str]:
    """What a fact is called and what it says; the stored form where there are no words for it."""
    choices = CHOICES.get(key)
    if choices is not None and value in choices.values:
        said = str(choices(str(value)).label)
    else:
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        said = _instant(said)
    return str(FACTS.get(key, key)), said


def _instant(said: str) -> str:
    """An instant as it is stored, in the city's time; anything else as it is."""
    if not INSTANT.fullmatch(said):
        return said
    return f"{timezone.localtime(datetime.fromisoformat(said)):%Y-%m-%d %H:%M:%S}"


def subject_in_words(subject: str) -> str:
    """The kind of record and its key: `people.person:12` becomes 人员 12."""
    label, _colon, key = subject.partition(":")
    try:
        kind = SUBJECTS.get(label) or apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return subject
    return f"{kind} {key}" if key and key != "list" else str(kind)


def chain_in_words(name: str, agencies: dict[int, str]) -> str:
    """Whose chain it is: the city's or an agency's."""
    key = name.removeprefix("agency:")
    if name == "city":
        return gettext("全市日志链")
    return agencies.get(int(key), name) if key.isdigit() else name
