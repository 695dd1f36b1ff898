"""What the site writes about its work: one line of JSON per event, and nothing about persons.

A line holds only the keys of `KEYS`: anything else that a caller adds is dropped. What a library
says is kept as its template without the values filled in, and an exception as its type and place
without its message, because both may quote what somebody typed. Everything outside ASCII is
escaped, so that no input can forge a line or turn its direction. `docs/configuration.md` lists
the keys.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

KEYS = (
    *("at", "level", "logger", "event", "request_id", "method", "route", "status", "ms"),
    *("person_id", "job", "worker", "count", "ref", "code", "exception", "frames"),
)
NUMBERS = {"status", "ms", "person_id", "count"}  # anything but a number is dropped
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
FRAMES = 25
LONGEST = 200  # characters of one value
REQUEST_ID = re.compile(r"[0-9a-f]{32}")

Event = MutableMapping[str, Any]
log = structlog.get_logger("mingfa.request")


def configure(level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    render = structlog.processors.JSONRenderer(ensure_ascii=True)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [place_of_exception, only_known, render],
                "foreign_pre_chain": [*shared, without_values],
                "use_get_message": False,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Every refusal is in the request's own line; only faults of ours need a second one.
            "django.request": {"level": "ERROR"},
            "django.db.backends": {"level": "WARNING"},  # DEBUG would show the parameters
        },
    }


def without_values(_logger: Any, _method: str, event: Event) -> Event:
    """A library's message as its template; a fault of a request gets the request's route."""
    record: logging.LogRecord = event["_record"]
    if record.name.startswith("django.security"):
        event["event"] = "security"  # its message quotes the request
    elif record.name == "django.request":
        event["event"] = "request failed"
        event["route"] = route_of(getattr(record, "request", None))
    return event


def place_of_exception(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its types, its database code and the places it passed through."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    fault = found if isinstance(found, BaseException) else found[1] if found else None
    if fault is not None:
        event["exception"] = " < ".join(_types(fault))
        event["frames"] = _frames(fault.__traceback__)
        code = getattr(fault.__cause__, "sqlstate", None)
        if code:
            event["code"] = code
    return event


def _types(fault: BaseException) -> list[str]:
    """The exception's type, then the types of what caused it."""
    names, at = [], 0
    current: BaseException | None = fault
    while current is not None and at < 5:
        names.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current, at = current.__cause__ or current.__context__, at + 1
    return names


def _frames(at: TracebackType | None) -> list[str]:
    places = traceback.extract_tb(at)[-FRAMES:]
    return [f"{p.filename.rpartition('site-packages/')[2]}:{p.lineno} {p.name}" for p in places]


def only_known(_logger: Any, _method: str, event: Event) -> Event:
    """The keys of `KEYS` in their order, values cut to a sensible length."""
    return {
        key: _cut(event[key])
        for key in KEYS
        if event.get(key) is not None and (key not in NUMBERS or isinstance(event[key], int))
    }


def _cut(value: Any) -> Any:
    if isinstance(value, int | list):
        return value
    return str(value)[:LONGEST]


def route_of(request: HttpRequest | None) -> str:
    """The name of the page asked for; never its path, which may name a person."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or "-" if match else "-"


class RequestLogMiddleware:
    """One line for each request, with an id that the reply carries too.

    The web server in front may give the id (`X-Request-ID`, 32 hexadecimal digits).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = request_id
        person = getattr(request, "person", None)
        route = route_of(request)
        log.log(
            logging.DEBUG if route in ("healthz", "readyz") else logging.INFO,
            "request",
            request_id=request_id,
            method=request.method if request.method in METHODS else "other",
            route=route,
            status=response.status_code,
            ms=round((time.monotonic() - began) * 1000),
            person_id=person.pk if person else None,
        )
        return response
