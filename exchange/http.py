"""What a browser may send as a file: nothing beyond the cap is taken in, from anybody."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from exchange.rules import LARGEST_FILE


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
