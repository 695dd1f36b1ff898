"""Pictures in questions: read, judged, drawn anew, so that nothing but the picture is kept.

Only PNG, JPEG and WebP are read, whatever a file calls itself: no SVG, which is a program. Size and
pixels are judged before anything is unpacked. What is kept is drawn anew from the pixels: no
remarks, no place where it was taken, nothing behind the picture's end.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 4 * 1024 * 1024  # bytes of a file; house default
MOST_PIXELS = 24_000_000  # as a telephone's camera makes them; house default
WIDEST = 1400  # pixels that are kept of the longer side: enough for a page's breadth; same
LEAST = 8  # pixels of the shorter side
READ = ("PNG", "JPEG", "WEBP")
JPEG_QUALITY = 85


class PictureFault(StrEnum):
    """Why a file is not taken as a picture; worded in `questionbank.models.PictureWords`."""

    EMPTY = "empty"
    LARGE = "large"
    NO_PICTURE = "no_picture"
    MANY_PIXELS = "many_pixels"
    TINY = "tiny"
    MOVING = "moving"
    BROKEN = "broken"


class PictureRefused(Exception):
    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Redrawn:
    """A picture as it is kept. `sha256` is that of `data`."""

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str


def redrawn(data: bytes, *, widest: int = WIDEST) -> Redrawn:
    """The picture drawn anew, at most `widest` pixels long. Raises PictureRefused."""
    if not data:
        raise PictureRefused(PictureFault.EMPTY)
    if len(data) > LARGEST:
        raise PictureRefused(PictureFault.LARGE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow warns of is judged here
        return _drawn(_opened(data), widest)


def _opened(data: bytes) -> Image.Image:
    """The picture with its size known and its pixels still packed."""
    try:
        picture = Image.open(io.BytesIO(data), formats=READ)
    except UnidentifiedImageError:
        raise PictureRefused(PictureFault.NO_PICTURE) from None
    except Image.DecompressionBombError:
        raise PictureRefused(PictureFault.MANY_PIXELS) from None
    except Exception:  # a decoder may fail in any way on bytes made to break it
        raise PictureRefused(PictureFault.BROKEN) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureRefused(PictureFault.MANY_PIXELS)
    if min(picture.size) < LEAST:
        raise PictureRefused(PictureFault.TINY)
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused(PictureFault.MOVING)
    return picture


def _drawn(picture: Image.Image, widest: int) -> Redrawn:
    is_photo = picture.format == "JPEG"
    try:
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGB" if is_photo else "RGBA")
    except Exception:  # same
        raise PictureRefused(PictureFault.BROKEN) from None
    plain.thumbnail((widest, widest))
    bare = Image.new(plain.mode, plain.size)  # without whatever came along
    bare.paste(plain)
    buffer = io.BytesIO()
    if is_photo:
        bare.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        on_white = Image.alpha_composite(Image.new("RGBA", bare.size, "white"), bare)
        on_white.convert("RGB").save(buffer, "PNG", optimize=True)
    data = buffer.getvalue()
    return Redrawn(
        data,
        "image/jpeg" if is_photo else "image/png",
        *bare.size,
        hashlib.sha256(data).hexdigest(),
    )
