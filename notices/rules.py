"""What may leave the site, and when a letter is tried again. No Django, no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

HIDDEN = "＊＊＊"
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=5)

# Not preceded or followed by a letter or digit, so that a longer number is not cut.
_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
PRIVATE = (
    re.compile(_ALONE.format(r"\d{17}[\dXx]")),  # identity number
    re.compile(_ALONE.format(r"\d{15}")),  # identity number of the old kind
    re.compile(_ALONE.format(r"(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}")),  # mobile telephone
    re.compile(_ALONE.format(r"\d{8}")),  # staff number, which is the name to sign in with
    re.compile(_ALONE.format(r"(?=[0-9A-Za-z_-]*\d)[0-9A-Za-z_-]{20,}")),  # keys and references
)


def without_private(text: str) -> str:
    """The text with identity, telephone and staff numbers, keys and references hidden.

    Whatever is written into a notice passes here, whoever wrote it: a reason that somebody typed
    may hold anything. Dates are written with dashes and stay.
    """
    for pattern in PRIVATE:
        text = pattern.sub(HIDDEN, text)
    return text


def fit(params: Mapping[str, object]) -> dict[str, object]:
    """The values of a notice as they may be kept and sent: whole numbers stay, text is cleaned."""
    return {
        name: value if isinstance(value, int) else without_private(str(value))
        for name, value in params.items()
    }


def wait_after(tries: int) -> timedelta | None:
    """How long after the `tries`-th failed attempt a letter is tried again; None: never."""
    return None if tries >= MOST_TRIES else FIRST_WAIT * 2 ** (tries - 1)
