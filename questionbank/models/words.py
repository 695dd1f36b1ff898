"""The words for the codes that the rules return."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FaultWords(models.TextChoices):
    """`rules.form.Fault`, `rules.lines.LineFault` and `rules.citations.CitationFault`."""

    NO_STEM = "no_stem", _("缺题干。")
    TOO_LONG = "too_long", _("题干、选项或者释义过长。")
    OPTIONS_COUNT = "options_count", _("单选须有四个选项，多选须有四个或者五个，其他题型不设选项。")
    OPTION_EMPTY = "option_empty", _("选项不能为空。")
    OPTIONS_ALIKE = "options_alike", _("选项重复。")
    OPTIONS_REFER = "options_refer", _("不得使用“以上都对”一类选项。")
    KEY_MISSING = "key_missing", _("缺答案。")
    KEY_OUTSIDE = "key_outside", _("答案不在选项之内。")
    KEY_NOT_ONE = "key_not_one", _("单选、判断只能有一个答案。")
    KEY_TOO_FEW = "key_too_few", _("多选至少有两个答案。")
    KEY_UNFIT = "key_unfit", _("答案与题型不符。")
    NO_BLANKS = "no_blanks", _("填空题的题干应当以“____”标明空格。")
    BLANKS_COUNT = "blanks_count", _("答案的个数与题干的空格数不一致。")
    BLANK_EMPTY = "blank_empty", _("填空答案不能为空。")
    NO_POINTS = "no_points", _("简答题应当列明答案要点。")
    POINT_MARKS = "point_marks", _("每个要点应当写明分值。")
    NOTES_COUNT = "notes_count", _("选项释义应当逐项写明，或者都不写。")
    NO_MARKS = "no_marks", _("小题应当写明分值。")
    MARKS_DIFFER = "marks_differ", _("分值过大，或者与各要点、各小题之和不一致。")
    SCORING_UNFIT = "scoring_unfit", _("计分规则与题型不符。")
    PARTS_COUNT = "parts_count", _("案例应当有二至十个小题。")
    PART_IS_CASE = "part_is_case", _("小题不能再是案例。")
    PARTS_UNWANTED = "parts_unwanted", _("只有案例可以设小题。")
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
    BAD_KIND = "bad_kind", _("题型应当为单选、多选、判断、填空、简答或者案例：")
    BAD_DIFFICULTY = "bad_difficulty", _("难度应当为易、中或者难：")
    FIELD_UNFIT = "field_unfit", _("该题型不用此栏目：")
    BAD_LEVEL = "bad_level", _("层次应当为记忆、理解或者应用：")
    BAD_CATEGORY = "bad_category", _("适用应当为执法人员、法制人员或者领导干部：")
    BAD_TOPIC = "bad_topic", _("知识点应当写作“行政处罚/处罚程序”，至多四级：")
    BAD_MARKS = "bad_marks", _("分值应当写作 2 或者 1.5：")
    BAD_SCORING = "bad_scoring", _("没有这一计分规则：")
    BAD_POINT = "bad_point", _("要点应当在末尾写明分值，如“出示执法证件。（2分）”：")
    BAD_KEY = "bad_key", _("答案无法辨认：")
    KEY_ORDER = "key_order", _("答案字母应当依次排列、不重复：")
    BAD_CITATION = "bad_citation", _("依据应当写作“行政处罚法 第七十一条”：")
    OPTION_GAP = "option_gap", _("选项字母应当从 A 起依次排列：")
    NO_STATUTE = "no_statute", _("没有这部法规：")
    NO_SUCH_ARTICLE = "no_such_article", _("法规没有这一条：")
    NO_SUCH_PASSAGE = "no_such_passage", _("该条没有所引的款、项：")
    DRIFTED = "drifted", _("条文已有变动：")
    NUMBER_UNFOUND = "number_unfound", _("答案中的数字不见于所引条文，也未写明“计算”：")


class RefusalWords(models.TextChoices):
    """`rules.review.Refusal`."""

    NOT_DRAFT = "not_draft", _("只有草稿可以修改或者提交。")
    NOT_AUTHOR = "not_author", _("只能由命题人本人修改、提交。")
    NOT_SUBMITTED = "not_submitted", _("该题不在待审状态，可能已由他人审定。")
    OWN_WORK = "own_work", _("命题人不能审定自己命制的试题。")
    NOT_APPROVED = "not_approved", _("只有已批准或者暂停使用的试题可以停用。")
    NO_REASON = "no_reason", _("请写明理由。")
    STILL_OPEN = "still_open", _("该题有一版正在修改或者待审，请先办结。")
    FAULTY = "faulty", _("试题尚不完整，请按提示补正后再提交。")
    NO_ARTICLE = "no_article", _("现行法规中没有所引条文。")
    OTHER_POOL = "other_pool", _("该题号属于另一题库。考试题库与练习题库不得互换。")
    CODE_TAKEN = "code_taken", _("该题号不在您的管辖范围内，请另编题号。")
    NOT_SUSPENDED = "not_suspended", _("该题没有暂停使用。")
    NOT_IN_USE = "not_in_use", _("只有已批准的试题可以暂停使用。")
    NO_WORDS = "no_words", _("请写明意见。")
    NO_REVIEWER = "no_reviewer", _("该人员没有审定此题的权限。")
    ALREADY_DECIDED = "already_decided", _("该申请已经办结。")
    OWN_REQUEST = "own_request", _("申请人不能同意自己的申请。")
    NO_QUESTIONS = "no_questions", _("没有可以导出的试题。")
    TOO_MANY = "too_many", _("一次最多导出 5000 题，请按法规、题型等条件分批申请。")
    TOO_FEW = "too_few", _("互斥题组至少有两道试题。")
    UNKNOWN_CODES = "unknown_codes", _("您审定的题库中没有这些题号：")
    NO_COMMON_BANK = "no_common_bank", _("这些试题分属不同单位，请由共同的上级单位登记。")
    NO_PICTURE = "no_picture", _("题库中没有所引的插图，请重新添加。")


class PictureWords(models.TextChoices):
    """`rules.pictures.PictureFault`."""

    EMPTY = "empty", _("请选择图片文件。")
    LARGE = "large", _("图片文件不得超过 4 MB。")
    NO_PICTURE = "no_picture", _("请上传 PNG、JPEG 或者 WebP 图片。")
    MANY_PIXELS = "many_pixels", _("图片不得超过 2400 万像素，请缩小后再上传。")
    TINY = "tiny", _("图片过小。")
    MOVING = "moving", _("不收动态图片。")
    BROKEN = "broken", _("图片已损坏，无法读取。")


class FlagWords(models.TextChoices):
    """`rules.observed.Flag`."""

    KEY_DOUBTFUL = "key_doubtful", _("答案可能有误")
    TOO_HARD = "too_hard", _("过难")
    TOO_EASY = "too_easy", _("过易")
    WEAK = "weak", _("区分度低")
    IDLE_OPTION = "idle_option", _("干扰项少有人选")
    LEFT_OUT = "left_out", _("空答较多")
    OTHER_DIFFICULTY = "other_difficulty", _("与预估难度不符")


class Withdrawal(models.TextChoices):
    """Why a revision went back to its author without a reviewer's decision."""

    REPLACED = "replaced", _("已由新一版替代。")
    WITHDRAWN = "withdrawn", _("命题人已撤回。")
