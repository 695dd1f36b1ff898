"""Pages of the room `exams`."""

from __future__ import annotations

from tests.matrix import Row

ROWS: list[Row] = []
