"""The shortest way for a save: straight from the web server, before any request is made of it.

Nine saves in ten are plain: a good lease, a well-formed batch, numbers that go on upwards. Those
are answered here, and so is whoever comes too often, because a flood must cost little. Whatever is
otherwise goes to the site as it came, and a repeat has no effect, so that every other refusal is
decided in one place, `exams.views.saving`.
"""

from __future__ import annotations

import io
import json
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http.request import split_domain_port, validate_host

from exams import http
from exams.actions import outages, unlocked
from exams.actions.judging import BatchRefused
from exams.actions.saving import AttemptUnknown
from exams.actions.saving import save as save_operations
from exams.views import saving

Environ = dict[str, Any]
Respond = Callable[..., Any]
Site = Callable[[Environ, Respond], Iterable[bytes]]
Reply = tuple[str, list[tuple[str, str]], bytes]  # status, headers of its own, body

HEADERS = [("Content-Type", "application/json"), *http.SHORT_PATH_HEADERS.items()]
UNUSUAL = (http.Refused, AttemptUnknown, BatchRefused, outages.PulseStale, DatabaseError)
MOST_HOSTS = 100
REQUEST_ID = re.compile(r"[0-9a-f]{32}")


class SaveDoor:
    """Answers plain saves on PostgreSQL, and leaves everything else to the site behind it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._hosts: set[str] = set()  # those found to be ours

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        reply = self._saved(environ) if "HTTP_X_LEASE" in environ else None
        if reply is None:
            return self._site(environ, respond)
        status, own, body = reply
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        size = ("Content-Length", str(len(body)))
        respond(status, [*HEADERS, *own, size, ("X-Request-ID", name)])
        return [body]

    def _saved(self, environ: Environ) -> Reply | None:
        """The reply to a plain save or one too many, or None."""
        found = http.SHORT_PATH.fullmatch(environ.get("PATH_INFO", ""))
        if not found or found["deed"] != "save" or environ["REQUEST_METHOD"] != "POST":
            return None
        if not (self._is_ours(environ.get("HTTP_HOST", "")) and _is_encrypted(environ)):
            return None
        try:
            return _answer(environ, found["ref"])
        except UNUSUAL:
            return None

    def _is_ours(self, host: str) -> bool:
        """Whether the request names a host of this site: what Django asks on every page."""
        if host in self._hosts:
            return True
        domain, _port = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self._hosts) < MOST_HOSTS:
            self._hosts.add(host)
        return True


def _is_encrypted(environ: Environ) -> bool:
    """Whether the request came encrypted, where it must."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    return bool(environ.get(name) == value)


def _answer(environ: Environ, ref: str) -> Reply | None:
    """Save and say what became of it. Raises what the site words; None for what it answers."""
    now = http.believed_now()
    lease = http.lease_in(environ["HTTP_X_LEASE"], ref)
    size = environ.get("CONTENT_LENGTH", "")
    if not size.isdecimal() or len(size) > http.LONGEST_SIZE:
        return None
    body = environ["wsgi.input"].read(int(size))
    environ["wsgi.input"] = io.BytesIO(body)  # for the site, should it have to answer
    if saving.PACE.is_spent(ref, time.monotonic()):
        return _too_often()
    operations = http.read_batch(body, lease)
    if not operations:
        return None
    if saving.PACE.wait(ref, time.monotonic()):
        return _too_often()
    if not connection.in_atomic_block:  # but for a test
        connection.close_if_unusable_or_obsolete()  # as at the beginning of every request
    arrival = http.arrival_of(environ, now)
    saved = save_operations(ref, lease.person_id, operations, arrival=arrival, now=now)
    return "200 OK", [], json.dumps(saving.reply(ref, saved, now)).encode()


def _too_often() -> Reply:
    """What the page says, too."""
    refused = saving.too_often()
    retry = ("Retry-After", refused.headers["Retry-After"])
    return f"{refused.status_code} {refused.reason_phrase}", [retry], refused.content


def door(site: Site) -> Site:
    """The site, with the door in front where the engine can save in one statement."""
    return SaveDoor(site) if unlocked.is_possible() else site
