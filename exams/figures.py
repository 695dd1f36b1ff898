"""Figures of the exam room: numbers in, a plotly figure out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    is_last: bool = False

    @property
    def address(self) -> str:
        """The rows of the band on its page."""
        below = "" if self.is_last else f"&high={self.high / 100:g}"
        return f"?low={self.low / 100:g}{below}#rows"


def bands_of(totals: Sequence[int], full: int) -> list[Band]:
    """The totals in ten equal bands from nothing to full marks."""
    width = max(1, -(-full // BANDS))
    place = (pd.Series(totals, dtype="int64") // width).clip(upper=BANDS - 1)
    counts = place.value_counts().reindex(range(BANDS), fill_value=0)
    return [
        Band(n * width, (n + 1) * width, int(count), is_last=n == BANDS - 1)
        for n, count in counts.items()
    ]


def totals_figure(bands: Sequence[Band], pass_marks: int) -> dict[str, Any]:
    """A histogram of totals with the pass mark as a line; the axis of persons starts at zero. A bar
    opens its rows."""
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
        meta={"links": [band.address for band in bands]},
        xaxis={
            "title": _("总分"),
            "tickvals": [band.low / 100 for band in bands] + [bands[-1].high / 100],
            "fixedrange": True,
        },
        yaxis=_persons_axis(max(band.count for band in bands)),
    )
    return _plain(figure)


def _persons_axis(most: int) -> dict[str, Any]:
    """From zero, in whole persons, with room for the label of the highest bar."""
    few: dict[str, Any] = {"dtick": 1} if most <= FEW else {"tickformat": "d"}
    whole = {"title": _("人数"), "rangemode": "tozero", "fixedrange": True}
    return whole | few | {"range": [0, max(1, most) * 1.18]}


def months_of(uses: Sequence[tuple[datetime, int]]) -> pd.DataFrame:
    """Papers by month, from the first month to the last, those without papers too."""
    rows = pd.DataFrame(uses, columns=["at", "papers"])
    months = rows["at"].map(lambda at: pd.Period(year=at.year, month=at.month, freq="M"))
    sums = rows.groupby(months)["papers"].sum()
    whole = pd.period_range(sums.index.min(), sums.index.max(), freq="M")
    counted = sums.reindex(whole, fill_value=0)
    return pd.DataFrame({"month": [str(month) for month in whole], "papers": counted.to_numpy()})


def exposure_figure(months: pd.DataFrame) -> dict[str, Any]:
    """On how many papers a question stood, month by month."""
    papers = [int(n) for n in months["papers"]]
    bars = go.Bar(x=list(months["month"]), y=papers, meta="plain", hovertemplate="%{y}")
    figure = go.Figure(bars.update(name=""))
    axis = _persons_axis(max(papers)) | {"title": _("试卷份数")}
    figure.update_layout(**_compact(axis), showlegend=False)
    figure.update_xaxes(type="category", fixedrange=True)
    return _plain(figure)


def options_figure(options: pd.DataFrame) -> dict[str, Any]:
    """What per cent of the upper and of the lower third chose each option: a good question's key
    stands higher on the left bar, every other option on the right one."""
    thirds = [("upper", _("高分组"), "done"), ("lower", _("低分组"), "soon")]
    bars = [
        go.Bar(x=list(options["mark"]), y=list(options[column]), name=name, meta=tone)
        for column, name, tone in thirds
    ]
    figure = go.Figure(bars)
    share = {"title": _("选择比例（%）"), "range": [0, 105], "fixedrange": True}
    figure.update_layout(**_compact(share), barmode="group", legend={"orientation": "h", "y": 1.15})
    figure.update_xaxes(type="category", fixedrange=True)
    return _plain(figure)


MOST_BARS = 20  # groups beside each other; the table below has all


@dataclass(frozen=True)
class Stretch:
    """A band of discrimination, from `low` to below `high`, with its name in an address."""

    code: str
    words: str
    low: float
    high: float
    tone: str


DISCRIMINATION = (  # 0.20 and 0.30: Ebel and Frisbie (1991)
    Stretch("negative", "< 0", -1.01, 0.0, "danger"),
    Stretch("0", "0–0.1", 0.0, 0.1, "soon"),
    Stretch("1", "0.1–0.2", 0.1, 0.2, "soon"),
    Stretch("2", "0.2–0.3", 0.2, 0.3, "plain"),
    Stretch("3", "0.3–0.4", 0.3, 0.4, "done"),
    Stretch("4", "≥ 0.4", 0.4, 1.01, "done"),
)


def discrimination_bands(discrimination: Sequence[float]) -> pd.DataFrame:
    """How many questions lie in each band of discrimination, the lowest first."""
    names = [band.words for band in DISCRIMINATION]
    edges = [band.low for band in DISCRIMINATION] + [DISCRIMINATION[-1].high]
    bands = pd.cut(pd.Series(discrimination, dtype=float), edges, right=False, labels=names)
    counts = bands.value_counts().reindex(names, fill_value=0)
    codes = [band.code for band in DISCRIMINATION]
    return pd.DataFrame({"band": names, "code": codes, "questions": counts.to_numpy()})


def discrimination_figure(bands: pd.DataFrame) -> dict[str, Any]:
    """How many questions tell candidates apart how well; a bar opens its questions."""
    counts = [int(n) for n in bands["questions"]]
    tones = [band.tone for band in DISCRIMINATION]
    bars = go.Bar(x=list(bands["band"]), y=counts, customdata=tones, hovertemplate="%{y}")
    figure = go.Figure(bars.update(name=""))
    axis = _persons_axis(max(counts)) | {"title": _("题数")}
    figure.update_layout(**_compact(axis), showlegend=False)
    figure.update_layout(meta={"links": [f"?band={code}#items" for code in bands["code"]]})
    figure.update_xaxes(title=_("区分度"), type="category", fixedrange=True)
    return _plain(figure)


def rates_figure(groups: pd.DataFrame) -> dict[str, Any]:
    """Pass rates of the largest groups with their 95 % intervals, the highest on top; a bar opens
    the group's results where they have an address."""
    shown = groups.nlargest(MOST_BARS, "candidates").sort_values("rate")
    rate, low, high = (100 * shown[column] for column in ("rate", "low", "high"))
    bars = go.Bar(
        x=[round(n, 1) for n in rate],
        y=list(shown["name"]),
        orientation="h",
        meta="plain",
        name="",
        hovertemplate="%{y}　%{x}%",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [round(n, 1) for n in high - rate],
            "arrayminus": [round(n, 1) for n in rate - low],
        },
    )
    figure = go.Figure(bars)
    margin = {"l": 160, "r": 16, "t": 16, "b": 48}
    figure.update_layout(height=90 + 32 * len(shown), margin=margin, autosize=True)
    figure.update_layout(showlegend=False, meta={"links": list(shown["url"])})
    figure.update_xaxes(title=_("合格率（%）"), range=[0, 105], fixedrange=True)
    figure.update_yaxes(type="category", automargin=True, fixedrange=True)
    return _plain(figure)


