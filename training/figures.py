"""Figures of the training room: numbers in, a plotly figure out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext_lazy as _

from training.rules import Tally

MOST_UNITS = 15  # the worst so many; the table below holds them all
ROW_HEIGHT = 34
# In the order of the bar: the attribute of a tally, its tone, its word.
PARTS = (
    ("met", "done", _("已达标")),
    ("on_track", "plain", _("进度正常")),
    ("at_risk", "soon", _("进度偏慢")),
    ("behind", "danger", _("进度滞后")),
)
BARS = {"done": "bar-done", "plain": "bar-fill", "soon": "bar-soon", "danger": "bar-danger"}
LEGEND = tuple((BARS[tone], word) for _part, tone, word in PARTS)  # class of the swatch, word


def standings_figure(units: Sequence[tuple[str, Tally]]) -> dict[str, Any]:
    """How many officers of each unit stand where; the first unit on top, the axis from zero."""
    shown = units[:MOST_UNITS]
    names = [name for name, _tally in shown]
    figure = go.Figure(
        [
            go.Bar(
                name=str(word),
                orientation="h",
                y=names,
                x=[getattr(tally, part) for _name, tally in shown],
                text=[str(getattr(tally, part) or "") for _name, tally in shown],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                meta=tone,
                hovertemplate=f"{word} %{{x}}<extra></extra>",
            )
            for part, tone, word in PARTS
        ]
    )
    figure.update_layout(
        barmode="stack",
        margin={"l": 8, "r": 16, "t": 8, "b": 32},
        height=64 + ROW_HEIGHT * len(shown),
        autosize=True,
        showlegend=False,
        xaxis={"rangemode": "tozero", "fixedrange": True, "tickformat": "d"},
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )
    plain: dict[str, Any] = figure.to_plotly_json()
    del plain["layout"]["template"]
    return plain
