"""Lists of this room. What may be sorted by stands here; every other key is ignored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableListData

from people.models import PostKind
from training.models import Enrolment, LedgerEntry, Named, Objection, Ranked, TrainingClass
from training.rules import Officer, Standing
from training.rules.board import SORTED_BY, Order
from training.templatetags.training_words import amount

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}, "tf": {"class": "n"}}
WHOLE = {"td": {"class": "nb"}}  # never broken over two lines
DAY = "Y-m-d"
STANDING_WORDS = {
    Standing.MET: _("已达标"),
    Standing.ON_TRACK: _("进度正常"),
    Standing.AT_RISK: _("进度偏慢"),
    Standing.BEHIND: _("进度滞后"),
    Standing.NONE: _("无学时要求"),
}
MOMENT = "Y-m-d H:i"


class ClassTable(tables.Table):  # type: ignore[misc]  # untyped
    """Classes that one organises, or may send persons to."""

    title = tables.Column(linkify=("training:training_class", {"ref": tables.A("ref")}))
    number = tables.Column(attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("主办单位"))
    starts_at = tables.DateTimeColumn(format=MOMENT, verbose_name=_("首次上课"), attrs=WHOLE)
    half_days = tables.Column(verbose_name=_("半天数"), attrs=FIGURE)
    enrolled = tables.Column(verbose_name=_("已报名（人）"), attrs=FIGURE)
    capacity = tables.Column(verbose_name=_("名额（人）"), attrs=FIGURE)
    state = tables.TemplateColumn(
        template_name="training/_class_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = _("培训班")
    empty_hint = _("新建培训班，安排课次，再开放报名。")

    class Meta:
        model = TrainingClass
        fields = (
            "title", "number", "agency", "starts_at", "half_days", "enrolled", "capacity", "state",
        )  # fmt: skip
        order_by = "-starts_at"
        empty_text = _("没有符合条件的培训班")

    def value_state(self, record: TrainingClass) -> str:
        return str(record.get_state_display())


class RosterTable(tables.Table):  # type: ignore[misc]  # untyped
    """Who is on a class's roster, with the half-days that were attended."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("training:ledger", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    staff_number = tables.Column(accessor="person__staff_number", verbose_name=_("工作人员编号"))
    agency = tables.Column(
        accessor="agency__name", order_by=("agency__path",), verbose_name=_("单位")
    )
    attended = tables.Column(verbose_name=_("已到课（半天）"), attrs=FIGURE)
    withdraw = tables.TemplateColumn(
        template_name="training/_withdraw.html", verbose_name=_("办理"), orderable=False
    )
    caption = _("参训名单表")
    empty_hint = _("按单位列入，或者在下方查找人员后列入，也可以在“导入”中按表格列入。")

    class Meta:
        model = Enrolment
        attrs = {"class": "rows is-mid"}
        fields = ("name", "staff_number", "agency", "attended", "withdraw")
        order_by = "agency"
        empty_text = _("没有可列出的人员")


class LedgerTable(tables.Table):  # type: ignore[misc]  # untyped
    """A person's lines, for the sheet."""

    day = tables.DateColumn(format=DAY)
    title = tables.Column()
    source = tables.Column()
    kind = tables.Column()
    quantity = tables.Column()
    unit = tables.Column()
    credit = tables.Column(verbose_name=_("学时"))
    days = tables.Column(verbose_name=_("集中培训（天）"))
    reason = tables.Column()

    class Meta:
        model = LedgerEntry
        fields = (
            "day", "title", "source", "kind", "quantity", "unit", "credit", "days", "reason",
        )  # fmt: skip

    def value_quantity(self, record: LedgerEntry) -> object:
        return amount(record.quantity) if record.unit == "credit" else record.quantity

    def value_credit(self, value: int) -> object:
        return value // 100 if value % 100 == 0 else amount(value)

    def value_days(self, value: int) -> object:
        return value // 100 if value % 100 == 0 else amount(value)


