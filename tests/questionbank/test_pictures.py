"""Pictures come in drawn anew, or not at all; they are shown to who may see their question."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from journal.models import Entry
from questionbank import actions
from questionbank.models import Picture, PictureWords, Revision
from questionbank.rules.markup import figure_line
from questionbank.rules.pictures import LARGEST, WIDEST, PictureFault, PictureRefused, redrawn
from tests.conftest import NINE


def picture(kind="PNG", size=(60, 40), mode="RGB", **options):
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, kind, **options)
    return buffer.getvalue()


def remarked():
    """A PNG that says where it was taken, with a program behind its end."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "机密地点")
    return picture(pnginfo=words) + b"<script>alert(1)</script>"


def bomb():
    """A PNG of a few bytes that says it holds 60,000 × 60,000 pixels."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def moving():
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(picture(), "image/png"), (picture("JPEG"), "image/jpeg"), (picture("WEBP"), "image/png")],
)
def test_three_kinds_are_read_and_two_are_kept(data, media_type):
    drawn = redrawn(data)
    assert (drawn.media_type, drawn.width, drawn.height) == (media_type, 60, 40)


def test_nothing_but_the_picture_is_kept():
    drawn = redrawn(remarked())
    assert b"script" not in drawn.data
    assert "机密地点".encode() not in drawn.data
    assert Image.open(io.BytesIO(drawn.data)).info == {}


def test_where_a_photograph_was_taken_goes_and_its_upright_side_stays():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "市局三楼"  # turned by a quarter
    drawn = redrawn(picture("JPEG", exif=exif))
    assert (drawn.width, drawn.height) == (40, 60)
    assert not Image.open(io.BytesIO(drawn.data)).getexif()


def test_a_large_picture_is_made_smaller():
    drawn = redrawn(picture(size=(3000, 1500)))
    assert (drawn.width, drawn.height) == (WIDEST, WIDEST // 2)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", PictureFault.EMPTY),
        (b"x" * (LARGEST + 1), PictureFault.LARGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", PictureFault.NO_PICTURE),
        (picture("GIF", mode="P"), PictureFault.NO_PICTURE),
        (picture("TIFF"), PictureFault.NO_PICTURE),
        (bomb(), PictureFault.MANY_PIXELS),
        (picture(size=(3, 90)), PictureFault.TINY),
        (moving(), PictureFault.MOVING),
        (picture()[:-30], PictureFault.BROKEN),
    ],
    ids=["empty", "large", "svg", "gif", "tiff", "bomb", "tiny", "moving", "cut"],
)
def test_anything_else_is_refused(data, fault):
    with pytest.raises(PictureRefused) as refused:
        redrawn(data)
    assert refused.value.fault == fault


def test_every_fault_has_its_sentence():
    assert {str(fault) for fault in PictureFault} == set(PictureWords.values)


@pytest.fixture
def kept(cast, tree):
    return actions.add_picture(picture(), agency=tree.city, actor=cast["setter"], now=NINE)


def test_the_same_picture_is_kept_once_and_noted_once(cast, tree, kept):
    again = actions.add_picture(picture(), agency=tree.city, actor=cast["setter"], now=NINE)
    assert again.pk == kept.pk
    entry = Entry.objects.get(act="questionbank.add_picture")
    assert entry.facts == {"sha256": kept.sha256}


def form(**fields):
    return {
        "action": "add_picture", "pool": "exam", "stem": "看图作答。", "difficulty": "easy",
        "option_0": "一日", "option_1": "二日", "option_2": "三日", "option_3": "五日",
        "right": "1",
    } | fields  # fmt: skip


def upload(data=None, name="图.png"):
    return SimpleUploadedFile(name, picture() if data is None else data)


def test_a_setter_adds_a_picture_and_loses_nothing(client, cast, law):
    client.force_login(cast["setter"].user)
    address = reverse("questionbank:write")
    answer = client.post(address, form(picture=upload(), picture_words="路线图"))
    page = answer.content.decode()
    held = Picture.objects.get()
    line = figure_line("路线图", held.sha256)
    assert answer.status_code == 200
    assert f"看图作答。\n{line}</textarea>" in page.replace("\r\n", "\n")
    assert f'src="{reverse("questionbank:picture", args=[held.sha256])}"' in page
    assert 'value="五日"' in page
    client.post(address, form(action="save", stem=f"看图作答。\n{line}"))
    revision = Revision.objects.get()
    assert line in revision.stem
    shown = client.get(reverse("questionbank:question", args=[revision.question.code]))
    assert f'<img src="/questions/pictures/{held.sha256}/" alt="路线图">' in shown.content.decode()


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "请选择图片文件"), (b"<svg/>", "请上传 PNG、JPEG 或者 WebP 图片")]
)
def test_a_file_that_is_no_picture_is_refused_beside_its_field(client, cast, law, data, words):
    client.force_login(cast["setter"].user)
    sent = {"picture": upload(data, "图.svg")} if data else {}
    page = client.post(reverse("questionbank:write"), form(**sent)).content.decode()
    assert words in page
    assert "看图作答。</textarea>" in page
    assert not Picture.objects.exists()


def test_a_picture_that_is_not_there_cannot_be_named(client, cast, law):
    client.force_login(cast["setter"].user)
    stem = f"看图。\n{figure_line('', '0' * 64)}"
    answer = client.post(reverse("questionbank:write"), form(action="save", stem=stem))
    assert answer.status_code == 422
    assert "题库中没有所引的插图" in answer.content.decode()
    assert not Revision.objects.exists()


def test_a_question_and_its_picture_hang_together_by_hashes(client, cast, tree, kept, law):
    client.force_login(cast["setter"].user)
    address = reverse("questionbank:write")
    other = actions.add_picture(
        picture(size=(50, 50)), agency=tree.city, actor=cast["setter"], now=NINE
    )
    for held in (kept, other):
        stem = f"看图。\n{figure_line('图', held.sha256)}"
        client.post(address, form(action="save", stem=stem))
    first, second = Revision.objects.order_by("pk")
    assert first.content_sha256 != second.content_sha256


def test_it_is_shown_as_a_picture_and_nothing_else(client, cast, kept):
    client.force_login(cast["reviewer"].user)
    answer = client.get(reverse("questionbank:picture", args=[kept.sha256]))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == kept.content()
