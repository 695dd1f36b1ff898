"""The words for the codes that the rules return."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextFaultWords(models.TextChoices):
    """`rules.inspecting.TextFault`."""

    MISSING = "missing", _("缺少这一条")
    TWICE = "twice", _("条号重复")
    OUT_OF_ORDER = "out_of_order", _("条的次序颠倒")
    SUFFIX_ALONE = "suffix_alone", _("前面缺“之一”一类的条")
    EMPTY = "empty", _("有条号而无条文")
    LONG = "long", _("条文过长，可能并入了后面的条")
    HEADING_INSIDE = "heading_inside", _("条文中有一行以章节号开头，可能是标题")
    ARTICLE_INSIDE = "article_inside", _("条文中有一行以条号开头，可能是另一条")


class OutcomeChoice(models.TextChoices):
    """`rules.mapping.Outcome`."""

    UNCHANGED = "unchanged", _("未变")
    RENUMBERED = "renumbered", _("仅条号变动")
    CHANGED = "changed", _("条文修改")
    DELETED = "deleted", _("删除")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("拆分")


class RefusalWords(models.TextChoices):
    """`rules.refusals.Refusal`."""

    OTHER_TEXT = "other_text", _("该法规的这一版本已经登记，且文本不同。已登记的文本不能改写。")
    DAY_TAKEN = "day_taken", _("该法规在这一施行日期已有另一版本。")
    CITED_OTHERWISE = "cited_otherwise", _("试题所引的条文与此文本不一致，请核对文本或者版本。")
    BLOCKED = "blocked", _("条号重复或者有条号而无条文，请先改正文本。")
    NOT_OLDER = "not_older", _("旧版本的施行日期须早于新版本。")
    NO_TEXT = "no_text", _("两个版本都须有条文文本，请先导入文本。")
    COMPARED = "compared", _("这两个版本已经建立对照。")
    CONFIRMED = "confirmed", _("该对照已经确认，不能再改。")
    UNDECIDED = "undecided", _("还有未确认的行，请逐行核对后再办理。")
    NO_SUCH_ARTICLE = "no_such_article", _("新版本没有这一条。")
    OUTCOME_MISFITS = "outcome_misfits", _("所选结果与新条文不符，请核对。")
    NO_ROWS = "no_rows", _("请至少选择一行。")
    NOT_CONFIRMED = "not_confirmed", _("该对照尚未确认，可以直接更改。")
    CORRECTED = "corrected", _("该对照已有更正，请在更正后的对照中办理。")
    NO_REASON = "no_reason", _("请写明更正理由。")
    SAME_MAP = "same_map", _("与原对照没有不同，请先更改有误的条。")
    ENDED = "ended", _("该版本已登记失效日期。")
    BEFORE_START = "before_start", _("失效日期须晚于施行日期。")
