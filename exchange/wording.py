"""The sentences for refused files, refused deeds and faults that every kind of import shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

GUIDE = _("填写说明")  # the sheet that explains a template

FILES = {
    "too_large": _("文件超过 10 MB，请拆分后分次导入。"),
    "empty": _("文件是空的，请填写后重新上传。"),
    "no_questions": _("文件中没有找到试题。表格须有题干和答案列，文档中的试题须有题号。"),
    "not_json": _("第 %(line)s 行不是 JSON 对象，请检查后重新上传。"),
    "no_rows": _("文件只有表头，没有可导入的行。"),
    "further_sheets": _(
        "文件还有其他工作表（%(sheets)s），这里只接受一张。请合并为一张，或者另存为单独的文件分次上传。"
    ),
    "not_a_sheet": _("这不是可识别的表格，请上传 xlsx 或 csv 文件。"),
    "not_a_text": _("这不是可识别的文本文件，请另存为 UTF-8 编码后重新上传。"),
    "not_a_document": _("这不是可识别的文档，请上传 docx、txt 或 html 文件。"),
    "old_word": _("这是旧版 doc 文件，请在文字软件中另存为 docx 后重新上传。"),
    "too_long": _("文本超过 %(most)s 字，不予读取。"),
    "macros": _("文档含有宏，不予读取。请另存为不含宏的 docx 后重新上传。"),
    "old_excel": _("这是旧版 xls 文件，请在表格软件中另存为 xlsx 后重新上传。"),
    "encrypted": _("文件设有密码，请取消密码后重新上传。"),
    "too_dense": _("文件展开后过大，不予读取。请只保留需要导入的行和列，另存后重新上传。"),
    "declares_entities": _(
        "文件内含有不允许的声明，不予读取。请用表格软件另存为 xlsx 后重新上传。"
    ),
    "formula": _("单元格 %(cell)s 含有公式。请将公式粘贴为数值后重新上传。"),
    "too_many_rows": _("行数超过 %(most)s 行，请拆分后分次导入。"),
    "too_many_columns": _("列数超过 %(most)s 列，请使用模板重新填写。"),
    "line_too_long": _("第 %(line)s 行起的文字超过 %(most)s 字，请分段后重新上传。"),
    "cell_too_long": _("单元格 %(cell)s 的文字超过 %(most)s 字，请缩短后重新上传。"),
    "unreadable": _("文件已损坏或格式不完整，无法读取。请重新另存后上传。"),
    "no_person_column": _("没有找到“姓名”列或者编号列，请核对表头，或者使用模板填写。"),
    "missing_columns": _("缺少必需的列：%(columns)s。请使用模板填写。"),
    "unknown_columns": _("模板中没有这些列：%(columns)s。请删除后重新上传。"),
    "repeated_columns": _("列名重复：%(columns)s。请保留一列后重新上传。"),
    "interrupted": _("处理中断，没有登记任何内容。请重新上传。"),
}

DEEDS = {
    "empty_file": _("文件是空的，请重新选择。"),
    "large_file": _("文件超过 10 MB，请压缩或者分开扫描后重新上传。"),
    "wrong_type": _("只能上传 PDF、PNG 或者 JPEG 格式的扫描件。"),
    "state": _("该导入目前不能这样办理，请按页面所示的状态办理。"),
    "faulty_rows": _("还有不符合要求的行，改正或选择不导入后方可提交。"),
    "open_namesakes": _("还有同名人员未判定，逐行选择后方可提交。"),
    "nothing_new": _("没有需要新登记的行。"),
    "used": _("导入的内容已被使用，不能撤销：%(what)s。"),
    "reason_missing": _("请填写撤销理由。"),
    "unknown_row": _("没有这一行，请刷新页面后重试。"),
    "unknown_column": _("没有这一列，请刷新页面后重试。"),
    "row_settled": _("这一行此前已导入，无需改正。"),
    "no_choice": _("这一行不需要判定。"),
    "too_many_open": _("您未办结的导入已达上限，请先提交或放弃其中一部分。"),
    "too_many_uploads": _("一小时内上传次数已达上限，请稍后再传。"),
    "changed_meanwhile": _("预览之后情况有变，没有登记任何内容。请核对后重新提交。"),
}

FAULTS = {
    "required": _("必填，不能为空。"),
    "too_long": _("不能超过 %(most)s 字。"),
    "digits_lost": _("该数字以数值格式存放，末几位已失真，请按原件重新填写。"),
    "not_a_day": _("不是有效的日期，请写成 2026-01-31 的形式。"),
    "not_a_choice": _("只能填写：%(choices)s。"),
}


def say(
    words: Mapping[str, Any], code: str, params: Mapping[str, Any], *more: Mapping[str, Any]
) -> str:
    """The sentence for a code, in the reader's language; further tables are tried in order."""
    for table in (words, *more):
        if code in table:
            return str(table[code]) % dict(params)
    raise KeyError(code)


def guide_titles() -> set[str]:
    """How the sheet that explains a template is called, in every language."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(str(GUIDE))
    return found
