"""How long work on many rows keeps from looking for what may be thrown away."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Look for dead cycles only when the work is done. Of fifty thousand rows millions of values
    live to the end: to go through them again and again takes a third of the whole time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
