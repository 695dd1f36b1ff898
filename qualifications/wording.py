"""The duty answer in words: verdicts, reasons, what would mend them, warnings.

Codes and parameters come from `rules`; pages and sheets say the same sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.templatetags.exam_words import marks
from people.models import Establishment
from qualifications.rules.answers import (
    Answer,
    Code,
    Reason,
    Remedy,
    Verdict,
    Warned,
    WarningCode,
)
from qualifications.rules.facts import Evidence
from qualifications.rules.panels import Seat
from qualifications.rules.qualifying import Part, Policy, Sat

REASONS: Mapping[Code, Promise] = {
    Code.BEFORE_RECORDS: gettext_lazy("该日早于本市%(source)s的登记起点 %(day)s"),
    Code.RECORDS_UNDECLARED: gettext_lazy("本市%(source)s尚未设定登记起点"),
    Code.PLACE_MOVED: gettext_lazy(
        "所在单位或者其上级于 %(day)s 调整隶属关系，该日的上级执法主体无法确认"
    ),
    Code.DOMAIN_UNKNOWN: gettext_lazy("该领域不在本市执法领域名录中"),
    Code.DOMAIN_CLOSED: gettext_lazy("该领域已于 %(day)s 停用"),
    Code.NO_POST: gettext_lazy("没有执法岗位"),
    Code.NOT_IN_OFFICE: gettext_lazy("该日没有在岗的岗位"),
    Code.POST_ENDED: gettext_lazy("执法岗位已于 %(day)s 终止"),
    Code.POST_NOT_BEGUN: gettext_lazy("执法岗位自 %(day)s 起，尚未开始"),
    Code.POST_OTHER_DOMAIN: gettext_lazy("岗位不含这一领域（现为：%(domains)s）"),
    Code.AGENCY_CLOSED: gettext_lazy("所在单位已于 %(day)s 撤销"),
    Code.NO_BODY: gettext_lazy("所在单位及其上级单位都没有登记为执法主体"),
    Code.STANDING_ENDED: gettext_lazy("执法主体没有主体资格%(until)s"),
    Code.BODY_OTHER_DOMAIN: gettext_lazy("执法主体没有这一领域的职权"),
    Code.NO_CERTIFICATE: gettext_lazy("没有行政执法证件"),
    Code.CERTIFICATE_NOT_BEGUN: gettext_lazy("证件自 %(day)s 起有效，尚未生效"),
    Code.CERTIFICATE_EXPIRED: gettext_lazy("证件已于 %(day)s 到期"),
    Code.CERTIFICATE_SUSPENDED: gettext_lazy("证件自 %(day)s 起被暂扣"),
    Code.CERTIFICATE_REVOKED: gettext_lazy("证件自 %(day)s 起被吊销"),
    Code.CERTIFICATE_CANCELLED: gettext_lazy("证件已于 %(day)s 注销"),
    Code.CERTIFICATE_LOST: gettext_lazy("证件已于 %(day)s 作废"),
    Code.CERTIFICATE_OTHER_BODY: gettext_lazy("证件不是为该执法主体颁发的"),
    Code.CERTIFICATE_OTHER_DOMAIN: gettext_lazy("证件不含这一领域"),
    Code.NO_QUALIFICATION: gettext_lazy("没有行政执法资格"),
    Code.QUALIFICATION_ENDED: gettext_lazy("执法资格已于 %(day)s 终止"),
    Code.QUALIFICATION_NOT_BEGUN: gettext_lazy("执法资格自 %(day)s 起，尚未生效"),
    Code.QUALIFICATION_OTHER_DOMAIN: gettext_lazy("执法资格不含这一领域（现有：%(domains)s）"),
    Code.SUSPENDED: gettext_lazy("自 %(day)s 起被决定停止执法"),
}

REMEDIES: Mapping[Remedy, Promise] = {
    Remedy.CORRECTION: gettext_lazy("该日已过，除非登记有误并经更正，结论不会改变。"),
    Remedy.WAIT: gettext_lazy("到期自动满足，不须办理。"),
    Remedy.ASK_PAPERS: gettext_lazy("请查阅该日前后的纸质档案，或者向原登记单位核实。"),
    Remedy.DECLARE_RECORDS: gettext_lazy("由市法制机构设定登记起点后，方可答复。"),
    Remedy.CHECK_DOMAIN: gettext_lazy("请核对领域名称；确有这一领域的，由系统管理员登记。"),
    Remedy.GIVE_POST: gettext_lazy("由单位管理员登记执法岗位。"),
    Remedy.WIDEN_POST: gettext_lazy("由单位管理员在岗位上增加这一领域。"),
    Remedy.MOVE_POST: gettext_lazy("由单位管理员将岗位调整到现有单位。"),
    Remedy.REGISTER_BODY: gettext_lazy("由法制机构依法登记执法主体。"),
    Remedy.RESTORE_STANDING: gettext_lazy("由法制机构依法重新登记主体资格。"),
    Remedy.WIDEN_BODY: gettext_lazy("由法制机构依法登记该主体在这一领域的职权。"),
    Remedy.ISSUE_CERTIFICATE: gettext_lazy("由单位报送申领行政执法证件。"),
    Remedy.RENEW_CERTIFICATE: gettext_lazy("由单位报送换发证件。"),
    Remedy.RESTORE_CERTIFICATE: gettext_lazy("由作出暂扣决定的机关决定恢复，或者待暂扣期满。"),
    Remedy.OVERTURN: gettext_lazy("吊销决定依法撤销后，方可恢复。"),
    Remedy.REISSUE_CERTIFICATE: gettext_lazy("由单位报送补发新证。"),
    Remedy.WIDEN_CERTIFICATE: gettext_lazy("由单位报送在证件上增加这一领域。"),
    Remedy.REISSUE_FOR_BODY: gettext_lazy("由单位报送换发该执法主体的证件。"),
    Remedy.QUALIFY: gettext_lazy("参加公共法律知识和专业法律知识考试，合格后由法制机构确认资格。"),
    Remedy.QUALIFY_AGAIN: gettext_lazy("重新参加资格考试，合格后由法制机构确认资格。"),
    Remedy.QUALIFY_IN_DOMAIN: gettext_lazy(
        "参加这一领域的专业法律知识考试，合格后由法制机构确认资格。"
    ),
    Remedy.LIFT_SUSPENSION: gettext_lazy("由作出决定的机关决定恢复执法，或者待期限届满。"),
}

WARNINGS: Mapping[WarningCode, Promise] = {
    WarningCode.CERTIFICATE_ENDS: gettext_lazy("证件将于 %(day)s 到期，请提前报送换发。"),
    WarningCode.STANDING_ENDS: gettext_lazy("执法主体的主体资格至 %(day)s。"),
    WarningCode.HOURS_MISSING: gettext_lazy(
        "%(year)s 年还差 %(hours)s 学时。学时不足须经年度审验决定，不影响本次结论。"
    ),
    WarningCode.EXAM_MISSED: gettext_lazy(
        "%(year)s 年列入考试名单而缺考，尚未补考。缺考须经年度审验决定，不影响本次结论。"
    ),
    WarningCode.ESTABLISHMENT: gettext_lazy(
        "岗位不在编，不符合申请执法资格的条件；已有的资格由有权机关处理。"
    ),
    WarningCode.FUTURE_DAY: gettext_lazy("核验日期尚未到来，结论以目前的登记为准，届时可能变化。"),
}

SOURCES: Mapping[str, Promise] = {
    "posts": gettext_lazy("岗位"),
    "bodies": gettext_lazy("执法主体"),
    "qualifications": gettext_lazy("资格"),
    "certificates": gettext_lazy("证件"),
}

VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.YES: gettext_lazy("可以上岗"),
    Verdict.NO: gettext_lazy("不能"),
    Verdict.UNKNOWN: gettext_lazy("无法确认"),
}


def sentence(answer: Answer) -> str:
    """The verdict as one line: 可以上岗：市场监管，至 2028-03-31."""
    verdict, told = str(VERDICTS[answer.verdict]), tail(answer)
    return _("%(verdict)s：%(told)s") % {"verdict": verdict, "told": told} if told else verdict


def sentence_of_domain(answer: Answer) -> str:
    """The line where several domains stand together: each names its own."""
    if answer.verdict is Verdict.YES:
        return sentence(answer)
    said = {"domain": answer.domain, "told": sentence(answer)}
    return _("%(domain)s %(told)s") % said


def tail(answer: Answer) -> str:
    """What the line says behind the verdict: the domain and the last day, or the reasons."""
    if answer.verdict is not Verdict.YES:
        return joined(reason_words(reason) for reason in answer.reasons)
    if answer.until is None:
        return answer.domain
    said = {"domain": answer.domain, "until": answer.until.isoformat()}
    return _("%(domain)s，至 %(until)s") % said


def reason_words(reason: Reason) -> str:
    """One reason, without a full stop."""
    params = dict(reason.params)
    day = _day_of(reason.evidence)
    domains = params.get("domains")
    listed = "、".join(domains) if isinstance(domains, tuple) else ""
    said = {
        "day": day.isoformat() if day else _("（日期不详）"),
        "source": str(SOURCES.get(str(params.get("source")), "")),
        "domains": listed or _("未登记领域"),
        "until": _("，已于 %(day)s 终止") % {"day": day} if day else "",
    }
    return str(REASONS[reason.code]) % said


def remedy_words(reason: Reason) -> str:
    """What would make it a yes, one sentence."""
    return str(REMEDIES[reason.remedy])


def warning_words(warned: Warned) -> str:
    params = dict(warned.params)
    day = _day_of(warned.evidence)
    said = {
        "day": day.isoformat() if day else "",
        "year": params.get("year", ""),
        "hours": _amount(params.get("hours", 0)),
    }
    return str(WARNINGS[warned.code]) % said


def joined(sentences: Iterable[str]) -> str:
    return "；".join(sentences)


def _day_of(evidence: Iterable[Evidence]) -> date | None:
    return next((piece.day for piece in evidence if piece.day), None)


def _amount(hundredths: object) -> str:
    """Hundredths as people write them: 2250 is 22.5."""
    whole, rest = divmod(int(str(hundredths)), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def sat(found: Sat) -> str:
    """One result that counts towards a qualification: the part, the marks, the day."""
    part = _("公共法律知识")
    if found.part == Part.PROFESSIONAL:
        part = _("专业法律知识（%(domain)s）") % {"domain": found.domain}
    return _("%(part)s %(marks)s 分（%(day)s）") % {
        "part": part,
        "marks": marks(found.total),
        "day": found.day.isoformat(),
    }


def step_words(detail: Mapping[str, Any]) -> str:
    """What a step of an application rests on."""
    if results := detail.get("results"):
        return "；".join(_result_words(one) for one in results)
    if "credit" in detail:
        return _("本年 %(hours)s 学时") % {"hours": _amount(detail["credit"])}
    if held := detail.get("establishments"):
        return "、".join(str(Establishment(one).label) for one in held)
    return ""


def _result_words(kept: Mapping[str, Any]) -> str:
    said = sat(
        Sat(
            day=date.fromisoformat(kept["day"]),
            part=kept["part"],
            domain=kept["domain"],
            attempt_ref=kept["attempt"],
            total=kept["total"],
            passed=True,
            published=True,
            supervised=True,
        )
    )
    source = kept.get("source")
    return (
        _("%(result)s，外部成绩：%(source)s") % {"result": said, "source": source}
        if source
        else said
    )


FINDINGS: Mapping[str, Promise] = {
    "hours": gettext_lazy("还差 %(hours)s 学时"),
    "exam": gettext_lazy("缺考，尚未补考"),
    "post": gettext_lazy("没有执法岗位"),
    "certificate": gettext_lazy("没有有效证件"),
    "suspended": gettext_lazy("被决定停止执法"),
    "establishment": gettext_lazy("岗位不在编"),
}


def finding_words(found: Iterable[str], seen: Mapping[str, Any]) -> str:
    """What speaks against somebody in a campaign, in one line; empty when nothing does."""
    hours = _amount(seen.get("hours_owed", 0))
    return joined(str(FINDINGS[one]) % {"hours": hours} for one in found)


def office_words(answer: Answer) -> str:
    """What was answered about a member of a panel: the verdict, its domain, its reasons."""
    if answer.domain or answer.verdict is not Verdict.YES:
        return sentence(answer)
    return _("有相应资格")


SEATS: Mapping[Seat, Promise] = {
    Seat.HANDLER: gettext_lazy("办案人员"),
    Seat.HOST: gettext_lazy("主持人"),
    Seat.MEMBER: gettext_lazy("听证员"),
    Seat.RECORDER: gettext_lazy("记录员"),
}
FAULTS: Mapping[str, Promise] = {
    "too_few": gettext_lazy("%(seat)s至少 %(need)s 人，现有 %(have)s 人"),
    "too_many": gettext_lazy("%(seat)s至多 %(need)s 人，现有 %(have)s 人"),
    "seat_unknown": gettext_lazy("这一程序没有%(seat)s"),
    "not_qualified": gettext_lazy("%(seat)s没有相应资格"),
    "twice": gettext_lazy("同一人担任两项职责"),
    "excluded": gettext_lazy("应当回避"),
    "of_respondent": gettext_lazy("是被申请人的人员"),
}


def fault_words(kept: Mapping[str, Any]) -> str:
    """One reason why a panel cannot act, as it is kept."""
    seat = str(SEATS[Seat(kept["seat"])]) if kept["seat"] else ""
    return str(FAULTS[kept["code"]]) % (dict(kept) | {"seat": seat})


def policy_words(policy: Policy) -> str:
    """What a kind of qualification asks for, one sentence without a full stop."""
    said = [
        (policy.establishment, _("在编")),
        (policy.public_part, _("公共法律知识考试合格")),
        (policy.professional_part, _("专业法律知识考试合格")),
        (policy.licence, _("有法律职业资格")),
        (policy.pre_service, _("经统一职前培训")),
        (
            bool(policy.training_credit),
            _("培训满 %(hours)s 学时") % {"hours": _amount(policy.training_credit)},
        ),
        (
            bool(policy.publicity_days),
            _("公示 %(days)d 天") % {"days": policy.publicity_days},
        ),
    ]
    words = [word for asked, word in said if asked]
    if "annual" in policy.purposes:
        words.append(_("年度考试成绩可以计入"))
    if policy.older_before is not None:
        words.append(
            _("%(day)s 前已从事的，不要求法律职业资格和职前培训") % {"day": policy.older_before}
        )
    return "；".join(words)


# What this room tells persons: for each kind of notice its title and its text.
NOTICES: dict[str, tuple[Promise, Promise]] = {
    "qualifications.expiring": (
        gettext_lazy("您的证件即将到期"),
        gettext_lazy("证号 %(number)s，有效期至 %(day)s。到期后不能上岗，请通过单位及时申请换发。"),
    ),
    "qualifications.expiring_in_unit": (
        gettext_lazy("有证件即将到期"),
        gettext_lazy("管辖范围内新增 %(count)s 件证件在 %(step)s 天内到期，请组织换发。"),
    ),
}
