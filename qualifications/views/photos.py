"""The photo that the national certificate bears: brought in by the office, shown beside it.

It is the person's one photo, the same by which they are known in an exam; no public page shows it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.actions.photographing import MOST_PHOTOS, PhotosRefused
from exams.actions.photographing import import_photos as take_in
from exams.models import CandidatePhoto
from exams.wording import PHOTOS_NAMED, photos_refused
from exchange.deeds import Deed, Denial, Refusing, answer, typed
from people.http import PersonRequest
from qualifications import access


class PhotosForm(forms.Form):
    """One archive."""

    archive = forms.FileField(
        label=_("照片压缩文件（zip）"), widget=forms.FileInput(attrs={"accept": ".zip"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_photos(request: PersonRequest) -> HttpResponse:
    """Bring in photos of holders, named by staff number."""
    persons = access.persons_to_picture(request.rights)
    form = PhotosForm(**typed(request))
    deed = Deed(
        title=_("导入证件照片"),
        why=PHOTOS_NAMED % {"n": MOST_PHOTOS},
        button=_("导入照片"),
        back=reverse("qualifications:certificates"),
        done=_("照片已导入。"),
    )

    def act() -> None:
        archive = form.cleaned_data["archive"].read()
        take_in(archive, persons, actor=request.person, now=timezone.now())

    return answer(request, form, deed, act, Refusing(PhotosRefused, _word))


def _word(refused: PhotosRefused) -> Denial:
    return Denial(photos_refused(refused.faults), status=422, field="archive")


@require_GET
def certificate_photo(request: PersonRequest, ref: str) -> HttpResponse:
    """The holder's photo, for the holder and for those who read the certificate."""
    held = access.certificate_for(request.rights, ref)
    found: Any = CandidatePhoto.objects.filter(person=held.person_id).first()
    if found is None:
        raise Http404("photo")
    return HttpResponse(found.content(), content_type=found.media_type)