class ObjectionTable(tables.Table):  # type: ignore[misc]  # untyped
    """Objections of one's own subtrees."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("training:answer_objection", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    day = tables.DateColumn(format=DAY, attrs=WHOLE)
    claim = tables.Column(orderable=False)
    filed_at = tables.DateTimeColumn(format=MOMENT, attrs=WHOLE)
    answer = tables.TemplateColumn(
        template_name="training/_answer_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = _("学时异议")
    empty_hint = _("执法人员对本人学时提出异议的，在此答复。")

    class Meta:
        model = Objection
        fields = ("name", "agency", "day", "claim", "filed_at", "answer")
        order_by = ("answer", "filed_at")
        empty_text = _("没有符合条件的异议")

    def value_answer(self, record: Objection) -> str:
        return str(record.get_answer_display() or _("待答复"))


class PagedOfficers(TableListData):  # type: ignore[misc]  # untyped
    """Officers in an order, of whom only the page that is shown is read; `named` are the same by
    name."""

    def __init__(self, ranked: Ranked, named: Named) -> None:
        super().__init__(ranked)
        self.data: Ranked | Named
        self.ranked, self.named = ranked, named

    def order_by(self, aliases: Sequence[str]) -> None:
        """As the first of the columns says; one that the list does not show says nothing."""
        first = next(iter(aliases), "")
        column, falls = first.lstrip("-"), first.startswith("-")
        if column in SORTED_BY:
            self.data = self.ranked.sorted_by(Order(column, falls))
        elif column in ("name", "staff_number"):
            self.data = replace(self.named, column=column, falls=falls)


class BoardTable(tables.Table):  # type: ignore[misc]  # untyped
    """Officers of a subtree and what they have earned of the year's demand.

    On a phone a person takes few lines: the unit and the bar across, figures in threes, the number
    and the next class, where there is one, below. `names` gives the agencies' names by path;
    `upcoming`, set once the page is known, the next class of each person.
    """

    name = tables.Column(
        verbose_name=_("姓名"),
        linkify=("training:ledger", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    staff_number = tables.Column(verbose_name=_("工作人员编号"), attrs={"td": {"class": "is-last"}})
    path = tables.Column(verbose_name=_("单位"), attrs={"td": {"class": "unit full"}})
    category = tables.Column(verbose_name=_("岗位类别"))
    progress = tables.TemplateColumn(
        template_name="training/_progress.html",
        verbose_name=_("进度"),
        attrs={"td": {"class": "full"}},
    )
    standing = tables.TemplateColumn(
        template_name="training/_standing.html",
        extra_context=lambda value: {"standing": value},
        verbose_name=_("情况"),
        orderable=False,
    )
    credit = tables.Column(verbose_name=_("已得学时"), attrs=FIGURE)
    owed_credit = tables.Column(verbose_name=_("还差学时"), attrs=FIGURE)
    owed_days = tables.Column(
        verbose_name=_("还差集中培训（天）"),
        attrs={"th": {"class": "n in-two"}, "td": {"class": "n is-last"}},
    )
    coming = tables.Column(
        verbose_name=_("下一期培训"),
        accessor="person_id",
        orderable=False,
        empty_values=(),
        attrs={
            "td": {
                "class": lambda record, table: (
                    "coming full" if record.person_id in table.upcoming else "void"
                )
            }
        },
    )
    pick = tables.Column(
        verbose_name=_("选择"),
        accessor="person_id",
        orderable=False,
        attrs={"td": {"class": "pick"}, "th": {"class": "pick"}},
    )
    caption = _("学时进度表")
    empty_hint = _("有执法、法制或者领导岗位，并且该年度定有学时标准的人员，会列在这里。")

    class Meta:
        attrs = {"class": "rows is-mid in-threes is-year"}
        empty_text = _("没有符合条件的人员")

    def __init__(self, *args: Any, names: dict[str, str], **words: Any) -> None:
        super().__init__(*args, **words)
        self.names = names
        self.upcoming: dict[int, tuple[date, str]] = {}

    def render_pick(self, value: int, record: Officer) -> str:
        label = gettext("选择%(name)s") % {"name": record.name}
        return format_html(
            '<label class="tick"><input class="form-check-input" type="checkbox" name="pick"'
            ' value="{}" aria-label="{}"></label>',
            value,
            label,
        )

    def render_path(self, value: str) -> str:
        return self.names.get(value, "")

    def render_category(self, value: str) -> str:
        return str(PostKind(value).label)

    def render_coming(self, value: int) -> str:
        if value not in self.upcoming:
            return "—"
        day, title = self.upcoming[value]
        return f"{date_format(day, 'm-d')} {title}"

    def value_progress(self, value: int) -> str:
        return f"{min(100, value // 100)}%"

    def value_standing(self, value: Standing) -> str:
        return str(STANDING_WORDS[value])

    def value_path(self, value: str) -> str:
        return self.names.get(value, "")

    def value_category(self, value: str) -> str:
        return str(PostKind(value).label)

    def render_credit(self, value: int) -> str:
        return amount(value)

    def render_owed_credit(self, value: int) -> str:
        return amount(value)

    def render_owed_days(self, value: int) -> str:
        return amount(value)
