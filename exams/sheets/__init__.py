"""Spreadsheets of the exam room: marks from outside; rosters, seats and holidays that come in."""
