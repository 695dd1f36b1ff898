"""The personnel office asks whether somebody may enforce; its own record of what it asked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people.http import PersonRequest
from qualifications import access, actions
from qualifications.forms import CheckForm, ChoiceForm
from qualifications.forms.checking import PurposeForm
from qualifications.models import Check, Found, find
from qualifications.rules.checking import Outcome, Question, sought
from qualifications.rules.deeds import Refusal
from qualifications.views.verdicts import ShownAnswer, shown_answers

RECENT = 5
MOST_NAMESAKES = 30


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest) -> HttpResponse:
    """Ask about one person. What was typed travels in the body alone, never in an address."""
    persons = access.persons_to_check(request.rights)
    if request.method != "POST":
        form = CheckForm(initial={"day": timezone.localdate()})
        return _page(request, form)
    if "person" in request.POST:
        return _check_chosen(request)
    form = CheckForm(request.POST)
    if not form.is_valid():
        _forget_identity(form)
        return _page(request, form, status=422)
    whom = sought(form.cleaned_data["who"])
    (found,) = find(persons, [whom])
    return _ask(request, form, found)


def _check_chosen(request: PersonRequest) -> HttpResponse:
    """One of several namesakes was chosen."""
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        again = CheckForm(initial=request.POST.dict())
        return _page(request, again, status=422)
    person = access.person_to_check(request.rights, form.cleaned_data["person"])
    return _ask(request, form, Found((person,)))


def _ask(request: PersonRequest, form: PurposeForm, found: Found) -> HttpResponse:
    question = form.question()
    try:
        made = actions.check_person(found, question, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        _forget_identity(form)
        return _page(request, _as_typed(form), status=409, refusal=refused.reason)
    if made.person_id:
        return redirect("qualifications:check_answer", ref=made.ref)
    if made.outcome == Outcome.SEVERAL:
        return _choose(request, question, found)
    form.add_error("who", _said(made.outcome))
    _forget_identity(form)
    return _page(request, form, status=422)


def _said(outcome: str) -> str:
    if outcome == Outcome.MISMATCH:
        return _("姓名与编号不是同一人，请核对。")
    return _("您的管辖范围内没有此人，请核对姓名和编号。本次查询已记入日志。")


def _as_typed(form: PurposeForm) -> PurposeForm:
    return form if isinstance(form, CheckForm) else CheckForm(initial=form.cleaned_data)


def _forget_identity(form: PurposeForm) -> None:
    """An identity number is not shown again, not even to who typed it."""
    kept = {name: form.data.get(name, "") for name in form.fields}
    if sought(str(kept.get("who", ""))).identity:
        form.data = kept | {"who": ""}
        form.add_error("who", _("身份证号不回显，请重新填写。"))


def _choose(request: PersonRequest, question: Question, found: Found) -> HttpResponse:
    """The namesakes, with unit, post and masked numbers, to choose from."""
    pks = [person.pk for person in found.persons[:MOST_NAMESAKES]]
    rows = access.persons_to_check(request.rights).filter(pk__in=pks).select_related("agency")
    context = {
        "question": question,
        "persons": rows.with_main_post(question.day).order_by("agency__path", "staff_number"),
        "more": len(found.persons) > MOST_NAMESAKES,
        "name": found.persons[0].name,
    }
    return render(request, "qualifications/check_choose.html", context)


def _page(
    request: PersonRequest,
    form: PurposeForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    own = Check.objects.of_asker(request.person.pk)
    used = own.single_since(actions.midnight(timezone.now())).count()
    recent = own.filter(batch__isnull=True).select_related("person").order_by("-pk")[:RECENT]
    context: dict[str, Any] = {
        "form": form,
        "refusal": refusal,
        "recent": recent,
        "left": max(0, settings.ENVIRONMENT.checks_a_day - used),
    }
    return render(request, "qualifications/check.html", context, status=status)


@require_GET
def check_answer(request: PersonRequest, ref: str) -> HttpResponse:
    """What was answered, as it was answered; for who asked alone, to read and to print."""
    made = access.check_for(request.rights, ref)
    about = made.person
    opens = about is not None and request.rights.covers(about.agency.path, *access.READERS)
    answers = shown_answers(made.said(), opens_records=opens)
    context = {
        "check": made,
        "answers": answers,
        "meta": _meta(made, answers),
        "able": sum(answer.verdict == "yes" for answer in answers),
        "warnings": list(dict.fromkeys(w for answer in answers for w in answer.warnings)),
    }
    return render(request, "qualifications/check_answer.html", context)


def _meta(made: Check, answers: list[ShownAnswer]) -> list[str]:
    """Whom, in which domain and for which day a single answer is about."""
    about = made.person
    if about is None or not answers:
        return []
    day = f"{made.day:%Y-%m-%d}"
    return [about.name, about.staff_number, about.agency.name, answers[0].domain, day]
