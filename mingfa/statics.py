"""How static files are stored: named by content, module imports rewritten too."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """A module's own imports carry the digest as well, so that a release never mixes versions."""

    support_js_module_import_aggregation = True


class QuickStorage(ManifestStaticFilesStorage):
    """The same without compressing, which takes longer than a start on one computer should."""

    support_js_module_import_aggregation = True
