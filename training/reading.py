"""Reading a PDF that somebody uploads to be shown on a page: its pages as pictures.

A telephone shows a picture everywhere, and a picture does nothing. It is made once, at the upload,
in a process of its own (`standalone/pages.py`).
"""

from __future__ import annotations

import struct
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

import structlog

PROGRAM = Path(__file__).parent / "standalone" / "pages.py"
MOST_PAGES = 60  # of one lesson; house default
PPI = 110  # of a page 21 cm wide: about 910 points across, twice a telephone's width
WITHIN = 60  # seconds
log = structlog.get_logger(__name__)


class Fault(IntEnum):
    """Why there are no pictures; the numbers that the program ends with."""

    UNREADABLE = 2
    TOO_MANY = 3


class Unread(Exception):
    """A PDF could not be turned into pictures."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def pages_of(data: bytes) -> list[bytes]:
    """The pages of a PDF as PNG pictures, in order. Raises Unread."""
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell; the file comes by a pipe
            [sys.executable, "-I", str(PROGRAM), str(MOST_PAGES), str(PPI)],
            input=data,
            capture_output=True,
            timeout=WITHIN,
        )
    except subprocess.TimeoutExpired:
        log.warning("a PDF took too long to read")
        raise Unread(Fault.UNREADABLE) from None
    if done.returncode:
        too_many = done.returncode == Fault.TOO_MANY
        raise Unread(Fault.TOO_MANY if too_many else Fault.UNREADABLE)
    return _parted(done.stdout)


def _parted(stream: bytes) -> list[bytes]:
    pages, at = [], 0
    while at < len(stream):
        (length,) = struct.unpack_from(">I", stream, at)
        pages.append(stream[at + 4 : at + 4 + length])
        at += 4 + length
    return pages
