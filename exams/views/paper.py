"""A lost room on paper: two persons say so, the papers print, and two enter what stands on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exams.access.rooms import attempt_at_desk, console_for
from exams.actions import papering
from exams.actions.papering import Scan
from exams.documents.rich import parts_of, picture_data
from exams.documents.sheets import PrintedPaper, PrintedQuestion, papers_pdf
from exams.forms import ReasonForm
from exams.forms.paper import PaperForm
from exams.models import Attempt, PaperRoom, Signature
from exams.rules.conduct import Act
from exams.rules.keeping import SHORT_ANSWER
from exams.templatetags.exam_words import kind_word, marks
from exams.views.printing import pdf
from exams.views.rooms import REFUSING, room_name
from exchange.deeds import Deed, answer, typed
from people.http import PersonRequest
from questionbank.models import Picture

LINES = 10  # to write a short answer on


@require_http_methods(["GET", "HEAD", "POST"])
def use_paper(request: PersonRequest, ref: str) -> HttpResponse:
    """Say that the room is lost; with a second signature its candidates go on on paper."""
    room = console_for(request.rights, ref)
    first = Signature.objects.filter(act=Act.PAPER, subject=room.ref).order_by("pk").last()
    initial = {"reason": first.body["reason"]} if first else {}
    form = ReasonForm(**typed(request), initial=initial)

    def act() -> None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        papering.go_on_paper(room, reason=reason, actor=request.person, now=now)

    words = _(
        "本考场计算机不再作答，已到场的考生改在打印的原试卷上作答，不能恢复。"
        "由两人签署同样的理由后生效，试卷随即可以打印。"
    )
    title = _("改用纸质试卷")
    back = reverse("exams:console", args=[room.ref])
    deed = Deed(
        title=title,
        why=words,
        button=_("签署"),
        back=back,
        done=_("您已签署；两人签署后试卷可以打印。"),
        about=room_name(room),
        crumbs=[(_("考场"), reverse("exams:rooms")), (room_name(room), back), (title, "")],
        grave=True,
    )
    return answer(request, form, deed, act, REFUSING)


@require_POST
def print_papers(request: PersonRequest, ref: str) -> HttpResponse:
    """The papers of a room that went on paper; printing is on record. Of any other room: 404."""
    room = console_for(request.rights, ref)
    if not PaperRoom.objects.filter(room=room).exists():
        raise Http404("papers")
    rows = Attempt.objects.filter(candidate__seat__room=room, started_at__isnull=False)
    rows = rows.select_related("paper", "person", "candidate__seat")
    papers = [_printed(row) for row in rows.order_by("candidate__seat__number")]
    papering.note_print(room, actor=request.person, now=timezone.now())
    content = papers_pdf(
        papers, exam=room.session.exam.title, words=_words(), pictures=_pictures(papers)
    )
    return pdf(content, f"papers-{room.ordinal}")


def _pictures(papers: list[PrintedPaper]) -> Mapping[str, Any]:
    """The pictures of all questions, each once."""
    names = {name for paper in papers for asked in paper.questions for name in asked.pictures()}
    rows = {row.sha256: row for row in Picture.objects.filter(sha256__in=names).order_by("-pk")}
    return picture_data((name, row.content(), row.width) for name, row in rows.items())


def _printed(attempt: Attempt) -> PrintedPaper:
    shown = json.loads(attempt.sat.hall)["questions"]
    seat = str(attempt.candidate.seat.number)
    return PrintedPaper(
        number=attempt.candidate.number,
        name=attempt.person.name,
        seat=seat,
        questions=[_question(question) for question in shown],
    )


def _question(question: dict[str, Any]) -> PrintedQuestion:
    kind = question["kind"]
    is_choice = kind in ("single", "multiple", "true_false")
    options = [
        {"letter": f"{chr(ord('A') + n)}．", "parts": parts_of(option["text"])}
        for n, option in enumerate(question["options"])
    ]
    first = question.get("part", 0) <= 1
    return PrintedQuestion(
        place=question["place"],
        kind=kind_word(kind),
        marks=marks(question["marks"]),
        stem=parts_of(question["stem"]),
        options=options if is_choice else [],
        lines=LINES if kind == SHORT_ANSWER else 0,
        material=parts_of(question.get("material", "")) if first else (),
    )


def _words() -> dict[str, str]:
    return {
        "paper": _("纸质试卷"),
        "name": _("姓名"),
        "number": _("准考证号"),
        "seat": _("座位"),
        "sign": _("考生签名"),
        "marks": _("分"),
        "answer": _("作答："),
        "how": _(
            "选择题、判断题在题后横线上填写字母；本卷未作答的题，以此前已在计算机上保存的作答为准。"
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def enter_paper(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Enter a sheet; nobody sees here what the other person entered."""
    session, attempt = attempt_at_desk(request.rights, ref, attempt_ref)
    if not PaperRoom.objects.filter(room__seats__candidate=attempt.candidate_id).exists():
        raise Http404("paper")
    form = PaperForm(**typed(request), places=papering.places_on(attempt))

    def act() -> None:
        file = form.cleaned_data["scan"]
        scan = Scan(file.read(), file.name)
        papering.enter_paper(
            attempt, form.entered(), scan, actor=request.person, now=timezone.now()
        )

    title = _("录入纸质作答")
    back = reverse("exams:seat", args=[session.ref, attempt.ref])
    deed = Deed(
        title=title,
        why=_why(attempt, request.person.pk),
        button=_("提交录入"),
        back=back,
        done=_("已录入；两人分别录入且内容一致后计入，成绩中注明为纸质作答。"),
        about=f"{attempt.person.name}　{attempt.candidate.number}",
        crumbs=[(_("考场"), reverse("exams:rooms")), (attempt.person.name, back), (title, "")],
    )
    return answer(request, form, deed, act, REFUSING)


def _why(attempt: Attempt, reader_id: int) -> str:
    mine = attempt.paper_entries.filter(by=reader_id).exists()
    other = attempt.paper_entries.exclude(by=reader_id).exists()
    words = _("照答卷录入，选择题填写字母，未作答的留空。由两人分别录入，互不可见。")
    if mine and other:
        return words + _("两人录入的内容不一致，请对照答卷重新录入。")
    return words
