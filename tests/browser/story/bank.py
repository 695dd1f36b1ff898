"""An invented regulation of the city, and a small bank of approved questions on it."""

from __future__ import annotations

from datetime import date

from questionbank import actions
from questionbank.rules.wording import Difficulty, Kind, Wording
from statutes.actions import import_version
from statutes.rules.dates import Dates
from statutes.rules.references import Reference
from statutes.rules.texts import parse

TITLE = "云泽市行政执法程序规定"
LAW = """# 云泽市行政执法程序规定

## 第一章　总则

**第一条**　为了规范行政执法程序，保护公民、法人和其他组织的合法权益，制定本规定。

**第二条**　行政执法人员检查现场，不得少于两人，应当出示执法证件，说明检查的理由，制作现场笔录。

## 第二章　程序

**第三条**　执法人员当场收缴的罚款，应当自收缴之日起二日内交至所在的行政机关。

**第四条**　拟作出责令停产停业、吊销许可证件、较大数额罚款决定的，应当告知当事人有要求听证的权利。

当事人要求听证的，应当在收到告知书之日起五日内提出。

**第五条**　决定书应当在作出之日起七日内送达当事人。

**第六条**　执法人员与案件有直接利害关系的，应当回避。

**第七条**　复议期间决定不停止执行；法律另有规定的，依照其规定。

## 第三章　附则

**第八条**　本规定自2024年1月1日起施行。
"""
STEM = "执法人员当场收缴的罚款，应当自收缴之日起几日内交至所在的行政机关？"
OPTIONS = ("一日", "二日", "三日", "五日")
RATIONALE = "第三条定为二日；三日、五日是其他事项的期限。"


def _single(stem: str, options: tuple[str, ...], right: int, why: str, article: int) -> Wording:
    return _wording(Kind.SINGLE, stem, options, (right,), why, article)


def _wording(
    kind: Kind, stem: str, options: tuple[str, ...], right: tuple[int, ...], why: str, article: int
) -> Wording:
    return Wording(
        kind=kind,
        stem=stem,
        options=options,
        difficulty=Difficulty.MEDIUM,
        right=right,
        rationale=why,
        citations=(Reference(TITLE, article),),
    )


WORDINGS = [
    _single(
        "检查现场的行政执法人员，不得少于几人？",
        ("一人", "两人", "三人", "四人"),
        1,
        "第二条要求不得少于两人。",
        2,
    ),
    _single(
        "当事人要求听证的，应当在收到告知书之日起几日内提出？",
        ("三日", "五日", "七日", "十日"),
        1,
        "第四条第二款定为五日。",
        4,
    ),
    _single(
        "决定书应当在作出之日起几日内送达当事人？",
        ("三日", "五日", "七日", "十五日"),
        2,
        "第五条定为七日。",
        5,
    ),
    _wording(
        Kind.MULTIPLE,
        "行政执法人员检查现场，应当做到下列哪些？",
        ("出示执法证件", "说明检查的理由", "预收当事人的保证金", "制作现场笔录"),
        (0, 1, 3),
        "第二条列明三项；预收保证金没有依据。",
        2,
    ),
    _wording(
        Kind.MULTIPLE,
        "拟作出下列哪些决定，应当告知当事人有要求听证的权利？",
        ("责令停产停业", "警告", "吊销许可证件", "较大数额罚款"),
        (0, 2, 3),
        "第四条第一款列明三种，警告不在其中。",
        4,
    ),
    _wording(
        Kind.TRUE_FALSE,
        "执法人员与案件有直接利害关系的，应当回避。",
        (),
        (0,),
        "第六条规定应当回避。",
        6,
    ),
    _wording(
        Kind.TRUE_FALSE,
        "复议期间，决定一律停止执行。",
        (),
        (1,),
        "第七条规定复议期间决定不停止执行，法律另有规定的除外。",
        7,
    ),
]


# For the exams of another story: with these a form and the reserve have no question in common.
MORE = [
    _single(
        "执法人员与案件有直接利害关系的，应当如何处理？",
        ("继续办理", "回避", "口头说明", "报告后继续办理"),
        1,
        "第六条规定应当回避。",
        6,
    ),
    _single(
        "当事人要求听证的期限，自收到哪一文书之日起计算？",
        ("立案决定", "告知书", "决定书", "现场笔录"),
        1,
        "第四条第二款定为收到告知书之日。",
        4,
    ),
    _single(
        "《云泽市行政执法程序规定》自哪一日起施行？",
        ("2023年10月1日", "2023年12月1日", "2024年1月1日", "2024年7月1日"),
        2,
        "第八条定为2024年1月1日。",
        8,
    ),
    _wording(
        Kind.MULTIPLE,
        "下列哪些行为不符合检查现场的规定？",
        ("一人单独检查", "不出示执法证件", "说明检查的理由", "不制作现场笔录"),
        (0, 1, 3),
        "第二条的要求相反；说明理由是应当做到的。",
        2,
    ),
    _wording(
        Kind.MULTIPLE,
        "下列哪些期限符合本规定？",
        (
            "罚款二日内交至机关",
            "五日内提出听证",
            "决定书七日内送达",
            "决定书三十日内送达",
        ),
        (0, 1, 2),
        "第三条、第四条、第五条；三十日没有依据。",
        5,
    ),
    _wording(
        Kind.TRUE_FALSE,
        "检查现场的行政执法人员，可以只有一人。",
        (),
        (1,),
        "第二条要求不得少于两人。",
        2,
    ),
    _wording(
        Kind.TRUE_FALSE,
        "当场收缴的罚款，应当自收缴之日起二日内交至所在的行政机关。",
        (),
        (0,),
        "第三条定为二日。",
        3,
    ),
]


# What 李青 answers: rightly, but for the question of the story.
ANSWERS = {w.stem: [w.choices[n] for n in w.right] for w in [*WORDINGS, *MORE]}
ANSWERS[STEM] = ["三日"]


def found_bank(cast, now, wordings=WORDINGS):
    """The regulation, and questions that one person wrote and another approved."""
    dates = Dates("2023年公布", date(2023, 10, 1), date(2024, 1, 1), None, "第八条")
    import_version(parse(LAW), dates, source="", actor_id=None, now=now)
    setter, reviewer = cast["setter"], cast["reviewer"]
    for wording in wordings:
        draft = actions.add_question(wording, agency=setter.agency, author=setter, now=now)
        submitted = actions.submit(draft, author=setter, now=now)
        actions.approve(submitted, reviewer=reviewer, now=now)
