"""Decisions about exams: no Django, no clock, no database."""
