"""What a chain and a seal are, as plain functions; the format stands in `docs/journal.md`."""

from journal.rules.chains import (
    ALGORITHM,
    GENESIS,
    Fault,
    Row,
    base_of,
    canonical,
    chain_key,
    digest,
    first_fault,
    link,
)
from journal.rules.seals import (
    FORMAT,
    Head,
    Heads,
    Seal,
    Series,
    merkle_root,
    read_series,
    register_faults,
    signed_bytes,
    source_part,
)

__all__ = [
    "ALGORITHM",
    "FORMAT",
    "GENESIS",
    "Fault",
    "Head",
    "Heads",
    "Row",
    "Seal",
    "Series",
    "base_of",
    "canonical",
    "chain_key",
    "digest",
    "first_fault",
    "link",
    "merkle_root",
    "read_series",
    "register_faults",
    "signed_bytes",
    "source_part",
]
