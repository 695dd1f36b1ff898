"""The only writers of the journal."""

from journal.actions.recording import CITY, record
from journal.actions.sealing import make_seal

__all__ = ["CITY", "make_seal", "record"]
