"""Why a photo, or a whole archive of them, is not taken in."""

from __future__ import annotations

from enum import StrEnum


class PhotoFault(StrEnum):
    """What is wrong with one file, or with the archive."""

    NO_ARCHIVE = "no_archive"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    NO_PICTURE = "no_picture"
    TWICE = "twice"
