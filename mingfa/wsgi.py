"""The door for the web server."""

import gc
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import Error, connections
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingfa.settings")
site = get_wsgi_application()


def holds_demonstration() -> bool:
    """Whether the database says that it holds invented data; False while it does not answer."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1 FROM mingfa_installation WHERE is_demonstration")
            return cursor.fetchone() is not None
    except Error:
        return False
    finally:
        connections.close_all()


settings.HOLDS_DEMONSTRATION = holds_demonstration()
if settings.ENVIRONMENT.production and settings.HOLDS_DEMONSTRATION:
    sys.exit("Mingfa does not start: the database holds the demonstration city.")

from exams.views.door import door  # noqa: E402  # the rooms can be imported only now
from mingfa import pulse  # noqa: E402

application = door(site)
resolve("/")  # every page is imported now, not while the first who come are waiting
pulse.start()
# What stands now stays: nobody need look through it for garbage, nor soon through a page's own.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
