"""By which named rules an exam's answers earn marks, as a person chooses them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import MarksField
from exams.models import Blueprint
from exams.models.scoring import BLANKS, DEDUCT, FIXED, MULTIPLE, RIGHT_ONLY, SINGLE
from exams.rules.hand_marking import TWO_MARKERS
from exams.rules.scoring import AMOUNT, parts_of

FIELDS = {
    "single": "single_scoring",
    "true_false": "single_scoring",
    "multiple": "multiple_scoring",
    "fill_in": "fill_in_scoring",
    "short_answer": "tolerance",
}


class ScoringForm(forms.Form):
    """One rule for each kind of question, with its amount where it has one."""

    single_scoring = forms.ChoiceField(
        label=_("单项选择题、判断题计分"), choices=SINGLE, initial=RIGHT_ONLY
    )
    multiple_scoring = forms.ChoiceField(label=_("多项选择题计分"), choices=MULTIPLE)
    subset_marks = MarksField(
        label=_("少选所得分值"), required=False, help_text=_("仅在少选得固定分时填写。")
    )
    deducted_marks = MarksField(
        label=_("每题倒扣分值"),
        required=False,
        help_text=_("仅在错选倒扣时填写；不作答不倒扣，总分不低于零分。"),
    )
    fill_in_scoring = forms.ChoiceField(label=_("填空题计分"), choices=BLANKS)
    tolerance = forms.IntegerField(
        label=_("两评允许误差（占该题分值的百分比）"),
        min_value=0,
        max_value=50,
        initial=20,
        help_text=_("简答题由两人分别评分，取平均分；两人相差超过此误差的，由第三人评分。"),
    )

    def scoring(self) -> dict[str, str]:
        """The valid choices as the names that the exam freezes."""
        data = self.cleaned_data
        single, multiple = (
            self._named(data[name]) for name in ("single_scoring", "multiple_scoring")
        )
        return {
            "single": single,
            "multiple": multiple,
            "true_false": single,
            "fill_in": data["fill_in_scoring"],
            "short_answer": f"{TWO_MARKERS}{AMOUNT}{data['tolerance']}",
        }

    def _named(self, rule: str) -> str:
        amounts = {FIXED: "subset_marks", DEDUCT: "deducted_marks"}
        return f"{rule}{AMOUNT}{self.cleaned_data[amounts[rule]]}" if rule in amounts else rule

    def check_amounts(self, data: dict[str, Any], blueprint: Blueprint | None) -> None:
        """An amount where a rule needs one, and never more than the question is worth."""
        cells = blueprint.rule_cells() if blueprint is not None else []
        if data.get("multiple_scoring") == FIXED:
            worth = [cell.marks for cell in cells if cell.kind == "multiple"]
            self._check_amount("subset_marks", data, worth)
        deducting = [kind for kind, name in FIELDS.items() if data.get(name) == DEDUCT]
        if deducting:
            worth = [cell.marks for cell in cells if cell.kind in deducting]
            self._check_amount("deducted_marks", data, worth)

    def _check_amount(self, name: str, data: dict[str, Any], worth: list[int]) -> None:
        if name in self.errors:
            return
        if data.get(name) is None:
            self.add_error(name, gettext("所选计分规则须填写此项。"))
        elif worth and data[name] > min(worth):
            words = gettext("不能高于每题分值 %(marks)s 分。")
            self.add_error(name, words % {"marks": f"{min(worth) / 100:g}"})

    @staticmethod
    def scoring_values(scoring: dict[str, str]) -> dict[str, Any]:
        """A stored exam's rules as the form shows them."""
        single, taken = parts_of(scoring.get("single", RIGHT_ONLY))
        multiple, amount = parts_of(scoring.get("multiple", RIGHT_ONLY))
        return {
            "single_scoring": single,
            "multiple_scoring": multiple,
            "subset_marks": amount if multiple == FIXED else None,
            "deducted_marks": taken or (amount if multiple == DEDUCT else None),
            "fill_in_scoring": scoring.get("fill_in", BLANKS[0][0]),
            "tolerance": parts_of(scoring.get("short_answer", ""))[1],
        }