def difficulty_bands(shares: Sequence[int]) -> pd.DataFrame:
    """How many papers lie at each whole per cent of expected marks (from thousandths), from the
    lowest to the highest."""
    return _counted((pd.Series(shares, dtype="int64") + 5) // 10, "share")


def overlap_bands(overlaps: Sequence[int]) -> pd.DataFrame:
    """What per cent of pairs of papers have so many questions in common."""
    counted = _counted(pd.Series(overlaps, dtype="int64"), "common")
    counted["pairs"] = (100 * counted["papers"] / counted["papers"].sum()).round(1)
    return counted


def _counted(values: pd.Series, name: str) -> pd.DataFrame:
    whole = range(int(values.min()), int(values.max()) + 1)
    counts = values.value_counts().reindex(whole, fill_value=0)
    return pd.DataFrame({name: list(whole), "papers": counts.to_numpy()})


def difficulty_figure(bands: pd.DataFrame) -> dict[str, Any]:
    """How many simulated papers are expected to bring which share of the marks."""
    axis = _persons_axis(int(bands["papers"].max())) | {"title": _("试卷份数")}
    return _bars(
        list(bands["share"]), [int(n) for n in bands["papers"]], axis, _("预计得分率（%）")
    )


def overlap_figure(bands: pd.DataFrame) -> dict[str, Any]:
    """How many questions two simulated papers have in common."""
    axis = {"title": _("所占百分比"), "rangemode": "tozero", "fixedrange": True}
    return _bars(list(bands["common"]), list(bands["pairs"]), axis, _("相同题数"))


def _bars(x: list[int], y: list[Any], axis: dict[str, Any], title: str) -> dict[str, Any]:
    bars = go.Bar(x=x, y=y, meta="plain", hovertemplate="%{x}　%{y}")
    figure = go.Figure(bars.update(name=""))
    figure.update_layout(**_compact(axis), showlegend=False)
    figure.update_xaxes(title=title, fixedrange=True, tickformat="d")
    return _plain(figure)


def _compact(yaxis: dict[str, Any]) -> dict[str, Any]:
    margin = {"l": 48, "r": 16, "t": 32, "b": 40}
    return {"margin": margin, "height": 280, "autosize": True, "yaxis": yaxis}


def _plain(figure: go.Figure) -> dict[str, Any]:
    """The figure as JSON takes it; the page has its own colours."""
    plain: dict[str, Any] = figure.to_plotly_json()
    del plain["layout"]["template"]
    return plain
