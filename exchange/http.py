"""What a browser may send as a file, and how a kept file goes out.

Nothing beyond the cap is taken in, from anybody; nothing that was uploaded is shown in place.
"""

from __future__ import annotations

from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpResponse

from exchange import files
from exchange.models import StoredFile
from exchange.rules import LARGEST_FILE

CONTENT_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}


def as_download(stored: StoredFile) -> HttpResponse:
    """The file as an attachment. The door is the owning room's: nobody is asked here.

    Raises FileNotFoundError when the bytes are gone.
    """
    response = HttpResponse(
        files.fetch(stored.stored_as, purpose=files.EVIDENCE),
        content_type=CONTENT_TYPES[stored.file_type],
    )
    name = quote(stored.file_name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class LimitedUploadHandler(FileUploadHandler):
    """Stops taking in a body that holds more than the cap in files; the rest is not stored.

    The request then has no file and says so by `is_upload_too_large`.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST_FILE:
            self.request.is_upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
