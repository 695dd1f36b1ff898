"""What must be known for which post: the lists, and the form that lays down another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.actions import post_lists as deeds
from exams.actions.signing import ActRefused
from exams.forms.post_lists import PostListForm
from exams.models import Blueprint, PostList
from exams.rules.templates import left_out
from exams.views.words import refusal_words
from people.access import require
from people.http import PersonRequest
from people.rules import Role
from statutes.models import Statute


@require_http_methods(["GET", "HEAD", "POST"])
def post_lists(request: PersonRequest) -> HttpResponse:
    """The lists that hold and those that held, and the form for a further one."""
    require(request.rights, Role.EXAM_OFFICER)
    data = request.POST if request.method == "POST" else None
    form = PostListForm(data, rights=request.rights, initial={"valid_from": timezone.localdate()})
    if data is None:
        return _show(request, form, 200)
    if not form.is_valid():
        return _show(request, form, 422)
    agency, now = form.cleaned_data["agency"], timezone.now()
    try:
        deeds.set_post_list(agency, form.wanted(), actor=request.person, now=now)
    except ActRefused as refused:
        form.add_error(None, refusal_words(refused.reason))
        return _show(request, form, 409)
    messages.success(request, _("清单已登记。"))
    return redirect("exams:post_lists")


@dataclass(frozen=True)
class Behind:
    """The list of a post by which a blueprint was made, beside the blueprint as it is now. `later`
    is the list that holds for the post on the day, where it is another."""

    row: PostList
    later: PostList | None
    left_out: list[str]


def list_behind(blueprint: Blueprint, day: date) -> Behind | None:
    """By which list the blueprint was made, and what is different now. Four queries."""
    row = blueprint.post_list
    if row is None:
        return None
    holding = PostList.objects.in_force(day).filter(agency=row.agency_id, post=row.post).first()
    missing = left_out(row.statutes, blueprint.rule_cells())
    titles = Statute.objects.filter(pk__in=missing).values_list("title", flat=True)
    return Behind(row, holding if holding != row else None, list(titles))


def _show(request: PersonRequest, form: PostListForm, status: int) -> HttpResponse:
    rows = PostList.objects.visible_to(request.rights, Role.EXAM_OFFICER)
    holding = set(rows.in_force(timezone.localdate()).values_list("pk", flat=True))
    found = list(rows.select_related("agency", "by"))
    titles = dict(
        Statute.objects.filter(pk__in={pk for row in found for pk in row.statutes}).values_list(
            "pk", "title"
        )
    )
    lists: list[dict[str, Any]] = [
        {
            "row": row,
            "statutes": [titles[pk] for pk in row.statutes if pk in titles],
            "holds": row.pk in holding,
        }
        for row in found
    ]
    crumbs = [(_("组卷方案"), reverse("exams:blueprints")), (_("应知应会清单"), "")]
    context = {"form": form, "lists": lists, "holding": len(holding), "crumbs": crumbs}
    return render(request, "exams/post_lists.html", context, status=status)
