"""Sheets of this room."""
