"""Changing a key after an exam: what is proposed, whom it would touch, and two signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams import tasks
from exams.access import exam_for
from exams.access.keys import objection_of, proposal_for, question_asked
from exams.actions import rekeying
from exams.actions.rekeying import Wish
from exams.actions.remarking import scripts_of
from exams.actions.signing import ActRefused
from exams.forms.rekeying import EffectFilterForm, KeyForm
from exams.models import (
    Attempt,
    ChangeKind,
    Exam,
    KeyChange,
    KeyProposal,
    KeySet,
    MarkingJob,
)
from exams.proof import change_body, key_set, newest_keys
from exams.proof.markers import AtHand, markers_anew
from exams.rules.conduct import Act, ActRefusal
from exams.rules.marking import Blanks, Key, Parts, Points, Withdrawn, right_options
from exams.rules.rekeying import Standing, Tally, part_of, tally
from exams.tables.rekeying import KeyEffectTable
from exams.views.sessions import crumbs_of
from exams.views.signatures import signed_so_far
from exams.views.words import refusal_words
from exchange.http import as_list, as_sheet
from journal.rules import digest
from people.http import PersonRequest
from questionbank.models import Revision
from questionbank.rules.wording import LETTERS, answer_places


@dataclass(frozen=True)
class Option:
    """An option of the bank's wording, and whether the present key lets it be right."""

    letter: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class Asked:
    """What another key is proposed for: a question, or a sub-question of a case. `parts` are those
    of a case as a whole."""

    revision: Revision
    part: int
    former: Key | Parts
    stem: str
    options: list[Option]
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Effect:
    """One candidate whose result would be, or was, another; only possibly where persons mark anew,
    and then `after` is the furthest that they can go."""

    attempt: Attempt
    before: Standing
    after: Standing
    is_possible: bool = False

    @property
    def verdict(self) -> str:
        """passes, fails, or nothing where pass or fail stays."""
        if self.before.passed == self.after.passed:
            return ""
        return "passes" if self.after.passed else "fails"

    def fits(self, wanted: dict[str, str]) -> bool:
        """Whether it is what the list's filters ask for."""
        held = {
            "name": self.attempt.person.name,
            "unit": self.attempt.candidate.agency.name,
            "verdict": self.verdict or "stays",
        }
        return all(value.strip() in held[name] for name, value in wanted.items())


