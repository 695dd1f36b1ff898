"""How long somebody has studied an online page: signs of life, folded by the time they arrived.

A page in somebody's hands gives a sign of life (`Beat`) every minute; the server's clock says when
it came. What lies between two signs of the same page counts, and nothing else does: not what a page
says of its own clock, not a second page beside the first, not the time after which nobody has
touched it. So nobody is credited with more than has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_GAP = timedelta(seconds=150)  # between two signs; two lost ones are borne; house default
IDLE_AFTER = timedelta(minutes=5)  # without a touch nobody is taken to read; house default
ENOUGH = 60  # per cent of right answers with which a quiz is passed; house default
HEADING = "# "  # what a line of a page's text begins with where a part begins


class Heard(StrEnum):
    """What became of a sign of life."""

    BEGUN = "begun"  # a stretch of study begins
    COUNTED = "counted"  # the stretch reaches until now
    IDLE = "idle"  # nobody has touched the page for too long
    ELSEWHERE = "elsewhere"  # another page of the same person is being counted
    BUSY = "busy"  # the person is at a class at this time
    LATE = "late"  # a later sign has been heard already


@dataclass(frozen=True)
class Beat:
    """One sign of life: when it arrived, of which page (`stream`, new with every opening) on which
    lesson; whether somebody touched the page since the last one, whether the page was away in
    between, whether it goes away now, and whether it is to be counted in place of another."""

    at: datetime
    stream: str
    lesson: int
    is_active: bool = True
    resumes: bool = False
    takes: bool = False
    leaves: bool = False
    is_busy: bool = False


@dataclass(frozen=True)
class Span:
    """A stretch of study of one page without a break: its first and last sign, its last touch,
    and whether the page has said that it goes away."""

    stream: str
    lesson: int
    first_at: datetime
    last_at: datetime
    touched_at: datetime
    is_over: bool = False

    @property
    def length(self) -> timedelta:
        return self.last_at - self.first_at


def hear(newest: Span | None, beat: Beat) -> tuple[Heard, Span | None]:
    """What becomes of a sign of life after the person's newest stretch, and the stretch as it is
    then: the same one longer, a new one, or None where nothing changes.

    A gap of exactly `LONGEST_GAP` is still borne, a touch exactly `IDLE_AFTER` ago still holds.
    """
    if newest is not None and beat.at < newest.last_at:
        return Heard.LATE, None
    if beat.is_busy:
        return Heard.BUSY, None
    held = newest if newest is not None and _is_alive(newest, beat) else None
    if held is not None and not beat.takes and held.stream != beat.stream:
        return Heard.ELSEWHERE, None
    if held is not None and _goes_on(held, beat):
        touched_at = beat.at if beat.is_active else held.touched_at
        if beat.at - touched_at > IDLE_AFTER:
            return Heard.IDLE, None
        return Heard.COUNTED, replace(
            held, last_at=beat.at, touched_at=touched_at, is_over=beat.leaves
        )
    if not beat.is_active or beat.leaves:
        return Heard.IDLE, None
    return Heard.BEGUN, Span(beat.stream, beat.lesson, beat.at, beat.at, beat.at)


def _is_alive(newest: Span, beat: Beat) -> bool:
    return not newest.is_over and beat.at - newest.last_at <= LONGEST_GAP


def _goes_on(newest: Span, beat: Beat) -> bool:
    same = (newest.stream, newest.lesson) == (beat.stream, beat.lesson)
    return same and not beat.resumes


def spans(beats: Iterable[Beat]) -> list[Span]:
    """The stretches of one person's signs of life, in whatever order they are given."""
    found: list[Span] = []
    for beat in sorted(beats, key=lambda one: (one.at, *map(str, astuple(one)))):
        newest = found[-1] if found else None
        heard, span = hear(newest, beat)
        if heard is Heard.COUNTED and span is not None:
            found[-1] = span
        elif span is not None:
            found.append(span)
    return found


def credited(found: Iterable[Span]) -> timedelta:
    """What the stretches come to."""
    return sum((span.length for span in found), timedelta())


def passes(right: int, asked: int) -> bool:
    """Whether a quiz is passed; one without questions is not."""
    return bool(asked) and right * 100 >= ENOUGH * asked


@dataclass(frozen=True)
class Section:
    """One part of a page's text: its heading, if it has one, and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def sections(text: str) -> list[Section]:
    """The parts of a text: a line that begins with `# ` opens one, empty lines part paragraphs."""
    found: list[tuple[str, list[list[str]]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(HEADING) or not found:
            heading = line.removeprefix(HEADING).strip() if line.startswith(HEADING) else ""
            found.append((heading, [[]]))
            if line.startswith(HEADING):
                continue
        if line.strip():
            found[-1][1][-1].append(line.strip())
        elif found[-1][1][-1]:
            found[-1][1].append([])
    made = [Section(heading, _joined(lines)) for heading, lines in found]
    return [one for one in made if one.heading or one.paragraphs]


def _joined(lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple("\n".join(part) for part in lines if part)
