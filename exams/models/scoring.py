"""The named rules by which answers earn marks, in words; `rules.scoring` applies them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

RIGHT_ONLY, FIXED, DEDUCT = "all_or_nothing", "fixed_for_subset", "deduct_wrong"
SINGLE = [
    (RIGHT_ONLY, _("选对得分，选错不得分")),
    (DEDUCT, _("选对得分，选错倒扣")),
]
MULTIPLE = [
    (RIGHT_ONLY, _("全部选对得分，错选、少选不得分")),
    ("half_for_subset", _("全部选对得满分，少选得一半，错选不得分")),
    (FIXED, _("全部选对得满分，少选得固定分，错选不得分")),
    ("share_for_subset", _("全部选对得满分，少选按比例得分，错选不得分")),
    (DEDUCT, _("全部选对得满分，少选不得分，错选倒扣")),
]
BLANKS = [("per_blank@1", _("按空得分")), ("all_or_nothing@1", _("全对得分"))]
RULES: Mapping[str, Sequence[tuple[str, object]]] = {
    "single": SINGLE,
    "true_false": SINGLE,
    "multiple": MULTIPLE,
    "fill_in": BLANKS,
}
