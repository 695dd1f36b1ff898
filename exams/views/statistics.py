"""How a question did in every exam whose results are published, for those who keep the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams import access
from exams.figures import exposure_figure, months_of, options_figure
from exams.models import Exam, Exposure, QuestionUse
from exams.rules.uses import (
    FEWEST_FOR_DISCRIMINATION,
    FEWEST_FOR_SHARES,
    Pooled,
    pooled,
)
from people.http import PersonRequest, chart_page
from people.rules import Rights, Role
from questionbank.models import FlagWords, OpenKey, Revision
from questionbank.rules.wording import LETTERS


@dataclass(frozen=True)
class OptionLine:
    """One option as chosen: how many of all, and in per cent of all and of both thirds."""

    mark: str
    text: str
    right: bool
    chosen: int
    share: float
    upper: float
    lower: float


@chart_page
@require_safe
def question_statistics(request: PersonRequest, code: str) -> HttpResponse:
    """All uses of a question (of its newest used revision, or of `?n=`), and what they say."""
    found, revisions, uses = access.question_uses(request.rights, code)
    used = [r for r in revisions if any(use.revision_id == r.pk for use in uses)]
    wanted = request.GET.get("n", "")
    shown = next((r for r in used if str(r.n) == wanted), used[0] if used else revisions[0])
    own = [use for use in uses if use.revision_id == shown.pk]
    whole = pooled(use.as_rule() for use in own)
    key = access.key_of(request.rights, shown)
    context = {
        "question": found,
        "revision": shown,
        "used": used,
        "whole": whole,
        "uses": [_line(use, request.rights) for use in own],
        "flags": _flags(shown),
        "few_for_shares": FEWEST_FOR_SHARES,
        "few_for_discrimination": FEWEST_FOR_DISCRIMINATION,
        "may_read_key": key is not None,
        "crumbs": [
            (_("试题"), reverse("questionbank:questions")),
            (found.code, reverse("questionbank:question", args=[found.code])),
            (_("使用统计"), ""),
        ],
    }
    context |= _exposure([use.exam_id for use in own], shown) | _options(shown, whole, key)
    return render(request, "exams/question_statistics.html", context)


def _flags(revision: Revision) -> list[str]:
    """The doubts in words, as they stand in the bank's list."""
    seen = getattr(revision, "observation", None)
    return [str(FlagWords(code).label) for code in seen.flags] if seen else []


def _line(use: QuestionUse, rights: Rights) -> dict[str, Any]:
    """One exam: its own figures, and its page for who plans exams there."""
    alone = pooled([use.as_rule()])
    exam: Exam = use.exam
    may_open = rights.covers(exam.agency.path, Role.EXAM_OFFICER)
    return {
        "exam": exam.title,
        "url": reverse("exams:exam", args=[exam.ref]) if may_open else "",
        "day": use.last_day,
        "papers": use.papers,
        "answered": use.answered,
        "facility": alone.facility,
        "discrimination": alone.discrimination,
    }


def _exposure(exams: Sequence[int], revision: Revision) -> dict[str, Any]:
    """On how many papers it stood by month, in sessions whose results are published."""
    rows = Exposure.objects.filter(
        revision=revision, session__exam__in=exams, session__publication__isnull=False
    ).values_list("session__opens_at", "papers")
    found = [(timezone.localtime(at), papers) for at, papers in rows]
    if not found:
        return {"exposure": None, "months": []}
    months = months_of(found)
    return {"exposure": exposure_figure(months), "months": months.to_dict("records")}


def _options(revision: Revision, whole: Pooled, key: OpenKey | None) -> dict[str, Any]:
    """What was chosen, for who may read the key: the figures would say it."""
    if key is None or not whole.options:
        return {"options": [], "chosen": None}
    lines = [
        OptionLine(
            mark=LETTERS[n] if revision.options else text,
            text=text,
            right=n in key.right,
            chosen=one.chosen,
            share=100 * one.chosen / whole.papers,
            upper=100 * one.upper / whole.upper,
            lower=100 * one.lower / whole.lower,
        )
        for n, (text, one) in enumerate(zip(revision.shown_options(), whole.options, strict=True))
    ]
    return {"options": lines, "chosen": options_figure(pd.DataFrame(lines))}
