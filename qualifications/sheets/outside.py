"""The import of results from elsewhere: a file of the organ that held the exam."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row, read_day
from people.models import Domain, Person
from people.rules import Rights, tidy_identity
from people.sheets.choices import in_sheets
from people.sheets.scope import rights_of
from qualifications import actions
from qualifications.models import OutsideResult, PartChoice
from qualifications.rules.incoming import IncomingFacts
from qualifications.rules.incoming_results import (
    Counted,
    Exam,
    ResultFacts,
    hundredths,
    judge_results,
)
from qualifications.sheets.holders import (
    DECIDERS,
    batches,
    by_column,
    by_identity,
    namesakes,
    persons_of,
)

PARTS = in_sheets(PartChoice.choices)
YES, NO = "是", "否"


class OutsideResultImport(SheetKind):
    """Results of exams held elsewhere, as the organ that held them sends them."""

    name = "outside_results"
    title = _("外部成绩")
    summary = _(
        "登记省级考试等组织机关提供的成绩文件，登记后即作为依据，并始终标明来源。"
        "已登记且一致的不重复登记，不一致的逐列指出。"
    )
    roles = frozenset(role.value for role in DECIDERS)
    record_page = "qualifications:outside_result"
    record_argument = "ref"
    columns = (
        Column("name", "姓名", required=True, max_length=60, example="李青", help="与登记一致。"),
        Column(
            "staff_number", "工作人员编号", max_length=8, example="10000001",
            help="与身份证号至少填一项。",
        ),
        Column(
            "identity", "身份证号", max_length=24, example="",
            help="与工作人员编号至少填一项。文本格式，只用于辨认，不另行保存。",
        ),
        Column(
            "part", "考试部分", required=True, choices=tuple(PARTS), example="公共法律知识",
            help="从列表中选择。",
        ),
        Column(
            "domain", "执法领域", max_length=30, example="",
            help="专业法律知识必填，公共法律知识不填。",
        ),
        Column(
            "day", "考试日期", required=True, is_date=True, example="2026-06-01", help="考试当日。"
        ),
        Column("marks", "成绩", required=True, max_length=8, example="82.5", help="得分。"),
        Column("passed", "合格", required=True, choices=(YES, NO), example=YES, help="是或者否。"),
        Column(
            "supervised", "有监考", required=True, choices=(YES, NO), example=YES,
            help="没有监考的成绩不作为取得资格的依据。",
        ),
        Column(
            "organ", "组织机关", required=True, max_length=120, example="某省司法厅",
            help="组织考试的机关。",
        ),
        Column(
            "document", "成绩文号", required=True, max_length=80, example="司考〔2026〕1号",
            help="公布成绩的文件。",
        ),
    )  # fmt: skip
    words = {
        "holder_unknown": _("没有这名人员，或者不在您的管辖范围内。"),
        "name_differs": _("登记的姓名是“%(name)s”。"),
        "nobody_named_so": _("没有登记这个姓名的人员，请填写工作人员编号或者身份证号。"),
        "which_of_them": _("仅凭姓名不能确定是谁，请填写编号：%(who)s。"),
        "domain_unknown": _("没有登记“%(domain)s”这一执法领域。"),
        "domain_of_professional": _("专业法律知识必填执法领域，公共法律知识不填。"),
        "day_out_of_range": _("日期不合理，请核对。"),
        "marks_shape": _("应为 0 至 1000 的数，最多两位小数。"),
        "own_result": _("不能登记本人的成绩。"),
        "result_repeated": _("与第 %(row)s 行是同一人的同一场考试。"),
        "differs": _("现登记为：%(ours)s。登记有误的，先由两名经办人撤销，或者不导入此行。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        rows = [_tidied(row) for row in rows]
        facts = facts_for(rows, rights_of(actor_id, now), timezone.localdate(now))
        return judge_results(rows, self.columns, facts)

    def bonds(self, row: Row) -> Collection[str]:
        """Rows about one person."""
        return (row.get("staff_number") or tidy_identity(row.get("identity")),)

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        rows = [_tidied(row) for row in rows]
        rights = rights_of(actor_id, now)
        holders = persons_of(rows, _persons(rows, rights, timezone.localdate(now)))
        actor = Person.objects.get(pk=actor_id)
        try:
            results = [(holders[row.n], _paper(row)) for row in rows]
            made = actions.add_outside_results(results, actor=actor, now=now)
        except (KeyError, actions.Refused) as refused:
            raise ChangedMeanwhile from refused
        return [Made(row.n, result.ref) for row, result in zip(rows, made, strict=True)]

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        """What counts is withdrawn by two persons, result by result."""
        raise Used(gettext("成绩登记后即作为依据，只能由两名经办人逐项撤销"))

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = OutsideResult.objects.select_related("person").filter(ref__in=keys)
        return {row.ref: f"{row.person.name}，{row.get_part_display()}，{row.day}" for row in rows}


def _tidied(row: Row) -> Row:
    cells = dict(row.cells) | {"identity": tidy_identity(row.get("identity"))}
    return Row(row.n, cells, row.resolution, row.known_key)


def _paper(row: Row) -> actions.Paper:
    """A checked row as the result to be entered."""
    day, total = read_day(row.get("day")), hundredths(row.get("marks"))
    if day is None or total is None:
        raise ChangedMeanwhile
    return actions.Paper(
        part=PARTS[row.get("part")],
        domain=row.get("domain"),
        day=day,
        total=total,
        passed=row.get("passed") == YES,
        supervised=row.get("supervised") == YES,
        organ=row.get("organ"),
        document=row.get("document"),
    )


def _persons(rows: Sequence[Row], rights: Rights, today: date) -> IncomingFacts:
    return IncomingFacts(
        today=today,
        by_staff_number=by_column(rows, "staff_number", "staff_number", rights),
        by_identity=by_identity(rows, rights),
        by_name=namesakes(rows, rights),
    )


def facts_for(rows: Sequence[Row], rights: Rights, today: date) -> ResultFacts:
    """What the rows are judged by, in a number of queries that grows with the file by 500s."""
    persons = _persons(rows, rights, today)
    return ResultFacts(
        today=today,
        importer=rights.person_id,
        persons=persons,
        counted=_counted([person.pk for person in persons_of(rows, persons).values()]),
        domains=frozenset(Domain.objects.values_list("name", flat=True)),
    )


def _counted(ids: Sequence[int]) -> dict[Exam, Counted]:
    """The results that count already, in the words of the sheet."""
    word = {value: word for word, value in PARTS.items()}
    found: dict[Exam, Counted] = {}
    for part in batches(sorted(set(ids))):
        for row in OutsideResult.objects.confirmed().filter(person_id__in=part):
            exam = (row.person_id, word[row.part], row.domain, row.day, row.document)
            cells = {
                "marks": row.marks,
                "passed": YES if row.passed else NO,
                "supervised": YES if row.supervised else NO,
                "organ": row.organ,
            }
            found[exam] = Counted(row.ref, cells)
    return found