@require_safe
def key_changes(request: PersonRequest, ref: str) -> HttpResponse:
    """The versions of an exam's keys, what is proposed, and where to begin."""
    found = exam_for(request.rights, ref)
    newest = newest_keys(found.pk)
    proposals = found.key_proposals.select_related("revision__question", "made_by")
    changes = KeyChange.objects.filter(exam=found).order_by("-at")
    context = {
        "exam": found,
        "newest": newest,
        "changes": changes.select_related(
            "proposal__revision__question", "key_set", "first_by", "second_by"
        ),
        "proposals": proposals.waiting(),
        "code": request.GET.get("question", ""),
        "crumbs": crumbs_of(found, (_("答案变更"), "")),
    }
    return render(request, "exams/key_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_key_change(request: PersonRequest, ref: str) -> HttpResponse:
    """Propose another key for one question, or its withdrawal; what that would do is shown next."""
    found = exam_for(request.rights, ref)
    code = request.GET.get("question", "").strip()
    try:
        revision = question_asked(found, code, timezone.now())
    except Http404:
        return _no_question(request, found, code)
    objection = objection_of(found, request.GET.get("objection", ""))
    asked = _asked(found, revision, request.GET.get("part", ""))
    form = KeyForm(request.POST if request.method == "POST" else None, former=asked.former)
    if request.method != "POST":
        return _show_form(request, found, asked, form)
    if not form.is_valid():
        return _show_form(request, found, asked, form, status=422)
    wish = Wish(revision, form.key(), form.cleaned_data["reason"], objection, asked.part)
    try:
        made = rekeying.propose_key_change(found, wish, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        form.add_error(None, _words(refused))
        return _show_form(request, found, asked, form, status=409)
    tasks.preview_key_change.enqueue(made.pk)
    return redirect("exams:key_change", ref=made.ref)


def _asked(exam: Exam, revision: Revision, typed: str) -> Asked:
    """The question, or the sub-question of a case that the address names, with the key that
    counts; a sub-question that is not there is the whole case."""
    whole = key_set(exam.pk, newest_keys(exam.pk))[revision.pk]
    part = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    former = part_of(whole, part)
    if former is None or not part:
        parts = range(1, len(whole.keys) + 1) if isinstance(whole, Parts) else ()
        places = revision.kind, revision.stem, revision.options
        return Asked(revision, 0, whole, revision.stem, _options(places, whole), tuple(parts))
    told = revision.parts[part - 1]
    places = told["kind"], told["stem"], told["options"]
    return Asked(revision, part, former, told["stem"], _options(places, former))


def _no_question(request: PersonRequest, found: Exam, code: str) -> HttpResponse:
    """Back to the list with the sentence: the code was typed by hand."""
    messages.error(request, _("已公布的试卷中没有编号为“%(code)s”的试题。") % {"code": code})
    return redirect("exams:key_changes", ref=found.ref)


def _show_form(
    request: PersonRequest,
    found: Exam,
    asked: Asked,
    form: KeyForm,
    status: int = 200,
) -> HttpResponse:
    former = asked.former
    context = {
        "exam": found,
        "revision": asked.revision,
        "asked": asked,
        "options": asked.options,
        "blanks": former.accepted if isinstance(former, Blanks) else (),
        "is_by_hand": isinstance(former, Points),
        "is_withdrawn": isinstance(former, Withdrawn),
        "form": form,
        "objection": request.GET.get("objection", ""),
        "crumbs": crumbs_of(
            found,
            (_("答案变更"), reverse("exams:key_changes", args=[found.ref])),
            (_("提出变更"), ""),
        ),
    }
    return render(request, "exams/key_form.html", context, status=status)


def _options(places: tuple[str, str, list[str]], key: Key | Parts) -> list[Option]:
    right = right_options(key)
    texts = answer_places(*places)
    lettered = zip(LETTERS, texts, strict=False)
    return [Option(letter, text, n in right) for n, (letter, text) in enumerate(lettered) if text]


@require_safe
def key_change(request: PersonRequest, ref: str) -> HttpResponse:
    """One proposal: whom it touches, and the signatures under it."""
    return _show(request, proposal_for(request.rights, ref))


@require_POST
def sign_key_change(request: PersonRequest, ref: str) -> HttpResponse:
    """Sign what the page showed; with the second signature the key is changed."""
    found = proposal_for(request.rights, ref)
    if request.POST.get("digest") != _digest(found):
        return _show(request, found, refusal_words(ActRefusal.CHANGED_SINCE), 409)
    try:
        change = rekeying.sign_key_change(found, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return _show(request, found, _words(refused), 409)
    if change is None:
        messages.success(request, _("您已签署，等待第二人签署后生效。"))
    else:
        messages.success(request, _("两人已签署，答案已变更，正在对全部考生重新计分。"))
    return redirect("exams:key_change", ref=ref)


@require_safe
def key_change_progress(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the preview or the regrading is, as a part of the page."""
    found = proposal_for(request.rights, ref)
    part = _progress(found)
    response = render(request, "_ui/progress.html", part)
    if part["finished"]:
        response["HX-Redirect"] = reverse("exams:key_change", args=[ref])
    return response


@require_safe
def key_change_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """Whose result it changes, as a sheet."""
    found = proposal_for(request.rights, ref)
    wanted = _wanted(EffectFilterForm(request.GET))
    rows = [effect for effect in _effects(found) if effect.fits(wanted)]
    return as_sheet(request, KeyEffectTable(rows), _("答案变更影响"))


def _wanted(form: EffectFilterForm) -> dict[str, str]:
    form.is_valid()
    return form.wanted


def _words(refused: ActRefused) -> str:
    """Why, in words of this page."""
    special = {
        ActRefusal.OWN_QUESTIONS: _("您参与了本题的命题或审题，应当回避。"),
        ActRefusal.OWN_MARKS: _("您评阅过本题的作答，应当回避。"),
        ActRefusal.CHANGED_SINCE: _("试算之后情况又有变化，请重新提出建议。"),
        ActRefusal.NOTHING_CHANGED: _("与现行答案相同，无须变更。"),
    }
    return special.get(refused.reason) or refusal_words(refused.reason)


def _digest(found: KeyProposal) -> str:
    """The digest of what would be signed now; nothing before the preview is finished."""
    former = KeySet.objects.filter(exam=found.exam, version=found.version - 1).first()
    if former is None or found.outcome is None:
        return ""
    return digest(change_body(found, former.commitment))


def _effects(found: KeyProposal) -> list[Effect]:
    """Who would fare differently: first those who would fail, then those who would pass."""
    rows = (found.outcome or {}).get("rows", [])
    attempts = (
        Attempt.objects.select_related("candidate__agency", "person")
        .defer("base_hash", "head_hash")
        .in_bulk([pk for pk, _before, _after in rows])
    )
    is_possible = found.kind == ChangeKind.POINTS
    effects = [Effect(attempts[pk], _standing(b), _standing(a), is_possible) for pk, b, a in rows]
    order = {"fails": 0, "passes": 1, "": 2}
    return sorted(effects, key=lambda e: (order[e.verdict], e.attempt.candidate.number))


def _standing(stored: list[int]) -> Standing:
    total, of, passed = stored
    return Standing(total, of, bool(passed))


def _tally(found: KeyProposal, effects: list[Effect]) -> Tally | None:
    if found.outcome is None:
        return None
    return tally([(e.before, e.after) for e in effects], found.outcome["attempts"])


def _show(
    request: PersonRequest, found: KeyProposal, refusal: str = "", status: int = 200
) -> HttpResponse:
    effects, signable = _effects(found), _digest(found)
    change = KeyChange.objects.filter(proposal=found).select_related("key_set").first()
    signed = signed_so_far(Act.REKEY, found.ref, change.digest if change else signable)
    is_current = found.version == newest_keys(found.exam_id) + 1
    sheet = reverse("exams:key_change_sheet", args=[found.ref])
    chosen = EffectFilterForm(request.GET)
    wanted = _wanted(chosen)
    shown = [effect for effect in effects if effect.fits(wanted)]
    context = {
        "filter": chosen,
        "active": bool(wanted),
        "proposal": found,
        "exam": found.exam,
        "change": change,
        "tally": _tally(found, effects),
        "scripts": (found.outcome or {}).get("scripts"),
        "markers": _markers(request, found, change),
        "table": as_list(request, KeyEffectTable(shown), sheet=sheet),
        "progress": _progress(found),
        "digest": signable,
        "signed": signed,
        "is_signed_by_me": any(row.person_id == request.person.pk for row in signed),
        "may_sign": is_current and bool(signable),
        "is_overtaken": change is None and not is_current,
        "refusal": refusal,
        "crumbs": crumbs_of(
            found.exam,
            (_("答案变更"), reverse("exams:key_changes", args=[found.exam.ref])),
            (found.revision.question.code, ""),
        ),
    }
    return render(request, "exams/key_change.html", context, status=status)


def _markers(request: PersonRequest, found: KeyProposal, change: KeyChange | None) -> AtHand | None:
    """Whether enough are left to mark every answer by other points: without those who sign."""
    if found.kind != ChangeKind.POINTS or (change is not None and _progress(found)["finished"]):
        return None
    but, on = () if change else (request.person.pk,), timezone.localdate()
    return markers_anew(found.exam, scripts_of(found), on, is_open=change is not None, but=but)


def _progress(found: KeyProposal) -> dict[str, Any]:
    """Of the preview first; once the key is changed, of the marking."""
    url = reverse("exams:key_change_progress", args=[found.ref])
    if not KeyChange.objects.filter(proposal=found).exists():
        done, total, finished = found.done, found.total, found.finished_at is not None
        word = _("试算已完成") if finished else _("正在试算")
    else:
        jobs = MarkingJob.objects.filter(attempt__exam=found.exam, key_version=found.version)
        reckoned = jobs.filter(Q(done_at__isnull=False) | Q(reckoned__isnull=False))
        total, done = jobs.count(), reckoned.count()
        finished = not jobs.filter(done_at=None).exists()
        done_word, doing = _("重新计分已完成"), _("正在重新计分")
        if found.kind == ChangeKind.POINTS:
            doing = _("正在由阅卷员重新评阅，全部评定后一并生效")
        word = done_word if finished else doing
    words = {"id": "progress", "word": word, "url": url}
    return words | {"done": done, "total": total, "finished": finished}
