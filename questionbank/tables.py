"""Lists of questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from questionbank.models import (
    Difficulty,
    EnemyGroup,
    FlagWords,
    Kind,
    PoolExport,
    Revision,
    State,
)
from questionbank.models.choices import ExportState
from questionbank.rules.markup import plain

TONES = {
    State.DRAFT: "act",
    State.SUBMITTED: "soon",
    State.APPROVED: "quiet",
    State.RETURNED: "danger",
    State.SUSPENDED: "soon",
    State.RETIRED: "past",
}


EXPORT_TONES = {
    ExportState.WAITING: "soon",
    ExportState.READY: "done",
    ExportState.LAPSED: "past",
    ExportState.REFUSED: "danger",
    ExportState.WITHDRAWN: "past",
}
WHOLE = {"td": {"class": "nb"}}


def state_badge(revision: Revision) -> SafeString:
    """The state as an icon and a word."""
    state = State(revision.state)
    return badge(TONES[state], str(state.label))


@cache
def badge(tone: str, word: str) -> SafeString:
    """A state as an icon and a word; there are but few, and hundreds of them on a page."""
    return render_to_string("_ui/status.html", {"tone": tone, "word": word})


def export_badge(state: ExportState) -> SafeString:
    """How far a request has come, as an icon and a word."""
    return badge(EXPORT_TONES[state], str(state.label))


class RevisionTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """The newest visible revision of each question."""

    code = tables.Column(
        verbose_name=_("题号"),
        accessor="question__code",
        linkify=("questionbank:question", {"code": tables.A("question__code")}),
        attrs={"a": {"class": "nb"}},
    )
    stem = tables.Column(verbose_name=_("题干"), orderable=False)
    basis = tables.Column(verbose_name=_("依据"), empty_values=(), orderable=False)
    kind = tables.Column(
        verbose_name=_("题型"), accessor="pk", order_by="kind", attrs={"td": {"class": "nb"}}
    )
    difficulty = tables.Column(verbose_name=_("难度"), accessor="pk", orderable=False)
    seen = tables.Column(
        verbose_name=_("实测难度"),
        accessor="observation__facility",
        attrs={"td": {"class": "nb"}},
        empty_values=(),
    )
    state = tables.Column(verbose_name=_("状态"), accessor="pk", order_by="state")

    class Meta:
        empty_text = _("没有符合条件的试题。")
        order_by = "code"

    def render_kind(self, record: Revision) -> str:
        return str(Kind(record.kind).label)

    def render_difficulty(self, record: Revision) -> str:
        return str(Difficulty(record.difficulty).label)

    def render_stem(self, value: str) -> str:
        return Truncator(plain(value)).chars(60)

    def render_basis(self, record: Revision) -> str:
        return "；".join(str(place) for place in record.places())

    def render_seen(self, record: Revision) -> SafeString | str:
        """The observed difficulty, the share of marks earned, and the gravest doubt."""
        seen = getattr(record, "observation", None)
        if seen is None or seen.difficulty is None:
            return "—"
        words = f"{seen.difficulty.label} {seen.facility:.0%}"
        if not seen.flags:
            return words
        return format_html("{} {}", words, badge("soon", str(FlagWords(seen.flags[0]).label)))

    def render_state(self, record: Revision) -> SafeString:
        return state_badge(record)


class WaitingTable(RevisionTable):
    """Submitted revisions, each with a box to select it."""

    pick = tables.Column(
        verbose_name=_("选"), accessor="pk", orderable=False, attrs={"td": {"class": "pick"}}
    )
    code = tables.Column(
        verbose_name=_("题号"),
        accessor="question__code",
        linkify=("questionbank:decide", {"revision_id": tables.A("pk")}),
        attrs={"a": {"class": "nb"}},
    )
    authored_at = tables.DateTimeColumn(
        verbose_name=_("提交"), format="Y-m-d", attrs={"td": {"class": "nb"}}
    )

    class Meta:
        empty_text = _("没有等待审定的试题。")
        order_by = "code"
        exclude = ("state", "seen")
        sequence = ("code", "stem", "basis", "kind", "difficulty", "authored_at", "pick")

    def __init__(self, *args: Any, picked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picked = picked

    def render_pick(self, record: Revision) -> SafeString:
        return format_html(
            '<label class="tick"><input class="form-check-input" type="checkbox" name="revision"'
            ' value="{}" aria-label="{}"{}></label>',
            record.pk,
            _("选定 %(code)s") % {"code": record.question.code},
            " checked" if self.picked else "",
        )


class ExportTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """Requests for questions as a file (`listed`), as they stand at that moment."""

    pool = tables.Column(
        verbose_name=_("题库"),
        linkify=("questionbank:export", {"export_id": tables.A("pk")}),
        attrs={"a": {"class": "nb"}},
    )
    count = tables.Column(verbose_name=_("题数"), attrs=WHOLE)
    form = tables.Column(verbose_name=_("格式"))
    purpose = tables.Column(verbose_name=_("用途"), orderable=False)
    first = tables.Column(verbose_name=_("申请人"), attrs=WHOLE)
    asked_at = tables.DateTimeColumn(verbose_name=_("申请时间"), format="Y-m-d H:i", attrs=WHOLE)
    state = tables.Column(verbose_name=_("状态"), accessor="pk", orderable=False, attrs=WHOLE)
    until = tables.DateTimeColumn(
        verbose_name=_("下载期限"), format="Y-m-d H:i", orderable=False, attrs=WHOLE
    )
    caption = _("题库导出")
    empty_hint = _("在试题列表按条件筛选后，可以申请导出。")

    class Meta:
        empty_text = _("没有导出申请")

    def __init__(self, *args: Any, now: datetime, **words: Any) -> None:
        super().__init__(*args, **words)
        self.now = now

    def render_state(self, record: PoolExport) -> SafeString:
        return export_badge(record.state(self.now))

    def value_state(self, record: PoolExport) -> str:
        return str(record.state(self.now).label)


class GroupTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """Groups of questions kept apart; `names` are those of who registered them."""

    codes = tables.Column(verbose_name=_("题号"), empty_values=(), orderable=False)
    reason = tables.Column(verbose_name=_("理由"), orderable=False)
    made_by_id = tables.Column(verbose_name=_("登记人"), orderable=False)
    made_at = tables.DateTimeColumn(
        verbose_name=_("登记日期"), format="Y-m-d", attrs={"td": {"class": "nb"}}
    )
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)

    class Meta:
        empty_text = _("没有互斥题组。")

    def __init__(self, *args: Any, may_end: Callable[[EnemyGroup], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[int, str] = {}
        self.may_end = may_end

    def render_codes(self, record: EnemyGroup) -> SafeString:
        codes = sorted(question.code for question in record.questions.all())
        return render_to_string("questionbank/_codes.html", {"codes": codes})

    def render_made_by_id(self, value: int) -> str:
        return self.names.get(value) or str(_("不详"))

    def render_state(self, record: EnemyGroup) -> SafeString:
        context = {"group": record, "may_end": self.may_end(record)}
        return render_to_string("questionbank/_group_state.html", context)
