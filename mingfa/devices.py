"""Which device this is, as far as sign-in needs to know: has this account been used here?

A signed cookie holds a random name and keyed hashes of the staff numbers that have signed in on
the device; it is no proof of anything but lets the owner's own attempts be counted apart.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from journal import vault

SALT = "mingfa.devices"
LIFE = timedelta(days=180)
REMEMBERED = 30  # accounts on one device; an exam room's computer forgets the oldest


def _cookie_name() -> str:
    return "__Host-device" if settings.ENVIRONMENT.production else "device"


def _mark(number: str) -> str:
    return vault.lookup(number, purpose="people.device")[:16]


@dataclass(frozen=True)
class Device:
    """One browser. `marks` stand for the accounts that have signed in on it."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    marks: tuple[str, ...] = ()

    def knows(self, number: str) -> bool:
        return _mark(number) in self.marks

    def with_account(self, number: str) -> Device:
        mark = _mark(number)
        others = tuple(known for known in self.marks if known != mark)
        return Device(self.name, (*others, mark)[-REMEMBERED:])


def device_of(request: HttpRequest) -> Device:
    """The device that sent the request; a new one where there is no genuine cookie."""
    try:
        kept = signing.loads(request.COOKIES.get(_cookie_name(), ""), salt=SALT, max_age=LIFE)
        return Device(str(kept["name"]), tuple(str(mark) for mark in kept["marks"]))
    except (signing.BadSignature, KeyError, TypeError):
        return Device()


def remember(response: HttpResponseBase, device: Device) -> None:
    """Let the browser keep the device's cookie."""
    response.set_cookie(
        _cookie_name(),
        signing.dumps({"name": device.name, "marks": list(device.marks)}, salt=SALT),
        max_age=int(LIFE.total_seconds()),
        secure=settings.ENVIRONMENT.production,
        httponly=True,
        samesite="Lax",
    )
