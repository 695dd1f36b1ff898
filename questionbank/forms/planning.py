"""The form of the plan for one statute: a number for each kind and level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.models import Kind, Level
from questionbank.rules import kinds
from questionbank.rules.coverage import MOST, Place, all_places


class PlanForm(forms.Form):
    """How many questions of each kind and level there shall be; an empty field is none."""

    def __init__(self, *args: Any, statute: str, plan: Mapping[Place, int], **words: Any) -> None:
        super().__init__(*args, **words)
        self.places = {f"{place.kind}-{place.level}": place for place in all_places(statute)}
        for name, place in self.places.items():
            kind, level = Kind(place.kind).label, Level(place.level).label
            self.fields[name] = forms.IntegerField(
                label=_("%(kind)s，%(level)s") % {"kind": kind, "level": level},
                required=False,
                min_value=0,
                max_value=MOST,
                initial=plan.get(place) or None,
                error_messages={
                    "invalid": gettext_lazy("请填写整数题数。"),
                    "min_value": gettext_lazy("题数不能小于 0。"),
                    "max_value": gettext_lazy("每格最多计划 %(limit_value)s 题。"),
                },
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    def lines(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The fields as a table: the word of a kind, and level by level its word and field."""
        for kind in kinds.Kind:
            yield (
                str(Kind(kind).label),
                [(str(Level(level).label), self[f"{kind}-{level}"]) for level in kinds.Level],
            )

    def wanted(self) -> dict[Place, int]:
        """What the form says, place by place."""
        return {place: self.cleaned_data[name] or 0 for name, place in self.places.items()}
