"""The only writers of the journal."""

from journal.actions.exporting import export_entries
from journal.actions.keys import announce_seal_key, reencrypt, rotate_key
from journal.actions.recording import (
    CITY,
    CONFIDENTIAL,
    Act,
    record,
    record_confidential,
    record_many,
)
from journal.actions.sealing import make_seal

__all__ = [
    "CITY",
    "CONFIDENTIAL",
    "Act",
    "announce_seal_key",
    "export_entries",
    "make_seal",
    "record",
    "record_confidential",
    "record_many",
    "reencrypt",
    "rotate_key",
]
