"""Exam rules (a package is cut from this file as it grows)."""
