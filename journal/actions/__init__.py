"""The only writers of the journal."""

from journal.actions.recording import CITY, Act, record, record_many
from journal.actions.sealing import make_seal

__all__ = ["CITY", "Act", "make_seal", "record", "record_many"]
