"""Photos of candidates come in, drawn anew, and are kept encrypted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import QuerySet

from exams.models import CandidatePhoto
from exams.models.photos import PURPOSE
from exams.rules.photographing import PhotoFault
from journal import vault
from journal.actions import record
from people.models import Person
from questionbank.rules.pictures import LARGEST, PictureRefused, Redrawn, redrawn

MOST_PHOTOS = 300  # of one archive: drawn anew while one waits
MOST_BYTES = 80 * 1024 * 1024  # unpacked
LONGEST_SIDE = 320  # pixels that are kept


class PhotosRefused(Exception):
    """Nothing was taken in; `faults` are (file name, fault), the first ten."""

    def __init__(self, faults: Sequence[tuple[str, PhotoFault]]) -> None:
        super().__init__(faults[0][1])
        self.faults = tuple(faults)[:10]


@dataclass(frozen=True)
class Taken:
    """One photo of the archive: whose, under which name, and its bytes."""

    number: str
    name: str
    data: bytes


@transaction.atomic
def import_photos(archive: bytes, scope: QuerySet[Person], *, actor: Person, now: datetime) -> int:
    """Keep the photos of an archive, named by staff number (10000001.jpg); how many.

    All or nothing. Persons outside `scope` are unknown. A newer photo takes the place of
    the one before. Raises PhotosRefused, which names the files.
    """
    taken = _read(archive)
    numbers = {photo.number for photo in taken}
    persons = {person.staff_number: person for person in scope.filter(staff_number__in=numbers)}
    faults: list[tuple[str, PhotoFault]] = []
    drawn: dict[int, Redrawn] = {}
    for photo in taken:
        person = persons.get(photo.number)
        if person is None:
            faults.append((photo.name, PhotoFault.UNKNOWN))
        elif person.pk in drawn:
            faults.append((photo.name, PhotoFault.TWICE))
        else:
            try:
                drawn[person.pk] = redrawn(photo.data, widest=LONGEST_SIDE)
            except PictureRefused:
                faults.append((photo.name, PhotoFault.NO_PICTURE))
    if faults:
        raise PhotosRefused(faults)
    for person_id, picture in drawn.items():
        _keep(person_id, picture, actor, now)
    subject = f"people.person:{actor.pk}"
    record(actor.pk, "exams.import_photos", subject, {"photos": len(drawn)}, now=now)
    return len(drawn)


def _keep(person_id: int, picture: Redrawn, actor: Person, now: datetime) -> None:
    CandidatePhoto.objects.update_or_create(
        person_id=person_id,
        defaults={
            "media_type": picture.media_type,
            "sha256": picture.sha256,
            "cipher": vault.encrypt(picture.data, purpose=PURPOSE),
            "added_by_id": actor.pk,
            "added_at": now,
        },
    )


def _read(archive: bytes) -> list[Taken]:
    """The archive's files, their sizes judged by its table of contents before any is unpacked and
    again while it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
            refuse = _refuse_sizes(infos)
            if refuse:
                raise PhotosRefused(refuse)
            return [_unpacked(opened, info) for info in infos]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise PhotosRefused([("", PhotoFault.NO_ARCHIVE)]) from None


def _refuse_sizes(infos: Sequence[zipfile.ZipInfo]) -> list[tuple[str, PhotoFault]]:
    if not infos:
        return [("", PhotoFault.NO_ARCHIVE)]
    if len(infos) > MOST_PHOTOS:
        return [("", PhotoFault.TOO_MANY)]
    if sum(info.file_size for info in infos) > MOST_BYTES:
        return [("", PhotoFault.TOO_LARGE)]
    return [(info.filename, PhotoFault.TOO_LARGE) for info in infos if info.file_size > LARGEST]


def _unpacked(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Taken:
    path = PurePosixPath(info.filename)
    with opened.open(info) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise PhotosRefused([(path.name, PhotoFault.TOO_LARGE)])
    return Taken(path.stem, path.name, data)
