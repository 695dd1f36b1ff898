"""Statutes as plain values: numerals, references, texts. No Django, no database."""
