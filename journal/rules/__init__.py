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

__all__ = [
    "ALGORITHM",
    "GENESIS",
    "Fault",
    "Row",
    "base_of",
    "canonical",
    "chain_key",
    "digest",
    "first_fault",
    "link",
]
