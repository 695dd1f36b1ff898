"""Lists of the exam room. What may be sorted by stands here; every other key is ignored."""

from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from exams.models import Blueprint, Candidate, Exam, SeatCheck
from exams.templatetags.exam_words import marks
from exchange.sheets import write_table

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}, "tf": {"class": "n"}}
WHOLE = {"td": {"class": "nb"}}  # never broken over two lines
MOMENT = "Y-m-d H:i"


def sheet_of(table: tables.Table, title: str, *, without: Sequence[str] = ()) -> bytes:
    """The list's rows, all of them, as a sheet: what one sees is what one gets."""
    headers, *rows = table.as_values(exclude_columns=without)
    return write_table(title, [str(header) for header in headers], rows)


class BlueprintTable(tables.Table):  # type: ignore[misc]  # untyped
    """Blueprints of one's own agencies."""

    title = tables.Column(linkify=("exams:blueprint", {"blueprint_id": tables.A("pk")}))
    agency = tables.Column(accessor="agency__name", verbose_name=_("制定单位"))
    questions = tables.Column(verbose_name=_("题数"), attrs=FIGURE)
    total = tables.TemplateColumn(
        "{% load exam_words %}{{ value|marks }}",
        accessor="total",
        verbose_name=_("满分"),
        attrs=FIGURE,
    )
    uses = tables.Column(verbose_name=_("使用考试"), attrs=FIGURE)
    made_at = tables.DateTimeColumn(format=MOMENT)
    caption = _("组卷方案")
    empty_hint = _("方案规定一份试卷由哪些题型、法规和难度的试题组成。先制定方案，再安排考试。")

    class Meta:
        model = Blueprint
        fields = ("title", "agency", "questions", "total", "uses", "made_at")
        order_by = "-made_at"
        empty_text = _("尚无组卷方案")


class ExamTable(tables.Table):  # type: ignore[misc]  # untyped
    """Exams of one's own agencies."""

    title = tables.Column(linkify=("exams:exam", {"ref": tables.A("ref")}))
    agency = tables.Column(accessor="agency__name", verbose_name=_("组织单位"))
    opens = tables.DateTimeColumn(format=MOMENT, verbose_name=_("首场开考"))
    sessions_n = tables.Column(verbose_name=_("场次"), attrs=FIGURE)
    seats = tables.Column(verbose_name=_("考生（人）"), attrs=FIGURE)
    stage = tables.TemplateColumn(
        template_name="exams/_stage.html",
        extra_context={"stage": tables.A("stage")},
        verbose_name=_("状态"),
        attrs={"td": {"class": "beside"}},
    )
    caption = _("考试")
    empty_hint = _("先制定组卷方案，再新建考试、安排场次和名单。")

    class Meta:
        model = Exam
        fields = ("title", "agency", "opens", "sessions_n", "seats", "stage")
        order_by = "-opens"
        empty_text = _("没有符合条件的考试")


class RosterTable(tables.Table):  # type: ignore[misc]  # untyped
    """Everybody on a session's roster."""

    number = tables.Column()
    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), attrs=WHOLE)
    staff_number = tables.Column(accessor="person__staff_number", verbose_name=_("工作人员编号"))
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    withdraw = tables.TemplateColumn(
        template_name="exams/_withdraw.html", verbose_name=_("办理"), orderable=False
    )
    caption = _("考生名单表")
    empty_hint = _("按单位编入，或者在下方查找人员后编入。")

    class Meta:
        model = Candidate
        attrs = {"class": "rows is-mid"}
        fields = ("number", "name", "staff_number", "agency", "withdraw")
        order_by = "number"
        empty_text = _("没有可列出的考生")


class ResultTable(tables.Table):  # type: ignore[misc]  # untyped
    """The results of one session, the absent among them."""

    number = tables.Column(accessor="number", verbose_name=_("准考证号"))
    name = tables.TemplateColumn(
        template_name="exams/_result_name.html",
        order_by="person__name",
        verbose_name=_("姓名"),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    total = tables.TemplateColumn(
        "{% load exam_words %}{{ value|marks }}", verbose_name=_("总分"), attrs=FIGURE
    )
    outcome = tables.TemplateColumn(
        template_name="exams/_outcome.html", verbose_name=_("结论"), accessor="outcome"
    )
    caption = _("成绩表")
    empty_hint = _("收卷并阅卷之后，成绩在此列出。")

    class Meta:
        model = Candidate
        fields = ("number", "name", "agency", "total", "outcome")
        order_by = "number"
        empty_text = _("没有符合条件的成绩")

    def value_total(self, record: Candidate) -> object:
        """In a sheet whole marks are numbers, to be reckoned with."""
        total: int | None = record.total  # type: ignore[attr-defined]  # by `with_outcome`
        return total // 100 if total is not None and total % 100 == 0 else marks(total)


class SeatTable(tables.Table):  # type: ignore[misc]  # untyped
    """The seats of a running session."""

    number = tables.Column(attrs=WHOLE)
    name = tables.TemplateColumn(
        template_name="exams/_seat_name.html",
        order_by="person__name",
        verbose_name=_("姓名"),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    attempt_state = tables.TemplateColumn(
        template_name="exams/_seat_state.html", verbose_name=_("状态")
    )
    answered = tables.TemplateColumn(
        "{{ record.answered }} / {{ record.asked }}",
        verbose_name=_("已答"),
        orderable=False,
        attrs=FIGURE,
    )
    last_save = tables.TemplateColumn(
        "{% load exam_words %}{{ record.now|since:record.last_save }}",
        verbose_name=_("距上次保存"),
        attrs=WHOLE,
    )
    deadline_at = tables.DateTimeColumn(format="H:i:s", verbose_name=_("截止"), attrs=WHOLE)
    moves = tables.Column(verbose_name=_("换机（次）"), attrs=FIGURE)
    fenced = tables.Column(verbose_name=_("原机未计（条）"), attrs=FIGURE)
    late = tables.Column(verbose_name=_("迟到未计（条）"), attrs=FIGURE)
    caption = _("考生作答情况")
    empty_hint = _("名单在场次页编排。")

    class Meta:
        model = Candidate
        fields = (
            "name", "number", "agency", "attempt_state", "answered", "last_save", "deadline_at",
            "moves", "fenced", "late",
        )  # fmt: skip
        order_by = "number"
        empty_text = _("没有符合条件的考生")


__all__ = ["BlueprintTable", "ExamTable", "ResultTable", "RosterTable", "SeatTable", "sheet_of"]


class SeatCheckTable(tables.Table):  # type: ignore[misc]  # untyped
    """Every computer by its last check."""

    seat = tables.Column(linkify=("exams:seat_check", {"ref": tables.A("ref")}))
    verdict = tables.TemplateColumn(
        template_name="exams/_seat_verdict.html", extra_context={"verdict": tables.A("verdict")}
    )
    finished_at = tables.DateTimeColumn(format=MOMENT, attrs={"td": {"class": "nb"}})
    by = tables.Column(accessor="by__name", verbose_name=_("检测人"))
    caption = _("机位检测")
    empty_hint = _("开考前数日和开机时，在每台电脑上打开“检测本机”。")

    class Meta:
        model = SeatCheck
        fields = ("place", "seat", "verdict", "finished_at", "by")
        order_by = ("place", "seat")
        empty_text = _("尚无检测记录")

    def value_verdict(self, record: SeatCheck) -> str:
        return str(record.get_verdict_display())
