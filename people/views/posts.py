"""Posts: giving, correcting, ending, taking back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from exchange.deeds import Deed, typed
from people import access, actions
from people.forms import CorrectPostForm, EndingForm, PostForm, ReasonForm
from people.http import PersonRequest
from people.models import Agency, Post
from people.rules import MANAGERS
from people.views.deed import carry_out


def _back(person_id: int) -> str:
    return reverse("people:person", kwargs={"person_id": person_id})


def _words(post: Post) -> dict[str, str]:
    return {"name": post.person.name, "agency": post.agency.name, "title": post.title}


@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: PersonRequest, person_id: int) -> HttpResponse:
    person = access.person_to_act_on(request.rights, person_id, *MANAGERS)
    places = Agency.objects.visible_to(request.rights, *MANAGERS).open()
    initial = {"valid_from": timezone.localdate(), "agency": person.agency_id}
    form = PostForm(**typed(request), agencies=places, initial=initial)
    deed = Deed(
        title=_("登记岗位"),
        why=_(
            "为“%(name)s”登记岗位。登记新的主要岗位的，原主要岗位于前一日终止，人员随之转入新单位。"
        )
        % {"name": person.name},
        button=_("登记"),
        back=_back(person.pk),
        done=_("岗位已登记。"),
    )

    def act() -> None:
        agency = form.cleaned_data["agency"]
        actions.add_post(person, agency, form.terms(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_post(request: PersonRequest, post_id: int) -> HttpResponse:
    post = access.post_to_change(request.rights, post_id)
    form = CorrectPostForm(**typed(request), initial=CorrectPostForm.initial_of(post))
    deed = Deed(
        title=_("更正岗位"),
        why=_("更正“%(name)s”在“%(agency)s”的岗位“%(title)s”。原登记保留，可以查到何时作了更正。")
        % _words(post),
        button=_("更正"),
        back=_back(post.person_id),
        done=_("岗位已更正。"),
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.correct_post(
            post, form.terms(), reason=reason, actor=request.person, now=timezone.now()
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: PersonRequest, post_id: int) -> HttpResponse:
    post = access.post_to_change(request.rights, post_id)
    form = EndingForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = Deed(
        title=_("终止岗位"),
        why=_("终止“%(name)s”在“%(agency)s”的岗位“%(title)s”。") % _words(post),
        button=_("终止岗位"),
        back=_back(post.person_id),
        done=_("岗位已终止。"),
        grave=True,
    )

    def act() -> None:
        actions.end_post(post, form.ending(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_post(request: PersonRequest, post_id: int) -> HttpResponse:
    post = access.post_to_change(request.rights, post_id)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("撤回岗位登记"),
        why=_(
            "“%(name)s”在“%(agency)s”的岗位“%(title)s”系误登的，撤回后视为从未任该岗位。原登记保留备查。"
        )
        % _words(post),
        button=_("撤回"),
        back=_back(post.person_id),
        done=_("岗位登记已撤回。"),
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.withdraw_post(post, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
