"""Third-party static files, taken out of installed wheels: none is committed, none is fetched."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# prefix under STATIC_URL -> (distribution's package, folder inside it, files wanted)
WHEELS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "vendor/bootstrap": (
        "bootstrap",
        "static/bootstrap",
        ("css/bootstrap.min.css", "css/bootstrap.min.css.map"),
    ),
    "vendor/htmx": ("django_htmx", "static/django_htmx", ("htmx-2.min.js",)),
    "vendor/allauth": ("allauth", "mfa/static/mfa", ("js/webauthn-json.js",)),
    "vendor/plotly": ("plotly", "package_data", ("plotly.min.js",)),
}


class WheelFinder(BaseFinder):
    """Find exactly the files listed in `WHEELS`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storages: dict[str, FileSystemStorage] = {}
        for prefix, (package, folder, _files) in WHEELS.items():
            storage = FileSystemStorage(location=str(_folder_of(package) / folder))
            storage.prefix = prefix  # type: ignore[attr-defined]  # collectstatic reads it
            self.storages[prefix] = storage

    def find(  # type: ignore[override]  # the stubs overload on a literal
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | list[str]:
        for prefix, (_package, _folder, files) in WHEELS.items():
            name = path.removeprefix(f"{prefix}/")
            if name != path and name in files:
                found = self.storages[prefix].path(name)
                return [found] if find_all else found
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for prefix, (_package, _folder, files) in WHEELS.items():
            for name in files:
                if not utils.matches_patterns(name, list(ignore_patterns or [])):
                    yield name, self.storages[prefix]


def _folder_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the wheel that carries {package} is not installed")
    return Path(spec.submodule_search_locations[0])
