"""How often one attempt may send: a token bucket with the clock passed in.

An honest page sends at most two batches a second; the bucket refuses what comes far faster, so that
one abusive client cannot slow the others. Source: threat 35; figures are house defaults.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

BURST = 40
PER_SECOND = 4.0
KEPT = 20_000


class Pace:
    """Buckets by name, for one process; the ones longest unused are forgotten first."""

    def __init__(self, *, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str, at: float) -> float:
        """Seconds until `name` may go on, at monotonic second `at`; 0.0 lets it go on now."""
        with self._lock:
            left = self._left(name, at)
            waiting = self._until(left)
            self._buckets.pop(name, None)
            self._buckets[name] = (left if waiting else left - 1, at)
            if len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
        return waiting

    def is_spent(self, name: str, at: float) -> bool:
        """Whether `name` would have to wait; it is not let go on by asking."""
        with self._lock:
            return self._until(self._left(name, at)) > 0

    def _left(self, name: str, at: float) -> float:
        left, since = self._buckets.get(name, (self._burst, at))
        return min(self._burst, left + max(0.0, at - since) * self._per_second)

    def _until(self, left: float) -> float:
        return 0.0 if left >= 1 else (1 - left) / self._per_second
