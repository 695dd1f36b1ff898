"""Pictures of a Word file: drawn anew, and named in the lines where they stood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from questionbank.rules.markup import figure_line
from questionbank.rules.pictures import PictureRefused, Redrawn, redrawn

_MARK = re.compile(r"〔图(\d+)〕")
LOST = "〔图〕"  # the mark of a picture that could not be taken in; the row says so
Line = str | list[str]


def illustrated(
    lines: Sequence[Line], found: Mapping[str, bytes]
) -> tuple[list[Line], dict[str, Redrawn]]:
    """The lines with each picture as the markup names it, and the pictures by their hash."""
    drawn = {n: _drawn(data) for n, data in found.items()}

    def named(mark: re.Match[str]) -> str:
        picture = drawn.get(mark[1])
        return figure_line("", picture.sha256) if picture else LOST

    told: list[Line] = [
        _MARK.sub(named, line)
        if isinstance(line, str)
        else [_MARK.sub(named, cell) for cell in line]
        for line in lines
    ]
    return told, {picture.sha256: picture for picture in drawn.values() if picture}


def _drawn(data: bytes) -> Redrawn | None:
    try:
        return redrawn(data)
    except PictureRefused:
        return None
