"""The city's year, told in the order of time whatever part of the city a deed belongs to.

A story is a generator: it yields the instant of its next deed and goes on when that has come.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

Say = Callable[[str], object]
Story = Iterator[datetime]

YEAR = timedelta(days=380)
SATURDAY = 5


@dataclass(frozen=True)
class Span:
    """From the day on which the city began to keep its records here until its present hour."""

    founded: datetime
    now: datetime

    @classmethod
    def until(cls, now: datetime) -> Span:
        founded = timezone.localtime(now - YEAR).replace(hour=9, minute=0, second=0, microsecond=0)
        return cls(founded, now)

    def at(self, part: float, hour: int = 9, minute: int = 0) -> datetime:
        """A working hour when `part` (0 to 1) of the span has passed; never before its start."""
        day = timezone.localtime(self.founded + (self.now - self.founded) * part)
        day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
        found = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return max(found, self.founded)

    def day(self, part: float) -> date:
        return timezone.localdate(self.at(part))


def together(stories: Iterable[Story]) -> Story:
    """Many stories told as one, each deed in its turn."""
    waiting: list[tuple[datetime, int, Story]] = []
    for n, story in enumerate(stories):
        _wait(waiting, n, story)
    while waiting:
        due, n, story = heapq.heappop(waiting)
        yield due
        _wait(waiting, n, story)


def _wait(waiting: list[tuple[datetime, int, Story]], n: int, story: Story) -> None:
    due = next(story, None)
    if due is not None:
        heapq.heappush(waiting, (due, n, story))


def tell(stories: Mapping[str, Story], *, say: Say) -> None:
    """Run every story to its end, each deed in its turn; say what each took."""
    spent = dict.fromkeys(stories, 0.0)
    waiting: list[tuple[datetime, int, str]] = []
    order = {title: n for n, title in enumerate(stories)}

    def go_on(title: str) -> None:
        begun = time.process_time()
        due = next(stories[title], None)
        spent[title] += time.process_time() - begun
        if due is None:
            say(f"{title} {spent[title]:.1f} 秒")
        else:
            heapq.heappush(waiting, (due, order[title], title))

    for title in stories:
        go_on(title)
    while waiting:
        go_on(heapq.heappop(waiting)[2])
