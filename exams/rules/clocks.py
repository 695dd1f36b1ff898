"""Whether this computer's clock may be believed: a jump must not close anybody's exam.

Source: house default, `docs/exam-core.md`.
"""

from __future__ import annotations

import math

MOST_SKEW = 2.0  # seconds
PAUSE = 600.0  # seconds without automatic closing after a jump: time for a person to look


class Watch:
    """Compares the wall clock with the monotonic one, which nobody can set, at every look.

    `offset` is wall less monotonic at the beginning; all times are in seconds.
    """

    def __init__(self, offset: float) -> None:
        self._offset = self._trusted = offset
        self._paused_until = -math.inf
        self.jumped_by = 0.0

    def is_steady(self, wall: float, monotonic: float) -> bool:
        """Whether no jump of more than `MOST_SKEW` was seen in the last `PAUSE` seconds."""
        self._look(wall - monotonic, monotonic)
        return monotonic >= self._paused_until

    def believed(self, wall: float, monotonic: float) -> float:
        """The time to go by: the wall clock, but after a jump as if it had not jumped.

        Whether somebody set a wrong clock right or a right one wrong, deadlines that were reckoned
        before are met by the time that has really passed.
        """
        return wall if self.is_steady(wall, monotonic) else monotonic + self._trusted

    def _look(self, offset: float, monotonic: float) -> None:
        before, self._offset = self._offset, offset
        if abs(offset - before) <= MOST_SKEW:
            return
        if monotonic >= self._paused_until:  # a further jump changes nothing of what is believed
            self._trusted = before
        self.jumped_by, self._paused_until = offset - before, monotonic + PAUSE
