"""Deeds in rooms are asked of both engines; the clock and the clients are those of the pages."""

from __future__ import annotations

from tests.exams.pages.conftest import ask, at

__all__ = ["ask", "at"]
