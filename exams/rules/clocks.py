"""Whether this computer's clock may be believed: a jump must not close anybody's exam.

Source: house default, `docs/exam-core.md`.
"""

from __future__ import annotations

import math

MOST_SKEW = 2.0  # seconds
PAUSE = 600.0  # seconds without automatic closing after a jump: time for a person to look


class Watch:
    """Compares the wall clock with the monotonic one, which nobody can set, at every look.

    `offset` is wall less monotonic at the beginning, in seconds.
    """

    def __init__(self, offset: float) -> None:
        self._offset = offset
        self._paused_until = -math.inf
        self.jumped_by = 0.0

    def is_steady(self, wall: float, monotonic: float) -> bool:
        """Whether no jump of more than `MOST_SKEW` was seen in the last `PAUSE` seconds.

        Both in seconds.
        """
        offset = wall - monotonic
        jump, self._offset = offset - self._offset, offset
        if abs(jump) > MOST_SKEW:
            self.jumped_by, self._paused_until = jump, monotonic + PAUSE
        return monotonic >= self._paused_until
