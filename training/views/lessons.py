"""Online pages: the list, reading one, its signs of life, keeping them."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from training import access, actions
from training.access import lessons as doors
from training.actions import Sign
from training.filters import LessonFilter
from training.forms.lessons import LessonForm
from training.models import Lesson, OnlinePolicy, Reading
from training.rules import Heard, sections
from training.tables import LessonTable
from training.views.deed import carry_out

BEAT = 60  # seconds between two signs of life
KEPT = 86_400  # seconds for which a browser keeps a page's picture
HEARD: dict[Heard, str | Promise] = {
    Heard.IDLE: gettext_lazy("较长时间没有操作，已暂停计时。继续阅读时自动恢复。"),
    Heard.ELSEWHERE: gettext_lazy("您已在另一页面或者另一设备上学习，本页不计时。"),
    Heard.BUSY: gettext_lazy("您参加的培训班正在上课，此时不计在线学习时间。"),
}


@require_safe
def lessons(request: PersonRequest) -> HttpResponse:
    """Every online page in use, and how far one is with each."""
    chosen = _filtered(request)
    table = as_list(request, LessonTable(chosen.qs), sheet=reverse("training:lessons_sheet"))
    context = {
        "table": table,
        "filter": chosen,
        "active": filtering(chosen),
        "policy": OnlinePolicy.objects.that_counts(timezone.localdate()),
        "crumbs": _crumbs(),
    }
    return render(request, "training/lessons.html", context)


@require_safe
def lessons_sheet(request: PersonRequest) -> HttpResponse:
    """The same as a sheet."""
    return as_sheet(request, LessonTable(_filtered(request).qs), _("在线课件"))


def _filtered(request: PersonRequest) -> LessonFilter:
    rows = Lesson.objects.in_use().select_related("course").with_own(request.person)
    return LessonFilter(request.GET, queryset=rows)


@require_safe
def lesson(request: PersonRequest, ref: str) -> HttpResponse:
    """One online page. Opening it begins nothing: its first sign of life does."""
    found = doors.lesson_to_read(request.person, ref)
    reading = Reading.objects.filter(person=request.person, lesson=found).first()
    parts = sections(found.text)
    newer = Lesson.objects.in_use().filter(family=found.family).first()
    context = progress_of(found, reading) | {
        "sections": list(enumerate(parts, 1)),
        "pages": [(len(parts) + page.n, page.n) for page in found.pages.all()],
        "place": reading.place if reading else 0,
        "stream": token_urlsafe(12),
        "beat": BEAT,
        "newer": newer if newer != found else None,
        "may_keep": _may_keep(request, found),
        "crumbs": _crumbs((found.title, "")),
    }
    return render(request, "training/lesson.html", context)


def progress_of(
    found: Lesson, reading: Reading | None, heard: Heard = Heard.COUNTED
) -> dict[str, Any]:
    """What `training/_lesson_progress.html` needs."""
    studied = int(reading.studied.total_seconds()) if reading else 0
    return {
        "lesson": found,
        "reading": reading,
        "minutes": min(studied // 60, found.minutes),
        "percent": min(100, studied * 100 // (found.minutes * 60)),
        "is_long_enough": studied >= found.minutes * 60,
        "policy": OnlinePolicy.objects.that_counts(timezone.localdate()),
        "heard": HEARD.get(heard, ""),
        "may_take": heard is Heard.ELSEWHERE,
    }


@require_POST
def beat(request: PersonRequest, ref: str) -> HttpResponse:
    """Hear a sign of life; how far it brings one, as a part of the page."""
    found = doors.lesson_to_read(request.person, ref)
    sent = request.POST
    place = sent.get("place", "")
    sign = Sign(
        stream=sent.get("stream", "")[:24],
        place=int(place) if place.isdecimal() and len(place) < 4 else 0,
        is_active="active" in sent,
        resumes="resumes" in sent,
        takes="takes" in sent,
        leaves="leaves" in sent,
    )
    heard, reading = actions.hear_beat(found, request.person, sign, now=timezone.now())
    context = progress_of(found, reading, heard)
    return render(request, "training/_lesson_progress.html", context)


@require_safe
def lesson_page(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """One page of the PDF as a picture that this site made of it; a browser may keep it a day."""
    response = as_download(doors.page_to_read(request.person, ref, n))
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"private, max-age={KEPT}"
    return response


@require_safe
def lesson_file(request: PersonRequest, ref: str) -> HttpResponse:
    """The PDF itself, as an attachment."""
    return as_download(doors.lesson_file(request.person, ref))


@require_http_methods(["GET", "HEAD", "POST"])
def add_lesson(request: PersonRequest, ref: str) -> HttpResponse:
    """Enter an online page of a course that one keeps."""
    course = access.entry_to_change(request.rights, "courses", ref)
    form = LessonForm(**typed(request))
    deed = _deed(_("登记在线课件"), _("登记后，全市人员登录即可学习。"), course)

    def act() -> str:
        made = actions.add_lesson(
            course,  # type: ignore[arg-type]  # a course, by its kind
            form.terms(),
            actor=request.person,
            now=timezone.now(),
        )
        return reverse("training:lesson", args=[made.ref])

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def replace_lesson(request: PersonRequest, ref: str) -> HttpResponse:
    """Let a new edition take a page's place."""
    found = doors.lesson_to_keep(request.rights, ref)
    has_file = found.file_id is not None
    form = LessonForm(**typed(request), initial=LessonForm.values_of(found), has_file=has_file)
    why = _("保存后新版取代原版；已经学完原版的记录和学时不变，同一课件不重复计学时。")
    deed = _deed(_("更新在线课件"), why, found.course)

    def act() -> str:
        made = actions.replace_lesson(found, form.terms(), actor=request.person, now=timezone.now())
        return reverse("training:lesson", args=[made.ref])

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def retire_lesson(request: PersonRequest, ref: str) -> HttpResponse:
    """Let nobody begin a page any more."""
    found = doors.lesson_to_keep(request.rights, ref)
    form = ReasonForm(**typed(request))
    why = _("停用“%(name)s”后，不能再开始学习；已经开始的可以学完。") % {"name": found.title}
    deed = _deed(_("停用在线课件"), why, found.course)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.retire_lesson(found, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _may_keep(request: PersonRequest, found: Lesson) -> bool:
    keeps = request.rights.covers(found.course.agency.path, access.ORGANISER)
    return keeps and found.retired_at is None


def _deed(title: str, why: str, course: Any) -> Deed:
    back = reverse("training:course", args=[course.ref])
    crumbs = _crumbs((course.title, back), (title, ""))
    return Deed(title, why, _("保存"), back, _("已保存。"), about=course.title, crumbs=crumbs)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("在线学习"), reverse("training:lessons") if further else ""), *further]
