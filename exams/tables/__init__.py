"""Lists of the exam room. What may be sorted by stands here; every other key is ignored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import Blueprint, Candidate, Exam, ExamSession, Objection, SeatCheck
from exams.models.overview import OwnExam
from exams.templatetags.exam_words import marks, since

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}, "tf": {"class": "n"}}
WHOLE = {"td": {"class": "nb"}}  # never broken over two lines
MOMENT = "Y-m-d H:i"


def plain(hundredths: int | None) -> object:
    """Marks as a sheet has them: whole ones as numbers, to be reckoned with."""
    whole = hundredths is not None and hundredths % 100 == 0
    return (hundredths or 0) // 100 if whole else marks(hundredths)


class BlueprintTable(tables.Table):  # type: ignore[misc]  # untyped
    """Blueprints of one's own agencies."""

    title = tables.Column(linkify=("exams:blueprint", {"blueprint_id": tables.A("pk")}))
    agency = tables.Column(accessor="agency__name", verbose_name=_("制定单位"))
    questions = tables.Column(verbose_name=_("题数"), attrs=FIGURE)
    total = tables.Column(verbose_name=_("满分"), attrs=FIGURE)
    uses = tables.Column(verbose_name=_("使用考试"), attrs=FIGURE)
    made_at = tables.DateTimeColumn(format=MOMENT)
    caption = _("组卷方案")
    empty_hint = _("方案规定一份试卷由哪些题型、法规和难度的试题组成。先制定方案，再安排考试。")

    class Meta:
        model = Blueprint
        fields = ("title", "agency", "questions", "total", "uses", "made_at")
        order_by = "-made_at"
        empty_text = _("尚无组卷方案")

    def render_total(self, value: int) -> str:
        return marks(value)

    def value_total(self, value: int) -> object:
        return plain(value)


class MarkingTable(tables.Table):  # type: ignore[misc]  # untyped
    """Questions with scripts for a marker; one row for each question of an exam."""

    exam = tables.Column(accessor="attempt__exam__title", verbose_name=_("考试"))
    question = tables.TemplateColumn(
        template_name="exams/_marked_question.html",
        accessor="revision__stem",
        verbose_name=pgettext_lazy("单数", "试题"),
        orderable=False,
    )
    waiting = tables.Column(verbose_name=_("待您评"), attrs=FIGURE)
    mine = tables.Column(verbose_name=_("您已评"), attrs=FIGURE)
    total = tables.Column(verbose_name=_("共"), attrs=FIGURE)
    act = tables.TemplateColumn(
        template_name="exams/_mark_act.html",
        attrs=WHOLE,
        verbose_name=_("办理"),
        orderable=False,
        empty_values=(),
    )
    caption = _("待评的试题")
    empty_hint = _("考试结束、有简答题作答等待评分时，会列在这里。")

    class Meta:
        attrs = {"class": "rows is-mid"}
        order_by = "-waiting"
        empty_text = _("没有等待您评分的作答")

    def value_question(self, value: str) -> str:
        return value


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
    extra = tables.TemplateColumn(
        template_name="exams/_extra.html",
        verbose_name=_("合理便利"),
        orderable=False,
        exclude_from_export=True,
    )
    withdraw = tables.TemplateColumn(
        template_name="exams/_withdraw.html", verbose_name=_("办理"), orderable=False
    )
    caption = _("考生名单表")
    empty_hint = _("按单位编入，或者在下方查找人员后编入。")

    class Meta:
        model = Candidate
        attrs = {"class": "rows is-mid"}
        fields = ("number", "name", "staff_number", "agency", "extra", "withdraw")
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
    total = tables.Column(verbose_name=_("总分"), attrs=FIGURE, empty_values=())
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

    def render_total(self, value: int | None) -> str:
        return marks(value)

    def value_total(self, record: Candidate) -> object:
        return plain(record.total)  # type: ignore[attr-defined]  # by `with_outcome`


class ResultSessionTable(tables.Table):  # type: ignore[misc]  # untyped
    """Sessions that are over, each leading to its results."""

    title = tables.Column(
        accessor="exam__title",
        verbose_name=_("考试"),
        linkify=("exams:results", {"ref": tables.A("ref")}),
    )
    agency = tables.Column(accessor="exam__agency__name", verbose_name=_("组织单位"))
    opens_at = tables.DateTimeColumn(format=MOMENT, attrs=WHOLE)
    place = tables.Column()
    seats = tables.Column(verbose_name=_("考生（人）"), attrs=FIGURE)
    published_at = tables.DateTimeColumn(
        accessor="publication__at",
        format=MOMENT,
        verbose_name=_("公布时间"),
        default=_("尚未公布"),
        attrs=WHOLE,
    )
    caption = _("各场次成绩")
    empty_hint = _("考试结束后，场次在此列出；培训管理员在成绩公布后可见本单位人员的成绩。")

    class Meta:
        model = ExamSession
        fields = ("title", "agency", "opens_at", "place", "seats", "published_at")
        order_by = "-opens_at"
        empty_text = _("没有可查阅的成绩")


