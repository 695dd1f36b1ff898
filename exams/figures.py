"""Figures of the exam room: numbers in, a plotly figure out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from django.utils.translation import gettext as _

BANDS = 10
FEW = 8  # up to so many persons every line of the axis is one person


@dataclass(frozen=True)
class Band:
    """How many totals lie from `low` to below `high` (hundredths); the last band holds `high`."""

    low: int
    high: int
    count: int


def bands_of(totals: Sequence[int], full: int) -> list[Band]:
    """The totals in ten equal bands from nothing to full marks."""
    width = max(1, -(-full // BANDS))
    place = (pd.Series(totals, dtype="int64") // width).clip(upper=BANDS - 1)
    counts = place.value_counts().reindex(range(BANDS), fill_value=0)
    return [Band(n * width, (n + 1) * width, int(count)) for n, count in counts.items()]


def totals_figure(bands: Sequence[Band], pass_marks: int) -> dict[str, Any]:
    """A histogram of totals with the pass mark as a line; the axis of persons starts at zero."""
    figure = go.Figure(
        go.Bar(
            x=[(band.low + band.high) / 200 for band in bands],
            y=[band.count for band in bands],
            width=[(band.high - band.low) / 100 * 0.92 for band in bands],
            text=[str(band.count) if band.count else "" for band in bands],
            textposition="outside",
            cliponaxis=False,
            customdata=["done" if band.low >= pass_marks else "plain" for band in bands],
            hovertemplate="%{y}<extra></extra>",
        )
    )
    figure.add_vline(
        x=pass_marks / 100,
        line_dash="dash",
        line_width=2,
        annotation_text=_("合格分 %(marks)s") % {"marks": f"{pass_marks / 100:g}"},
        annotation_position="top left",
    )
    figure.update_layout(
        margin={"l": 48, "r": 16, "t": 40, "b": 48},
        height=340,
        autosize=True,
        showlegend=False,
        xaxis={
            "title": _("总分"),
            "tickvals": [band.low / 100 for band in bands] + [bands[-1].high / 100],
            "fixedrange": True,
        },
        yaxis=_persons_axis(max(band.count for band in bands)),
    )
    plain: dict[str, Any] = figure.to_plotly_json()
    del plain["layout"]["template"]
    return plain


def _persons_axis(most: int) -> dict[str, Any]:
    """From zero, in whole persons, with room for the label of the highest bar."""
    few: dict[str, Any] = {"dtick": 1} if most <= FEW else {"tickformat": "d"}
    whole = {"title": _("人数"), "rangemode": "tozero", "fixedrange": True}
    return whole | few | {"range": [0, max(1, most) * 1.18]}
