"""How long somebody must wait after failed attempts: growing, never for ever."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Axis:
    """One thing that attempts are counted by (an account, an address), and how it slows.

    The first `free` failures cost nothing; the next costs `first`, and each further one doubles
    the wait up to `longest`. After `forget` without an attempt the count starts anew.
    """

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta
    one_owner: bool = False  # a success clears the count, because nobody else shares it


@dataclass(frozen=True)
class Count:
    """Failures so far, and the time of the last one."""

    failures: int
    last_at: datetime


def wait_left(axis: Axis, count: Count | None, *, now: datetime) -> timedelta:
    """How long to wait at `now` before the next attempt is looked at; zero when not at all.

    An attempt exactly at the end of the wait is looked at.
    """
    if count is None or is_forgotten(axis, count, now=now) or count.failures < axis.free:
        return timedelta(0)
    doublings = min(count.failures - axis.free, 32)
    wait: timedelta = min(axis.first * 2**doublings, axis.longest)
    return max(timedelta(0), count.last_at + wait - now)


def is_forgotten(axis: Axis, count: Count, *, now: datetime) -> bool:
    """Whether the count has been quiet for so long that it starts anew."""
    return now - count.last_at > axis.forget


MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

# House defaults. A whole office or exam room may share one address, so only an account's own
# count grows fast. A device that has signed in to the account before is counted by itself, so
# that somebody else's guesses never keep the owner out.
ACCOUNT = Axis("account", 5, MINUTE / 2, 15 * MINUTE, HOUR, one_owner=True)
ACCOUNT_KNOWN_DEVICE = Axis("account-device", 5, MINUTE / 2, 15 * MINUTE, HOUR, one_owner=True)
ADDRESS = Axis("address", 60, MINUTE / 2, 15 * MINUTE, HOUR)
NETWORK = Axis("network", 300, MINUTE / 2, 15 * MINUTE, HOUR)
EVERYWHERE = Axis("everywhere", 3000, timedelta(seconds=1), timedelta(seconds=8), 10 * MINUTE)
# Codes have 60 bits: they are counted by where they come from alone, never by account, so that
# the owner of a slip gets in while somebody else is guessing.
CODE_ADDRESS = Axis("code-address", 30, MINUTE / 2, 15 * MINUTE, HOUR)
CODE_NETWORK = Axis("code-network", 150, MINUTE / 2, 15 * MINUTE, HOUR)


def network_of(address: str) -> str:
    """The neighbourhood of an address: /24 of IPv4, /48 of IPv6; other text is its own."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))
