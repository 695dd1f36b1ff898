"""PostgreSQL as Django has it, but for how a connection is looked at before it is used again."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends a connection says so on it, or hangs up. While nothing has come in on a
    connection at rest it is taken to stand; else it is asked, as Django asks it every time."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or super().is_usable()
