"""The closed lists of the bank with their words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    SINGLE = "single", _("单项选择")
    MULTIPLE = "multiple", _("多项选择")
    TRUE_FALSE = "true_false", _("判断")
    FILL_IN = "fill_in", _("填空")
    SHORT_ANSWER = "short_answer", _("简答")
    CASE = "case", _("案例分析")


class Difficulty(models.TextChoices):
    EASY = "easy", _("易")
    MEDIUM = "medium", _("中")
    HARD = "hard", _("难")


class Level(models.TextChoices):
    REMEMBER = "remember", _("记忆")
    UNDERSTAND = "understand", _("理解")
    APPLY = "apply", _("应用")


class Category(models.TextChoices):
    """Whom a question is for; the codes are those of `people.models.PostKind`."""

    ENFORCEMENT = "enforcement", _("执法人员")
    LEGAL = "legal", _("法制人员")
    LEADER = "leader", _("领导干部")


class Scoring(models.TextChoices):
    """`rules.scoring`."""

    ALL_OR_NOTHING = "all_or_nothing", _("全对得分")
    SHARE_FOR_SUBSET = "share_for_subset", _("少选按比例")
    HALF_FOR_SUBSET = "half_for_subset", _("少选得半分")
    PER_BLANK = "per_blank", _("按空得分")
    PER_BLANK_ANY_ORDER = "per_blank_any_order", _("按空得分，不分先后")
    PER_POINT = "per_point", _("按要点得分")
    SUM_OF_PARTS = "sum_of_parts", _("各小题相加")


class Pool(models.TextChoices):
    EXAM = "exam", _("考试题库")
    PRACTICE = "practice", _("练习题库")


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审")
    APPROVED = "approved", _("已批准")
    RETURNED = "returned", pgettext_lazy("状态", "退回修改")
    SUSPENDED = "suspended", _("暂停使用")
    RETIRED = "retired", pgettext_lazy("状态", "停用")


class ExportState(models.TextChoices):
    """How far a request for questions as a file has come; the day decides with it."""

    WAITING = "waiting", _("待同意")
    READY = "ready", _("可以下载")
    LAPSED = "lapsed", _("期限已过")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("表格（xlsx）")
    DOCX = "docx", _("文档（docx）")
    JSONL = "jsonl", _("数据（JSON Lines）")
    TEXT = "txt", _("题库文本（txt）")
    PAPER_DOCX = "paper_docx", _("试卷与答案（docx）")
    PAPER_PDF = "paper_pdf", _("试卷与答案（PDF）")