class OwnExamTable(tables.Table):  # type: ignore[misc]  # untyped
    """One's own exams that lie behind, and where each leads. Needs `now`."""

    title = tables.Column(accessor="session__exam__title", verbose_name=_("考试"))
    opens_at = tables.DateTimeColumn(
        accessor="session__opens_at", format=MOMENT, verbose_name=_("开考时间"), attrs=WHOLE
    )
    place = tables.Column(accessor="session__place", verbose_name=_("考点"))
    number = tables.Column(attrs=WHOLE)
    state = tables.Column(empty_values=(), orderable=False, verbose_name=_("状态"))
    act = tables.Column(empty_values=(), orderable=False, verbose_name=_("查阅"))
    caption = _("已结束的考试")
    empty_hint = _("考试结束并公布成绩后，在此查阅。")
    WORDS = {
        "open": _("作答中，尚未交卷"),
        "closed": _("已交卷，成绩尚未公布"),
        "absent": _("未参加"),
        "published": _("成绩已公布"),
    }
    PAGES = {
        "open": ("exams:attempt", _("继续作答")),
        "closed": ("exams:receipt", _("查看回执")),
        "published": ("exams:result", _("查阅成绩")),
    }

    class Meta:
        model = Candidate
        fields = ("title", "opens_at", "place", "number", "state", "act")
        order_by = "-opens_at"
        empty_text = _("没有已结束的考试")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def render_state(self, record: Candidate) -> str:
        return str(self.WORDS.get(OwnExam(record, self.now).state, _("待参加")))

    def render_act(self, record: Candidate) -> SafeString | str:
        """Where the exam leads."""
        own = OwnExam(record, self.now)
        page, words = self.PAGES.get(own.state, ("", ""))
        if not page or not own.ref:
            return "—"
        return format_html('<a class="nb" href="{}">{}</a>', reverse(page, args=[own.ref]), words)


class RoomTable(tables.Table):  # type: ignore[misc]  # untyped
    """Sessions whose desk one may enter."""

    title = tables.Column(
        accessor="exam__title",
        verbose_name=_("考试"),
        linkify=("exams:room", {"ref": tables.A("ref")}),
    )
    opens_at = tables.DateTimeColumn(format=MOMENT, attrs=WHOLE)
    closes_at = tables.DateTimeColumn(format=MOMENT, attrs=WHOLE)
    place = tables.Column()
    agency = tables.Column(accessor="exam__agency__name", verbose_name=_("组织单位"))
    caption = _("考场")
    empty_hint = _("监考安排确定、试卷生成之后，考场在此列出。")

    class Meta:
        model = ExamSession
        fields = ("title", "opens_at", "closes_at", "place", "agency")
        order_by = "opens_at"
        empty_text = _("没有考场")


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
    answered = tables.Column(verbose_name=_("已答"), orderable=False, attrs=FIGURE)
    last_save = tables.Column(verbose_name=_("距上次保存"), attrs=WHOLE)
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

    def render_answered(self, value: int, record: Any) -> str:
        return f"{value} / {record.asked}"

    def render_last_save(self, value: datetime, record: Any) -> str:
        return since(record.now, value)


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


class ObjectionTable(tables.Table):  # type: ignore[misc]  # untyped
    """Objections of candidates. Reviewers see no name."""

    exam = tables.Column(
        accessor="attempt__exam__title",
        verbose_name=_("考试"),
        linkify=("exams:objection", {"ref": tables.A("ref")}),
    )
    place = tables.Column(attrs=WHOLE)
    about = tables.Column()
    name = tables.Column(accessor="attempt__person__name", verbose_name=_("考生"), attrs=WHOLE)
    filed_at = tables.DateTimeColumn(format=MOMENT, attrs=WHOLE)
    advised_at = tables.DateTimeColumn(
        format=MOMENT, verbose_name=_("审题意见"), default=_("尚无"), attrs=WHOLE
    )
    ruling = tables.TemplateColumn(
        template_name="exams/_ruling.html", verbose_name=_("状态"), empty_values=()
    )
    caption = _("成绩异议")
    empty_hint = _("成绩公布后，考生在期限内提出的异议在此列出。")

    class Meta:
        model = Objection
        fields = ("exam", "place", "about", "name", "filed_at", "advised_at", "ruling")
        order_by = ("ruling", "filed_at")
        empty_text = _("没有符合条件的异议")

    def render_place(self, value: int) -> str:
        return gettext("第 %(n)d 题") % {"n": value} if value else gettext("总分")

    def value_place(self, value: int) -> int:
        return value

    def value_ruling(self, record: Objection) -> str:
        return str(record.get_ruling_display() or gettext("待答复"))


__all__ = [
    "BlueprintTable",
    "ExamTable",
    "ObjectionTable",
    "OwnExamTable",
    "ResultSessionTable",
    "ResultTable",
    "RoomTable",
    "RosterTable",
    "SeatCheckTable",
    "SeatTable",
]
