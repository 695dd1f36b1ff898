"""Spreadsheets of the exam room: marks from outside, rosters and seats that come in."""
