"""Photos by which candidates are known: brought in as an archive, shown in the hall and at the
console of the candidate's room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import own_attempt, persons_to_enrol
from exams.access.rooms import candidate_in_room, console_for
from exams.actions.photographing import MOST_PHOTOS, PhotosRefused
from exams.actions.photographing import import_photos as take_in
from exams.models import CandidatePhoto
from exams.wording import PHOTOS_NAMED, photos_refused
from exchange.deeds import Deed, Denial, Refusing, answer, typed
from people.access import require
from people.http import PersonRequest
from people.rules import Role


class PhotosForm(forms.Form):
    """One archive."""

    archive = forms.FileField(label=gettext_lazy("照片压缩文件（zip）"))
    archive.widget.attrs["accept"] = ".zip"


@require_http_methods(["GET", "HEAD", "POST"])
def import_photos(request: PersonRequest) -> HttpResponse:
    """Bring in photos of candidates, named by staff number."""
    require(request.rights, Role.EXAM_OFFICER)
    form = PhotosForm(**typed(request))

    def act() -> None:
        take_in(
            form.cleaned_data["archive"].read(),
            persons_to_enrol(request.rights),
            actor=request.person,
            now=timezone.now(),
        )

    title = _("导入考生照片")
    deed = Deed(
        title=title,
        why=PHOTOS_NAMED % {"n": MOST_PHOTOS},
        button=_("导入照片"),
        back=reverse("exams:exams"),
        done=_("照片已导入。"),
        crumbs=[(_("考试"), reverse("exams:exams")), (title, "")],
    )
    return answer(request, form, deed, act, Refusing(PhotosRefused, _word))


def _word(refused: PhotosRefused) -> Denial:
    return Denial(photos_refused(refused.faults), status=422, field="archive")


@require_safe
def candidate_photo(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """A candidate's photo, for those at the console of the room."""
    room = console_for(request.rights, ref)
    return _photo(candidate_in_room(room, candidate_ref).person_id)


@require_safe
def own_photo(request: PersonRequest, ref: str) -> HttpResponse:
    """One's own photo, in the hall."""
    return _photo(own_attempt(request.person, ref).person_id)


def _photo(person_id: int) -> HttpResponse:
    found: Any = CandidatePhoto.objects.filter(person_id=person_id).first()
    if found is None:
        raise Http404("photo")
    return HttpResponse(found.content(), content_type=found.media_type)
