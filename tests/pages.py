"""Every address of the site, found from its URL patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

SAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespaces, a path that reaches it) of every page."""
    yield from _patterns(resolver or get_resolver(), prefix, "/")


def _patterns(resolver: URLResolver, prefix: str, path: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        here = path + _sample(entry)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _patterns(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", here


def _sample(entry: URLPattern | URLResolver) -> str:
    """The entry's part of the path, each of its values replaced by a sample that fits."""
    route = str(entry.pattern)
    names = {type(converter): name for name, converter in get_converters().items()}
    for name, converter in getattr(entry.pattern, "converters", {}).items():
        kind = names[type(converter)]
        sample = SAMPLES.get(kind) or converter.to_url(converter.sample)
        route = route.replace(f"<{kind}:{name}>", sample).replace(f"<{name}>", sample)
    route = re.sub(r"\(\?P<\w+>(?:[^()\[\]]|\[[^\]]*\])+\)", "x", route)  # allauth's own patterns
    return route.removeprefix("^").removesuffix("$").removesuffix("\\Z").replace("\\", "")
