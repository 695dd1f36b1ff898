"""A person's qualifications, certificates and suspensions, and the decisions on them."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from people.http import PersonRequest
from people.models import Person, Post
from qualifications import access, actions
from qualifications.forms import DecisionForm, QualifyForm, TermForm
from qualifications.models import (
    Application,
    Certificate,
    Conduct,
    Credential,
    DutySuspension,
    Event,
    Qualification,
)
from qualifications.models.exams import eligible as eligible_among
from qualifications.rules.matter import ENFORCEMENT
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]
MOST_EVENTS = 100  # of the register on one page; a certificate's page lists its own


@require_GET
def person(request: PersonRequest, person_id: int) -> HttpResponse:
    """What a person is qualified in, which certificates they hold, what was decided."""
    shown = access.person_for(request.rights, person_id)
    today = timezone.localdate()
    held = Qualification.objects.current().filter(person=shown).order_by("-valid_from", "-id")
    suspended = DutySuspension.objects.current().filter(person=shown).order_by("-valid_from")
    certificates = Certificate.objects.filter(person=shown).with_state(today).with_terms()
    events = Event.objects.filter(person=shown).select_related("certificate").order_by("-pk")
    newest = list(events[: MOST_EVENTS + 1])
    context = {
        "person": shown,
        "is_self": shown.pk == request.person.pk,
        "qualifications": [(row, row.holds_on(today)) for row in held],
        "in_force": sorted({d for row in held if row.holds_on(today) for d in row.domains}),
        "certificates": certificates.order_by("-recorded_at", "-pk"),
        "suspensions": [(row, row.holds_on(today)) for row in suspended],
        "suspended": any(row.holds_on(today) for row in suspended),
        "applications": Application.objects.filter(person=shown).with_stage().order_by("-pk"),
        "conduct": Conduct.objects.filter(person=shown).with_state().order_by("-day", "-pk"),
        "credentials": Credential.objects.current().filter(person=shown).order_by("kind", "pk"),
        "may_propose": shown.pk != request.person.pk
        and request.rights.covers(shown.agency.path, *access.READERS),
        "events": newest[:MOST_EVENTS],
        "is_cut": len(newest) > MOST_EVENTS,
        "may_decide": access.may_decide(request.rights, shown.agency.path)
        and shown.pk != request.person.pk,
    }
    return render(request, "qualifications/person.html", context)


@require_http_methods(GET_OR_POST)
def qualify_by_exams(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_decide(request.rights, person_id)
    today = timezone.localdate()
    shown = eligible_among(Person.objects.filter(pk=about.pk), today).get(about.pk)
    initial = _today(today) | {"domains": sorted(shown.domains) if shown else []}
    form = QualifyForm(**typed(request), initial=initial)
    deed = _deed(
        about,
        title=gettext_lazy("确认执法资格"),
        why=gettext_lazy(
            "公共法律知识和所选领域的专业法律知识考试均已合格的，确认其资格。成绩随资格一并留存。"
        ),
        done=gettext_lazy("资格已确认。"),
    )

    def act() -> None:
        actions.qualify_by_exams(
            about,
            form.cleaned_data["domains"],
            form.decision(),
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def qualify_by_decision(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_decide(request.rights, person_id)
    today = timezone.localdate()
    posts = Post.objects.in_force(today).filter(person=about, kind=ENFORCEMENT)
    domains = sorted({name for post in posts for name in post.domains})
    form = QualifyForm(**typed(request), initial=_today(today) | {"domains": domains})
    deed = _deed(
        about,
        title=gettext_lazy("决定授予资格"),
        why=gettext_lazy(
            "适用于本平台没有考试成绩的情形，须有主管机关的专门决定。不在编的人员不得授予。"
        ),
        done=gettext_lazy("资格已登记。"),
    )

    def act() -> None:
        actions.qualify_by_decision(
            about,
            form.cleaned_data["domains"],
            form.decision(),
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def disqualify(request: PersonRequest, qualification_id: int) -> HttpResponse:
    held = access.qualification_to_end(request.rights, qualification_id)
    form = DecisionForm(**typed(request), initial=_today(timezone.localdate()))
    deed = _deed(
        held.person,
        title=gettext_lazy("取消执法资格"),
        why=gettext_lazy(
            "自生效之日起，本人没有所列领域的执法资格，不能上岗。取消资格只能由有权的法制机构决定。"
        ),
        done=gettext_lazy("已登记取消资格。"),
        grave=True,
        more="、".join(held.domains),
    )

    def act() -> None:
        actions.disqualify(held, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def suspend_duty(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_decide(request.rights, person_id)
    form = TermForm(**typed(request), initial=_today(timezone.localdate()))
    deed = _deed(
        about,
        title=gettext_lazy("停止执法"),
        why=gettext_lazy("自生效之日起，本人在所有领域都不能上岗；未定期限的，至恢复之日止。"),
        done=gettext_lazy("已登记停止执法。"),
        grave=True,
    )

    def act() -> None:
        actions.suspend_duty(about, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def restore_duty(request: PersonRequest, suspension_id: int) -> HttpResponse:
    held = access.suspension_to_lift(request.rights, suspension_id)
    form = DecisionForm(**typed(request), initial=_today(timezone.localdate()))
    deed = _deed(
        held.person,
        title=gettext_lazy("恢复执法"),
        why=gettext_lazy(
            "自生效之日起，停止执法的决定不再有效。决定被撤销的，可以溯及停止执法之日。"
        ),
        done=gettext_lazy("已登记恢复执法。"),
    )

    def act() -> None:
        actions.restore_duty(held, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _deed(
    about: Person, *, title: object, why: object, done: object, grave: bool = False, more: str = ""
) -> Deed:
    """The page of a decision about a person, which leads back to their page."""
    return Deed(
        title=str(title),
        why=str(why),
        button=str(title),
        back=reverse("qualifications:person", args=[about.pk]),
        done=str(done),
        about="　".join(part for part in (about.name, about.agency.name, more) if part),
        grave=grave,
    )


def _today(today: date) -> dict[str, date]:
    return {"decided_on": today, "effective_on": today}
