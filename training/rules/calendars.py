"""A calendar in the format of RFC 5545, which phones and mail programs read. No clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75  # octets of a line; RFC 5545, 3.1
ZONE = "Asia/Shanghai"
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",  # no summer time since
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """One half-day in one person's calendar; times in the city's zone.

    `uid` never changes; `sequence` rises with every change, a cancellation among them, so that a
    calendar that has read it before takes the new state over.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    text: str
    cancelled: bool
    changed_at: datetime


def sequence(session: int, training_class: int, enrolments: int, withdrawals: int) -> int:
    """The number of changes that one person's event has seen.

    Every counter only grows, so the sum grows with each change: of the half-day, of its class, and
    of the person's being on the roster (each time on it or off it is one).
    """
    return session + training_class + max(0, enrolments + withdrawals - 1)


def rendered(events: Iterable[Event], name: str) -> str:
    """The whole calendar, lines folded and ended as the format asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mingfa//Training//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *TIMEZONE,
    ]
    for event in events:
        lines += _event(event)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={ZONE}:{event.starts_at:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{event.ends_at:%Y%m%dT%H%M%S}",
        f"SUMMARY:{escaped(event.title)}",
        f"LOCATION:{escaped(event.place)}",
        f"DESCRIPTION:{escaped(event.text)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """A value as text: RFC 5545, 3.3.11. Control characters have no place in it."""
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, safe)
    return "".join(sign for sign in text if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def folded(line: str) -> str:
    """A line cut where it passes 75 octets, never within a character."""
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > FOLD:
            parts.append("")
            size = 1  # the space that begins a continued line
        parts[-1] += sign
        size += octets
    return "\r\n ".join(parts)
