"""The words for the codes that the rules return."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FaultWords(models.TextChoices):
    """`rules.wording.Fault`, `rules.banktext.LineFault` and `rules.citations.CitationFault`."""

    NO_STEM = "no_stem", _("缺题干。")
    TOO_LONG = "too_long", _("题干、选项或者释义过长。")
    OPTIONS_COUNT = "options_count", _("单选须有四个选项，多选须有四个或者五个，判断不设选项。")
    OPTION_EMPTY = "option_empty", _("选项不能为空。")
    OPTIONS_ALIKE = "options_alike", _("选项重复。")
    OPTIONS_REFER = "options_refer", _("不得使用“以上都对”一类选项。")
    KEY_MISSING = "key_missing", _("缺答案。")
    KEY_OUTSIDE = "key_outside", _("答案不在选项之内。")
    KEY_NOT_ONE = "key_not_one", _("单选、判断只能有一个答案。")
    KEY_TOO_FEW = "key_too_few", _("多选至少有两个答案。")
    NO_RATIONALE = "no_rationale", _("缺释义。")
    NO_CITATION = "no_citation", _("缺依据。")
    CITATION_TWICE = "citation_twice", _("依据重复。")
    NO_HEAD = "no_head", _("首行应当写明“法规：”和法规名称。")
    UNKNOWN_LINE = "unknown_line", _("无法辨认的一行：")
    FIELD_TWICE = "field_twice", _("栏目重复：")
    FIELD_ORDER = "field_order", _("栏目次序不对：")
    FIELD_MISSING = "field_missing", _("缺栏目：")
    BAD_CODE = "bad_code", _("题号应当为字母、短横和数字，如 XZCF-001：")
    CODE_TWICE = "code_twice", _("题号重复：")
    BAD_KIND = "bad_kind", _("题型应当为单选、多选或者判断：")
    BAD_DIFFICULTY = "bad_difficulty", _("难度应当为易、中或者难：")
    BAD_KEY = "bad_key", _("答案无法辨认：")
    KEY_ORDER = "key_order", _("答案字母应当依次排列、不重复：")
    BAD_CITATION = "bad_citation", _("依据应当写作“行政处罚法 第七十一条”：")
    OPTION_GAP = "option_gap", _("选项字母应当从 A 起依次排列：")
    NO_STATUTE = "no_statute", _("没有这部法规：")
    NO_SUCH_ARTICLE = "no_such_article", _("法规没有这一条：")
    DRIFTED = "drifted", _("条文已有变动：")
    NUMBER_UNFOUND = "number_unfound", _("答案中的数字不见于所引条文，也未写明“计算”：")


class RefusalWords(models.TextChoices):
    """`rules.review.Refusal`."""

    NOT_DRAFT = "not_draft", _("只有草稿可以修改或者提交。")
    NOT_AUTHOR = "not_author", _("只能由命题人本人修改、提交。")
    NOT_SUBMITTED = "not_submitted", _("该题不在待审状态，可能已由他人审定。")
    OWN_WORK = "own_work", _("命题人不能审定自己命制的试题。")
    NOT_APPROVED = "not_approved", _("只有已批准的试题可以停用。")
    NO_REASON = "no_reason", _("请写明理由。")
    STILL_OPEN = "still_open", _("该题有一版正在修改或者待审，请先办结。")
    FAULTY = "faulty", _("试题尚不完整，请按提示补正后再提交。")
    NO_ARTICLE = "no_article", _("现行法规中没有所引条文。")
    OTHER_POOL = "other_pool", _("该题号属于另一题库。考试题库与练习题库不得互换。")
    CODE_TAKEN = "code_taken", _("该题号不在您的管辖范围内，请另编题号。")
