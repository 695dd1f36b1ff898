"""The only writers of the journal."""

from journal.actions.recording import CITY, record

__all__ = ["CITY", "record"]
